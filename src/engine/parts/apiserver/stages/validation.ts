import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { invalid } from '../../../../kube/status.ts';
import { createErrors, updateErrors } from '../kube-words.ts';
import { NOTHING_ADDED, type Stage } from '../types.ts';

/** Does the object make sense? All complaints at once, as a 422. Models the Validate of each strategy. */
export const validate: Stage = (call) => {
  const { object, current, info } = call;
  if (object === undefined) return NOTHING_ADDED;
  const resource = info.resource as Resource;
  const old = info.verb === 'create' ? undefined : current?.object;
  const errors = old === undefined ? createErrors(resource, object) : updateErrors(resource, info.subresource, object, old);
  return errors.length === 0 ? NOTHING_ADDED : invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors);
};
