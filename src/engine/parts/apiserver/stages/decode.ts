import { etcdKeyOf, type Resource } from '../../../../kube/kinds/kinds.ts';
import { generateName } from '../../../../kube/names.ts';
import { badRequest, conflict, type Status } from '../../../../kube/status.ts';
import { apiVersionOf, isObject, type JsonObject, type KubeObject, type ObjectMeta } from '../../../../kube/value.ts';
import { defaulted, strictErrors } from '../kube-words.ts';
import { fromVersion } from '../event-versions.ts';
import { type Added, type Call, type Current, NOTHING_ADDED, type Stage, type StageWorld } from '../types.ts';
import { decodePatch } from './decode-patch.ts';
import { queryValue } from '../../../wires/http.ts';

/** Key of the request's object in the watch cache. */
export function cacheKeyOf(resource: Resource, namespace: string, name: string): string {
  return resource.namespaced ? `${namespace}/${name}` : name;
}

/** Key of the request's object in etcd. */
export function storeKeyOf(call: Call, name: string = call.info.name): string {
  const resource = call.info.resource as Resource;
  return etcdKeyOf(resource, resource.namespaced ? call.info.namespace : '', name);
}

/** The stored object if the request is about one and the watch cache has it. What the cache lacks must be read: it may only lag. */
export function cachedCurrent(call: Call, world: StageWorld): Current | undefined {
  if (call.info.resource === null || !needsCurrent(call)) return undefined;
  const resource = call.info.resource as Resource;
  const object = world.cached(resource.etcdPrefix, cacheKeyOf(resource, call.info.namespace, call.info.name));
  if (object === undefined) return undefined;
  return { object, revision: Number(object.metadata.resourceVersion), fresh: false };
}

/** Whether decoding needs what is stored: everything that names an object, but for what only posts to it. */
function needsCurrent(call: Call): boolean {
  const { verb, subresource } = call.info;
  if (verb === 'update' || verb === 'patch' || verb === 'delete') return true;
  return verb === 'create' && (subresource === 'binding' || subresource === 'eviction');
}

/** Makes an object of the body, with all defaults. Models handlers/create.go and patch.go up to admission. */
export const decodeAndDefault: Stage = (call, world) => {
  const { verb, subresource } = call.info;
  if (call.info.resource === null || verb === 'deletecollection' || (verb === 'create' && subresource === 'token')) return NOTHING_ADDED;
  if (call.current === undefined && needsCurrent(call)) return { plan: { kind: 'current' } };
  if (verb === 'delete' || subresource === 'binding' || subresource === 'eviction' || subresource === 'scale') return NOTHING_ADDED;
  if (verb === 'patch') return decodePatch(call);
  return verb === 'create' ? decodeNew(call, world) : decodeReplacement(call);
};

/** Checks the body's kind against what the path serves, and that it is an object at all. */
function readBody(call: Call): KubeObject | Status {
  const resource = call.info.resource as Resource;
  const { body } = call.request;
  const expected = apiVersionOf(resource.group, resource.version);
  if (!isObject(body)) return badRequest(`the object provided is unrecognized (must be of type ${resource.kind}): couldn't get version/kind; json parse error: unexpected end of JSON input ()`);
  const apiVersion = typeof body['apiVersion'] === 'string' ? body['apiVersion'] : expected;
  const kind = typeof body['kind'] === 'string' ? body['kind'] : resource.kind;
  if (kind !== resource.kind) {
    const seen = `${kind} in version "${apiVersion}"`;
    return badRequest(`${seen} cannot be handled as a ${resource.kind}: converting (${apiVersion}.${kind}) to (${expected}.${resource.kind}): unknown conversion`);
  }
  if (apiVersion !== expected) return badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  const object = { ...body, apiVersion, kind, metadata } as unknown as KubeObject;
  return fromVersion(resource, object);
}

function strictRefusal(call: Call, object: unknown): Status | readonly string[] {
  const mode = queryValue(call.request, 'fieldValidation');
  if (mode !== 'Strict' && mode !== 'Warn') return [];
  const resource = call.info.resource as Resource;
  const errors = strictErrors(resource, object);
  if (errors.length === 0) return [];
  if (mode === 'Warn') return errors;
  return badRequest(`${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: strict decoding error: ${errors.join(', ')}`);
}

function decodeNew(call: Call, world: StageWorld): Added | Status {
  const resource = call.info.resource as Resource;
  const read = readBody(call);
  if (read.kind === 'Status' && resource.kind !== 'Status') return read as unknown as Status;
  const strict = strictRefusal(call, call.request.body);
  if (!Array.isArray(strict)) return strict as Status;
  const object = read as KubeObject;
  const metadata = namedMeta(call, object.metadata, world);
  if ('status' in metadata && (metadata as unknown as Status).kind === 'Status') return metadata as unknown as Status;
  const whole = defaulted(resource, { ...object, metadata: metadata as ObjectMeta });
  return { object: whole, defaulted: whole, warnings: strict.length === 0 ? call.warnings : [...call.warnings, ...strict] };
}

/** Namespace and name: those of the URL, of the body, or drawn. Models rest.EnsureObjectNamespaceMatchesRequestNamespace and names.go. */
function namedMeta(call: Call, metadata: ObjectMeta, world: StageWorld): ObjectMeta | Status {
  const { resource, namespace } = call.info;
  let next = metadata;
  if (resource?.namespaced) {
    if (metadata.namespace === undefined || metadata.namespace === '') next = { ...next, namespace };
    else if (metadata.namespace !== namespace) return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  } else if (metadata.namespace !== undefined) {
    const { namespace: stray, ...rest } = next;
    if (stray !== '') return badRequest('namespace must not be provided for cluster-scoped objects');
    next = rest;
  }
  if ((next.name === undefined || next.name === '') && next.generateName) next = { ...next, name: generateName(next.generateName, () => world.next()) };
  return next;
}

function decodeReplacement(call: Call): Added | Status {
  const resource = call.info.resource as Resource;
  const read = readBody(call);
  if (read.kind === 'Status' && resource.kind !== 'Status') return read as unknown as Status;
  const object = read as KubeObject;
  const { name, namespace } = object.metadata;
  if (!name) return badRequest('name must be provided');
  if (name !== call.info.name) return badRequest(`the name of the object (${name}) does not match the name on the URL (${call.info.name})`);
  if (resource.namespaced && namespace && namespace !== call.info.namespace) return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  const strict = strictRefusal(call, call.request.body);
  if (!Array.isArray(strict)) return strict as Status;
  const metadata = resource.namespaced ? { ...object.metadata, namespace: call.info.namespace } : object.metadata;
  const whole = defaulted(resource, { ...object, metadata });
  return { object: whole, defaulted: whole, warnings: strict.length === 0 ? call.warnings : [...call.warnings, ...strict] };
}

/** The 409 of optimistic concurrency. */
export function overtaken(call: Call): Status {
  const { group, plural } = call.info.resource as Resource;
  return conflict({ group, plural }, call.info.name);
}

/** Options of a delete: the body, or what stands in the query. */
export function deleteOptions(call: Call): JsonObject {
  return isObject(call.request.body) ? call.request.body : {};
}
