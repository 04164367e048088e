import type { KubeObject, ObjectMeta } from '../../../kube/value.ts';
import type { EtcdKv } from '../../wires/etcd.ts';

/** The object with the revision of its last write: it is not stored, but known from the key. */
export function withRevision(object: KubeObject, revision: number): KubeObject {
  // Written so that the engine copies shapes instead of building them anew: this runs for every object that is read or stored.
  const { metadata } = object;
  const copy: { -readonly [K in keyof KubeObject]: KubeObject[K] } = { ...object };
  if ('resourceVersion' in metadata) {
    const known: { -readonly [K in keyof ObjectMeta]: ObjectMeta[K] } = { ...metadata };
    known.resourceVersion = String(revision);
    copy.metadata = known;
  } else copy.metadata = { resourceVersion: String(revision), ...metadata };
  return copy;
}

/** What is put into etcd: the object without its revision. */
export function forStore(object: KubeObject): KubeObject {
  if (object.metadata.resourceVersion === undefined) return object;
  const { resourceVersion: _, ...metadata } = object.metadata;
  const copy: { -readonly [K in keyof KubeObject]: KubeObject[K] } = { ...object };
  copy.metadata = metadata as ObjectMeta;
  return copy;
}

export function decodeKv(kv: EtcdKv): KubeObject {
  return withRevision(kv.value as KubeObject, kv.modRevision);
}
