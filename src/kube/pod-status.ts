import type { Container, ContainerStatus, Pod, PodStatus } from './types/pod.ts';
import type { Condition } from './value.ts';
import { parseTimeUs } from './time.ts';

/** What `kubectl get pods` says of a Pod. */
export interface PrintedPodStatus {
  readonly ready: number;
  readonly total: number;
  /** The STATUS column: a phase, a container's reason, `Init:0/2`, `Terminating` … */
  readonly status: string;
  readonly restarts: number;
  /** RFC 3339 time of the last restart, if any container restarted. */
  readonly lastRestart: string | undefined;
}

export function conditionOf(
  status: { readonly conditions?: readonly Condition[] } | undefined,
  type: string,
): Condition | undefined {
  return status?.conditions?.find((c) => c.type === type);
}

export function isConditionTrue(
  status: { readonly conditions?: readonly Condition[] } | undefined,
  type: string,
): boolean {
  return conditionOf(status, type)?.status === 'True';
}

export function isPodReady(pod: Pod): boolean {
  return isConditionTrue(pod.status, 'Ready');
}

/** Succeeded or Failed: nothing of the Pod runs any more. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** Neither finished nor being deleted: what controllers count. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !pod.metadata.deletionTimestamp;
}

/** Ready for at least `minReadySeconds` at `nowUs` (Unix microseconds). Models podutil.IsPodAvailable. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowUs: number): boolean {
  if (!isPodReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = conditionOf(pod.status, 'Ready')?.lastTransitionTime;
  const sinceUs = since ? parseTimeUs(since) : undefined;
  return sinceUs !== undefined && sinceUs + minReadySeconds * 1_000_000 <= nowUs;
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: Container | undefined): boolean {
  return container?.restartPolicy === 'Always';
}

interface Tally {
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: string | undefined;
  readonly status: string;
}

function laterOf(a: string | undefined, status: ContainerStatus): string | undefined {
  const b = status.lastState?.terminated?.finishedAt ?? undefined;
  if (b === undefined) return a;
  return a === undefined || (parseTimeUs(a) ?? 0) < (parseTimeUs(b) ?? 0) ? b : a;
}

function terminatedReason(
  terminated: NonNullable<NonNullable<ContainerStatus['state']>['terminated']>,
): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

interface InitTally extends Tally {
  readonly initializing: boolean;
  readonly sidecarRestarts: number;
  readonly lastSidecarRestart: string | undefined;
}

function initTally(pod: Pod, start: string): InitTally {
  const containers = new Map((pod.spec.initContainers ?? []).map((c) => [c.name, c]));
  const out = {
    ready: 0,
    restarts: 0,
    sidecarRestarts: 0,
    lastRestart: undefined as string | undefined,
    lastSidecarRestart: undefined as string | undefined,
    status: start,
    initializing: false,
  };
  for (const [i, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(containers.get(status.name));
    out.restarts += status.restartCount ?? 0;
    out.lastRestart = laterOf(out.lastRestart, status);
    if (sidecar) {
      out.sidecarRestarts += status.restartCount ?? 0;
      out.lastSidecarRestart = laterOf(out.lastSidecarRestart, status);
    }
    if (status.state?.terminated?.exitCode === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready) out.ready += 1;
      continue;
    }
    out.status = `Init:${initReason(status, i, containers.size)}`;
    out.initializing = true;
    break;
  }
  return out;
}

function initReason(status: ContainerStatus, done: number, total: number): string {
  if (status.state?.terminated) return terminatedReason(status.state.terminated);
  const waiting = status.state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? waiting : `${done}/${total}`;
}

function mainTally(pod: Pod, init: InitTally): Tally {
  const out = {
    ready: init.ready,
    restarts: init.sidecarRestarts,
    lastRestart: init.lastSidecarRestart,
    status: init.status,
  };
  let running = false;
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    out.restarts += status.restartCount ?? 0;
    out.lastRestart = laterOf(out.lastRestart, status);
    if (status.state?.waiting?.reason) out.status = status.state.waiting.reason;
    else if (status.state?.terminated) out.status = terminatedReason(status.state.terminated);
    else if (status.ready && status.state?.running) {
      running = true;
      out.ready += 1;
    }
  }
  if (out.status === 'Completed' && running)
    out.status = isConditionTrue(pod.status, 'Ready') ? 'Running' : 'NotReady';
  return out;
}

function phaseOrReason(status: PodStatus | undefined): string {
  const gated = status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status?.reason || (status?.phase ?? '');
}

/** Models pkg/printers/internalversion printPod. */
export function printedPodStatus(pod: Pod): PrintedPodStatus {
  const total = pod.spec.containers.length + (pod.spec.initContainers ?? []).filter(isSidecar).length;
  const init = initTally(pod, phaseOrReason(pod.status));
  const tally =
    !init.initializing || isConditionTrue(pod.status, 'Initialized') ? mainTally(pod, init) : init;
  let { status } = tally;
  if (pod.metadata.deletionTimestamp) {
    if (pod.status?.reason === 'NodeLost') status = 'Unknown';
    else if (!isPodTerminal(pod)) status = 'Terminating';
  }
  return { ready: tally.ready, total, status, restarts: tally.restarts, lastRestart: tally.lastRestart };
}
