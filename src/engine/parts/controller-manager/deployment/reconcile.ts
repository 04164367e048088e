/** What one Deployment needs. Models deployment_controller.go syncDeployment with rolling.go, recreate.go and sync.go. */
import { prefixEnd, type SortedMap } from '../../../../base/sorted-map.ts';
import { controllerOf } from '../../../../kube/owner-references.ts';
import { isPodTerminal } from '../../../../kube/pod-status.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { Deployment, ReplicaSet } from '../../../../kube/types/workload.ts';
import { jsonEqual } from '../../../../kube/value.ts';
import { cacheOf, NOTHING_TO_DO, type Plan, type View } from '../../../loops/controller.ts';
import { allOf, deleteReplicaSet, type Draft, scaleReplicaSet, syncRevision, updateStatus } from './draft.ts';
import {
  activeOnes,
  activeOrLatest,
  availableOf,
  byCreation,
  DESIRED_REPLICAS,
  findNewReplicaSet,
  isRollingUpdate,
  isSaturated,
  maxSurge,
  maxUnavailable,
  minAvailable,
  newReplicaSetSize,
  proportionOf,
  replicasOf,
  revisionOf,
  sizeOf,
  sumOf,
} from './rolling.ts';
import {
  calculateStatus,
  conditionOf,
  deadlineInUs,
  hasProgressDeadline,
  isComplete,
  newCondition,
  rolloutStatus,
  setCondition,
} from './status.ts';

/** ReplicaSets by the UID of the Deployment that owns them. */
export interface DeploymentMemory {
  readonly owned: SortedMap<SortedMap<ReplicaSet>>;
}

export function reconcile(key: string, view: View<DeploymentMemory>): Plan {
  const d = cacheOf<Deployment>(view, 'deployments').get(key);
  if (d === undefined) return NOTHING_TO_DO;
  const list = [...(view.memory.owned.get(d.metadata.uid ?? '')?.values() ?? [])];
  const newRs = findNewReplicaSet(d, list);
  const old = list.filter((rs) => rs !== newRs);
  const draft: Draft = {
    d,
    clock: view,
    newRs,
    old,
    batches: [],
    saw: [`${sumOf(list, availableOf)}/${replicasOf(d)} available, ${list.length} ReplicaSets`],
  };
  if (d.metadata.deletionTimestamp) return finish(draft, calculateStatus(d, list, newRs, view));
  notePause(draft);
  if (d.spec.paused || isScaling(d, list)) return sync(draft);
  return isRollingUpdate(d) ? rollingUpdate(draft) : recreate(draft, view);
}

function planOf(draft: Draft, requeueAfterInUs?: number): Plan {
  return {
    batches: draft.batches,
    saw: draft.saw,
    ...(requeueAfterInUs === undefined ? {} : { requeueAfterInUs }),
  };
}

/** Ends the plan with the status, if it changed; else looks again when the deadline may have passed. */
function finish(draft: Draft, status: NonNullable<Deployment['status']>): Plan {
  if (jsonEqual(draft.d.status ?? {}, status))
    return planOf(draft, deadlineInUs(draft.d, status, draft.clock));
  updateStatus(draft, { ...draft.d, status });
  return planOf(draft);
}

function finishRollout(draft: Draft): Plan {
  return finish(draft, rolloutStatus(draft.d, allOf(draft), draft.newRs, draft.clock));
}

/** A pause must not count against the progress deadline. Models checkPausedConditions. */
function notePause(draft: Draft): void {
  const { d, clock } = draft;
  const condition = conditionOf(d.status?.conditions, 'Progressing');
  if (!hasProgressDeadline(d) || condition?.reason === 'ProgressDeadlineExceeded') return;
  const known = condition?.reason === 'DeploymentPaused';
  if (Boolean(d.spec.paused) === known) return;
  const next = known
    ? newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', clock)
    : newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', clock);
  draft.d = { ...d, status: { ...d.status, conditions: setCondition(d.status?.conditions ?? [], next) } };
  updateStatus(draft, draft.d);
}

/** The Deployment's size changed since its ReplicaSets were sized. */
function isScaling(d: Deployment, list: readonly ReplicaSet[]): boolean {
  return activeOnes(list).some((rs) => {
    const desired = rs.metadata.annotations?.[DESIRED_REPLICAS];
    return desired !== undefined && Number(desired) !== replicasOf(d);
  });
}

/** Only sizes: no new ReplicaSet. Models sync.go sync. */
function sync(draft: Draft): Plan {
  syncRevision(draft, false);
  scale(draft);
  if (draft.d.spec.paused) cleanUp(draft);
  return finish(draft, calculateStatus(draft.d, allOf(draft), draft.newRs, draft.clock));
}

/** Models sync.go scale: the one active ReplicaSet, or all in proportion during a rollout. */
function scale(draft: Draft): void {
  const { d } = draft;
  const single = activeOrLatest(draft.newRs, draft.old);
  if (single !== undefined) {
    if (sizeOf(single) !== replicasOf(d)) scaleReplicaSet(draft, single, replicasOf(d));
    return;
  }
  if (isSaturated(d, draft.newRs)) {
    for (const rs of activeOnes(draft.old)) scaleReplicaSet(draft, rs, 0);
    return;
  }
  if (isRollingUpdate(d)) scaleInProportion(draft);
}

