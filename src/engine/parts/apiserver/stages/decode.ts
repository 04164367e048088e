import { applyDefaults } from '../../../../kube/defaults/defaults.ts';
import {
  invalidValue,
  tooLongValue,
  unsupportedValue,
  type FieldError,
} from '../../../../kube/field-error.ts';
import { etcdKeyOf, type Resource } from '../../../../kube/kinds/kinds.ts';
import { generateName } from '../../../../kube/names.ts';
import { badRequest, invalid, methodNotAllowed, type Status } from '../../../../kube/status.ts';
import type { KubeObject, ObjectMeta } from '../../../../kube/value.ts';
import { queryValue } from '../../../wires/http.ts';
import {
  type Added,
  type Call,
  type Current,
  isRefusal,
  NOTHING_ADDED,
  type Stage,
  type StageWorld,
} from '../types.ts';
import { readBody } from './decode-body.ts';
import { decodePatch } from './decode-patch.ts';

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
  const { resource } = call.info;
  const object = world.cached(resource.etcdPrefix, cacheKeyOf(resource, call.info.namespace, call.info.name));
  if (object === undefined) return undefined;
  return { object, revision: Number(object.metadata.resourceVersion), fresh: false };
}

/** Whether decoding needs what is stored: everything that names an object, but for what only posts to it. */
function needsCurrent({ info }: Call): boolean {
  const { verb, subresource } = info;
  if (verb === 'update' || verb === 'patch' || verb === 'delete') return true;
  return verb === 'create' && subresource !== '' && subresource !== 'token';
}

/** Makes an object of the body, with all defaults. Models handlers/create.go, update.go and patch.go up to admission. */
export const decodeAndDefault: Stage = (call, world) => {
  const { verb, resource } = call.info;
  if (resource === null || verb === 'deletecollection') return NOTHING_ADDED;
  if (verb === 'create' && call.info.namespace === '' && resource.namespaced) return methodNotAllowed();
  const refusal = verb === 'delete' || call.request.query.length === 0 ? undefined : optionsRefusal(call);
  if (refusal !== undefined) return refusal;
  if (call.current === undefined && needsCurrent(call)) return { plan: { kind: 'current' } };
  return hasOwnBody(call) ? NOTHING_ADDED : decodeObject(call, world);
};

/** A delete brings options, and subresources of other kinds read their bodies themselves. */
function hasOwnBody({ info }: Call): boolean {
  return (
    info.verb === 'delete' ||
    info.subresource === 'scale' ||
    (info.verb === 'create' && info.subresource !== '')
  );
}

function decodeObject(call: Call, world: StageWorld): Added | Status {
  if (call.info.verb === 'patch') return decodePatch(call);
  return call.info.verb === 'create' ? decodeNew(call, world) : decodeReplacement(call);
}

const MODES = ['', 'Ignore', 'Strict', 'Warn'];
const OPTIONS: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};
const MANAGER_LENGTH_MAX = 128;

/** Models meta/v1 validation.ValidateCreateOptions and its siblings. */
function optionsRefusal(call: Call): Status | undefined {
  const errors: FieldError[] = [];
  const mode = queryValue(call.request, 'fieldValidation');
  const manager = queryValue(call.request, 'fieldManager');
  const dryRun = call.request.query.filter(([key]) => key === 'dryRun').map(([, value]) => value);
  if (manager.length > MANAGER_LENGTH_MAX) errors.push(tooLongValue('fieldManager', MANAGER_LENGTH_MAX));
  else if (hasControlCharacter(manager))
    errors.push(invalidValue('fieldManager', manager, 'should only contain printable characters'));
  for (const value of dryRun) if (value !== 'All') errors.push(unsupportedValue('dryRun', value, ['All']));
  if (!MODES.includes(mode)) errors.push(unsupportedValue('fieldValidation', mode, MODES));
  return errors.length === 0
    ? undefined
    : invalid({ group: 'meta.k8s.io', kind: OPTIONS[call.info.verb] ?? '' }, '', errors);
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i += 1)
    if (text.charCodeAt(i) < 32 || text.charCodeAt(i) === 127) return true;
  return false;
}

function decodeNew(call: Call, world: StageWorld): Added | Status {
  const decoded = readBody(call);
  if (isRefusal(decoded)) return decoded;
  const metadata = namedMeta(call, decoded.object.metadata, world);
  return isRefusal(metadata) ? metadata : defaulted(call, { ...decoded.object, metadata }, decoded.warnings);
}

function defaulted(call: Call, object: KubeObject, warnings: readonly string[]): Added {
  const whole = applyDefaults(object);
  return warnings.length === 0
    ? { object: whole, defaulted: whole }
    : { object: whole, defaulted: whole, warnings: [...call.warnings, ...warnings] };
}

const OTHER_NAMESPACE =
  'the namespace of the provided object does not match the namespace sent on the request';

/** Namespace and name: those of the URL, of the body, or drawn. Models rest.EnsureObjectNamespaceMatchesRequestNamespace and names.go. */
function namedMeta(call: Call, metadata: ObjectMeta, world: StageWorld): ObjectMeta | Status {
  const { resource, namespace } = call.info;
  let next = metadata;
  if (resource?.namespaced) {
    if (!metadata.namespace) next = { ...next, namespace };
    else if (metadata.namespace !== namespace) return badRequest(OTHER_NAMESPACE);
  } else if (metadata.namespace !== undefined) {
    const { namespace: stray, ...rest } = next;
    if (stray !== '') return badRequest('namespace must not be provided for cluster-scoped objects');
    next = rest;
  }
  return !next.name && next.generateName
    ? { ...next, name: generateName(next.generateName, () => world.next()) }
    : next;
}

function decodeReplacement(call: Call): Added | Status {
  const resource = call.info.resource as Resource;
  const decoded = readBody(call);
  if (isRefusal(decoded)) return decoded;
  const { object } = decoded;
  const { name, namespace } = object.metadata;
  if (!name)
    return badRequest(
      `the name of the object (${call.info.name} based on URL) was undeterminable: name must be provided`,
    );
  if (name !== call.info.name)
    return badRequest(
      `the name of the object (${name}) does not match the name on the URL (${call.info.name})`,
    );
  if (!resource.namespaced || namespace === call.info.namespace)
    return defaulted(call, object, decoded.warnings);
  if (namespace) return badRequest(OTHER_NAMESPACE);
  return defaulted(
    call,
    { ...object, metadata: { ...object.metadata, namespace: call.info.namespace } },
    decoded.warnings,
  );
}
