import type {
  HopEvent,
  LogEvent,
  NoteEvent,
  ObjectEvent,
  PhaseEvent,
  TraceEvent,
} from '../../../protocol/trace.ts';
import { resourceOf } from '../../canvas/view/stage-view.ts';
import type { Sayable } from '../../kit/i18n.ts';
import type { PartNames } from './part-names.ts';

/** What a sentence about an event needs: names of parts, and which codes have a template. */
export interface WordSource extends PartNames {
  readonly has: (code: string) => boolean;
}

const REASONS: Readonly<Record<string, string>> = {
  '200': 'OK',
  '201': 'Created',
  '202': 'Accepted',
  '400': 'Bad Request',
  '401': 'Unauthorized',
  '403': 'Forbidden',
  '404': 'Not Found',
  '405': 'Method Not Allowed',
  '409': 'Conflict',
  '410': 'Gone',
  '415': 'Unsupported Media Type',
  '422': 'Unprocessable Entity',
  '429': 'Too Many Requests',
  '500': 'Internal Server Error',
  '503': 'Service Unavailable',
  '504': 'Gateway Timeout',
};

/** `201` → `201 Created`; any other word as it is. */
export function verbWithReason(verb: string): string {
  const reason = REASONS[verb];
  return reason === undefined ? verb : `${verb} ${reason}`;
}

/** `pods/default/web` → `web`, `nodes/node-1` → `node-1`. */
export function nameInKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** `deployments.apps/default/shop` → `deployments`. */
export function resourceInKey(key: string): string {
  const slash = key.indexOf('/');
  const qualified = slash < 0 ? key : key.slice(0, slash);
  const dot = qualified.indexOf('.');
  return dot < 0 ? qualified : qualified.slice(0, dot);
}

/** One sentence for one event of any kind. */
export function eventWords(event: TraceEvent, source: WordSource): Sayable {
  switch (event.kind) {
    case 'hop':
      return hopWords(event, source);
    case 'phase':
      return phaseWords(event, source);
    case 'object':
      return objectWords(event);
    case 'log':
      return logWords(event, source);
    case 'note':
      return noteWords(event, source);
  }
}

/** What a message is about, short: `pods`, `pods/binding`, `/registry/pods/default/web`, `entry 1187`. */
export function subjectOfHop(hop: HopEvent): string {
  return hop.label.startsWith('/api/v1') || hop.label.startsWith('/apis/')
    ? resourceOf(hop.label)
    : hop.label.replaceAll('/registry/', '');
}

function hopWords(hop: HopEvent, source: WordSource): Sayable {
  const params = {
    from: source.nameOf(hop.from),
    to: source.nameOf(hop.to),
    verb: hop.wire === 'http' ? verbWithReason(hop.verb) : hop.verb,
    what: subjectOfHop(hop),
    name: nameInKey(hop.subject),
  };
  if (hop.verb === 'RST') return { code: 'inspector.hop.RST', params };
  const byVerb = `inspector.hop.${hop.wire}.${hop.verb}`;
  if (source.has(byVerb)) return { code: byVerb, params };
  const named = hop.wire === 'http' && hop.subject !== '' ? '.named' : '';
  return { code: `inspector.hop.${hop.role}${hop.role === 'answer' ? '' : named}`, params };
}

function phaseWords(phase: PhaseEvent, source: WordSource): Sayable {
  const params = {
    part: source.nameOf(phase.part),
    subject: phase.subject,
    from: phase.from,
    to: phase.to,
    chart: phase.chart,
  };
  const byState = `inspector.phase.${phase.chart}.${phase.to}`;
  if (source.has(byState)) return { code: byState, params };
  const byChart = `inspector.phase.${phase.chart}`;
  if (source.has(byChart)) return { code: byChart, params };
  return { code: phase.subject === '' ? 'inspector.phase.part' : 'inspector.phase.thing', params };
}

function objectWords(event: ObjectEvent): Sayable {
  return {
    code: `inspector.object.${event.verb}`,
    params: {
      resource: resourceInKey(event.key),
      name: nameInKey(event.key),
      version: event.resourceVersion,
      manager: event.manager,
    },
  };
}

function logWords(log: LogEvent, source: WordSource): Sayable {
  return {
    code: `inspector.log.${log.stream}`,
    params: { part: source.nameOf(log.part), text: log.text, source: log.source },
  };
}

/** Notes carry their own code; a fault's root is split by kind, because what it names differs. */
function noteWords(note: NoteEvent, source: WordSource): Sayable {
  const params: Record<string, string | number> = {
    on: note.part === '' ? '' : source.nameOf(note.part),
    ...note.params,
  };
  for (const name of ['part', 'a', 'b', 'from', 'to']) {
    const value = params[name];
    if (typeof value === 'string') params[name] = source.nameOf(value);
  }
  if (note.code === 'root.fault')
    return {
      code: `fault.${note.params['healed'] === undefined ? 'begin' : 'end'}.${note.params['fault']}`,
      params,
    };
  if (source.has(note.code)) return { code: note.code, params };
  return { code: 'inspector.note', params: { part: String(params['on']), code: note.code } };
}
