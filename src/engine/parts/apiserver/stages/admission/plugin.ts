import type { Status } from '../../../../../kube/status.ts';
import type { KubeObject } from '../../../../../kube/value.ts';
import type { Call, StageWorld } from '../../types.ts';

/** An admission plugin: the object, changed or not, or a refusal. Validating plugins return what they got. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Whether it has anything to say to such a request. */
  handles(call: Call): boolean;
  admit(object: KubeObject, call: Call, world: StageWorld): KubeObject | Status;
}

/** A create of the resource itself, not of a subresource. */
export function createsResource(call: Call, group: string, plural: string): boolean {
  const { resource, verb, subresource } = call.info;
  return (
    verb === 'create' &&
    subresource === '' &&
    resource !== null &&
    resource.group === group &&
    resource.plural === plural
  );
}
