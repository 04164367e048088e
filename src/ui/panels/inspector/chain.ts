import type { EventId } from '../../../protocol/ids.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** "Why?": the events to tell, root first, the event itself last; `hidden` says how many steps between them are left out. */
export interface WhyChain {
  readonly events: readonly TraceEvent[];
  readonly hidden: number;
}

/** Charts whose steps only pass work on. */
const PASSING_CHARTS = new Set(['request-pipeline', 'reconcile', 'wal']);
const SHORT = 6;
const LAST_KEPT = 2;

/**
 * The causes of an event. Steps of the same chart and subject that follow each other (ten stages of one request) count as one; of a long
 * chain the root, the last two and the most telling steps between them are kept.
 */
export function whyChain(trace: TraceWindow, id: EventId, whole: boolean): WhyChain {
  const events = [...trace.causesOf(id)].reverse();
  const steps = events.filter((event, i) => !isSameThing(event, events[i + 1]));
  if (whole || steps.length <= LAST_KEPT + 1) return { events: steps, hidden: 0 };
  const best = steps
    .slice(1, -LAST_KEPT)
    .map((event, i) => ({ event, i, weight: weightOf(event) }))
    .filter((entry) => entry.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.i - b.i)
    .slice(0, SHORT - 1 - LAST_KEPT)
    .sort((a, b) => a.i - b.i)
    .map((entry) => entry.event);
  const kept = [...steps.slice(0, 1), ...best, ...steps.slice(-LAST_KEPT)];
  return { events: kept, hidden: steps.length - kept.length };
}

/** How much a step tells: a write more than a read, a watch event more than an answer, which tells nothing that its request did not. */
function weightOf(event: TraceEvent): number {
  if (event.kind === 'object' || event.kind === 'note') return 5;
  if (event.kind === 'phase') return PASSING_CHARTS.has(event.chart) ? 0 : 1;
  if (event.kind === 'log') return 1;
  if (event.wire === 'http' && event.role === 'request') return event.verb === 'GET' ? 2 : 6;
  if (event.wire === 'http' && event.role === 'event') return 4;
  return event.wire === 'cri' && event.role === 'request' ? 3 : 0;
}

function isSameThing(event: TraceEvent, next: TraceEvent | undefined): boolean {
  return (
    event.kind === 'phase' &&
    next?.kind === 'phase' &&
    event.part === next.part &&
    event.chart === next.chart &&
    event.subject === next.subject
  );
}

const LOOKED_AT_MAX = 400;

/**
 * What came of an event, in order of time: its direct effects and what those led to, without steps inside a part that only pass work on, and
 * without the background. At most `max`; `more` says how many were left out of those looked at.
 */
export function effectLines(
  trace: TraceWindow,
  id: EventId,
  max: number,
): { readonly events: readonly TraceEvent[]; readonly more: number } {
  const found: TraceEvent[] = [];
  const queue: EventId[] = [id, ...alongside(trace, id)];
  const seen = new Set<EventId>(queue);
  for (const next of queue.slice(1)) collect(trace.eventById(next), found);
  for (let i = 0; i < queue.length && i < LOOKED_AT_MAX; i += 1) {
    for (const effect of trace.effectsOf(queue[i] as EventId)) {
      if (seen.has(effect.id)) continue;
      seen.add(effect.id);
      queue.push(effect.id);
      collect(effect, found);
    }
  }
  const first = found.sort((a, b) => a.atUs - b.atUs || a.id - b.id);
  return { events: first.slice(0, max), more: Math.max(0, first.length - max) };
}

function collect(event: TraceEvent | undefined, found: TraceEvent[]): void {
  if (event !== undefined && isWorthTelling(event)) found.push(event);
}

/** A step inside a part causes nothing by name: what it led to has the same cause and comes later. */
function alongside(trace: TraceWindow, id: EventId): readonly EventId[] {
  const event = trace.eventById(id);
  if (event === undefined || event.kind === 'hop' || event.cause === 0 || trace.effectsOf(id).length > 0)
    return [];
  return trace.effectsOf(event.cause).flatMap((other) => (other.id > id ? [other.id] : []));
}

function isWorthTelling(event: TraceEvent): boolean {
  if (event.background) return false;
  if (event.kind === 'phase') return !PASSING_CHARTS.has(event.chart);
  return event.kind !== 'log' || event.stream === 'stderr';
}

/** Where the playhead should stand to show an event: the middle of a message's way, else its instant. */
export function instantOf(event: TraceEvent): number {
  return event.kind === 'hop' ? event.atUs + Math.floor((event.dueAtUs - event.atUs) / 2) : event.atUs;
}
