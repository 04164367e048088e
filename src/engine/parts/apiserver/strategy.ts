import { prepareForUpdate, prepareStatusUpdate } from '../../../kube/strategy/strategy.ts';
import type { KubeObject, ObjectMeta } from '../../../kube/value.ts';

const OWN_META = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'resourceVersion',
] as const;

/** Metadata that no client may change come from the old object. Models rest.BeforeUpdate. */
function keptMeta(old: ObjectMeta, next: ObjectMeta): ObjectMeta {
  if (OWN_META.every((field) => old[field] === next[field])) return next;
  const {
    uid: _u,
    creationTimestamp: _c,
    deletionTimestamp: _d,
    deletionGracePeriodSeconds: _g,
    resourceVersion: _r,
    ...out
  } = next;
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } = old;
  const ending = deletionTimestamp ? { deletionTimestamp, deletionGracePeriodSeconds } : {};
  return { ...out, uid, resourceVersion, creationTimestamp, ...ending };
}

/** A changed object as it may be stored: a main write leaves the status alone, a status write everything else. */
export function preparedForUpdate(subresource: string, old: KubeObject, object: KubeObject): KubeObject {
  const metadata = keptMeta(old.metadata, object.metadata);
  const next: KubeObject = metadata === object.metadata ? object : { ...object, metadata };
  // namespaces/finalize changes nothing but the finalizers of the spec.
  if (subresource === 'finalize') return { ...old, spec: object['spec'] };
  return subresource === 'status' ? prepareStatusUpdate(next, old) : prepareForUpdate(next, old);
}
