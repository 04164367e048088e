/** What one ReplicaSet needs: Pods made, Pods deleted, Pods adopted or let go, its status told. Models replica_set.go syncReplicaSet. */
import type { SortedMap } from '../../../../base/sorted-map.ts';
import { prefixEnd } from '../../../../base/sorted-map.ts';
import { matchesLabelSelector } from '../../../../kube/labels.ts';
import { controllerOf, controllerReference } from '../../../../kube/owner-references.ts';
import { isPodActive } from '../../../../kube/pod-status.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { ReplicaSet } from '../../../../kube/types/workload.ts';
import { jsonEqual, keyOf } from '../../../../kube/value.ts';
import {
  type Action,
  type Batch,
  cacheOf,
  NOTHING_TO_DO,
  type Plan,
  type View,
} from '../../../loops/controller.ts';
import { referenceTo } from '../../../loops/event-recorder.ts';
import { podsToDelete, type RankedPod } from './delete-ranking.ts';
import { expectationsMet, type OwnedPods, ownedPods, type ReplicaSetMemory } from './memory.ts';
import { statusOf } from './status.ts';

/** Most creates or deletes of one reconcile, and the size of the first batch of creates. */
export const BURST_REPLICAS = 500;
const SLOW_START_INITIAL_BATCH = 1;

export function reconcile(key: string, view: View<ReplicaSetMemory>): Plan {
  const rs = cacheOf<ReplicaSet>(view, 'replicasets').get(key);
  if (rs === undefined) return NOTHING_TO_DO;
  const owned = ownedPods(view.memory, rs.metadata.uid ?? '');
  const wanted = rs.spec.replicas ?? 1;
  const deleting = Boolean(rs.metadata.deletionTimestamp);
  const claims = deleting ? [] : claimActions(rs, owned, view.memory.orphans);
  const seen = [`${owned.active}/${wanted} Pods, ${owned.ready} ready`];
  const met = expectationsMet(view.memory, key, view.nowUs);
  // Claims change who counts; what is missing or too much is seen when the claims have come back through the informer.
  const counts = met && !deleting && claims.length === 0;
  const manage = counts ? manageReplicas(rs, owned, wanted - owned.active, view) : [];
  if (!met) seen.push('waits until the cache shows what it asked for');
  const failure = wanted > owned.active ? 'FailedCreate' : 'FailedDelete';
  const batches: Batch[] = [...manage, ...statusBatches(rs, owned, manage.length > 0 ? failure : '', view)];
  if (claims.length > 0) batches.unshift({ actions: claims });
  return { batches, saw: seen, ...requeue(rs, owned) };
}

/** Pods that are ready but not yet for `minReadySeconds` become available without any event. */
function requeue(rs: ReplicaSet, owned: OwnedPods): { readonly requeueAfterInUs?: number } {
  const minReadySeconds = rs.spec.minReadySeconds ?? 0;
  const waiting =
    minReadySeconds > 0 &&
    owned.ready === (rs.spec.replicas ?? 1) &&
    (rs.status?.availableReplicas ?? 0) !== owned.ready;
  return waiting ? { requeueAfterInUs: minReadySeconds * 1_000_000 } : {};
}

function podsPath(rs: ReplicaSet, name = ''): string {
  return `/api/v1/namespaces/${rs.metadata.namespace}/pods${name === '' ? '' : `/${name}`}`;
}

function manageReplicas(
  rs: ReplicaSet,
  owned: OwnedPods,
  missing: number,
  view: View<ReplicaSetMemory>,
): readonly Batch[] {
  if (missing > 0) return slowStart(Math.min(missing, BURST_REPLICAS), createAction(rs));
  if (missing === 0) return [];
  const count = Math.min(-missing, BURST_REPLICAS);
  const nowSeconds = view.epochSeconds + Math.floor(view.nowUs / 1_000_000);
  const victims = podsToDelete(ranked(rs, owned, view), count, nowSeconds);
  return [{ actions: victims.map((pod) => deleteAction(rs, pod)) }];
}

/** 1, 2, 4 … at a time, so that a cause that fails them all is met once and not 500 times. Models slowStartBatch. */
function slowStart(count: number, action: Action): readonly Batch[] {
  const batches: Batch[] = [];
  for (let rest = count, size = SLOW_START_INITIAL_BATCH; rest > 0; size *= 2) {
    const now = Math.min(size, rest);
    batches.push({ actions: new Array<Action>(now).fill(action) });
    rest -= now;
  }
  return batches;
}

