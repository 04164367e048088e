import type { LogEvent, NoteEvent, ObjectEvent, PhaseEvent, TraceEvent } from '../../protocol/trace.ts';
import { type Line, lineOfHop } from './caption-hops.ts';
import { objectName, partName } from './caption-words.ts';
import { templateOf } from '../kit/catalog.ts';
import type { TraceWindow } from './trace-window.ts';

const NEW_FROM_SHARE = 0.3;
const STAGES = new Set([
  'authentication',
  'audit',
  'priority-and-fairness',
  'queued',
  'authorization',
  'decode-and-default',
  'mutating-admission',
  'validation',
  'validating-admission',
  'registry',
  'etcd',
  'kubelet',
  'answered',
  'refused',
]);
const ROLES = new Set(['Leader', 'Candidate', 'PreCandidate', 'Follower']);
/** Which extension points are told by which sentence. */
const POINTS = new Map([
  ['PreFilter', 'Filter'],
  ['Filter', 'Filter'],
  ['PreScore', 'Score'],
  ['Score', 'Score'],
  ['NormalizeScore', 'Score'],
  ['Reserve', 'Reserve'],
  ['Permit', 'Reserve'],
  ['assumed', 'Reserve'],
]);
const WORKER = new Set([
  'Admitting',
  'MountingVolumes',
  'CreatingSandbox',
  'PullingImage',
  'StartingContainers',
  'Idle',
  'TerminatingPod',
  'TerminatedPod',
]);

/** `SyncPod.PullingImage` → `PullingImage`: the innermost state. */
function innermost(state: string): string {
  return state.slice(Math.max(state.lastIndexOf('.'), state.lastIndexOf('/')) + 1);
}

/** The caption's rule for any event; there is one for every kind. */
export function lineOfEvent(trace: TraceWindow, event: TraceEvent): Line {
  switch (event.kind) {
    case 'hop':
      return lessIfSeen(lineOfHop(event), trace.shareOf(event.id));
    case 'phase':
      return lessIfSeen(lineOfPhase(trace, event), trace.shareOf(event.id));
    case 'object':
      return lineOfObject(trace, event);
    case 'log':
      return lineOfLog(event);
    case 'note':
      return lineOfNote(event);
  }
}

/** What was told a moment ago gives way to what is new. */
function lessIfSeen(line: Line, share: number): Line {
  return share >= NEW_FROM_SHARE ? line : { ...line, weight: line.weight / 2 };
}

/** A phase's subject is a Pod key, a container of a Pod, an image, a request or an entry; requests are named by the object they are about. */
function subjectName(trace: TraceWindow, event: PhaseEvent): string {
  const parts = event.subject.split('/');
  if (event.chart === 'image') return parts.at(-1) ?? event.subject;
  if (event.chart === 'container' && parts.length === 3) return `${parts[2]} (Pod ${parts[1]})`;
  if (parts.length === 2 && parts[0] !== '') return `Pod ${parts[1]}`;
  if (parts.length > 2 && parts[0] !== '') return objectName(event.subject);
  const hop = trace.causesOf(event.id).find((cause) => cause.kind === 'hop' && cause.subject !== '');
  return hop?.kind === 'hop' ? objectName(hop.subject) : event.subject;
}

function lineOfPhase(trace: TraceWindow, event: PhaseEvent): Line {
  const state = innermost(event.to);
  const object = subjectName(trace, event);
  const params = { part: partName(event.part), object, state, point: state, subject: object };
  const [rule, weight] = ruleOfPhase(event, state);
  return { rule: rule === 'stage-etcd' && isRead(trace, event) ? 'stage-etcd-read' : rule, params, weight };
}

/** True if the HTTP request that led to an event only reads. */
function isRead(trace: TraceWindow, event: PhaseEvent): boolean {
  const request = trace
    .causesOf(event.id)
    .find((cause) => cause.kind === 'hop' && cause.wire === 'http' && cause.role === 'request');
  return request?.kind === 'hop' && request.verb === 'GET';
}

