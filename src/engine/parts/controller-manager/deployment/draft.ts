/** The plan of one Deployment while it is being made: the objects as they will be once the requests so far are answered. */
import { controllerReference } from '../../../../kube/owner-references.ts';
import { podTemplateHash } from '../../../../kube/pod-template-hash.ts';
import type { Deployment, ReplicaSet } from '../../../../kube/types/workload.ts';
import { jsonEqual, keyOf } from '../../../../kube/value.ts';
import type { Action, Batch } from '../../../loops/controller.ts';
import { referenceTo } from '../../../loops/event-recorder.ts';
import {
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  maxRevision,
  maxSurge,
  newReplicaSetSize,
  replicasOf,
  REVISION,
  REVISION_HISTORY,
  sizeOf,
  TEMPLATE_HASH,
} from './rolling.ts';
import { type Clock, conditionOf, hasProgressDeadline, newCondition, setCondition } from './status.ts';

/** Grows while a reconcile is being worked out; never leaves it. */
export interface Draft {
  d: Deployment;
  readonly clock: Clock;
  newRs: ReplicaSet | undefined;
  old: readonly ReplicaSet[];
  readonly batches: Batch[];
  readonly saw: string[];
}

export function allOf(draft: Draft): readonly ReplicaSet[] {
  return draft.newRs ? [...draft.old, draft.newRs] : draft.old;
}

function act(draft: Draft, action: Action): void {
  draft.batches.push({ actions: [action] });
}

function replicaSetPath(rs: ReplicaSet, name = ''): string {
  return `/apis/apps/v1/namespaces/${rs.metadata.namespace}/replicasets${name === '' ? '' : `/${name}`}`;
}

/** PUT of the Deployment's status; annotations travel with it, the rest of the object does not change there. */
export function updateStatus(draft: Draft, d: Deployment): void {
  act(draft, {
    method: 'PUT',
    path: `/apis/apps/v1/namespaces/${d.metadata.namespace}/deployments/${d.metadata.name}/status`,
    body: d,
    subject: `deployments.apps/${keyOf(d)}`,
  });
}

const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

/** Annotations of the Deployment, and the revision if it is newer. Models SetNewReplicaSetAnnotations. */
function newAnnotations(
  d: Deployment,
  rs: ReplicaSet,
  revision: number,
  exists: boolean,
): Readonly<Record<string, string>> {
  const out: Record<string, string> = { ...rs.metadata.annotations };
  for (const [key, value] of Object.entries(d.metadata.annotations ?? {}))
    if (!NOT_COPIED.has(key)) out[key] = value;
  const before = Number(out[REVISION] ?? 0);
  if (before < revision) {
    const text = out[REVISION];
    out[REVISION] = String(revision);
    // Rolled back to: the numbers it had before are kept.
    if (text !== undefined)
      out[REVISION_HISTORY] = out[REVISION_HISTORY] ? `${out[REVISION_HISTORY]},${text}` : text;
  }
  return exists ? out : { ...out, ...sizeAnnotations(d) };
}

function sizeAnnotations(d: Deployment): Readonly<Record<string, string>> {
  return { [DESIRED_REPLICAS]: String(replicasOf(d)), [MAX_REPLICAS]: String(replicasOf(d) + maxSurge(d)) };
}

function setRevision(d: Deployment, revision: string): Deployment {
  if (d.metadata.annotations?.[REVISION] === revision) return d;
  return {
    ...d,
    metadata: { ...d.metadata, annotations: { ...d.metadata.annotations, [REVISION]: revision } },
  };
}

function withProgress(draft: Draft, d: Deployment, reason: string, message: string): Deployment {
  const condition = newCondition('Progressing', 'True', reason, message, draft.clock);
  return { ...d, status: { ...d.status, conditions: setCondition(d.status?.conditions ?? [], condition) } };
}

/** Finds, updates or makes the new ReplicaSet. Models getAllReplicaSetsAndSyncRevision and getNewReplicaSet. */
export function syncRevision(draft: Draft, create: boolean): void {
  const revision = maxRevision(draft.old) + 1;
  if (draft.newRs !== undefined) return syncExisting(draft, draft.newRs, revision);
  if (!create) return;
  const rs = makeReplicaSet(draft, revision);
  const size = sizeOf(rs);
  const { d } = draft;
  act(draft, {
    method: 'POST',
    path: replicaSetPath(rs),
    body: rs,
    subject: `replicasets.apps/${keyOf(rs)}`,
    ...(size > 0 ? { onSuccess: scalingEvent(d, rs, 0, size) } : {}),
    onFailure: {
      object: referenceTo(d),
      type: 'Warning',
      reason: 'ReplicaSetCreateError',
      message: `Failed to create new replica set "${rs.metadata.name}": {error}`,
    },
  });
  draft.newRs = rs;
  draft.saw.push(`no ReplicaSet for this template yet: ${rs.metadata.name}`);
  let next = setRevision(d, String(revision));
  if (hasProgressDeadline(d))
    next = withProgress(draft, next, 'NewReplicaSetCreated', `Created new replica set "${rs.metadata.name}"`);
  if (next !== d) updateStatus(draft, next);
  // What follows in this reconcile is written against the old resourceVersion, as upstream's is, and comes back with a conflict.
  draft.d = next;
}