function scaleInProportion(draft: Draft): void {
  const { d } = draft;
  const all = [...activeOnes(allOf(draft))];
  const allowed = replicasOf(d) > 0 ? replicasOf(d) + maxSurge(d) : 0;
  const toAdd = allowed - sumOf(all, sizeOf);
  // The biggest first; of equals the newer when it grows, the older when it shrinks.
  all.sort((a, b) => sizeOf(b) - sizeOf(a) || (toAdd > 0 ? byCreation(b, a) : byCreation(a, b)));
  let added = 0;
  const sizes = all.map((rs) => {
    const share = toAdd === 0 ? 0 : proportionOf(rs, d, toAdd, added);
    added += share;
    return sizeOf(rs) + share;
  });
  all.forEach((rs, i) => {
    const leftover = i === 0 && toAdd !== 0 ? toAdd - added : 0;
    scaleReplicaSet(draft, rs, Math.max(0, (sizes[i] as number) + leftover));
  });
}

/** Models rolling.go rolloutRolling: one step up or one step down, then wait for what comes of it. */
function rollingUpdate(draft: Draft): Plan {
  syncRevision(draft, true);
  if (growNew(draft)) return finishRollout(draft);
  if (shrinkOld(draft)) return finishRollout(draft);
  if (isComplete(draft.d, draft.d.status ?? {})) cleanUp(draft);
  return finishRollout(draft);
}

function growNew(draft: Draft): boolean {
  const { d, newRs } = draft;
  if (newRs === undefined || sizeOf(newRs) === replicasOf(d)) return false;
  const size = sizeOf(newRs) > replicasOf(d) ? replicasOf(d) : newReplicaSetSize(d, allOf(draft), newRs);
  return size !== sizeOf(newRs) && scaleReplicaSet(draft, newRs, size);
}

/** Models reconcileOldReplicaSets: unhealthy Pods of old ReplicaSets first, then as many as availability allows. */
function shrinkOld(draft: Draft): boolean {
  const { d, newRs } = draft;
  if (activeOnes(draft.old).length === 0 || newRs === undefined) return false;
  const newUnavailable = sizeOf(newRs) - availableOf(newRs);
  const most = sumOf(allOf(draft), sizeOf) - (replicasOf(d) - maxUnavailable(d)) - newUnavailable;
  if (most <= 0) return false;
  const cleaned = removeUnhealthy(draft, most);
  let left = sumOf(allOf(draft), availableOf) - minAvailable(d);
  let shrunk = 0;
  for (const rs of [...draft.old].sort(byCreation)) {
    if (left <= 0) break;
    const by = Math.min(sizeOf(rs), left);
    if (by === 0) continue;
    scaleReplicaSet(draft, rs, sizeOf(rs) - by);
    left -= by;
    shrunk += by;
  }
  return cleaned + shrunk > 0;
}

function removeUnhealthy(draft: Draft, most: number): number {
  let total = 0;
  for (const rs of [...draft.old].sort(byCreation)) {
    if (total >= most) break;
    const by = Math.min(most - total, sizeOf(rs) - availableOf(rs));
    if (sizeOf(rs) === 0 || by <= 0) continue;
    scaleReplicaSet(draft, rs, sizeOf(rs) - by);
    total += by;
  }
  return total;
}

/** Models recreate.go rolloutRecreate: all old Pods go, then the new ones come. */
function recreate(draft: Draft, view: View<DeploymentMemory>): Plan {
  syncRevision(draft, false);
  const active = activeOnes(draft.old);
  for (const rs of active) scaleReplicaSet(draft, rs, 0);
  if (active.length > 0 || oldPodsRunning(draft, view)) return finishRollout(draft);
  if (draft.newRs === undefined) syncRevision(draft, true);
  if (draft.newRs !== undefined && sizeOf(draft.newRs) !== replicasOf(draft.d))
    scaleReplicaSet(draft, draft.newRs, replicasOf(draft.d));
  if (isComplete(draft.d, draft.d.status ?? {})) cleanUp(draft);
  return finishRollout(draft);
}

function oldPodsRunning(draft: Draft, view: View<DeploymentMemory>): boolean {
  const pods = cacheOf<Pod>(view, 'pods');
  return draft.old.some((rs) => {
    if ((rs.status?.replicas ?? 0) > 0) return true;
    // Pods of a ReplicaSet are named after it.
    const prefix = `${rs.metadata.namespace}/${rs.metadata.name}-`;
    return pods
      .range(prefix, prefixEnd(prefix))
      .some(([, pod]) => controllerOf(pod)?.uid === rs.metadata.uid && !isPodTerminal(pod));
  });
}

/** Deletes the oldest revisions beyond the history limit. Models cleanupDeployment. */
function cleanUp(draft: Draft): void {
  const limit = draft.d.spec.revisionHistoryLimit;
  if (limit === undefined) return;
  const alive = draft.old.filter((rs) => !rs.metadata.deletionTimestamp);
  const tooMany = alive.length - limit;
  if (tooMany <= 0) return;
  for (const rs of [...alive].sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, tooMany)) {
    const observed = (rs.metadata.generation ?? 0) <= (rs.status?.observedGeneration ?? 0);
    if ((rs.status?.replicas ?? 0) === 0 && sizeOf(rs) === 0 && observed) deleteReplicaSet(draft, rs);
  }
}
