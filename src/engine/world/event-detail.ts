import { diffArrays } from 'diff';
import { stringify } from 'yaml';
import type { EventId } from '../../protocol/ids.ts';
import type { HopEvent, TraceEvent } from '../../protocol/trace.ts';
import type { DiffLine, EventDetail } from '../../protocol/update.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type HttpMessage, type HttpRequest, type HttpResponse, queryValue, uriOf } from '../wires/http.ts';

type Row = EventDetail['rows'][number];

/** Everything the inspector shows of one event; null when the trace has no such event. */
export function describeEvent(kernel: Kernel, id: EventId): EventDetail | null {
  const event = kernel.trace.at(id - 1);
  if (!event) return null;
  const payload = kernel.trace.payloadOf(id);
  if (event.kind === 'hop')
    return event.wire === 'http' ? describeHttp(kernel, event, payload) : describeMessage(event, payload);
  if (event.kind === 'object') return describeObject(kernel, event, payload);
  const rows: Row[] = [];
  if (event.kind === 'phase') {
    rows.push({ name: 'part', value: event.part }, { name: 'chart', value: event.chart });
    if (event.subject) rows.push({ name: 'subject', value: event.subject });
    rows.push({ name: 'from', value: event.from }, { name: 'to', value: event.to });
  } else if (event.kind === 'log')
    rows.push({ name: 'part', value: event.part }, { name: 'stream', value: event.stream });
  else for (const [name, value] of Object.entries(event.params)) rows.push({ name, value: String(value) });
  return {
    event: id,
    title: titleOf(event),
    rows,
    sent: event.kind === 'log' ? event.text : textOf(payload),
    stored: '',
    diff: [],
  };
}

function titleOf(event: TraceEvent): string {
  switch (event.kind) {
    case 'hop':
      return `${event.verb} ${event.label}`;
    case 'phase':
      return `${event.chart}: ${event.to}`;
    case 'object':
      return `${event.verb} ${event.key}`;
    case 'log':
      return event.source;
    case 'note':
      return event.code;
  }
}

/** Plain data as YAML, ready to read. Maps become lists of pairs; undefined is left out. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  const plain = JSON.parse(
    JSON.stringify(value, (_key, v: unknown) => (v instanceof Map ? [...v] : v)),
  ) as unknown;
  return stringify(plain, { lineWidth: 0 });
}

/** Who asked for what, as its headers say. */
function rowsOfRequest(request: HttpRequest): Row[] {
  const rows: Row[] = [
    { name: 'URI', value: uriOf(request) },
    { name: 'User', value: request.credential || 'system:anonymous' },
    { name: 'User-Agent', value: request.userAgent },
  ];
  if (request.kubectlCommand) rows.push({ name: 'Kubectl-Command', value: request.kubectlCommand });
  if (request.contentType && request.body !== null)
    rows.push({ name: 'Content-Type', value: request.contentType });
  rows.push({ name: 'Accept', value: request.accept });
  const manager = queryValue(request, 'fieldManager');
  if (manager) rows.push({ name: 'fieldManager', value: manager });
  return rows;
}

function describeHttp(kernel: Kernel, hop: HopEvent, payload: unknown): EventDetail {
  const opener = kernel.trace.payloadOf(hop.exchange) as HttpMessage | null | undefined;
  const request = opener?.kind === 'request' ? opener : null;
  const rows = request ? rowsOfRequest(request) : [];
  const message = payload as HttpMessage | null;
  if (message?.kind === 'response') rows.push({ name: 'code', value: String(message.code) });
  const sent = textOf(bodyOf(message));
  const plain = { event: hop.id, title: titleOf(hop), rows, sent, stored: '', diff: [] };
  if (hop.role !== 'request' || !request || request.body === null) return plain;
  rows.push({ name: 'bytes', value: String(sent.length) });
  const answer = answerOf(kernel, hop)?.body as { readonly kind?: string } | undefined;
  const stored = textOf(answer);
  // A Status tells that it was done and nothing of what is stored: there is nothing to compare.
  if (answer?.kind === 'Status') return { ...plain, stored };
  // A patch says only what is to change: what changed shows against the object as it was.
  const patches = request.method === 'PATCH';
  const before = patches ? textOf(objectBefore(kernel, hop.subject, hop.id)) : sent;
  if (!stored || !before) return { ...plain, stored };
  const stages = stagesOf(kernel, hop.id);
  const asked = [['patch', linesOf(request.body)]] as const;
  return { ...plain, stored, diff: diffOf(before, stored, patches ? [...asked, ...stages] : stages) };
}

