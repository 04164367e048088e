import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { invalid } from '../../../../kube/status.ts';
import { prepareForCreate } from '../../../../kube/strategy/strategy.ts';
import {
  validateCreate,
  validateStatusUpdate,
  validateUpdate,
} from '../../../../kube/validation/validation.ts';
import { preparedForUpdate } from '../strategy.ts';
import type { KubeObject } from '../../../../kube/value.ts';
import { NOTHING_ADDED, type Stage } from '../types.ts';

/**
 * Shapes the object by its kind's strategy, then asks whether it makes sense: all complaints at once, as a 422. Models rest.BeforeCreate and
 * rest.BeforeUpdate. What names another version or uid than the stored one is left to the registry, which refuses it.
 */
export const validate: Stage = (call) => {
  const { object, current, info } = call;
  if (object === undefined) return NOTHING_ADDED;
  const resource = info.resource as Resource;
  const old = info.verb === 'create' ? undefined : current?.object;
  if (old === undefined && info.verb === 'patch') return NOTHING_ADDED;
  if (old !== undefined && isOutdated(object, old)) return NOTHING_ADDED;
  const prepared =
    old === undefined ? prepareForCreate(object) : preparedForUpdate(info.subresource, old, object);
  const errors =
    old === undefined
      ? validateCreate(prepared)
      : info.subresource === 'status'
        ? validateStatusUpdate(prepared, old)
        : validateUpdate(prepared, old);
  return errors.length === 0
    ? { object: prepared }
    : invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors);
};

/** Whether an update was made from another state, or of another object, than the stored one. */
export function isOutdated(object: KubeObject, old: KubeObject): boolean {
  const { resourceVersion, uid } = object.metadata;
  return (
    (resourceVersion !== undefined &&
      resourceVersion !== '' &&
      resourceVersion !== old.metadata.resourceVersion) ||
    (uid !== undefined && uid !== '' && uid !== old.metadata.uid)
  );
}
