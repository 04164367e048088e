/** The arithmetic of a rolling update. Models deployment_util.go and rolling.go. */
import type { Deployment, ReplicaSet } from '../../../../kube/types/workload.ts';
import { type IntOrString, jsonEqual } from '../../../../kube/value.ts';

export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const TEMPLATE_HASH = 'pod-template-hash';

/** Absolute number, or a percentage of `total` rounded as said. */
export function scaledValue(value: IntOrString | undefined, total: number, up: boolean): number {
  if (typeof value === 'number') return value;
  const text = value ?? '0%';
  const percent = Number(text.endsWith('%') ? text.slice(0, -1) : text);
  if (!text.endsWith('%') || !Number.isInteger(percent)) return 0;
  return up ? Math.ceil((percent * total) / 100) : Math.floor((percent * total) / 100);
}

export function replicasOf(d: Deployment): number {
  return d.spec.replicas ?? 1;
}

export function isRollingUpdate(d: Deployment): boolean {
  return (d.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/** Both limits as numbers; they may not both be zero, or nothing could move. Models ResolveFenceposts. */
export function fenceposts(d: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge, maxUnavailable } = d.spec.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, replicasOf(d), true);
  const unavailable = scaledValue(maxUnavailable, replicasOf(d), false);
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

export function maxSurge(d: Deployment): number {
  return isRollingUpdate(d) ? fenceposts(d).surge : 0;
}

export function maxUnavailable(d: Deployment): number {
  if (!isRollingUpdate(d) || replicasOf(d) === 0) return 0;
  return Math.min(fenceposts(d).unavailable, replicasOf(d));
}

/** How many Pods must stay available during the rollout. */
export function minAvailable(d: Deployment): number {
  return isRollingUpdate(d) ? replicasOf(d) - maxUnavailable(d) : 0;
}

export function sizeOf(rs: ReplicaSet): number {
  return rs.spec.replicas ?? 1;
}

export function sumOf(list: readonly (ReplicaSet | undefined)[], of: (rs: ReplicaSet) => number): number {
  let sum = 0;
  for (const rs of list) if (rs !== undefined) sum += of(rs);
  return sum;
}

export const availableOf = (rs: ReplicaSet): number => rs.status?.availableReplicas ?? 0;
export const readyOf = (rs: ReplicaSet): number => rs.status?.readyReplicas ?? 0;
export const actualOf = (rs: ReplicaSet): number => rs.status?.replicas ?? 0;

/** How big the new ReplicaSet may be now. Models NewRSNewReplicas. */
export function newReplicaSetSize(d: Deployment, all: readonly ReplicaSet[], newRs: ReplicaSet): number {
  if (!isRollingUpdate(d)) return replicasOf(d);
  const maxTotal = replicasOf(d) + fenceposts(d).surge;
  const current = sumOf(all, sizeOf);
  if (current >= maxTotal) return sizeOf(newRs);
  return sizeOf(newRs) + Math.min(maxTotal - current, replicasOf(d) - sizeOf(newRs));
}

/** Oldest first; names decide between those of the same second. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const x = a.metadata.creationTimestamp ?? '';
  const y = b.metadata.creationTimestamp ?? '';
  return x < y ? -1 : x > y ? 1 : (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

/** Whether two templates are the same but for the hash label. */
export function sameTemplate(a: Deployment['spec']['template'], b: ReplicaSet['spec']['template']): boolean {
  if (b === undefined) return false;
  const bare = (template: typeof a) => {
    const labels = { ...template.metadata?.labels };
    delete labels[TEMPLATE_HASH];
    return { ...template, metadata: { ...template.metadata, labels } };
  };
  return jsonEqual(bare(a), bare(b));
}

/** The ReplicaSet of the current template: the oldest, should there be several. Models FindNewReplicaSet. */
export function findNewReplicaSet(d: Deployment, list: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...list].sort(byCreation).find((rs) => sameTemplate(d.spec.template, rs.spec.template));
}

export function findOldReplicaSets(d: Deployment, list: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const newRs = findNewReplicaSet(d, list);
  return list.filter((rs) => rs.metadata.uid !== newRs?.metadata.uid);
}

export function activeOnes(list: readonly (ReplicaSet | undefined)[]): readonly ReplicaSet[] {
  return list.filter((rs): rs is ReplicaSet => rs !== undefined && sizeOf(rs) > 0);
}

/** The one to be scaled directly: the only active one, or the newest when none is. Undefined when several are active. */
export function activeOrLatest(
  newRs: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ReplicaSet | undefined {
  if (newRs === undefined && old.length === 0) return undefined;
  const active = activeOnes([...old, newRs]);
  if (active.length > 1) return undefined;
  if (active.length === 1) return active[0];
  return newRs ?? [...old].sort(byCreation).at(-1);
}

/** Whether the new ReplicaSet has all Pods it should have, and they are available. Models IsSaturated. */
export function isSaturated(d: Deployment, rs: ReplicaSet | undefined): boolean {
  if (rs === undefined) return false;
  const desired = Number(rs.metadata.annotations?.[DESIRED_REPLICAS] ?? Number.NaN);
  return sizeOf(rs) === replicasOf(d) && desired === replicasOf(d) && availableOf(rs) === replicasOf(d);
}

function roundHalfAway(value: number): number {
  return value < 0 ? Math.trunc(value - 0.5) : Math.trunc(value + 0.5);
}

function fraction(rs: ReplicaSet, d: Deployment): number {
  if (replicasOf(d) === 0) return -sizeOf(rs);
  const before = Number(rs.metadata.annotations?.[MAX_REPLICAS] ?? 0) || (d.status?.replicas ?? 0);
  if (before === 0) return 0;
  return roundHalfAway((sizeOf(rs) * (replicasOf(d) + maxSurge(d))) / before) - sizeOf(rs);
}

/** The share of one ReplicaSet when a rollout in progress is scaled. Models GetReplicaSetProportion. */
export function proportionOf(rs: ReplicaSet, d: Deployment, toAdd: number, added: number): number {
  if (sizeOf(rs) === 0 || toAdd === 0 || toAdd === added) return 0;
  const share = fraction(rs, d);
  const allowed = toAdd - added;
  return toAdd > 0 ? Math.min(share, allowed) : Math.max(share, allowed);
}

export function revisionOf(object: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}): number {
  const text = object.metadata.annotations?.[REVISION];
  const revision = text === undefined ? 0 : Number(text);
  return Number.isInteger(revision) ? revision : 0;
}

export function maxRevision(list: readonly ReplicaSet[]): number {
  return list.reduce((max, rs) => Math.max(max, revisionOf(rs)), 0);
}
