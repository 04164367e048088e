/** A Pod worker: one sync at a time, one call of the runtime at a time. Models pod_workers.go, kubelet.go SyncPod and kuberuntime_manager.go SyncPod. */
import type { CriContainer, CriResponse, CriSandbox } from '../../wires/cri.ts';
import { backoffAfterExit, backOff, criSpec, needsSandbox, nextContainer } from './container-start.ts';
import { call, callFor, withContainerView, withPod } from './cri-calls.ts';
import { atStep, draftOfWorker, withField } from './draft.ts';
import { podEvent } from './events.ts';
import {
  imageNameError,
  onImageStatus,
  onPulled,
  onPullFailed,
  pumpPulls,
  refuseName,
  retryInUs,
} from './image-puller.ts';
import { onKillAnswer, shouldTerminate, terminate } from './pod-kill.ts';
import { containerSpec, phaseOf, podStatus, terminatedState } from './pod-status.ts';
import { moveWorker } from './pod-worker.chart.ts';
import { setStatus } from './status-manager.ts';
import type { ContainerView, CriPurpose, Env, KubeletState, PodWorker } from './types.ts';
import { armMountPoll, beginMounts, mountsAreReady } from './volumes.ts';

type Answer = CriResponse | { readonly method: 'lost' };
/** After StartContainer the kubelet looks at the container as soon as its worker comes round. */
const INSPECT_IN_US = 12_000;

const IDLE: PodWorker['step'] = { at: 'idle' };

const isTerminal = (phase: string) => phase === 'Succeeded' || phase === 'Failed';

/** Begins a sync, or notes that one is wanted when one is under way. */
export function syncPod(state: KubeletState, uid: string, env: Env): KubeletState {
  const worker = state.pods.get(uid);
  if (!worker || worker.terminated || worker.rejected) return state;
  if (worker.value.startsWith('TerminatingPod')) return state;
  if (shouldTerminate(worker)) return terminate(state, worker, env);
  if (worker.step.at !== 'idle') {
    if (worker.again) return state;
    const later = draftOfWorker(worker);
    later.again = true;
    return withPod(state, later);
  }
  env.context.cancel(`resync/${uid}`);
  const ip = worker.sandbox?.state === 'READY' ? worker.sandbox.ip : worker.ip;
  const fresh = draftOfWorker(worker);
  fresh.ip = ip;
  fresh.again = false;
  fresh.retryInUs = 0;
  fresh.tried = [];
  const status = podStatus(fresh, env);
  const told = setStatus(state, fresh, status, env);
  const now = told.pods.get(uid) as PodWorker;
  if (isTerminal(phaseOf(now, false)) || mainsAreDone(now)) return terminate(told, now, env);
  return proceed(told, now, env);
}

/** The main containers have ended for good; only sidecars may be left. */
function mainsAreDone(worker: PodWorker): boolean {
  const mains = worker.containers.filter((view) => view.kind === 'main');
  return mains.every((view) => view.live?.state === 'EXITED') && !needsSandbox(worker);
}

/** Takes the next step of the sync: volumes, sandbox, one container after the other, and at last the end. */
function proceed(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  if (shouldTerminate(worker)) return terminate(state, atStep(worker, IDLE), env);
  if (!worker.mounted) {
    const begun = beginMounts(state, moveWorker(worker, 'volumes', env), env);
    const after = begun.pods.get(worker.uid) as PodWorker;
    return after.mounted ? proceed(begun, after, env) : begun;
  }
  if (worker.sandbox?.state !== 'READY' && needsSandbox(worker)) return runSandbox(state, worker, env);
  const view = nextContainer(worker);
  if (!view) return finishSync(state, worker, env);
  const trying = draftOfWorker(worker);
  trying.tried = [...worker.tried, view.name];
  const tried = moveWorker(trying, 'containers', env);
  return beginContainer(withPod(state, tried), tried, view, env);
}

function finishSync(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  const resting = draftOfWorker(worker);
  resting.step = IDLE;
  resting.again = false;
  const idle = moveWorker(resting, 'done', env);
  if (worker.again) return syncPod(withPod(state, idle), worker.uid, env);
  if (worker.retryInUs > 0)
    env.context.timer({ name: `resync/${worker.uid}`, afterInUs: worker.retryInUs, data: worker.uid });
  return withPod(state, idle);
}

function runSandbox(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  const { namespace = 'default', name = '' } = worker.pod.metadata;
  const starting = draftOfWorker(worker);
  starting.step = { at: 'sandbox' };
  starting.sandboxAttempt += 1;
  const busy = moveWorker(starting, 'sandbox', env);
  const hostNetwork = worker.pod.spec.hostNetwork ?? false;
  return callFor(
    withPod(state, busy),
    busy,
    {
      method: 'RunPodSandbox',
      namespace,
      name,
      uid: worker.uid,
      attempt: worker.sandboxAttempt,
      hostNetwork,
    },
    env,
  );
}

