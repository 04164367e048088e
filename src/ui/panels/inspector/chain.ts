import type { EventId } from '../../../protocol/ids.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** A line of "Why?": an event, or how many were left out in the middle. */
export type ChainLine =
  | { readonly kind: 'event'; readonly event: TraceEvent }
  | { readonly kind: 'gap'; readonly count: number };

const ENDS_SHOWN = 3;

/**
 * The causes of an event, root first, the event itself last. Steps of the same chart and subject that follow each other (ten stages of one
 * request) count as one; a long chain keeps its root and its end.
 */
export function whyLines(trace: TraceWindow, id: EventId, whole: boolean): readonly ChainLine[] {
  const events = [...trace.causesOf(id)].reverse();
  const steps = events.filter((event, i) => !isSameThing(event, events[i + 1]));
  if (whole || steps.length <= ENDS_SHOWN + 3) return steps.map((event) => ({ kind: 'event', event }));
  const head = steps.slice(0, 2);
  const tail = steps.slice(-ENDS_SHOWN);
  return [
    ...head.map(asLine),
    { kind: 'gap', count: steps.length - head.length - tail.length },
    ...tail.map(asLine),
  ];
}

const asLine = (event: TraceEvent): ChainLine => ({ kind: 'event', event });

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
  const queue: EventId[] = [id];
  const seen = new Set<EventId>(queue);
  for (let i = 0; i < queue.length && i < LOOKED_AT_MAX; i += 1) {
    for (const effect of trace.effectsOf(queue[i] as EventId)) {
      if (seen.has(effect.id)) continue;
      seen.add(effect.id);
      queue.push(effect.id);
      if (isWorthTelling(effect)) found.push(effect);
    }
  }
  const first = found.sort((a, b) => a.atUs - b.atUs || a.id - b.id);
  return { events: first.slice(0, max), more: Math.max(0, first.length - max) };
}

const PASSING_CHARTS = new Set(['request-pipeline', 'reconcile', 'wal']);

function isWorthTelling(event: TraceEvent): boolean {
  if (event.background) return false;
  if (event.kind === 'phase') return !PASSING_CHARTS.has(event.chart);
  return event.kind !== 'log' || event.stream === 'stderr';
}

/** Where the playhead should stand to show an event: the middle of a message's way, else its instant. */
export function instantOf(event: TraceEvent): number {
  return event.kind === 'hop' ? event.atUs + Math.floor((event.dueAtUs - event.atUs) / 2) : event.atUs;
}
