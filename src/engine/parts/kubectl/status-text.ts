/** What kubectl says when the server refuses. Models kubectl pkg/cmd/util/helpers.go checkErr and StandardErrorMessage. */
import { isFailure, type Status } from '../../../kube/status.ts';
import type { Answer } from './types.ts';

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

/** Whether an answer is an object or list, or text; the error otherwise. */
export function failureOf(answer: Answer, during = ''): string | undefined {
  if (answer.kind === 'refused')
    return `The connection to the server ${SERVER} was refused - did you specify the right host or port?`;
  if (answer.kind === 'broken') return 'Unable to connect to the server: EOF';
  if (answer.kind !== 'http') return undefined;
  const { response } = answer;
  if (response.code < 400) return undefined;
  const body = response.body as { readonly kind?: unknown } | string | null;
  if (body !== null && typeof body === 'object' && isFailure(body)) return statusText(body, during);
  return `Error from server: ${typeof body === 'string' ? body : `the server responded with the status code ${response.code}`}`;
}

/** The body of a good answer. */
export function bodyOf<T>(answer: Answer): T {
  return (answer.kind === 'http' ? answer.response.body : null) as T;
}

export function codeOf(answer: Answer): number {
  return answer.kind === 'http' ? answer.response.code : 0;
}
