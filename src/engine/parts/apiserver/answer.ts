import { qualifiedResource, type Resource } from '../../../kube/kinds/kinds.ts';
import type { Status } from '../../../kube/status.ts';
import { apiVersionOf, type KubeObject } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import { uriOf, type HttpResponse } from '../../wires/http.ts';
import { toVersion } from './event-versions.ts';
import { formOf, renderObject } from './tables.ts';
import type { Call } from './types.ts';

/** Encoding and sending an answer. */
export const ENCODE_IN_US = 120;

/** `pods/default/web`: how the trace names an object. */
export function subjectOf(resource: Resource, namespace: string | undefined, name: string): string {
  const word = qualifiedResource(resource);
  return resource.namespaced ? `${word}/${namespace ?? ''}/${name}` : `${word}/${name}`;
}

export function subjectOfCall(call: Call): string {
  const { resource, namespace, name } = call.info;
  if (resource === null) return '';
  const known = name === '' ? (call.object?.metadata.name ?? '') : name;
  return known === '' ? '' : subjectOf(resource, namespace, known);
}

export function labelOf(call: Call): string {
  return uriOf(call.request);
}

/** An object of the request's resource in the version and form that the client asked for. */
export function rendered(call: Call, body: unknown, context: Context): unknown {
  const { resource } = call.info;
  const object = body as KubeObject | null;
  if (resource === null || object === null || typeof object !== 'object' || object.kind !== resource.kind)
    return body;
  const form = formOf(call.request.accept);
  return renderObject(toVersion(resource, object), resource, form, call.request, context);
}

/** Sends the answer of a request; it leaves after `afterInUs` and the time of encoding. */
export function respond(
  call: Call,
  context: Context,
  code: number,
  body: unknown,
  afterInUs: number,
  contentType = 'application/json',
  cause?: number,
): void {
  const response: HttpResponse = {
    kind: 'response',
    id: call.request.id,
    code,
    contentType,
    warnings: call.warnings,
    body,
  };
  context.send({
    to: call.client,
    wire: 'http',
    verb: String(code),
    label: labelOf(call),
    body: response,
    role: 'answer',
    exchange: call.exchange,
    subject: subjectOfCall(call),
    afterInUs: afterInUs + context.work(ENCODE_IN_US),
    cause,
  });
}

/** Tells the trace which states a request has gone through; `code` is the answer's, 0 while there is none. */
export function tellPhase(
  call: Call,
  context: Context,
  from: string,
  to: string,
  code = 0,
  message = '',
): number {
  const { request, object, defaulted, mutated, user, level, stages } = call;
  const data = {
    stages,
    user: user.name,
    level,
    sent: request.body,
    defaulted,
    mutated,
    stored: object,
    code,
    message,
  };
  return context.phase({ chart: 'request-pipeline', subject: `req ${call.exchange}`, from, to, data });
}

/** A refusal leaves with its own code. */
export function refuse(call: Call, context: Context, status: Status, afterInUs: number): void {
  const cause = tellPhase(call, context, 'authentication', 'refused', status.code, status.message ?? '');
  respond(call, context, status.code, status, afterInUs, 'application/json', cause);
}

/** The list of a resource: its items say no kind of their own. */
export function listOf(resource: Resource, items: readonly KubeObject[], metadata: object): object {
  const bare = items.map((item) => {
    const { apiVersion: _a, kind: _k, ...rest } = toVersion(resource, item);
    return rest;
  });
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource.group, resource.version),
    metadata,
    items: bare,
  };
}
