import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { conflict, notFound, type Status, success } from '../../../../kube/status.ts';
import { gracePeriodOf, markDeleted } from '../../../../kube/strategy/strategy.ts';
import { timeText, virtualTimeOf } from '../../../../kube/time.ts';
import type { KubeObject, ObjectMeta } from '../../../../kube/value.ts';
import type { Call, Plan, StageWorld } from '../types.ts';
import { type DeleteOptions, deleteOptionsOf } from './delete-options.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

function preconditionError(
  call: Call,
  meta: ObjectMeta,
  { preconditions }: DeleteOptions,
): Status | undefined {
  const { group, kind } = call.info.resource as Resource;
  const name = { group, plural: kind };
  const { uid, resourceVersion } = preconditions as { uid?: string; resourceVersion?: string };
  if (uid !== undefined && uid !== meta.uid) {
    return conflict(
      name,
      meta.name ?? '',
      `the UID in the precondition (${uid}) does not match the UID in record (${meta.uid ?? ''}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    return conflict(
      name,
      meta.name ?? '',
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion ?? ''}). The object might have been modified`,
    );
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

const ANSWERED_WITH_OBJECT: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'namespaces',
  'serviceaccounts',
  'persistentvolumes',
  'persistentvolumeclaims',
  'podtemplates',
  'resourcequotas',
  'ingressclasses',
]);

function deletedReply(resource: Resource, object: KubeObject): Omit<Status, 'code'> {
  const { code: _, ...status } = success({
    name: object.metadata.name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: object.metadata.uid,
  });
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
  if (object === undefined)
    return notFound({ group: resource.group, plural: resource.plural }, call.info.name);
  const options = deleteOptionsOf(call);
  if ('kind' in options) return options;
  const refusal = preconditionError(call, object.metadata, options);
  if (refusal !== undefined) return refusal;
  const revision = call.current?.revision ?? 0;
  const seconds = gracePeriodOf(object, options.gracePeriodSeconds);
  if (seconds !== undefined && seconds > 0) return planGraceful(object, seconds, revision, world);
  const finalizers = finalizersFor(object.metadata, options.policy);
  if (finalizers.length > 0 || isHeldNamespace(resource, object))
    return planHeld(resource, object, world, finalizers, revision);
  const last =
    seconds === undefined
      ? object
      : object.metadata.deletionTimestamp
        ? hurried(object, 0, world)
        : markDeleted(object, endText(world, 0), 0);
  const gone: Plan = { kind: 'write', verb: 'DELETED', object: last, revision, code: 200 };
  return ANSWERED_WITH_OBJECT.has(resource.plural)
    ? gone
    : { ...gone, reply: deletedReply(resource, object) };
}

function update(object: KubeObject, revision: number): Plan {
  return { kind: 'write', verb: 'MODIFIED', object, revision, code: 200 };
}

/** The object is given time to end by itself. */
function planGraceful(object: KubeObject, seconds: number, revision: number, world: StageWorld): Plan {
  if (!object.metadata.deletionTimestamp)
    return update(markDeleted(object, endText(world, seconds), seconds), revision);
  const sooner = hurried(object, seconds, world);
  return sooner === object ? { kind: 'answer', code: 200, body: object } : update(sooner, revision);
}

/** A deletion under way can be hurried, but not put off: its end moves back by what the period is shorter. */
function hurried(object: KubeObject, seconds: number, world: StageWorld): KubeObject {
  const before = object.metadata.deletionGracePeriodSeconds ?? 0;
  if (seconds >= before) return object;
  const endUs = virtualTimeOf(object.metadata.deletionTimestamp, world.epochSeconds) ?? world.nowUs;
  const deletionTimestamp = timeText(endUs - (before - seconds) * 1_000_000, world.epochSeconds);
  return {
    ...object,
    metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: seconds },
  };
}

function isHeldNamespace(resource: Resource, object: KubeObject): boolean {
  if (resource.plural !== 'namespaces') return false;
  return ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0) > 0;
}

/** Something has to be done before the object may go: it is only marked. */
function planHeld(
  resource: Resource,
  object: KubeObject,
  world: StageWorld,
  finalizers: readonly string[],
  revision: number,
): Plan {
  if (object.metadata.deletionTimestamp) return { kind: 'answer', code: 200, body: object };
  const next = markDeleted(withFinalizers(object, finalizers), endText(world, 0), 0);
  if (resource.plural !== 'namespaces') return update(next, revision);
  // The namespace controller empties it and calls finalize.
  const { deletionGracePeriodSeconds: _, ...metadata } = next.metadata;
  return update(
    { ...next, metadata, status: { ...(object['status'] as object | undefined), phase: 'Terminating' } },
    revision,
  );
}
