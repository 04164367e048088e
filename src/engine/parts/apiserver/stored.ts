import type { KubeObject, ObjectMeta } from '../../../kube/value.ts';
import type { EtcdKv } from '../../wires/etcd.ts';

/** The object with the revision of its last write: it is not stored, but known from the key. */
export function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

/** What is put into etcd: the object without its revision. */
export function forStore(object: KubeObject): KubeObject {
  if (object.metadata.resourceVersion === undefined) return object;
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as ObjectMeta };
}

export function decodeKv(kv: EtcdKv): KubeObject {
  return withRevision(kv.value as KubeObject, kv.modRevision);
}
