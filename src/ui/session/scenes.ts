import type { HopEvent, PhaseEvent, TraceEvent } from '../../protocol/trace.ts';
import type { TraceWindow } from './trace-window.ts';

/** Names of scenes have templates `transport.scene.<name>`. */
export type SceneName =
  | 'boot'
  | 'send'
  | 'check'
  | 'store'
  | 'control'
  | 'schedule'
  | 'bind'
  | 'start'
  | 'report'
  | 'fault';

/** A named span of the timeline; it ends where the next one begins. */
export interface Scene {
  readonly name: SceneName;
  readonly fromUs: number;
  /** Event that opened it. */
  readonly event: number;
}

/** `own` are those that the reader named; all others come from the trace. */
export type BookmarkKind = 'action' | 'decision' | 'fault' | 'warning' | 'own';

export interface Bookmark {
  readonly kind: BookmarkKind;
  readonly atUs: number;
  /** What it is about; 0 for one of the reader's own. */
  readonly event: number;
  /** Only the reader's own have one. */
  readonly name?: string;
}

/** Scenes of one action come in this order; work that goes back to an earlier one (a status is stored, too) opens no new scene. */
const rank: Readonly<Record<SceneName, number>> = {
  boot: 0,
  fault: 0,
  send: 0,
  check: 1,
  store: 2,
  control: 3,
  schedule: 4,
  bind: 5,
  start: 6,
  report: 7,
};

const sceneOfNote = new Map<string, SceneName>([
  ['root.action', 'send'],
  ['root.fault', 'fault'],
  ['root.boot', 'boot'],
]);

const sceneOfChart = new Map<string, SceneName>([
  ['request-pipeline', 'check'],
  ['scheduling-cycle', 'schedule'],
  ['binding-cycle', 'bind'],
  ['reconcile', 'control'],
  ['pod-worker', 'start'],
  ['container', 'start'],
]);

function sceneOfHop(hop: HopEvent): SceneName | null {
  if (hop.wire === 'cri') return 'start';
  if (
    (hop.wire === 'raft' && hop.verb === 'MsgApp') ||
    (hop.wire === 'etcd' && hop.verb.toLowerCase() === 'txn')
  )
    return 'store';
  return null;
}

function sceneOf(event: TraceEvent): SceneName | null {
  if (event.kind === 'note') return sceneOfNote.get(event.code) ?? null;
  if (event.background) return null;
  if (event.kind === 'phase')
    return event.chart === 'container' && event.to === 'Running'
      ? 'report'
      : (sceneOfChart.get(event.chart) ?? null);
  return event.kind === 'hop' ? sceneOfHop(event) : null;
}

class Derived {
  version = -1;
  scenes: readonly Scene[] = [];
  bookmarks: readonly Bookmark[] = [];
}

const derivedOf = new WeakMap<TraceWindow, Derived>();

function derive(trace: TraceWindow): Derived {
  const known = derivedOf.get(trace) ?? new Derived();
  derivedOf.set(trace, known);
  if (known.version === trace.version) return known;
  known.version = trace.version;
  known.scenes = findScenes(trace.events);
  known.bookmarks = findBookmarks(trace);
  return known;
}

function findScenes(events: readonly TraceEvent[]): readonly Scene[] {
  const scenes: Scene[] = [];
  let reached = -1;
  for (const event of events) {
    const name = sceneOf(event);
    if (name === null) continue;
    const opens = name === 'send' || name === 'fault' || name === 'boot';
    if (!opens && (reached < 0 || rank[name] <= reached)) continue;
    scenes.push({ name, fromUs: event.atUs, event: event.id });
    // What belongs to the boot needs no scenes of its own.
    reached = name === 'boot' ? Number.POSITIVE_INFINITY : rank[name];
  }
  return scenes;
}

function findBookmarks(trace: TraceWindow): readonly Bookmark[] {
  const found: Bookmark[] = [];
  for (const event of trace.events) {
    const kind = bookmarkOf(trace, event);
    if (kind !== null) found.push({ kind, atUs: event.atUs, event: event.id });
  }
  return found;
}

function bookmarkOf(trace: TraceWindow, event: TraceEvent): BookmarkKind | null {
  if (event.kind === 'note') {
    if (event.code === 'root.action') return 'action';
    if (event.code === 'root.fault') return 'fault';
    return event.code.startsWith('decision.') ? 'decision' : null;
  }
  if (event.kind === 'phase') return bookmarkOfPhase(event);
  if (event.kind !== 'object' || event.verb === 'DELETED' || !event.key.startsWith('events')) return null;
  return isWarning(trace.objectAt(event.key, event.atUs)?.object) ? 'warning' : null;
}

/** A node was chosen, or none fits; another etcd member leads. */
function bookmarkOfPhase(event: PhaseEvent): BookmarkKind | null {
  if (event.chart === 'scheduling-cycle')
    return event.to === 'Reserve' ? 'decision' : event.to === 'unschedulable' ? 'warning' : null;
  return (event.chart === 'role' || event.chart === 'raft-role') && event.to === 'Leader' ? 'decision' : null;
}

function isWarning(object: unknown): boolean {
  return typeof object === 'object' && object !== null && 'type' in object && object.type === 'Warning';
}

/** Scenes of the whole known trace, in order of time; kept until the trace changes. */
export function scenesOf(trace: TraceWindow): readonly Scene[] {
  return derive(trace).scenes;
}

/** Marks for the timeline: what people did, what was decided, what broke. */
export function bookmarksOf(trace: TraceWindow): readonly Bookmark[] {
  return derive(trace).bookmarks;
}
