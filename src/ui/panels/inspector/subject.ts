import type { HopEvent, TraceEvent } from '../../../protocol/trace.ts';
import type { Selection } from '../../session/state.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** What a selection means in the trace that is known now. */
export type Subject =
  | { readonly kind: 'message'; readonly hop: HopEvent }
  | { readonly kind: 'event'; readonly event: Exclude<TraceEvent, HopEvent> }
  | { readonly kind: 'part'; readonly part: string }
  | { readonly kind: 'object'; readonly key: string }
  | { readonly kind: 'edge'; readonly id: string }
  /** An event that this future does not have. */
  | { readonly kind: 'unknown' };

export function subjectOf(trace: TraceWindow, selection: Selection): Subject {
  switch (selection.kind) {
    case 'hop':
    case 'event': {
      const event = trace.eventById(Number(selection.id));
      if (event === undefined) return { kind: 'unknown' };
      return event.kind === 'hop' ? { kind: 'message', hop: event } : { kind: 'event', event };
    }
    case 'part':
      return { kind: 'part', part: selection.id };
    case 'pod':
    case 'object':
      return { kind: 'object', key: selection.id };
    case 'edge':
      return { kind: 'edge', id: selection.id };
  }
}
