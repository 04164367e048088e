/** What kubectl says when the server refuses. Models kubectl pkg/cmd/util/helpers.go checkErr and StandardErrorMessage. */
import { isFailure, type Status } from '../../../kube/status.ts';
import type { HttpResponse } from '../../wires/http.ts';
import { type CommandLine, valueOfFlag } from './command-line.ts';
import type { Target } from './resource-args.ts';
import type { Answer, Ask, NoAnswer } from './types.ts';

export const SERVER = '127.0.0.1:6443';

function invalidText(status: Status): string {
  const { details } = status;
  if (!details || (!details.kind && !details.causes?.length))
    return `The request is invalid: ${status.message ?? ''}`;
  const subject = `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid`;
  const causes = [
    ...new Set(
      (details.causes ?? []).map((c) => (c.field ? `${c.field}: ${c.message ?? ''}` : (c.message ?? ''))),
    ),
  ];
  if (causes.length === 0) return subject;
  return causes.length === 1
    ? `${subject}: ${causes[0]}`
    : `${subject}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`;
}

/** `Error from server (NotFound): pods "web" not found`; `during` is what was tried (`error when creating "x.yaml"`). */
export function statusText(status: Status, during = ''): string {
  if (status.reason === 'Invalid') return invalidText(status);
  const reason = status.reason ? ` (${status.reason})` : '';
  return `Error from server${reason}: ${during === '' ? '' : `${during}: `}${status.message ?? ''}`;
}

const NO_ANSWER: Readonly<Record<NoAnswer, string>> = {
  refused: `The connection to the server ${SERVER} was refused - did you specify the right host or port?`,
  broken: 'Unable to connect to the server: EOF',
  lost: 'Unable to connect to the server: http2: client connection lost',
  unreachable: `Unable to connect to the server: dial tcp ${SERVER}: i/o timeout`,
  mute: 'Unable to connect to the server: net/http: TLS handshake timeout',
  'cut-short': 'error: unexpected EOF',
};

/** Whether an answer is an object or list, or text; the error otherwise. */
export function failureOf(answer: Answer, during = ''): string | undefined {
  if (answer.kind === 'ended' || answer.kind === 'followed') return undefined;
  if (answer.kind !== 'http') return NO_ANSWER[answer.kind];
  const { response } = answer;
  if (response.code < 400) return undefined;
  const body = response.body as { readonly kind?: unknown } | string | null;
  if (body !== null && typeof body === 'object' && isFailure(body)) return statusText(body, during);
  return `Error from server: ${typeof body === 'string' ? body : `the server responded with the status code ${response.code}`}`;
}

/** The error of a list: one that the server could not read is told with its selectors. Models cli-runtime resource/selector.go Visit. */
export function listFailureOf(answer: Answer, { resource }: Target, line: CommandLine): string | undefined {
  const failure = failureOf(answer);
  if (failure === undefined || answer.kind !== 'http') return failure;
  const body = answer.response.body as Status;
  if (body.reason !== 'BadRequest' && body.reason !== 'NotFound') return failure;
  const [labels, fields] = [valueOfFlag(line, 'selector'), valueOfFlag(line, 'field-selector')];
  const list = `"${resource.group}/${resource.version}, Resource=${resource.plural}"`;
  const what =
    labels === '' && fields === ''
      ? `Unable to list ${list}`
      : `Unable to find ${list} that match label selector "${labels}", field selector "${fields}"`;
  return statusText({ ...body, message: `${what}: ${body.message ?? ''}` });
}

/** The body of a good answer. */
export function bodyOf<T>(answer: Answer): T {
  return (answer.kind === 'http' ? answer.response.body : null) as T;
}

export function codeOf(answer: Answer): number {
  return answer.kind === 'http' ? answer.response.code : 0;
}

/** `pods web` of `/api/v1/namespaces/default/pods/web`, `deployments.apps` of a list of Deployments. */
function requestWords(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const group = parts[0] === 'apis' ? `.${parts[1]}` : '';
  const rest = parts.slice(parts[0] === 'apis' ? 3 : 2);
  const [resource = '', name] = rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest;
  return `${resource}${group}${name === undefined ? '' : ` ${name}`}`;
}

/** A refusal that is no Status, such as a time-out's, is put into the client's own words. Models apimachinery errors.NewGenericServerResponse. */
export function understood(response: HttpResponse, ask: Ask): HttpResponse {
  const body = response.body as { readonly kind?: unknown } | string | null;
  if (response.code !== 504 || (typeof body === 'object' && body !== null && isFailure(body)))
    return response;
  const message = `the server was unable to return a response in the time allotted, but may still be processing the request (${ask.method.toLowerCase()} ${requestWords(ask.path)})`;
  return {
    ...response,
    body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason: 'Timeout', code: 504 },
  };
}
