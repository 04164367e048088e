import { conflict, notFound, plainError, type Status } from '../../../../kube/status.ts';
import { timeText } from '../../../../kube/time.ts';
import { bindPod as withNode } from '../../../../kube/strategy/pod.ts';
import type { Binding, Pod } from '../../../../kube/types/pod.ts';
import type { KubeObject } from '../../../../kube/value.ts';
import type { Call, StageWorld } from '../types.ts';

/** Why a Pod takes no node, in the words of assignPod; undefined when it does. */
function assignmentRefusal(pod: Pod, uid: string | undefined): string | undefined {
  const name = pod.metadata.name ?? '';
  if (uid && uid !== pod.metadata.uid) return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid ?? ''}`;
  if (pod.metadata.deletionTimestamp) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec.nodeName) return `pod ${name} is already assigned to node "${pod.spec.nodeName}"`;
  return pod.spec.schedulingGates?.length ? `pod ${name} has non-empty .spec.schedulingGates` : undefined;
}

/** The Pod with its node. Models registry/core/pod/storage BindingREST.setPodNodeAndMetadata. */
export function bindPod(call: Call, world: StageWorld): KubeObject | Status {
  const binding = call.request.body as Binding | null;
  const node = binding?.target?.name ?? '';
  const pod = call.current?.object as Pod | undefined;
  const { name } = call.info;
  if (node === '') return plainError(`Binding "${name}" is invalid: target.name: Required value`);
  if (pod === undefined) return notFound({ group: '', plural: 'pods' }, name);
  const refusal = assignmentRefusal(pod, binding?.metadata?.uid);
  if (refusal !== undefined) return conflict({ group: '', plural: 'pods/binding' }, name, refusal);
  return withNode(pod, node, timeText(world.nowUs, world.epochSeconds), binding?.metadata?.annotations);
}
