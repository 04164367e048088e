import { conflict, notFound, plainError, type Status } from '../../../../kube/status.ts';
import { timeText } from '../../../../kube/time.ts';
import { bindPod as withNode } from '../../../../kube/strategy/pod.ts';
import type { Binding, Pod } from '../../../../kube/types/pod.ts';
import type { KubeObject } from '../../../../kube/value.ts';
import type { Call, StageWorld } from '../types.ts';

/** The Pod with its node. Models registry/core/pod/storage BindingREST.setPodNodeAndMetadata. */
export function bindPod(call: Call, world: StageWorld): KubeObject | Status {
  const binding = call.request.body as Binding | null;
  const node = binding?.target?.name ?? '';
  const pod = call.current?.object as Pod | undefined;
  const { name } = call.info;
  if (node === '') return plainError(`Binding "${name}" is invalid: target.name: Required value`);
  if (pod === undefined) return notFound({ group: '', plural: 'pods' }, name);
  const refuse = (why: string) => conflict({ group: '', plural: 'pods/binding' }, name, why);
  const uid = binding?.metadata?.uid;
  if (uid !== undefined && uid !== '' && uid !== pod.metadata.uid) {
    return refuse(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid ?? ''}`);
  }
  if (pod.metadata.deletionTimestamp) return refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) return refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec.schedulingGates?.length) return refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  return withNode(pod, node, timeText(world.nowUs, world.epochSeconds), binding?.metadata?.annotations);
}