function syncExisting(draft: Draft, rs: ReplicaSet, revision: number): void {
  const { d } = draft;
  const annotations = newAnnotations(d, rs, revision, true);
  if (
    !jsonEqual(annotations, rs.metadata.annotations ?? {}) ||
    (d.spec.minReadySeconds ?? 0) !== (rs.spec.minReadySeconds ?? 0)
  ) {
    const { minReadySeconds: _old, ...rest } = rs.spec;
    const spec = d.spec.minReadySeconds ? { ...rest, minReadySeconds: d.spec.minReadySeconds } : rest;
    draft.newRs = { ...rs, metadata: { ...rs.metadata, annotations }, spec };
    putReplicaSet(draft, draft.newRs);
    return;
  }
  let next = setRevision(d, rs.metadata.annotations?.[REVISION] ?? '');
  if (hasProgressDeadline(d) && conditionOf(d.status?.conditions, 'Progressing') === undefined) {
    next = withProgress(draft, next, 'FoundNewReplicaSet', `Found new replica set "${rs.metadata.name}"`);
  }
  if (next !== d) updateStatus(draft, next);
  draft.d = next;
}

function putReplicaSet(draft: Draft, rs: ReplicaSet, event?: Action['onSuccess']): void {
  const subject = `replicasets.apps/${keyOf(rs)}`;
  act(draft, {
    method: 'PUT',
    path: replicaSetPath(rs, rs.metadata.name),
    body: rs,
    subject,
    freshVersion: true,
    ...(event ? { onSuccess: event } : {}),
  });
}

function makeReplicaSet(draft: Draft, revision: number): ReplicaSet {
  const { d } = draft;
  const hash = podTemplateHash(d.spec.template, d.status?.collisionCount);
  const labels = { ...d.spec.template.metadata?.labels, [TEMPLATE_HASH]: hash };
  const template = { ...d.spec.template, metadata: { ...d.spec.template.metadata, labels } };
  const selector = {
    ...d.spec.selector,
    matchLabels: { ...d.spec.selector.matchLabels, [TEMPLATE_HASH]: hash },
  };
  const bare: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${d.metadata.name}-${hash}`,
      namespace: d.metadata.namespace,
      labels,
      ownerReferences: [controllerReference(d)],
    },
    spec: {
      replicas: 0,
      ...(d.spec.minReadySeconds ? { minReadySeconds: d.spec.minReadySeconds } : {}),
      selector,
      template,
    },
  };
  const replicas = newReplicaSetSize(d, [...draft.old, bare], bare);
  return {
    ...bare,
    metadata: { ...bare.metadata, annotations: newAnnotations(d, bare, revision, false) },
    spec: { ...bare.spec, replicas },
  };
}

function scalingEvent(
  d: Deployment,
  rs: ReplicaSet,
  from: number,
  to: number,
): NonNullable<Action['onSuccess']> {
  const message = `Scaled ${from < to ? 'up' : 'down'} replica set ${rs.metadata.name} from ${from} to ${to}`;
  return { object: referenceTo(d), type: 'Normal', reason: 'ScalingReplicaSet', message };
}

/** Gives a ReplicaSet its size and the annotations that remember it; true when the size changed. Models scaleReplicaSet. */
export function scaleReplicaSet(draft: Draft, rs: ReplicaSet, size: number): boolean {
  const { d } = draft;
  const annotations = { ...rs.metadata.annotations, ...sizeAnnotations(d) };
  const resized = sizeOf(rs) !== size;
  if (!resized && jsonEqual(annotations, rs.metadata.annotations)) return false;
  const next: ReplicaSet = {
    ...rs,
    metadata: { ...rs.metadata, annotations },
    spec: { ...rs.spec, replicas: size },
  };
  putReplicaSet(draft, next, resized ? scalingEvent(d, rs, sizeOf(rs), size) : undefined);
  if (draft.newRs === rs) draft.newRs = next;
  draft.old = draft.old.map((other) => (other === rs ? next : other));
  return resized;
}

/** Deletes an old ReplicaSet that has no Pods. */
export function deleteReplicaSet(draft: Draft, rs: ReplicaSet): void {
  act(draft, {
    method: 'DELETE',
    path: replicaSetPath(rs, rs.metadata.name),
    subject: `replicasets.apps/${keyOf(rs)}`,
    ignore: ['NotFound'],
  });
}
