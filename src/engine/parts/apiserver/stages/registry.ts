import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { randomUid } from '../../../../kube/names.ts';
import {
  badRequest,
  conflict,
  methodNotAllowed,
  noSuchResource,
  notFound,
  plainError,
  type Status,
  success,
} from '../../../../kube/status.ts';
import { timeText } from '../../../../kube/time.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import { isObject, jsonEqual, type KubeObject, type ObjectMeta } from '../../../../kube/value.ts';
import { listOptionsRefusal, listRevision } from '../list-options.ts';
import { preparedForUpdate } from '../strategy.ts';
import type { Call, Plan, Stage, StageWorld } from '../types.ts';
import { bindPod } from './binding.ts';
import { deleteOptionsRefusal } from './delete-options.ts';
import { planDeletion } from './deletion.ts';
import { evictPod } from './eviction.ts';
import { planReview } from './reviews.ts';
import { scaleOf, scaled } from './scale.ts';

const CONNECTS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy']);
const CREATES_ON_UPDATE: ReadonlySet<string> = new Set(['leases', 'events', 'endpoints', 'limitranges']);

/** The resource's own logic: what to read or write, or the answer at hand. Models registry/generic/registry/store.go and the strategies. */
export const registry: Stage = (call, world) => {
  const plan = planOf(call, world);
  return (plan as Status).kind === 'Status' ? (plan as Status) : { plan: plan as Plan };
};

function planOf(call: Call, world: StageWorld): Plan | Status {
  const { verb, resource, subresource } = call.info;
  if (resource === null) return methodNotAllowed();
  const served =
    subresource === '' ? resource.verbs : resource.subresources?.find((s) => s.name === subresource)?.verbs;
  if (served === undefined) return noSuchResource();
  if (!served.includes(verb)) return methodNotAllowed();
  if (CONNECTS.has(subresource)) return planConnect(call);
  switch (verb) {
    case 'get':
      return planGet(call);
    case 'list':
      return listOptionsRefusal(call) ?? { kind: 'list', revision: listRevision(call) };
    case 'watch':
      return listOptionsRefusal(call) ?? { kind: 'watch' };
    case 'create':
      return planCreate(call, world);
    case 'update':
    case 'patch':
      return planUpdate(call, world);
    case 'delete':
      return planDelete(call, world);
    case 'deletecollection':
      return deleteOptionsRefusal(call) ?? { kind: 'collection', rest: undefined, done: [] };
    default:
      return methodNotAllowed();
  }
}

function planGet(call: Call): Plan {
  if (call.info.subresource === 'log') return { kind: 'log' };
  return { kind: 'get' };
}

/** Streams to a container. They need a kubelet, and what they carry is not modelled. */
function planConnect(call: Call): Status {
  const pod = call.current?.object as Pod | undefined;
  if (pod === undefined)
    return notFound({ group: '', plural: call.info.resource?.plural ?? '' }, call.info.name);
  return pod.spec?.nodeName
    ? badRequest(`unable to upgrade connection: ${call.info.subresource} is not served`)
    : badRequest(`pod ${call.info.name} does not have a host assigned`);
}

const isDryRun = (call: Call) =>
  call.request.query.some(([key]) => key === 'dryRun') ||
  (isObject(call.request.body) && Array.isArray(call.request.body['dryRun']));

function planDelete(call: Call, world: StageWorld): Plan | Status {
  const plan = planDeletion(call, world);
  return plan.kind === 'write' ? written(call, plan) : plan;
}

/** A write, or only the look whether it could be made when the client asks what would happen. */
function written(call: Call, plan: Extract<Plan, { kind: 'write' }>): Plan {
  return isDryRun(call) ? { ...plan, dryRun: true } : plan;
}

function planCreate(call: Call, world: StageWorld): Plan | Status {
  const { subresource } = call.info;
  if (subresource === 'binding') return planChange(call, bindPod(call, world), success(undefined, 201), 201);
  if (subresource === 'eviction') return evictPod(call, world);
  if (subresource === 'token') return { kind: 'token' };
  if (subresource !== '') return methodNotAllowed();
  const review = planReview(call, world);
  if (review !== undefined) return review;
  const object = call.object as KubeObject;
  if (object.metadata.resourceVersion !== undefined && object.metadata.resourceVersion !== '')
    return plainError('resourceVersion should not be set on objects to be created');
  const metadata = {
    ...forNew(object.metadata),
    uid: randomUid(() => world.next()),
    creationTimestamp: timeText(world.nowUs, world.epochSeconds),
  };
  return written(call, {
    kind: 'write',
    verb: 'ADDED',
    object: { ...object, metadata },
    revision: 0,
    code: 201,
  });
}

