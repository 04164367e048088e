/** Which container is to be started next, and what it is started with. Models kuberuntime_manager.go computePodActions and doBackOff. */
import { valueOf } from '../../../kube/quantity.ts';
import type { EnvVar } from '../../../kube/types/pod.ts';
import type { CriContainerSpec } from '../../wires/cri.ts';
import { withContainerView, withPod } from './cri-calls.ts';
import { podEvent } from './events.ts';
import { containerSpec, isInitialized } from './pod-status.ts';
import type { ContainerView, Env, KubeletState, PodWorker } from './types.ts';

const BACKOFF_IN_US = 10_000_000;
const BACKOFF_MAX_IN_US = 300_000_000;
/** A container that ran this long begins with the shortest back-off again. */
const BACKOFF_RESET_IN_US = 600_000_000;

function mayRestart(worker: PodWorker, view: ContainerView): boolean {
  if (view.live === null || view.live.state === 'CREATED') return true;
  if (view.live.state === 'RUNNING') return false;
  const policy = view.kind === 'sidecar' ? 'Always' : (worker.pod.spec.restartPolicy ?? 'Always');
  if (view.kind === 'init' && view.live.exitCode === 0) return false;
  if (policy === 'Never') return false;
  return policy === 'OnFailure' || view.kind === 'init' ? view.live.exitCode !== 0 : true;
}

/** The next container that the sync has to start, or undefined. Init containers go one by one, and before all others. */
export function nextContainer(worker: PodWorker): ContainerView | undefined {
  const untried = (view: ContainerView) => !worker.tried.includes(view.name) && mayRestart(worker, view);
  for (const view of worker.containers) {
    if (view.kind === 'main') continue;
    if (view.kind === 'sidecar' && view.live?.state === 'EXITED' && untried(view)) return view;
    if (!isInitialized(view)) return untried(view) ? view : undefined;
  }
  return worker.containers.find((view) => view.kind === 'main' && untried(view));
}

/** Whether anything is or may still be run in this Pod: if so it needs a sandbox. */
export function needsSandbox(worker: PodWorker): boolean {
  return worker.containers.some((view) => view.kind === 'main' && mayRestart(worker, view));
}

function podName(worker: PodWorker): string {
  const { name, namespace } = worker.pod.metadata;
  return `${name}_${namespace}(${worker.uid})`;
}

/** Restarts wait: none the first time, then 10 s, 20 s, … five minutes after the container's end. Null when it may start now. */
export function backOff(
  state: KubeletState,
  worker: PodWorker,
  view: ContainerView,
  env: Env,
): KubeletState | null {
  const { nowUs, random } = env.context;
  if (view.backoffUntilUs <= nowUs) return null;
  const seconds = Math.round(view.backoffInUs / 1_000_000);
  const text = seconds >= 60 ? `${Math.floor(seconds / 60)}m${seconds % 60}s` : `${seconds}s`;
  const told = podEvent(
    state,
    worker,
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${view.name} in pod ${podName(worker)}`,
    env,
    view.name,
  );
  const message = `back-off ${text} restarting failed container=${view.name} pod=${podName(worker)}`;
  const later = Math.round((view.backoffUntilUs - nowUs) * (1 + 0.2 * random.next()));
  const retryInUs = worker.retryInUs === 0 ? later : Math.min(worker.retryInUs, later);
  return withPod(told, {
    ...withContainerView(worker, view.name, { waiting: { reason: 'CrashLoopBackOff', message } }),
    retryInUs,
  });
}

/** A container ended: from when on it may be started again. */
export function backoffAfterExit(
  view: ContainerView,
  finishedAtUs: number,
  startedAtUs: number,
): Pick<ContainerView, 'backoffInUs' | 'backoffUntilUs'> {
  if (view.backoffInUs === 0 || finishedAtUs - startedAtUs > BACKOFF_RESET_IN_US)
    return { backoffInUs: BACKOFF_IN_US / 2, backoffUntilUs: 0 };
  const backoffInUs = Math.min(BACKOFF_MAX_IN_US, view.backoffInUs * 2);
  return { backoffInUs, backoffUntilUs: finishedAtUs + backoffInUs };
}

function fieldValue(worker: PodWorker, path: string, { config }: Env): string {
  const { metadata, spec } = worker.pod;
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return worker.uid;
    case 'spec.nodeName':
      return config.node;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.podIP':
      return worker.sandbox?.ip ?? '';
    case 'status.hostIP':
      return config.address ?? '192.0.2.10';
    default:
      return '';
  }
}

function valueOfVar(worker: PodWorker, variable: EnvVar, env: Env): readonly [string, string] {
  const path = variable.valueFrom?.fieldRef?.fieldPath;
  return [variable.name, path === undefined ? (variable.value ?? '') : fieldValue(worker, path, env)];
}

/** What the runtime is asked to create. */
export function criSpec(worker: PodWorker, view: ContainerView, env: Env): CriContainerSpec {
  const spec = containerSpec(worker, view.name);
  return {
    name: view.name,
    image: spec.image ?? '',
    command: spec.command ?? [],
    args: spec.args ?? [],
    env: (spec.env ?? []).map((variable) => valueOfVar(worker, variable, env)),
    attempt: view.live === null ? 0 : view.restarts + 1,
    memoryLimitInBytes: valueOf(spec.resources?.limits?.['memory']),
  };
}