function beginContainer(state: KubeletState, worker: PodWorker, view: ContainerView, env: Env): KubeletState {
  const waiting = backOff(state, worker, view, env);
  if (waiting) return proceed(waiting, waiting.pods.get(worker.uid) as PodWorker, env);
  const image = containerSpec(worker, view.name).image ?? '';
  const wrong = imageNameError(image);
  if (wrong !== '') {
    const { state: told } = refuseName(state, worker, view.name, image, wrong, env);
    return proceed(told, told.pods.get(worker.uid) as PodWorker, env);
  }
  const busy = atStep(worker, { at: 'image', container: view.name });
  return callFor(withPod(state, busy), busy, { method: 'ImageStatus', image }, env, view.name);
}

function createContainer(state: KubeletState, worker: PodWorker, name: string, env: Env): KubeletState {
  const view = worker.containers.find((c) => c.name === name) as ContainerView;
  const busy = moveWorker(atStep(worker, { at: 'create', container: name }), 'containers', env);
  const sandbox = worker.sandbox?.id ?? '';
  return callFor(
    withPod(state, busy),
    busy,
    { method: 'CreateContainer', sandbox, spec: criSpec(worker, view, env) },
    env,
    name,
  );
}

/** The answer to a call that a worker made. */
export function onWorkerAnswer(
  state: KubeletState,
  purpose: Extract<CriPurpose, { for: 'worker' }>,
  answer: Answer,
  env: Env,
): KubeletState {
  const worker = state.pods.get(purpose.uid);
  if (purpose.what === 'PullImage') return onPullAnswer(state, worker, answer, env);
  if (!worker) return state;
  if (worker.value.startsWith('TerminatingPod')) return onKillAnswer(state, worker, purpose, answer, env);
  if (answer.method === 'lost') return interrupted(state, worker, env);
  return onStep(state, worker, purpose, answer, env);
}

/** The runtime went away in the middle: the sync ends and is tried again. */
function interrupted(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  if (worker.step.at === 'idle' || worker.step.at === 'volumes') return state;
  return finishSync(state, { ...worker, again: false, retryInUs: retryInUs(worker, env) }, env);
}

function onStep(
  state: KubeletState,
  worker: PodWorker,
  purpose: Extract<CriPurpose, { for: 'worker' }>,
  answer: CriResponse,
  env: Env,
): KubeletState {
  switch (worker.step.at) {
    case 'sandbox':
      return onSandbox(state, worker, answer, env);
    case 'sandbox-status':
      return onSandboxStatus(state, worker, answer, env);
    case 'image':
      return answer.method === 'ImageStatus'
        ? onImage(state, worker, purpose.container, answer.image, env)
        : onFailure(state, worker, purpose.container, 'ImageInspectError', answer, env);
    case 'create':
      return answer.method === 'CreateContainer'
        ? onCreated(state, worker, purpose.container, answer.container, env)
        : onFailure(state, worker, purpose.container, 'CreateContainerError', answer, env);
    case 'start':
      return onStarted(state, worker, purpose.container, worker.step.id, answer, env);
    case 'inspect':
      return answer.method === 'ContainerStatus'
        ? onInspected(state, worker, purpose.container, answer.container, env)
        : finishSync(state, worker, env);
    default:
      return state;
  }
}

function onSandbox(state: KubeletState, worker: PodWorker, answer: CriResponse, env: Env): KubeletState {
  if (answer.method !== 'RunPodSandbox') {
    const message =
      answer.method === 'error' ? `rpc error: code = ${answer.code} desc = ${answer.message}` : '';
    const told = podEvent(
      state,
      worker,
      'Warning',
      'FailedCreatePodSandBox',
      `Failed to create pod sandbox: ${message}`,
      env,
    );
    return finishSync(told, { ...worker, retryInUs: retryInUs(worker, env) }, env);
  }
  const busy = draftOfWorker(worker);
  busy.sandbox = answer.sandbox;
  busy.step = { at: 'sandbox-status' };
  busy.again = true;
  return callFor(withPod(state, busy), busy, { method: 'PodSandboxStatus', sandbox: answer.sandbox.id }, env);
}

/** The sandbox has its address. That is told at once, the address itself only with the next sync. */
function onSandboxStatus(
  state: KubeletState,
  worker: PodWorker,
  answer: CriResponse,
  env: Env,
): KubeletState {
  const sandbox: CriSandbox | null = answer.method === 'PodSandboxStatus' ? answer.sandbox : worker.sandbox;
  const attached = draftOfWorker(worker);
  attached.sandbox = sandbox;
  attached.step = IDLE;
  const ready = moveWorker(attached, 'containers', env);
  const told = setStatus(state, ready, podStatus(ready, env), env);
  return proceed(told, told.pods.get(worker.uid) as PodWorker, env);
}

function onImage(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  image: Parameters<typeof onImageStatus>[3],
  env: Env,
): KubeletState {
  const { state: told, next } = onImageStatus(state, worker, container, image, env);
  const now = told.pods.get(worker.uid) as PodWorker;
  if (next === 'pulling') return told;
  return next === 'create' ? createContainer(told, now, container, env) : proceed(told, now, env);
}