/** The Pod that a ReplicaSet makes. Models controller_utils.go GetPodFromTemplate. */
export function podFromTemplate(rs: ReplicaSet): Pod {
  const template = rs.spec.template;
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${rs.metadata.name}-`,
      namespace: rs.metadata.namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerReference(rs)],
    },
    spec: template?.spec ?? { containers: [] },
  };
}

function createAction(rs: ReplicaSet): Action {
  const object = referenceTo(rs);
  return {
    method: 'POST',
    path: podsPath(rs),
    body: podFromTemplate(rs),
    subject: `pods/${rs.metadata.namespace}`,
    onSuccess: { object, type: 'Normal', reason: 'SuccessfulCreate', message: 'Created pod: {name}' },
    onFailure: { object, type: 'Warning', reason: 'FailedCreate', message: 'Error creating: {error}' },
    mark: 'create',
  };
}

function deleteAction(rs: ReplicaSet, pod: Pod): Action {
  const object = referenceTo(rs);
  const name = pod.metadata.name ?? '';
  return {
    method: 'DELETE',
    path: podsPath(rs, name),
    subject: `pods/${keyOf(pod)}`,
    onSuccess: { object, type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${name}` },
    onFailure: { object, type: 'Warning', reason: 'FailedDelete', message: 'Error deleting: {error}' },
    ignore: ['NotFound'],
    mark: `delete ${keyOf(pod)}`,
  };
}

/** Ranks each Pod by how many of its kind, those of sibling ReplicaSets included, run on its node. */
function ranked(rs: ReplicaSet, owned: OwnedPods, view: View<ReplicaSetMemory>): readonly RankedPod[] {
  const owner = controllerOf(rs);
  const onNode = new Map<string, number>();
  const countAll = (pods: Iterable<Pod>) => {
    for (const pod of pods) {
      const node = pod.spec.nodeName;
      if (node && isPodActive(pod)) onNode.set(node, (onNode.get(node) ?? 0) + 1);
    }
  };
  countAll(owned.pods.values());
  if (owner !== undefined) {
    const prefix = `${rs.metadata.namespace}/`;
    for (const [, other] of cacheOf<ReplicaSet>(view, 'replicasets').range(prefix, prefixEnd(prefix))) {
      if (other.metadata.uid !== rs.metadata.uid && controllerOf(other)?.uid === owner.uid)
        countAll(ownedPods(view.memory, other.metadata.uid ?? '').pods.values());
    }
  }
  const pods: RankedPod[] = [];
  for (const pod of owned.pods.values())
    if (isPodActive(pod)) pods.push({ pod, rank: onNode.get(pod.spec.nodeName ?? '') ?? 0 });
  return pods;
}

/** Adopts Pods that match and have no controller, lets go those that do not match any more. Models controller_ref_manager.go. */
function claimActions(rs: ReplicaSet, owned: OwnedPods, orphans: SortedMap<Pod>): readonly Action[] {
  const actions: Action[] = [];
  const prefix = `${rs.metadata.namespace}/`;
  if (orphans.size > 0) {
    for (const [, pod] of orphans.range(prefix, prefixEnd(prefix))) {
      if (isPodActive(pod) && matchesLabelSelector(rs.spec.selector, pod.metadata.labels)) {
        actions.push(patchOwners(rs, pod, { ...controllerReference(rs) }));
      }
    }
  }
  for (const key of owned.strays.keys()) {
    const pod = owned.pods.get(key);
    if (pod !== undefined) actions.push(patchOwners(rs, pod, { $patch: 'delete', uid: rs.metadata.uid }));
  }
  return actions;
}

function patchOwners(rs: ReplicaSet, pod: Pod, owner: unknown): Action {
  return {
    method: 'PATCH',
    path: podsPath(rs, pod.metadata.name),
    contentType: 'application/strategic-merge-patch+json',
    body: { metadata: { ownerReferences: [owner], uid: pod.metadata.uid } },
    subject: `pods/${keyOf(pod)}`,
    ignore: ['NotFound'],
  };
}

function statusBatches(
  rs: ReplicaSet,
  owned: OwnedPods,
  failure: '' | 'FailedCreate' | 'FailedDelete',
  view: View<ReplicaSetMemory>,
): readonly Batch[] {
  const batch = (why: typeof failure, when?: 'failed'): readonly Batch[] => {
    const status = statusOf(rs, owned, why, view);
    if (jsonEqual(rs.status, status)) return [];
    const action: Action = {
      method: 'PUT',
      path: `/apis/apps/v1/namespaces/${rs.metadata.namespace}/replicasets/${rs.metadata.name}/status`,
      body: { ...rs, status },
      subject: `replicasets.apps/${keyOf(rs)}`,
    };
    return [{ actions: [action], ...(when ? { when } : {}) }];
  };
  const known = rs.status?.conditions?.some(({ type }) => type === 'ReplicaFailure');
  return failure === '' ? batch('') : [...batch(''), ...(known ? [] : batch(failure, 'failed'))];
}
