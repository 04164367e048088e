/** What `-v` shows of each request. Models client-go transport/round_trippers.go and rest/request.go logBody, in klog's text format. */
import { microTimeText } from '../../../kube/time.ts';
import type { Context } from '../../kernel/part.ts';
import { type HttpRequest, uriOf } from '../../wires/http.ts';
import { SERVER } from './status-text.ts';
import type { Answer, Ask, Session } from './types.ts';

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
/** Characters of a body that are shown at each level; all from 10 on. */
const BODY_MAX: Readonly<Record<number, number>> = { 8: 1024, 9: 10_240 };

function write(session: Session, atUs: number, place: string, text: string, context: Context): void {
  const time = microTimeText(atUs, context.epochSeconds);
  const head = `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 26)}       1 ${place}]`;
  context.log(session.id, 'stderr', `${head} ${text}`);
}

/** A value of several lines stands between `<` and `>`, each line behind a tab. */
function block(lines: readonly string[]): string {
  return `<\n${lines.map((line) => `\t${line}`).join('\n')}\n >`;
}

function headers(pairs: readonly (readonly [string, string])[]): string {
  const lines = pairs.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`);
  return lines.length === 0 ? '""' : block(lines);
}

function bodyText(body: unknown, verbosity: number): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const max = BODY_MAX[verbosity] ?? Number.POSITIVE_INFINITY;
  return block([text.length <= max ? text : `${text.slice(0, max)} [truncated ${text.length - max} chars]`]);
}

function urlOf(ask: Pick<Ask, 'path' | 'query'>): string {
  return `https://${SERVER}${uriOf({ path: ask.path, query: ask.query ?? [] })}`;
}

/** From 7 on a request shows its headers, from 8 on its body. */
export function logRequest(session: Session, request: HttpRequest, context: Context): void {
  const { verbosity } = session;
  if (verbosity < 7) return;
  const { nowUs } = context;
  if (verbosity >= 8 && request.body !== null)
    write(session, nowUs, 'type.go:165', `"Request Body" body=${bodyText(request.body, verbosity)}`, context);
  const sent = headers([
    ['Accept', request.accept],
    ['Content-Type', request.contentType],
    ['Kubectl-Command', request.kubectlCommand],
    ['User-Agent', request.userAgent],
  ]);
  const text = `"Request" verb="${request.method}" url="${urlOf(request)}" headers=${sent}`;
  write(session, nowUs, 'round_trippers.go:527', text, context);
}

/** From 6 on an answer shows its code and how long it took, from 8 on its headers and body. */
export function logResponse(
  session: Session,
  ask: Ask,
  answer: Extract<Answer, { kind: 'http' }>,
  context: Context,
): void {
  const { verbosity } = session;
  if (verbosity < 6) return;
  const { atUs, response } = answer;
  const took = Math.max(0, Math.round((atUs - (session.pending?.sentAtUs ?? atUs)) / 1000));
  const status = `status="${response.code} ${PHRASES[response.code] ?? ''}"`;
  const what = verbosity === 6 ? `verb="${ask.method}" url="${urlOf(ask)}" ${status}` : status;
  const told = verbosity >= 8 ? ` headers=${headers([['Content-Type', response.contentType]])}` : '';
  write(session, atUs, 'round_trippers.go:632', `"Response" ${what}${told} milliseconds=${took}`, context);
  if (verbosity >= 8 && response.body !== null)
    write(
      session,
      atUs,
      'type.go:165',
      `"Response Body" body=${bodyText(response.body, verbosity)}`,
      context,
    );
}
