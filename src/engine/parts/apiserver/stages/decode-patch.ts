import { schemaOfKind } from '../../../../kube/kinds/schema.ts';
import type { Resource } from '../../../../kube/kinds/kinds.ts';
import { goMap } from '../../../../kube/patch/element-order.ts';
import {
  jsonPatch,
  type JsonPatchOperation,
  jsonPatchShapeError,
} from '../../../../kube/patch/json-patch.ts';
import { mergePatch } from '../../../../kube/patch/merge-patch.ts';
import { PatchError } from '../../../../kube/patch/patch-meta.ts';
import { strategicMergePatch } from '../../../../kube/patch/strategic-merge-patch.ts';
import { goJson, invalidValue } from '../../../../kube/field-error.ts';
import {
  badRequest,
  invalid,
  notFound,
  plainError,
  type Status,
  unsupportedMediaType,
} from '../../../../kube/status.ts';
import { isObject, type JsonObject, type KubeObject } from '../../../../kube/value.ts';
import { applyDefaults } from '../../../../kube/defaults/defaults.ts';
import { fromVersion, toVersion } from '../event-versions.ts';
import { type Added, type Call, isRefusal } from '../types.ts';
import { checkFields, kindProblem } from './decode-body.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
const APPLY_PATCH = 'application/apply-patch+yaml';

/** Applies a patch of any type to JSON; a refusal in the server's words when it cannot be applied. */
export function patched(call: Call, document: KubeObject): KubeObject | Status {
  const { body, contentType } = call.request;
  const type = contentType.split(';', 1)[0]?.trim() ?? '';
  try {
    if ((type === STRATEGIC_PATCH || type === MERGE_PATCH) && !isObject(body))
      return badRequest(`error decoding patch: ${noObject(body)}`);
    if (type === STRATEGIC_PATCH) {
      return strategicMergePatch(
        document,
        body as JsonObject,
        schemaOfKind(document.apiVersion, document.kind),
      );
    }
    if (type === MERGE_PATCH) return mergePatch(document, body);
    if (type === JSON_PATCH) {
      const shape = isObject(body)
        ? 'json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'
        : jsonPatchShapeError(body);
      return shape === undefined
        ? (jsonPatch(document, body as readonly JsonPatchOperation[] | null) as KubeObject)
        : badRequest(`error decoding patch: ${shape}`);
    }
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return type === JSON_PATCH ? unprocessable() : plainError(error.message);
  }
  return unsupportedPatch(type);
}

function noObject(body: unknown): string {
  if (typeof body === 'string') return 'unexpected end of JSON input';
  return `json: cannot unmarshal ${Array.isArray(body) ? 'array' : typeof body === 'boolean' ? 'bool' : typeof body} into Go value of type map[string]interface {}`;
}

/** Types that are no patch; server-side apply is one that the model does not know yet. */
function unsupportedPatch(type: string): Status {
  if (type === APPLY_PATCH) return unsupportedMediaType([JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH]);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: '415: Unsupported Media Type',
    reason: 'UnsupportedMediaType',
    details: {},
    code: 415,
  };
}

/** A JSON patch that fits no object is answered with a bare 422. */
function unprocessable(): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
    code: 422,
  };
}

/** A patch whose result the kind cannot hold is a 422 that shows the patch. */
function fieldRefusal(call: Call, problem: string): Status {
  const { contentType, body } = call.request;
  const shown = contentType.startsWith(STRATEGIC_PATCH) ? goMap(body) : goJson(body);
  return invalid({ group: '', kind: '' }, '', [invalidValue('patch', shown, problem)]);
}

/** Applies the patch to the stored object and defaults the result. Models handlers/patch.go applyPatchToCurrentObject. */
export function decodePatch(call: Call): Added | Status {
  const resource = call.info.resource as Resource;
  const current = call.current?.object;
  if (current === undefined)
    return notFound({ group: resource.group, plural: resource.plural }, call.info.name);
  const result = patched(call, toVersion(resource, current));
  if (result.kind === 'Status' && resource.kind !== 'Status') return result as unknown as Status;
  const object = fromVersion(resource, result as KubeObject);
  const problem = kindProblem(resource, object.apiVersion, object.kind);
  if (problem !== undefined && current !== object)
    return fieldRefusal(call, problem.message?.split(': ').slice(1).join(': ') || (problem.message ?? ''));
  if (!isObject(object.metadata)) return invalid({ group: '', kind: '' }, '', []);
  if (object.metadata.name !== call.info.name)
    return badRequest(
      `the name of the object (${object.metadata.name ?? ''}) does not match the name on the URL (${call.info.name})`,
    );
  if (object === current) return { object, defaulted: object };
  const checked = checkFields(call, object, (problem) => fieldRefusal(call, problem));
  if (isRefusal(checked)) return checked;
  const whole = applyDefaults(checked.object);
  return {
    object: whole,
    defaulted: whole,
    warnings: checked.warnings.length === 0 ? call.warnings : [...call.warnings, ...checked.warnings],
  };
}
