/**
 * Copies of what lives in the kubelet's state, to be changed: fields of a draft are set anew, what they refer to is never edited. They are
 * written out because a copy by spread of an object that was itself a copy costs ten times as much.
 */
import type { ContainerView, KubeletState, PodWorker } from './types.ts';

type Draft<T> = { -readonly [F in keyof T]: T[F] };

export function draftOf(s: KubeletState): Draft<KubeletState> {
  return {
    informers: s.informers,
    client: s.client,
    heartbeat: s.heartbeat,
    eventClient: s.eventClient,
    recorder: s.recorder,
    nextCall: s.nextCall,
    calls: s.calls,
    pods: s.pods,
    milliCpu: s.milliCpu,
    memoryInBytes: s.memoryInBytes,
    statusQueue: s.statusQueue,
    statusOf: s.statusOf,
    pullQueue: s.pullQueue,
    pulling: s.pulling,
    imageBackoff: s.imageBackoff,
    images: s.images,
    dirty: s.dirty,
    listed: s.listed,
    found: s.found,
    garbage: s.garbage,
    logs: s.logs,
    agent: s.agent,
  };
}

export function draftOfWorker(w: PodWorker): Draft<PodWorker> {
  return {
    uid: w.uid,
    key: w.key,
    pod: w.pod,
    value: w.value,
    step: w.step,
    again: w.again,
    retryInUs: w.retryInUs,
    tried: w.tried,
    counted: w.counted,
    sandbox: w.sandbox,
    sandboxAttempt: w.sandboxAttempt,
    ip: w.ip,
    mounted: w.mounted,
    tokenReady: w.tokenReady,
    mountsSinceUs: w.mountsSinceUs,
    containers: w.containers,
    startTime: w.startTime,
    rejected: w.rejected,
    status: w.status,
    reported: w.reported,
    graceInSeconds: w.graceInSeconds,
    terminated: w.terminated,
    deleted: w.deleted,
  };
}

export function draftOfView(v: ContainerView): Draft<ContainerView> {
  const { name, kind, live, restarts, last, waiting, backoffInUs, backoffUntilUs } = v;
  return { name, kind, live, restarts, last, waiting, backoffInUs, backoffUntilUs };
}

/** The worker at another step. */
export function atStep(worker: PodWorker, step: PodWorker['step']): PodWorker {
  const next = draftOfWorker(worker);
  next.step = step;
  return next;
}

/** The state with another value of one field. */
export function withField<F extends keyof KubeletState>(
  state: KubeletState,
  field: F,
  value: KubeletState[F],
): KubeletState {
  const next = draftOf(state);
  next[field] = value;
  return next;
}
