import { kindOf, type Resource } from '../../../../kube/kinds/kinds.ts';
import { schemaOf, schemaOfKind, type Schema, type SchemaType } from '../../../../kube/kinds/schema.ts';
import { badRequest, type Status, unsupportedMediaType } from '../../../../kube/status.ts';
import { apiVersionOf, isObject, type JsonObject, type KubeObject } from '../../../../kube/value.ts';
import { cannotHandleText, decodeReport, strictErrorText } from '../../../../kube/validation/decode.ts';
import { queryValue } from '../../../wires/http.ts';
import { fromVersion } from '../event-versions.ts';
import type { Call } from '../types.ts';

/** Versions that Go's scheme still knows although no resource is served in them: their objects are told so in other words. */
const RETIRED: ReadonlySet<string> = new Set([
  'extensions/v1beta1',
  'apps/v1beta1',
  'apps/v1beta2',
  'batch/v1beta1',
  'policy/v1beta1',
  'events.k8s.io/v1beta1',
  'networking.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1beta1',
]);
const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** A decoded body and the warnings it gave. */
export interface Decoded {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** Go's name of the package with a group's internal types. */
function internalPackage(group: string): string {
  return group === '' ? 'core' : (group.split('.')[0] as string);
}

/** The refusal of a body that is of another kind than the path serves. */
export function kindProblem(resource: Resource, apiVersion: string, kind: string): Status | undefined {
  const expected = apiVersionOf(resource.group, resource.version);
  if (apiVersion === expected && kind === resource.kind) return undefined;
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
  const cannot = `${kind} in version "${version}" cannot be handled as a ${resource.kind}: `;
  const known = kindOf(apiVersion, kind) !== undefined;
  if (known && kind !== resource.kind)
    return badRequest(
      `${cannot}converting (${version}.${kind}) to (${internalPackage(resource.group)}.${resource.kind}): unknown conversion`,
    );
  if (known || RETIRED.has(apiVersion))
    return badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  return badRequest(
    `${cannot}no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
  );
}

/** Whether the body was made by a typed client of the cluster itself, which cannot send a wrong field. */
export function isTypedClient(call: Call): boolean {
  return call.user.name.startsWith('system:') && queryValue(call.request, 'fieldValidation') === '';
}

/** Checks types and unknown fields; fields that the kind does not have are dropped, as Go's decoder drops them. */
export function checkFields(
  call: Call,
  object: KubeObject,
  refuse: (problem: string) => Status,
): Decoded | Status {
  if (isTypedClient(call)) return { object, warnings: [] };
  const report = decodeReport(object, object.apiVersion, object.kind);
  if (report.error !== undefined) return refuse(report.error);
  const mode = queryValue(call.request, 'fieldValidation');
  if (report.unknownFields.length === 0) return { object, warnings: [] };
  if (mode === 'Strict') return refuse(strictErrorText(report.unknownFields));
  const known = knownFields(object, schemaOfKind(object.apiVersion, object.kind)) as KubeObject;
  return {
    object: known,
    warnings:
      mode === 'Ignore' ? [] : [...new Set(report.unknownFields)].map((field) => `unknown field "${field}"`),
  };
}

function knownFields(object: JsonObject, schema: Schema | undefined): JsonObject {
  if (schema === undefined || schema.fields.size === 0) return object;
  const entries = Object.entries(object).flatMap(([key, value]): [string, unknown][] => {
    const field = schema.fields.get(key);
    return field === undefined ? [] : [[key, knownValue(value, field.type)]];
  });
  return Object.fromEntries(entries);
}

function knownValue(value: unknown, type: SchemaType): unknown {
  if (type.is === 'ref') return isObject(value) ? knownFields(value, schemaOf(type.name)) : value;
  if (type.is === 'list')
    return Array.isArray(value) ? value.map((item) => knownValue(item, type.of)) : value;
  if (type.is === 'map' && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, knownValue(item, type.of)]));
  return value;
}

/** The object in a POST or PUT, in the version in which it is stored. Models the decoding of handlers/create.go and update.go. */
export function readBody(call: Call): Decoded | Status {
  const resource = call.info.resource as Resource;
  const { contentType } = call.request;
  const media = contentType.split(';', 1)[0] as string;
  if (media !== '' && !MEDIA_TYPES.includes(media)) return unsupportedMediaType(MEDIA_TYPES);
  const body = call.request.body ?? {};
  if (!isObject(body))
    return badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): couldn't get version/kind; json parse error: ${unreadable(body)}`,
    );
  const expected = apiVersionOf(resource.group, resource.version);
  const apiVersion =
    typeof body['apiVersion'] === 'string' && body['apiVersion'] !== '' ? body['apiVersion'] : expected;
  const kind = typeof body['kind'] === 'string' && body['kind'] !== '' ? body['kind'] : resource.kind;
  const problem = kindProblem(resource, apiVersion, kind);
  if (problem !== undefined) return problem;
  const whole =
    body['apiVersion'] === apiVersion && body['kind'] === kind ? body : { ...body, apiVersion, kind };
  const checked = checkFields(call, whole as unknown as KubeObject, (text) =>
    badRequest(cannotHandleText(apiVersion, kind, text)),
  );
  if ('status' in checked && (checked as Status).kind === 'Status') return checked as Status;
  const { object, warnings } = checked as Decoded;
  return { object: fromVersion(resource, withSkeleton(object)), warnings };
}

/** What Go's decoder makes of parts that are not there, where everything behind relies on them: empty metadata, no containers. */
function withSkeleton(object: KubeObject): KubeObject {
  let next = isObject(object.metadata) ? object : { ...object, metadata: {} };
  if (next.kind === 'Pod' && next.apiVersion === 'v1') {
    const spec: JsonObject = isObject(next['spec']) ? next['spec'] : {};
    if (!Array.isArray(spec['containers'])) next = { ...next, spec: { ...spec, containers: [] } };
  }
  return next;
}

const GO_STRUCT =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function unreadable(body: unknown): string {
  if (body === '') return 'unexpected end of JSON input (<empty>)';
  const type = Array.isArray(body) ? 'array' : typeof body === 'boolean' ? 'bool' : typeof body;
  return `json: cannot unmarshal ${type} into Go value of type ${GO_STRUCT}`;
}
