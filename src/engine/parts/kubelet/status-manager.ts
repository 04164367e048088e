/** Tells the API server of Pods, one at a time: GET, PATCH, and DELETE when a terminating Pod is done. Models status/status_manager.go. */
import type { Pod, PodStatus } from '../../../kube/types/pod.ts';
import { jsonEqual, type Condition, type JsonObject } from '../../../kube/value.ts';
import { type ClientEvent, request } from '../../loops/client.ts';
import { withPod } from './cri-calls.ts';
import { draftOf, draftOfWorker, withField } from './draft.ts';
import { sameStatus } from './pod-status.ts';
import type { Env, KubeletState, PodWorker } from './types.ts';

const RETRY_IN_US = 10_000_000;

function podPath(worker: PodWorker, subresource = ''): string {
  const { namespace, name } = worker.pod.metadata;
  return `/api/v1/namespaces/${namespace}/pods/${name}${subresource}`;
}

/** Takes a new status; it is sent unless it is the one that was sent last. */
export function setStatus(state: KubeletState, worker: PodWorker, status: PodStatus, env: Env): KubeletState {
  const told = draftOfWorker(worker);
  told.status = status;
  const next = withPod(state, told);
  return sameStatus(worker.reported, status) ? next : enqueue(next, worker.uid, env);
}

/** Puts a Pod in the status manager's queue, also when only its deletion is to be looked at. */
export function enqueue(state: KubeletState, uid: string, env: Env): KubeletState {
  return pump(queueStatus(state, uid, env), env);
}

function queueStatus(state: KubeletState, uid: string, { context }: Env): KubeletState {
  if (state.statusQueue.some((queued) => queued.uid === uid)) return state;
  return withField(state, 'statusQueue', [...state.statusQueue, { uid, cause: context.cause }]);
}

function pump(state: KubeletState, env: Env): KubeletState {
  const first = state.statusQueue[0];
  if (state.statusOf !== '' || first === undefined) return state;
  const { uid, cause } = first;
  const worker = state.pods.get(uid);
  const next = draftOf(state);
  next.statusQueue = state.statusQueue.slice(1);
  if (!worker) return pump(next, env);
  next.client = request(next.client, env.context, {
    method: 'GET',
    path: podPath(worker),
    purpose: { for: 'status-get', uid },
    subject: `pods/${worker.key}`,
    cause,
  });
  next.statusOf = uid;
  return next;
}

function done(state: KubeletState, env: Env): KubeletState {
  return pump(withField(state, 'statusOf', ''), env);
}

const CONDITION_FIELDS = [
  'lastProbeTime',
  'lastTransitionTime',
  'message',
  'observedGeneration',
  'reason',
  'status',
] as const;

/** A condition as two-way strategic merge writes it: what changed, and null for what is gone. */
function conditionPatch(old: Condition | undefined, fresh: Condition): JsonObject | null {
  if (old === undefined) return fresh as unknown as JsonObject;
  let patch: Record<string, unknown> | null = null;
  for (const key of CONDITION_FIELDS) {
    const now = fresh[key] ?? null;
    if ((old[key] ?? null) === now) continue;
    patch ??= {};
    patch[key] = now;
  }
  if (patch !== null) patch['type'] = fresh.type;
  return patch;
}

/** The strategic merge patch from what the server has to what is so; null when nothing differs. */
function statusPatch(old: PodStatus | undefined, fresh: PodStatus): JsonObject | null {
  const patch: Record<string, unknown> = {};
  const before = (old ?? {}) as JsonObject;
  for (const key in fresh) {
    if (key === 'conditions' || jsonEqual(before[key], fresh[key])) continue;
    patch[key] = fresh[key];
  }
  const changed: JsonObject[] = [];
  for (const condition of fresh.conditions ?? []) {
    const differs = conditionPatch(
      old?.conditions?.find((o) => o.type === condition.type),
      condition,
    );
    if (differs !== null) changed.push(differs);
  }
  if (changed.length > 0) {
    patch['$setElementOrder/conditions'] = (fresh.conditions ?? []).map(({ type }) => ({ type }));
    patch['conditions'] = changed;
  }
  return Object.keys(patch).length === 0 ? null : patch;
}

/** A Pod is not called Succeeded or Failed while anything of it could still run. Models mergePodStatus. */
function tellable(worker: PodWorker, live: Pod): PodStatus {
  const { phase } = worker.status;
  const over = worker.value === 'TerminatedPod' || worker.value === 'Finished';
  if (over || (phase !== 'Succeeded' && phase !== 'Failed')) return worker.status;
  return { ...worker.status, phase: live.status?.phase ?? 'Pending' };
}

function onGet(state: KubeletState, worker: PodWorker, live: Pod, env: Env): KubeletState {
  if (live.metadata.uid !== worker.uid) return done(state, env);
  const status = tellable(worker, live);
  const patch = statusPatch(live.status, status);
  const told = draftOfWorker(worker);
  told.reported = status;
  const known = withPod(state, told);
  if (patch === null) return maybeDelete(known, worker, live, env);
  const client = request(known.client, env.context, {
    method: 'PATCH',
    path: podPath(worker, '/status'),
    contentType: 'application/strategic-merge-patch+json',
    body: { metadata: { uid: worker.uid }, status: patch },
    purpose: { for: 'status-patch', uid: worker.uid },
    subject: `pods/${worker.key}`,
  });
  return withField(known, 'client', client);
}

/** The last act: what runs no more and was deleted is taken out of the API with grace 0. */
function maybeDelete(state: KubeletState, worker: PodWorker, live: Pod, env: Env): KubeletState {
  if (!worker.terminated || !live.metadata.deletionTimestamp) return done(state, env);
  const client = request(state.client, env.context, {
    method: 'DELETE',
    path: podPath(worker),
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      gracePeriodSeconds: 0,
      preconditions: { uid: worker.uid },
    },
    purpose: { for: 'status-delete', uid: worker.uid },
    subject: `pods/${worker.key}`,
  });
  return withField(state, 'client', client);
}

function failed(state: KubeletState, uid: string, env: Env): KubeletState {
  env.context.timer({ name: 'status-retry', afterInUs: RETRY_IN_US });
  const worker = state.pods.get(uid);
  const known = worker ? withPod(state, { ...worker, reported: null }) : state;
  return { ...queueStatus(known, uid, env), statusOf: '' };
}

/** The answer to one of the status manager's requests, or that there will be none. */
export function onStatusAnswer(
  state: KubeletState,
  uid: string,
  event: Exclude<ClientEvent, { kind: 'reset' }> | 'lost',
  env: Env,
): KubeletState {
  const worker = state.pods.get(uid);
  if (!worker) return done(state, env);
  if (event === 'lost' || event.kind !== 'answer' || event.response.code >= 500)
    return failed(state, uid, env);
  const { code, body } = event.response;
  if (code >= 400 || event.purpose.for === 'status-delete') return done(state, env);
  if (event.purpose.for === 'status-get') return onGet(state, worker, body as Pod, env);
  return maybeDelete(state, worker, body as Pod, env);
}

/** The ticker that takes up what failed. */
export function retryStatuses(state: KubeletState, env: Env): KubeletState {
  return pump(state, env);
}
