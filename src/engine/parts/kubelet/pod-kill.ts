/** The end of a Pod: TerminatingPod stops containers and sandbox, TerminatedPod cleans up. Models kubelet.go SyncTerminatingPod and SyncTerminatedPod. */
import type { CriResponse } from '../../wires/cri.ts';
import { podRequests } from './admission.ts';
import { callFor, withContainerView, withPod } from './cri-calls.ts';
import { podEvent } from './events.ts';
import { containerSpec, podStatus } from './pod-status.ts';
import { moveWorker } from './pod-worker.chart.ts';
import { enqueue, setStatus } from './status-manager.ts';
import type { ContainerView, CriPurpose, Env, KubeletState, PodWorker } from './types.ts';

/** Unmounting and the removal of the cgroup are waited for. */
const CLEANUP_IN_US = 850_000;
const GC_PERIOD_IN_US = 60_000_000;

/** Whether the Pod is to go: deleted, or gone from the API already. */
export function shouldTerminate(worker: PodWorker): boolean {
  return worker.deleted || Boolean(worker.pod.metadata.deletionTimestamp);
}

/** Steps that a kill need not wait for. */
function isInterruptible(worker: PodWorker): boolean {
  return worker.step.at === 'idle' || worker.step.at === 'volumes' || worker.step.at === 'pull';
}

function graceOf(worker: PodWorker): number {
  const { metadata, spec } = worker.pod;
  return metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

/** How long a preStop hook holds the container's end back; only hooks that sleep are modelled. */
function preStopInSeconds(worker: PodWorker, name: string): number {
  const hook = containerSpec(worker, name).lifecycle?.preStop;
  const words = (hook?.exec?.command ?? []).join(' ').split(' ');
  const at = words.indexOf('sleep');
  return hook?.sleep?.seconds ?? (at < 0 ? 0 : Number.parseInt(words[at + 1] ?? '', 10) || 0);
}

function stopContainer(state: KubeletState, worker: PodWorker, view: ContainerView, env: Env): KubeletState {
  const grace = graceOf(worker);
  const held = Math.min(preStopInSeconds(worker, view.name), grace);
  const timeoutInSeconds = Math.max(grace - held, grace > 0 ? 2 : 0);
  const request = { method: 'StopContainer' as const, container: view.live?.id ?? '', timeoutInSeconds };
  return callFor(state, worker, request, env, view.name, held * 1_000_000);
}

/** Tells the worker to terminate. What it is doing with the runtime is let finish first. */
export function terminate(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  if (!isInterruptible(worker)) return withPod(state, { ...worker, again: true });
  const { context } = env;
  context.cancel(`mount/${worker.uid}`);
  context.cancel(`resync/${worker.uid}`);
  const ending = moveWorker(worker, 'terminate', env);
  const running = ending.containers.filter((view) => view.live?.state === 'RUNNING');
  const left = running.map((view) => view.name);
  const busy: PodWorker = { ...ending, step: { at: 'kill', left }, graceInSeconds: graceOf(worker) };
  let next = setStatus(withPod(state, busy), busy, podStatus(busy, env), env);
  for (const view of running) {
    next = podEvent(next, busy, 'Normal', 'Killing', `Stopping container ${view.name}`, env, view.name);
    next = stopContainer(next, busy, view, env);
  }
  return running.length > 0 ? next : stopSandbox(next, next.pods.get(worker.uid) as PodWorker, env);
}

/** A second deletion may shorten the grace period of a kill that is under way. */
export function hurryUp(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  if (worker.step.at !== 'kill' || graceOf(worker) >= worker.graceInSeconds) return state;
  const hurried = { ...worker, graceInSeconds: graceOf(worker) };
  let next = withPod(state, hurried);
  for (const view of hurried.containers)
    if (worker.step.left.includes(view.name)) next = stopContainer(next, hurried, view, env);
  return next;
}

function stopSandbox(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  if (worker.sandbox?.state !== 'READY') return sandboxStopped(state, worker, env);
  const busy = moveWorker({ ...worker, step: { at: 'stop-sandbox' } }, 'sandbox', env);
  return callFor(withPod(state, busy), busy, { method: 'StopPodSandbox', sandbox: worker.sandbox.id }, env);
}

/** Nothing runs any more: the last status, then the clean-up. */
function sandboxStopped(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  const sandbox = worker.sandbox ? { ...worker.sandbox, state: 'NOTREADY' as const } : null;
  const dead = moveWorker({ ...worker, sandbox, step: { at: 'cleanup' } }, 'terminated', env);
  const told = setStatus(withPod(state, dead), dead, podStatus(dead, env, true), env);
  env.context.timer({
    name: `cleanup/${worker.uid}`,
    afterInUs: env.context.work(env.context.random.jitterInUs(CLEANUP_IN_US, 0.15)),
    data: worker.uid,
  });
  return told;
}

/** The answer to a call made while the Pod is being ended. */
export function onKillAnswer(
  state: KubeletState,
  worker: PodWorker,
  purpose: Extract<CriPurpose, { for: 'worker' }>,
  answer: CriResponse | { readonly method: 'lost' },
  env: Env,
): KubeletState {
  const { step } = worker;
  if (step.at === 'stop-sandbox')
    return purpose.what === 'StopPodSandbox' ? sandboxStopped(state, worker, env) : state;
  if (step.at !== 'kill') return state;
  if (purpose.what === 'StopContainer' && answer.method !== 'lost') {
    const id = worker.containers.find((view) => view.name === purpose.container)?.live?.id ?? '';
    return callFor(state, worker, { method: 'ContainerStatus', container: id }, env, purpose.container);
  }
  if (purpose.what !== 'ContainerStatus' && answer.method !== 'lost') return state;
  const left = step.left.filter((name) => name !== purpose.container);
  const live = answer.method === 'ContainerStatus' ? answer.container : null;
  const noted = live ? withContainerView(worker, purpose.container, { live }) : worker;
  const next: PodWorker = { ...noted, step: { at: 'kill', left } };
  return left.length > 0 ? withPod(state, next) : stopSandbox(withPod(state, next), next, env);
}

/** TerminatedPod: volumes and cgroup are gone; the API server may forget the Pod. */
export function onCleanedUp(state: KubeletState, uid: string, env: Env): KubeletState {
  const worker = state.pods.get(uid);
  if (!worker) return state;
  const done: PodWorker = { ...moveWorker(worker, 'finished', env), terminated: true, step: { at: 'idle' } };
  const freed = release(state, done);
  return worker.deleted ? forget(freed, uid, env) : enqueue(freed, uid, env);
}

/** Gives back what the Pod had of the node. */
export function release(state: KubeletState, worker: PodWorker): KubeletState {
  if (!worker.counted) return withPod(state, worker);
  const { milliCpu, memoryInBytes } = podRequests(worker.pod);
  const next = {
    ...state,
    milliCpu: state.milliCpu - milliCpu,
    memoryInBytes: state.memoryInBytes - memoryInBytes,
  };
  return withPod(next, { ...worker, counted: false });
}

/** The API object is gone and nothing runs: the worker ends, its remains wait for the garbage collector. */
export function forget(state: KubeletState, uid: string, env: Env): KubeletState {
  const worker = state.pods.get(uid);
  if (!worker) return state;
  const freed = release(state, worker);
  const pods = freed.pods.without(uid);
  if (!worker.sandbox) return { ...freed, pods };
  if (freed.garbage.length === 0) env.context.timer({ name: 'gc', afterInUs: GC_PERIOD_IN_US });
  return { ...freed, pods, garbage: [...freed.garbage, worker.sandbox.id] };
}