function ruleOfPhase(event: PhaseEvent, state: string): readonly [string, number] {
  switch (event.chart) {
    case 'request-pipeline':
      return [STAGES.has(state) ? `stage-${state}` : 'phase', state === 'etcd' ? 46 : 50];
    case 'role':
    case 'raft-role':
      return [ROLES.has(state) ? `role-${state}` : 'phase', state === 'Leader' ? 96 : 70];
    case 'wal':
      return [state.toLowerCase().includes('commit') ? 'commit' : 'fsync', 56];
    case 'scheduling-cycle':
      if (/fail|unschedul/i.test(state)) return ['schedule-failed', 90];
      return POINTS.has(state) ? [`schedule-${POINTS.get(state)}`, 77] : ['schedule', 30];
    case 'binding-cycle':
      return ['bind-phase', 55];
    case 'reconcile':
      return ['reconcile', 53];
    case 'pod-worker':
      if (event.to.startsWith('TerminatingPod')) return ['pod-TerminatingPod', 70];
      return [WORKER.has(state) ? `pod-${state}` : 'pod-worker', state === 'Idle' ? 20 : 66];
    case 'sandbox':
    case 'container':
    case 'image':
      return [event.chart, event.chart === 'image' ? 64 : 52];
    default:
      return ['phase', 25];
  }
}

function lineOfObject(trace: TraceWindow, event: ObjectEvent): Line {
  const params = { object: objectName(event.key), revision: event.resourceVersion };
  const isRunning =
    event.key.startsWith('pods/') &&
    event.verb === 'MODIFIED' &&
    phaseOfPod(trace.objectAt(event.key, event.atUs)?.object) === 'Running';
  if (isRunning) return { rule: 'running', params, weight: 85 };
  return { rule: `object-${event.verb}`, params, weight: event.key.startsWith('events') ? 5 : 30 };
}

function phaseOfPod(object: unknown): unknown {
  if (typeof object !== 'object' || object === null || !('status' in object)) return undefined;
  const { status } = object;
  return typeof status === 'object' && status !== null && 'phase' in status ? status.phase : undefined;
}

function lineOfLog(event: LogEvent): Line {
  if (event.stream === 'prompt') return { rule: 'action', params: { line: event.text }, weight: 90 };
  if (event.part === 'kubectl') return { rule: 'printed', params: {}, weight: 40 };
  const pod = event.source.split('/').slice(0, 3).join('/');
  return { rule: 'container-log', params: { object: objectName(pod) }, weight: 26 };
}

/** Part ids among the params become names. */
function namedParams(params: NoteEvent['params']): Readonly<Record<string, string | number>> {
  const named: Record<string, string | number> = { ...params };
  for (const key of ['from', 'to', 'a', 'b', 'part'])
    if (typeof named[key] === 'string') named[key] = partName(named[key]);
  return named;
}

const NOTES = new Map<string, readonly [string, number]>([
  ['root.action', ['action', 91]],
  ['root.boot', ['boot', 60]],
  ['root.timer', ['timer', 22]],
  ['root.fault', ['fault', 99]],
  ['fault.lost', ['lost', 92]],
  ['fault.held', ['held', 60]],
]);

function lineOfNote(event: NoteEvent): Line {
  const [rule, weight] = NOTES.get(event.code) ?? ['note', 24];
  const { params } = event;
  const fault = [
    params['kind'] ?? params['fault'] ?? '',
    params['part'] ?? '',
    params['a'] ?? '',
    params['b'] ?? '',
  ]
    .filter((word) => word !== '')
    .map((word) => partName(String(word)))
    .join(' · ');
  const own = rule === 'note' && templateOf(event.code, 'en') !== undefined ? { what: event.code } : {};
  return {
    rule,
    ...own,
    params: {
      ...namedParams(params),
      part: partName(event.part),
      what: event.code,
      line: params['line'] ?? '',
      timer: params['timer'] ?? '',
      fault,
      verb: params['verb'] ?? '',
    },
    weight,
  };
}