/** The pull that was under way is over, well or badly; the next in the queue begins. */
function onPullAnswer(
  state: KubeletState,
  worker: PodWorker | undefined,
  answer: Answer,
  env: Env,
): KubeletState {
  const { pulling } = state;
  if (pulling === null) return state;
  const free = withField(state, 'pulling', null);
  if (!worker || worker.step.at !== 'pull') return pumpPulls(free, env);
  if (answer.method === 'PullImage') {
    const told = onPulled(free, worker, pulling, answer.image, answer.tookInUs, env);
    return pumpPulls(createContainer(told, worker, pulling.container, env), env);
  }
  if (answer.method !== 'error') return pumpPulls(interrupted(free, worker, env), env);
  const told = onPullFailed(free, worker, pulling, answer.code, answer.message, env);
  return pumpPulls(
    proceed(told, { ...(told.pods.get(worker.uid) as PodWorker), step: { at: 'idle' } }, env),
    env,
  );
}

function onFailure(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  reason: string,
  answer: CriResponse,
  env: Env,
): KubeletState {
  const message = answer.method === 'error' ? answer.message : '';
  const told = podEvent(state, worker, 'Warning', 'Failed', `Error: ${message}`, env, container);
  const failed = {
    ...withContainerView(worker, container, { waiting: { reason, message } }),
    retryInUs: retryInUs(worker, env),
  };
  return proceed(withPod(told, failed), failed, env);
}

function onCreated(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  id: string,
  env: Env,
): KubeletState {
  const told = podEvent(state, worker, 'Normal', 'Created', 'Container created', env, container);
  const busy = atStep(worker, { at: 'start', container, id });
  return callFor(withPod(told, busy), busy, { method: 'StartContainer', container: id }, env, container);
}

/** runc has answered; the container is looked at, whatever came of it. */
function onStarted(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  id: string,
  answer: CriResponse,
  env: Env,
): KubeletState {
  const ok = answer.method === 'done';
  const message = answer.method === 'error' ? answer.message : '';
  const told = ok
    ? podEvent(state, worker, 'Normal', 'Started', 'Container started', env, container)
    : podEvent(state, worker, 'Warning', 'Failed', `Error: ${message}`, env, container);
  const waiting = ok ? null : { reason: 'RunContainerError', message };
  const retry = ok ? worker.retryInUs : retryInUs(worker, env);
  const busy = draftOfWorker(withContainerView(worker, container, { waiting }));
  busy.retryInUs = retry;
  busy.step = { at: 'inspect', container, id };
  return callFor(
    withPod(told, busy),
    busy,
    { method: 'ContainerStatus', container: id },
    env,
    container,
    env.context.random.between(1_000, INSPECT_IN_US),
  );
}

/** A container as the runtime has it now, in the worker's books: a new attempt, or an end. */
export function noteContainer(
  state: KubeletState,
  worker: PodWorker,
  live: CriContainer,
  env: Env,
): { readonly state: KubeletState; readonly worker: PodWorker } {
  const view = worker.containers.find((c) => c.name === live.name);
  if (!view || (view.live !== null && live.attempt < view.live.attempt)) return { state, worker };
  let next = state;
  let changed: Partial<ContainerView> = { live };
  if (view.live !== null && view.live.id !== live.id) {
    changed = { ...changed, restarts: live.attempt, last: terminatedState(view.live, env) };
    const stale = view.last?.containerID?.slice('containerd://'.length);
    if (stale)
      next = call(next, { method: 'RemoveContainer', container: stale }, { for: 'remove' }, env, {
        pod: worker.key,
      });
  }
  const ended = live.state === 'EXITED' && (view.live?.id !== live.id || view.live.state !== 'EXITED');
  if (ended)
    changed = {
      ...changed,
      ...backoffAfterExit(view, live.finishedAtUs, live.startedAtUs || live.finishedAtUs),
    };
  return { state: next, worker: withContainerView(worker, live.name, changed) };
}

function onInspected(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  live: CriContainer | null,
  env: Env,
): KubeletState {
  if (live === null) return proceed(state, worker, env);
  const noted = noteContainer(state, worker, live, env);
  const now = draftOfWorker(noted.worker);
  now.step = IDLE;
  now.again = true;
  return proceed(withPod(noted.state, now), now, env);
}

/** The poll of the volume manager's waiters. */
export function onMountPoll(state: KubeletState, uid: string, env: Env): KubeletState {
  const worker = state.pods.get(uid);
  if (!worker || worker.step.at !== 'volumes') return state;
  if (!mountsAreReady(state, worker)) {
    armMountPoll(worker, env);
    return state;
  }
  const mounted = draftOfWorker(worker);
  mounted.mounted = true;
  mounted.step = IDLE;
  return proceed(withPod(state, mounted), mounted, env);
}
