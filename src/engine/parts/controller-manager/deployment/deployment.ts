/** The Deployment controller: a ReplicaSet for each template, and the way from one to the next. */
import { SortedMap } from '../../../../base/sorted-map.ts';
import { controllerOf } from '../../../../kube/owner-references.ts';
import type { Deployment, ReplicaSet } from '../../../../kube/types/workload.ts';
import { type KubeObject, objectKey } from '../../../../kube/value.ts';
import type { Controller, Observed } from '../../../loops/controller.ts';
import { type Change, type InformerSet, storeOf } from '../../../loops/informer.ts';
import { type DeploymentMemory, reconcile } from './reconcile.ts';

type ObjectChange = Extract<Change, { object: unknown }>;

function ownerOf(object: KubeObject): { readonly uid: string; readonly key: string } | undefined {
  const owner = controllerOf(object);
  return owner?.kind === 'Deployment'
    ? { uid: owner.uid, key: objectKey(object.metadata.namespace, owner.name) }
    : undefined;
}

function without(owned: DeploymentMemory['owned'], uid: string, key: string): DeploymentMemory['owned'] {
  const left = owned.get(uid)?.without(key);
  if (left === undefined) return owned;
  return left.size === 0 ? owned.without(uid) : owned.with(uid, left);
}

function observeReplicaSet(memory: DeploymentMemory, change: ObjectChange): Observed<DeploymentMemory> {
  const keys: string[] = [];
  let { owned } = memory;
  const before =
    change.type === 'update'
      ? ownerOf(change.old)
      : change.type === 'delete'
        ? ownerOf(change.object)
        : undefined;
  if (before !== undefined) {
    owned = without(owned, before.uid, change.key);
    keys.push(before.key);
  }
  const owner = change.type === 'delete' ? undefined : ownerOf(change.object);
  if (owner !== undefined) {
    owned = owned.with(
      owner.uid,
      (owned.get(owner.uid) ?? SortedMap.empty<ReplicaSet>()).with(
        change.key,
        change.object as unknown as ReplicaSet,
      ),
    );
    if (owner.key !== before?.key) keys.push(owner.key);
  }
  return { memory: { owned }, keys };
}

/** Only a Deployment that recreates waits for Pods to be gone. */
function observePod(
  memory: DeploymentMemory,
  change: ObjectChange,
  caches: InformerSet,
): Observed<DeploymentMemory> {
  if (change.type !== 'delete') return { memory, keys: [] };
  const owner = controllerOf(change.object);
  const rs =
    owner &&
    storeOf<ReplicaSet>(caches, 'replicasets').get(objectKey(change.object.metadata.namespace, owner.name));
  const above = rs && ownerOf(rs);
  const d = above && storeOf<Deployment>(caches, 'deployments').get(above.key);
  return { memory, keys: d?.spec.strategy?.type === 'Recreate' ? [above?.key as string] : [] };
}

function observe(memory: DeploymentMemory, change: Change, caches: InformerSet): Observed<DeploymentMemory> {
  if (change.type === 'synced') return { memory, keys: [] };
  if (change.informer === 'deployments') return { memory, keys: [change.key] };
  if (change.informer === 'replicasets') return observeReplicaSet(memory, change);
  return change.informer === 'pods' ? observePod(memory, change, caches) : { memory, keys: [] };
}

export const deploymentController: Controller<DeploymentMemory> = {
  name: 'deployment',
  workers: 5,
  mainInformer: 'deployments',
  initial: { owned: SortedMap.empty() },
  observe,
  reconcile,
};
