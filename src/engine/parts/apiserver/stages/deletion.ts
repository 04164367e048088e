import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { badRequest, conflict, notFound, type Status, success } from '../../../../kube/status.ts';
import { gracePeriodOf, markDeleted } from '../../../../kube/strategy/strategy.ts';
import { timeText } from '../../../../kube/time.ts';
import { isObject, type JsonObject, type KubeObject, type ObjectMeta } from '../../../../kube/value.ts';
import { queryNumber } from '../route.ts';
import { queryValue } from '../../../wires/http.ts';
import type { Call, Plan, StageWorld } from '../types.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface DeleteOptions {
  readonly gracePeriodSeconds: number | undefined;
  readonly policy: string;
  readonly preconditions: JsonObject;
}

/** Options come in the body or, where it has none, in the query. */
function optionsOf(call: Call): DeleteOptions {
  const body: JsonObject = isObject(call.request.body) ? call.request.body : {};
  const grace = body['gracePeriodSeconds'];
  const policy = body['propagationPolicy'];
  return {
    gracePeriodSeconds: typeof grace === 'number' ? grace : queryNumber(call.request, 'gracePeriodSeconds'),
    policy: typeof policy === 'string' ? policy : queryValue(call.request, 'propagationPolicy') || (body['orphanDependents'] === true ? 'Orphan' : ''),
    preconditions: isObject(body['preconditions']) ? body['preconditions'] : {},
  };
}

function preconditionError(call: Call, meta: ObjectMeta, { preconditions }: DeleteOptions): Status | undefined {
  const { group, plural } = call.info.resource as Resource;
  const name = { group, plural };
  const { uid, resourceVersion } = preconditions as { uid?: string; resourceVersion?: string };
  if (uid !== undefined && uid !== meta.uid) return conflict(name, call.info.name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${meta.uid ?? ''}`);
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    return conflict(name, call.info.name, `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${meta.resourceVersion ?? ''}`);
  }
  return undefined;
}

/** Finalizers after the deletion policy had its say. Models registry/generic/registry/store.go deletionFinalizersForGarbageCollection. */
function finalizersFor(meta: ObjectMeta, policy: string): readonly string[] {
  const own = (meta.finalizers ?? []).filter((f) => f !== FOREGROUND && f !== ORPHAN);
  if (policy === 'Foreground') return [...own, FOREGROUND];
  if (policy === 'Orphan') return [...own, ORPHAN];
  return policy === 'Background' ? own : (meta.finalizers ?? []);
}

const ANSWERED_WITH_OBJECT: ReadonlySet<string> = new Set(['pods', 'services', 'namespaces', 'serviceaccounts', 'persistentvolumes', 'persistentvolumeclaims', 'podtemplates', 'resourcequotas', 'ingressclasses']);

function deletedReply(resource: Resource, object: KubeObject): Status {
  return success({ name: object.metadata.name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural, uid: object.metadata.uid });
}

/** When an object that is given `seconds` is to be gone. */
function endText(world: StageWorld, seconds: number): string {
  return timeText(world.nowUs + seconds * 1_000_000, world.epochSeconds);
}

function withFinalizers(object: KubeObject, finalizers: readonly string[]): KubeObject {
  return finalizers.length === 0 ? object : { ...object, metadata: { ...object.metadata, finalizers } };
}

/** What a DELETE comes to: gone at once, marked and waited for, or nothing new. Models rest.BeforeDelete and Store.Delete. */
export function planDeletion(call: Call, world: StageWorld): Plan | Status {
  const resource = call.info.resource as Resource;
  const object = call.current?.object;
  if (object === undefined) return notFound({ group: resource.group, plural: resource.plural }, call.info.name);
  const options = optionsOf(call);
  const refusal = preconditionError(call, object.metadata, options);
  if (refusal !== undefined) return refusal;
  if (options.policy !== '' && !['Foreground', 'Background', 'Orphan'].includes(options.policy)) return badRequest(`invalid propagation policy: ${options.policy}`);
  const revision = call.current?.revision ?? 0;
  const update = (next: KubeObject): Plan => ({ kind: 'write', verb: 'MODIFIED', object: next, revision, code: 200 });
  const seconds = gracePeriodOf(object, options.gracePeriodSeconds) ?? 0;
  if (seconds > 0) {
    // A deletion under way can be hurried, but not put off.
    const isSooner = !object.metadata.deletionTimestamp || seconds < (object.metadata.deletionGracePeriodSeconds ?? 0);
    return isSooner ? update(markDeleted(object, endText(world, seconds), seconds)) : { kind: 'answer', code: 200, body: object };
  }
  const finalizers = finalizersFor(object.metadata, options.policy);
  if (finalizers.length > 0 || isHeldNamespace(resource, object)) return planHeld(call, object, world, finalizers, update);
  const reply = ANSWERED_WITH_OBJECT.has(resource.plural) ? undefined : deletedReply(resource, object);
  return { kind: 'write', verb: 'DELETED', object, revision, code: 200, ...(reply ? { reply } : {}) };
}

function isHeldNamespace(resource: Resource, object: KubeObject): boolean {
  if (resource.plural !== 'namespaces') return false;
  return ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0) > 0;
}

function planHeld(call: Call, object: KubeObject, world: StageWorld, finalizers: readonly string[], update: (next: KubeObject) => Plan): Plan {
  if (object.metadata.deletionTimestamp) return { kind: 'answer', code: 200, body: object };
  const next = markDeleted(withFinalizers(object, finalizers), endText(world, 0), 0);
  if (call.info.resource?.plural !== 'namespaces') return update(next);
  // A Namespace is only marked; the namespace controller empties it and calls finalize.
  const { deletionGracePeriodSeconds: _, ...metadata } = next.metadata;
  return update({ ...next, metadata, status: { ...(object['status'] as object | undefined), phase: 'Terminating' } });
}
