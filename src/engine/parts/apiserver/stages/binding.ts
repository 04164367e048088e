import { badRequest, conflict, notFound, plainError, type Status } from '../../../../kube/status.ts';
import { timeText } from '../../../../kube/time.ts';
import { bindPod as withNode } from '../../../../kube/strategy/pod.ts';
import type { Binding, Pod } from '../../../../kube/types/pod.ts';
import type { KubeObject, ObjectMeta } from '../../../../kube/value.ts';
import type { Call, StageWorld } from '../types.ts';

/** Why a Pod takes no node, in the words of assignPod; undefined when it does. */
function assignmentRefusal(pod: Pod, uid: string | undefined): string | undefined {
  const name = pod.metadata.name ?? '';
  if (uid && uid !== pod.metadata.uid)
    return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid ?? ''}`;
  if (pod.metadata.deletionTimestamp) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec.nodeName) return `pod ${name} is already assigned to node "${pod.spec.nodeName}"`;
  return pod.spec.schedulingGates?.length ? `pod ${name} has non-empty .spec.schedulingGates` : undefined;
}

interface Target {
  readonly kind?: string;
  readonly name?: string;
}

function bindingOf(body: unknown): { readonly metadata: ObjectMeta; readonly target: Target } {
  const binding = (body ?? {}) as Partial<Binding>;
  return { metadata: binding.metadata ?? {}, target: binding.target ?? {} };
}

/** What is wrong with the Binding itself. The real server answers its validation errors with a bare 500 too. */
function bindingRefusal(name: string, metadata: ObjectMeta, target: Target): Status | undefined {
  if (metadata.name && metadata.name !== name)
    return badRequest('name in URL does not match name in Binding object');
  if (target.kind && target.kind !== 'Node')
    return plainError(
      `target.kind: Unsupported value: "${target.kind}": supported values: "Node", "<empty>"`,
    );
  return target.name ? undefined : plainError('target.name: Required value');
}

/** The Pod with its node. Models registry/core/pod/storage BindingREST.setPodNodeAndMetadata. */
export function bindPod(call: Call, world: StageWorld): KubeObject | Status {
  const { name } = call.info;
  const { metadata, target } = bindingOf(call.request.body);
  const malformed = bindingRefusal(name, metadata, target);
  if (malformed !== undefined) return malformed;
  const pod = call.current?.object as Pod | undefined;
  if (pod === undefined) return notFound({ group: '', plural: 'pods' }, name);
  const refusal = assignmentRefusal(pod, metadata.uid);
  if (refusal !== undefined) return conflict({ group: '', plural: 'pods/binding' }, name, refusal);
  return withNode(pod, target.name ?? '', timeText(world.nowUs, world.epochSeconds), metadata.annotations);
}
