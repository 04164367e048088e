import { fieldErrorText, type FieldError } from './field-error.ts';
import type { JsonObject } from './value.ts';

/** meta/v1 Status: the answer to a refused request, and to some that succeed. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: JsonObject;
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  readonly code: number;
}

export type StatusReason =
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Invalid'
  | 'BadRequest'
  | 'Forbidden'
  | 'Unauthorized'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'Expired'
  | 'Gone'
  | 'UnsupportedMediaType'
  | 'TooManyRequests'
  | 'Timeout'
  | 'ServerTimeout'
  | 'InternalError'
  | 'RequestEntityTooLarge'
  | 'ServiceUnavailable';

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** What errors call a resource: plural and group, the group empty for the core. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

/** What validation errors call a kind. */
export interface KindName {
  readonly group: string;
  readonly kind: string;
}

/** Whether an answer is a refusal. */
export function isFailure(answer: { readonly kind?: unknown }): answer is Status {
  return answer.kind === 'Status' && (answer as Status).status === 'Failure';
}

function failure(
  code: number,
  reason: StatusReason | undefined,
  message: string,
  details?: StatusDetails,
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  };
}

function detailsOf(resource: ResourceName, name: string, more: StatusDetails = {}): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    ...more,
  };
}

/** `pods`, `deployments.apps`. */
function qualified(resource: ResourceName): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

export function success(details?: StatusDetails, code = 200): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details ? { details } : {}),
    code,
  };
}

export function notFound(resource: ResourceName, name: string): Status {
  return failure(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

/** 404 for a path that serves nothing. */
export function noSuchResource(): Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(resource: ResourceName, name: string): Status {
  return failure(
    409,
    'AlreadyExists',
    `${qualified(resource)} "${name}" already exists`,
    detailsOf(resource, name),
  );
}

export const OBJECT_MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(resource: ResourceName, name: string, why: string = OBJECT_MODIFIED): Status {
  return failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );
}

/** 422 with one cause for each error. */
export function invalid(kind: KindName, name: string, errors: readonly FieldError[]): Status {
  const texts = [...new Set(errors.map(fieldErrorText))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const label = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return failure(422, 'Invalid', `${label} "${name}" is invalid: ${errors.length === 0 ? '<nil>' : list}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    ...(kind.kind === '' ? {} : { kind: kind.kind }),
    causes: errors.map((e) => ({ reason: e.reason, message: e.message, field: e.field })),
  });
}

export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

/** 403 of admission: `why` follows "is forbidden: ". An empty name is left out, as in a create with generateName. */
export function forbidden(
  resource: ResourceName,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): Status {
  const subject = name === '' ? qualified(resource) : `${qualified(resource)} "${name}"`;
  return failure(
    403,
    'Forbidden',
    `${subject} is forbidden: ${why}`,
    detailsOf(resource, name, causes ? { causes } : {}),
  );
}

export interface Attempt {
  readonly user: string;
  readonly verb: string;
  readonly resource: ResourceName;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** 403 of the authorizer. */
export function notAuthorized(attempt: Attempt, why = ''): Status {
  const resource = attempt.subresource
    ? `${attempt.resource.plural}/${attempt.subresource}`
    : attempt.resource.plural;
  const where = attempt.namespace ? `in the namespace "${attempt.namespace}"` : 'at the cluster scope';
  const text = `User "${attempt.user}" cannot ${attempt.verb} resource "${resource}" in API group "${attempt.resource.group}" ${where}`;
  return forbidden(attempt.resource, attempt.name ?? '', why === '' ? text : `${text}: ${why}`);
}

/** 403 for a path that is no resource, such as /healthz. */
export function pathForbidden(user: string, verb: string, path: string): Status {
  return failure(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {});
}

/** 403 for new content in a Namespace that is going away. */
export function namespaceTerminating(resource: ResourceName, name: string, namespace: string): Status {
  return forbidden(
    resource,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}

export function unauthorized(): Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

export function methodNotAllowed(): Status {
  return failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

/** 410 of a list continuation or a watch whose revision was compacted away. */
export function expired(message: string): Status {
  return failure(410, 'Expired', message);
}

/** 410 of a watch from `requested`, when history begins after `oldest`. */
export function tooOldResourceVersion(requested: number, oldest: number): Status {
  return expired(`too old resource version: ${requested} (${oldest})`);
}

export function unsupportedMediaType(accepted: readonly string[]): Status {
  return failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

export function requestEntityTooLarge(limitBytes: number): Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limitBytes}`);
}

export function tooManyRequests(
  message: string,
  retryAfterSeconds: number,
  causes?: readonly StatusCause[],
): Status {
  return failure(429, 'TooManyRequests', message, {
    ...(causes ? { causes } : {}),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  });
}

/** 504: the request ran out of time. */
export function timeout(message: string, retryAfterSeconds = 0, causes?: readonly StatusCause[]): Status {
  return failure(504, 'Timeout', `Timeout: ${message}`, {
    ...(causes ? { causes } : {}),
    ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
  });
}

/** 504 for a resource version that the server has not seen yet. */
export function tooLargeResourceVersion(requested: number, current: number): Status {
  return timeout(`Too large resource version: ${requested}, current: ${current}`, 1, [
    { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' },
  ]);
}

/** 500 without a reason: what an error becomes that is no API error. */
export function plainError(message: string): Status {
  return failure(500, undefined, message);
}
