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
import { createObserved, deleteObserved, EMPTY_MEMORY, expect, forgetPod, markStray, ownedPods, rememberPod, type ReplicaSetMemory } from './memory.ts';
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
  return found.filter(([, rs]) => matchesLabelSelector(rs.spec.selector, pod.metadata.labels)).map(([key]) => key);
}

function checkLabels(memory: ReplicaSetMemory, rs: ReplicaSet, key: string, pod: Pod): ReplicaSetMemory {
  return markStray(memory, rs.metadata.uid ?? '', key, !matchesLabelSelector(rs.spec.selector, pod.metadata.labels));
}

type PodChange = Extract<Change, { object: unknown }>;

function observePod(memory: ReplicaSetMemory, change: PodChange, caches: InformerSet): Observed<ReplicaSetMemory> {
  const pod = change.object as unknown as Pod;
  const old = change.type === 'update' ? (change.old as unknown as Pod) : undefined;
  const owner = ownerKey(pod);
  if (change.type === 'delete') {
    const after = forgetPod(memory, change.key, pod);
    return owner === undefined ? { memory: after, keys: [] } : { memory: deleteObserved(after, owner, change.key), keys: [owner] };
  }
  let next = rememberPod(memory, change.key, old, pod);
  const keys: string[] = [];
  const oldOwner = old && ownerKey(old);
  if (oldOwner !== undefined && oldOwner !== owner) keys.push(oldOwner);
  if (owner === undefined) return { memory: next, keys: [...keys, ...(controllerOf(pod) ? [] : suitors(pod, caches))] };
  keys.push(owner);
  const rs = storeOf<ReplicaSet>(caches, 'replicasets').get(owner);
  if (rs !== undefined && old?.metadata.labels !== pod.metadata.labels) next = checkLabels(next, rs, change.key, pod);
  // A Pod that is being deleted counts as deleted: its graceful end may take long.
  if (pod.metadata.deletionTimestamp) next = deleteObserved(next, owner, change.key);
  else if (change.type === 'add') next = createObserved(next, owner);
  const becameReady = old !== undefined && !isPodReady(old) && isPodReady(pod);
  const minReadySeconds = becameReady ? (rs?.spec.minReadySeconds ?? 0) : 0;
  // One second more, because times in objects have no fractions.
  return minReadySeconds === 0 ? { memory: next, keys } : { memory: next, keys, later: [{ key: owner, afterInUs: (minReadySeconds + 1) * 1_000_000 }] };
}

function observe(memory: ReplicaSetMemory, change: Change, caches: InformerSet): Observed<ReplicaSetMemory> {
  if (change.type === 'synced') return { memory, keys: [] };
  if (change.informer === 'pods') return observePod(memory, change, caches);
  if (change.informer !== 'replicasets') return { memory, keys: [] };
  if (change.type === 'delete') return { memory: { ...memory, expectations: memory.expectations.without(change.key) }, keys: [change.key] };
  let next = memory;
  // Its Pods may have been seen before it.
  if (change.type === 'add') {
    const rs = change.object as unknown as ReplicaSet;
    for (const [key, pod] of ownedPods(memory, rs.metadata.uid ?? '').pods) next = checkLabels(next, rs, key, pod);
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
