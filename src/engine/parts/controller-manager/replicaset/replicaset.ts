/** The ReplicaSet controller: as many Pods as asked for. */
import { prefixEnd } from '../../../../base/sorted-map.ts';
import { matchesLabelSelector } from '../../../../kube/labels.ts';
import { controllerOf } from '../../../../kube/owner-references.ts';
import { isPodReady } from '../../../../kube/pod-status.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { ReplicaSet } from '../../../../kube/types/workload.ts';
import { objectKey } from '../../../../kube/value.ts';
import type { Controller, Observed } from '../../../loops/controller.ts';
import { type Change, type InformerSet, storeOf } from '../../../loops/informer.ts';
import {
  createObserved,
  deleteObserved,
  EMPTY_MEMORY,
  expect,
  forgetPod,
  markStray,
  ownedPods,
  rememberPod,
  type ReplicaSetMemory,
} from './memory.ts';
import { reconcile } from './reconcile.ts';

/** Key of the ReplicaSet that a Pod says it belongs to. */
function ownerKey(pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  return owner?.kind === 'ReplicaSet' ? objectKey(pod.metadata.namespace, owner.name) : undefined;
}

/** ReplicaSets that might adopt an orphan. */
function suitors(pod: Pod, caches: InformerSet): readonly string[] {
  if (pod.metadata.deletionTimestamp) return [];
  const prefix = `${pod.metadata.namespace}/`;
  const found = storeOf<ReplicaSet>(caches, 'replicasets').range(prefix, prefixEnd(prefix));
  return found
    .filter(([, rs]) => matchesLabelSelector(rs.spec.selector, pod.metadata.labels))
    .map(([key]) => key);
}

function checkLabels(memory: ReplicaSetMemory, rs: ReplicaSet, key: string, pod: Pod): ReplicaSetMemory {
  return markStray(
    memory,
    rs.metadata.uid ?? '',
    key,
    !matchesLabelSelector(rs.spec.selector, pod.metadata.labels),
  );
}

type PodChange = Extract<Change, { object: unknown }>;

function observeGone(memory: ReplicaSetMemory, key: string, pod: Pod): Observed<ReplicaSetMemory> {
  const owner = ownerKey(pod);
  const after = forgetPod(memory, key, pod);
  return owner === undefined
    ? { memory: after, keys: [] }
    : { memory: deleteObserved(after, owner, key), keys: [owner] };
}

/** A Pod of `owner` was seen: what was expected, whether it still matches, and when it counts as available. */
function observeOwned(
  memory: ReplicaSetMemory,
  change: PodChange,
  owner: string,
  caches: InformerSet,
): Observed<ReplicaSetMemory> {
  const pod = change.object as unknown as Pod;
  const old = change.type === 'update' ? (change.old as unknown as Pod) : undefined;
  let next = memory;
  const rs = storeOf<ReplicaSet>(caches, 'replicasets').get(owner);
  if (rs !== undefined && old?.metadata.labels !== pod.metadata.labels)
    next = checkLabels(next, rs, change.key, pod);
  // A Pod that is being deleted counts as deleted: its graceful end may take long.
  if (pod.metadata.deletionTimestamp) next = deleteObserved(next, owner, change.key);
  else if (change.type === 'add') next = createObserved(next, owner);
  const minReadySeconds = rs?.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0 || old === undefined || isPodReady(old) || !isPodReady(pod))
    return { memory: next, keys: [owner] };
  // One second more, because times in objects have no fractions.
  return {
    memory: next,
    keys: [owner],
    later: [{ key: owner, afterInUs: (minReadySeconds + 1) * 1_000_000 }],
  };
}

function observePod(
  memory: ReplicaSetMemory,
  change: PodChange,
  caches: InformerSet,
): Observed<ReplicaSetMemory> {
  const pod = change.object as unknown as Pod;
  if (change.type === 'delete') return observeGone(memory, change.key, pod);
  const old = change.type === 'update' ? (change.old as unknown as Pod) : undefined;
  const owner = ownerKey(pod);
  const next = rememberPod(memory, change.key, old, pod);
  const oldOwner = old && ownerKey(old);
  const left = oldOwner !== undefined && oldOwner !== owner ? [oldOwner] : [];
  if (owner === undefined)
    return { memory: next, keys: [...left, ...(controllerOf(pod) ? [] : suitors(pod, caches))] };
  const seen = observeOwned(next, change, owner, caches);
  return { ...seen, keys: [...left, ...seen.keys] };
}

function observe(memory: ReplicaSetMemory, change: Change, caches: InformerSet): Observed<ReplicaSetMemory> {
  if (change.type === 'synced') return { memory, keys: [] };
  if (change.informer === 'pods') return observePod(memory, change, caches);
  if (change.informer !== 'replicasets') return { memory, keys: [] };
  if (change.type === 'delete')
    return {
      memory: { ...memory, expectations: memory.expectations.without(change.key) },
      keys: [change.key],
    };
  let next = memory;
  // Its Pods may have been seen before it.
  if (change.type === 'add') {
    const rs = change.object as unknown as ReplicaSet;
    for (const [key, pod] of ownedPods(memory, rs.metadata.uid ?? '').pods)
      next = checkLabels(next, rs, key, pod);
  }
  return { memory: next, keys: [change.key] };
}

export const replicaSetController: Controller<ReplicaSetMemory> = {
  name: 'replicaset',
  workers: 5,
  mainInformer: 'replicasets',
  initial: EMPTY_MEMORY,
  observe,
  reconcile,
  begun: (memory, key, plan, nowUs) => {
    let creates = 0;
    const deletes: string[] = [];
    for (const { actions } of plan.batches) {
      for (const { mark } of actions) {
        if (mark === 'create') creates += 1;
        else if (mark?.startsWith('delete ')) deletes.push(mark.slice(7));
      }
    }
    return creates + deletes.length === 0 ? memory : expect(memory, key, creates, deletes, nowUs);
  },
  settled: (memory, key, { mark }, ok) => {
    if (ok || mark === undefined) return memory;
    return mark === 'create' ? createObserved(memory, key) : deleteObserved(memory, key, mark.slice(7));
  },
};