/** Metadata without what only the server writes. */
function forNew(metadata: ObjectMeta): ObjectMeta {
  if (
    metadata.selfLink === undefined &&
    metadata.deletionTimestamp === undefined &&
    metadata.deletionGracePeriodSeconds === undefined &&
    metadata.resourceVersion === undefined
  )
    return metadata;
  const {
    selfLink: _s,
    deletionTimestamp: _d,
    deletionGracePeriodSeconds: _g,
    resourceVersion: _r,
    ...kept
  } = metadata;
  return kept;
}

/** A write of a changed object with a fixed answer, as of pods/binding. */
function planChange(call: Call, next: KubeObject | Status, reply: unknown, code: number): Plan | Status {
  if (next.kind === 'Status') return next as Status;
  return written(call, {
    kind: 'write',
    verb: 'MODIFIED',
    object: next as KubeObject,
    revision: call.current?.revision ?? 0,
    code,
    reply,
  });
}

function planUpdate(call: Call, world: StageWorld): Plan | Status {
  const resource = call.info.resource as Resource;
  const old = call.current?.object;
  if (call.info.subresource === 'scale') return planScale(call);
  if (old === undefined) {
    if (call.info.verb === 'update' && CREATES_ON_UPDATE.has(resource.plural) && call.info.subresource === '')
      return planCreate(call, world);
    return notFound({ group: resource.group, plural: resource.plural }, call.info.name);
  }
  const next = call.object as KubeObject;
  const refusal = preconditionRefusal(call, next, old);
  if (refusal !== undefined) return refusal;
  const revision = call.current?.revision ?? 0;
  if (next.metadata.deletionTimestamp && isFree(resource, next))
    return written(call, { kind: 'write', verb: 'DELETED', object: next, revision, code: 200 });
  if (jsonEqual(next, old)) return { kind: 'answer', code: 200, body: old };
  return written(call, { kind: 'write', verb: 'MODIFIED', object: next, revision, code: 200 });
}

/** An update that was made of another object, or from another state, than the stored one. */
function preconditionRefusal(call: Call, next: KubeObject, old: KubeObject): Status | undefined {
  const { group, plural } = call.info.resource as Resource;
  const { resourceVersion, uid } = next.metadata;
  if (uid && uid !== old.metadata.uid) {
    return conflict(
      { group, plural },
      call.info.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid ?? ''}`,
    );
  }
  if (!resourceVersion) return undefined;
  if (!isRevision(resourceVersion))
    return plainError(`strconv.ParseUint: parsing "${resourceVersion}": invalid syntax`);
  return resourceVersion === old.metadata.resourceVersion
    ? undefined
    : conflict({ group, plural }, call.info.name);
}

function isRevision(text: string): boolean {
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0;
}

/** Whether nothing holds an object any more that was marked for deletion. Pods go when their kubelet says so. */
function isFree(resource: Resource, object: KubeObject): boolean {
  if ((object.metadata.finalizers?.length ?? 0) > 0 || (object.metadata.deletionGracePeriodSeconds ?? 0) > 0)
    return false;
  if (resource.plural !== 'namespaces') return true;
  return ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0) === 0;
}

function planScale(call: Call): Plan | Status {
  const resource = call.info.resource as Resource;
  const old = call.current?.object;
  if (old === undefined) return notFound({ group: resource.group, plural: resource.plural }, call.info.name);
  const next = scaled(call, old);
  if ((next as Status).kind === 'Status') return next as Status;
  const object = preparedForUpdate('', old, next as KubeObject);
  if (jsonEqual(object, old)) return { kind: 'answer', code: 200, body: scaleOf(old) };
  return written(call, {
    kind: 'write',
    verb: 'MODIFIED',
    object,
    revision: call.current?.revision ?? 0,
    code: 200,
    reply: scaleOf(object),
  });
}