function bodyOf(message: HttpMessage | null): unknown {
  if (message?.kind === 'stream') return message.object;
  return message?.kind === 'request' || message?.kind === 'response' ? message.body : null;
}

/** The response to a request, when it has come already. */
function answerOf(kernel: Kernel, hop: HopEvent): HttpResponse | null {
  for (let i = hop.id; i < kernel.trace.size; i += 1) {
    const event = kernel.trace.at(i) as TraceEvent;
    if (event.kind === 'hop' && event.exchange === hop.id && event.role === 'answer') {
      const payload = kernel.trace.payloadOf(event.id) as HttpResponse | null;
      return payload?.kind === 'response' && payload.code < 300 ? payload : null;
    }
  }
  return null;
}

/** The object as the apiserver keeps it for the inspector: as decoded, after defaulting, after mutating admission. */
interface PipelineData {
  readonly sent?: unknown;
  readonly defaulted?: unknown;
  readonly mutated?: unknown;
}

/** How the body looked after each stage of the pipeline that changes it, oldest first. */
function stagesOf(
  kernel: Kernel,
  exchange: EventId,
): readonly (readonly [stage: string, lines: ReadonlySet<string>])[] {
  const stages: (readonly [string, ReadonlySet<string>])[] = [];
  for (let i = exchange; i < kernel.trace.size; i += 1) {
    const event = kernel.trace.otherAt(i);
    if (event?.kind !== 'phase' || event.chart !== 'request-pipeline' || event.subject !== `req ${exchange}`)
      continue;
    const { defaulted, mutated } = (kernel.trace.payloadOf(event.id) ?? {}) as PipelineData;
    if (defaulted) stages.push(['decode-and-default', linesOf(defaulted)]);
    if (mutated) stages.push(['mutating-admission', linesOf(mutated)]);
  }
  return stages;
}

/** Lines without their indentation: a line that moved with its list is still the one that the stage wrote. */
function linesOf(object: unknown): ReadonlySet<string> {
  return new Set(
    textOf(object)
      .split('\n')
      .map((line) => line.trim()),
  );
}

/** Fields that were sent empty and came back full stand as opened, so that what was added is shown below them and they themselves are not as removed. */
function opened(sent: readonly string[], stored: readonly string[]): string[] {
  const full = new Set(stored);
  return sent.map((line) => {
    const field = /^(.*:) (?:\{\}|\[\])$/.exec(line)?.[1];
    return field !== undefined && full.has(field) ? field : line;
  });
}

/** Line by line what was added and taken away; `by` names the first stage whose result holds the new line. */
function diffOf(
  before: string,
  after: string,
  stages: readonly (readonly [string, ReadonlySet<string>])[],
): DiffLine[] {
  const lines: DiffLine[] = [];
  const stored = after.trimEnd().split('\n');
  for (const change of diffArrays(opened(before.trimEnd().split('\n'), stored), stored)) {
    const sign = change.added ? '+' : change.removed ? '-' : ' ';
    for (const text of change.value) {
      const by = sign === '+' ? (stages.find(([, has]) => has.has(text.trim()))?.[0] ?? 'registry') : '';
      lines.push({ sign, text, by });
    }
  }
  return lines;
}

function describeMessage(hop: HopEvent, payload: unknown): EventDetail {
  const rows: Row[] = [
    { name: 'from', value: hop.from },
    { name: 'to', value: hop.to },
    { name: 'wire', value: hop.wire },
  ];
  if (hop.subject) rows.push({ name: 'subject', value: hop.subject });
  return { event: hop.id, title: titleOf(hop), rows, sent: textOf(payload), stored: '', diff: [] };
}

function describeObject(
  kernel: Kernel,
  event: Extract<TraceEvent, { kind: 'object' }>,
  payload: unknown,
): EventDetail {
  const before = objectBefore(kernel, event.key, event.id);
  const rows: Row[] = [
    { name: 'key', value: event.key },
    { name: 'resourceVersion', value: String(event.resourceVersion) },
    { name: 'manager', value: event.manager },
  ];
  const sent = textOf(payload);
  return {
    event: event.id,
    title: titleOf(event),
    rows,
    sent,
    stored: sent,
    diff: diffOf(textOf(before), sent, []),
  };
}

/** The object as its last write before the event `id` left it; undefined when the trace knows of none. */
function objectBefore(kernel: Kernel, key: string, id: EventId): unknown {
  for (let i = id - 2; i >= 0; i -= 1) {
    const event = kernel.trace.otherAt(i);
    if (event?.kind === 'object' && event.key === key) return kernel.trace.payloadOf(event.id);
  }
  return undefined;
}
