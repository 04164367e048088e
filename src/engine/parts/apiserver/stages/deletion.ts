import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { type FieldError, invalidValue, unsupportedValue } from '../../../../kube/field-error.ts';
import { badRequest, conflict, invalid, notFound, type Status, success } from '../../../../kube/status.ts';
import { gracePeriodOf, markDeleted } from '../../../../kube/strategy/strategy.ts';
import { timeText, virtualTimeOf } from '../../../../kube/time.ts';
import { isObject, type JsonObject, type KubeObject, type ObjectMeta } from '../../../../kube/value.ts';
import { queryValue } from '../../../wires/http.ts';
import type { Call, Plan, StageWorld } from '../types.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface DeleteOptions {
  readonly gracePeriodSeconds: number | undefined;
  readonly policy: string;
  readonly preconditions: JsonObject;
}

const POLICIES = ['Foreground', 'Background', 'Orphan', 'nil'];

/** Options come in the body or, where it has none, in the query. Models handlers/delete.go and meta/v1 ValidateDeleteOptions. */
function optionsOf(call: Call): DeleteOptions | Status {
  const { body, query } = call.request;
  if (typeof body === 'string' && body !== '') return badRequest("couldn't get version/kind; json parse error: unexpected end of JSON input");
  const given: JsonObject = isObject(body) ? body : {};
  const kind = given['kind'];
  if (kind !== undefined && kind !== 'DeleteOptions') return badRequest(`no kind "${String(kind)}" is registered for version "${String(given['apiVersion'] ?? '')}" in scheme "pkg/runtime/scheme.go:111"`);
  const text = queryValue(call.request, 'gracePeriodSeconds');
  if (text !== '' && !Number.isSafeInteger(Number(text))) return badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  const grace = given['gracePeriodSeconds'];
  const policy = given['propagationPolicy'] ?? queryValue(call.request, 'propagationPolicy');
  const errors: FieldError[] = [];
  const orphans = given['orphanDependents'];
  if (policy !== '' && orphans !== undefined) errors.push(invalidValue('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  else if (policy !== '' && !POLICIES.includes(String(policy))) errors.push(unsupportedValue('propagationPolicy', policy, POLICIES));
  const dryRun = [...query.filter(([key]) => key === 'dryRun').map(([, value]) => value), ...(Array.isArray(given['dryRun']) ? (given['dryRun'] as string[]) : [])];
  if (dryRun.some((value) => value !== 'All')) errors.push(unsupportedValue('dryRun', dryRun, ['All']));
  if (errors.length > 0) return invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return {
    gracePeriodSeconds: typeof grace === 'number' ? grace : text === '' ? undefined : Number(text),
    policy: policy === '' ? (orphans === true ? 'Orphan' : '') : String(policy),
    preconditions: isObject(given['preconditions']) ? given['preconditions'] : {},
  };
}

/** The refusal of options that say what they should not; deletecollection asks before it touches anything. */
export function deleteOptionsRefusal(call: Call): Status | undefined {
  const options = optionsOf(call);
  return 'kind' in options ? options : undefined;
}

function preconditionError(call: Call, meta: ObjectMeta, { preconditions }: DeleteOptions): Status | undefined {
  const { group, kind } = call.info.resource as Resource;
  const name = { group, plural: kind };
  const { uid, resourceVersion } = preconditions as { uid?: string; resourceVersion?: string };
  if (uid !== undefined && uid !== meta.uid) {
    return conflict(name, meta.name ?? '', `the UID in the precondition (${uid}) does not match the UID in record (${meta.uid ?? ''}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    return conflict(name, meta.name ?? '', `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion ?? ''}). The object might have been modified`);
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

function deletedReply(resource: Resource, object: KubeObject): Omit<Status, 'code'> {
  const { code: _, ...status } = success({ name: object.metadata.name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural, uid: object.metadata.uid });
  return status;
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
  if ('kind' in options) return options;
  const refusal = preconditionError(call, object.metadata, options);
  if (refusal !== undefined) return refusal;
  const revision = call.current?.revision ?? 0;
  const update = (next: KubeObject): Plan => ({ kind: 'write', verb: 'MODIFIED', object: next, revision, code: 200 });
  const seconds = gracePeriodOf(object, options.gracePeriodSeconds);
  if (seconds !== undefined && seconds > 0) {
    if (!object.metadata.deletionTimestamp) return update(markDeleted(object, endText(world, seconds), seconds));
    const sooner = hurried(object, seconds, world);
    return sooner === object ? { kind: 'answer', code: 200, body: object } : update(sooner);
  }
  const finalizers = finalizersFor(object.metadata, options.policy);
  if (finalizers.length > 0 || isHeldNamespace(resource, object)) return planHeld(call, object, world, finalizers, update);
  const reply = ANSWERED_WITH_OBJECT.has(resource.plural) ? undefined : deletedReply(resource, object);
  const last = seconds === undefined ? object : object.metadata.deletionTimestamp ? hurried(object, 0, world) : markDeleted(object, endText(world, 0), 0);
  return { kind: 'write', verb: 'DELETED', object: last, revision, code: 200, ...(reply ? { reply } : {}) };
}

/** A deletion under way can be hurried, but not put off: its end moves back by what the period is shorter. */
function hurried(object: KubeObject, seconds: number, world: StageWorld): KubeObject {
  const before = object.metadata.deletionGracePeriodSeconds ?? 0;
  if (seconds >= before) return object;
  const endUs = virtualTimeOf(object.metadata.deletionTimestamp, world.epochSeconds) ?? world.nowUs;
  const deletionTimestamp = timeText(endUs - (before - seconds) * 1_000_000, world.epochSeconds);
  return { ...object, metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: seconds } };
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
