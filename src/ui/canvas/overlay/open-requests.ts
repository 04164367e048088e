import type { HopEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { isStream } from '../graph/token-words.ts';

/** Requests that have arrived and wait for their answer. */
export type HeldAt = (us: number) => readonly HopEvent[];

/** Answers `held` from memory while neither the trace nor the number of events before the playhead has changed. */
export function heldReader(trace: TraceWindow, isLost: (hop: HopEvent) => boolean): HeldAt {
  let version = -1;
  let count = -1;
  let open: readonly HopEvent[] = [];
  return (us) => {
    const events = trace.eventCount(us);
    if (version !== trace.version || count !== events) {
      version = trace.version;
      count = events;
      open = trace.openRequests(us).filter((hop) => !isStream(hop) && !isLost(hop) && !streams(trace, hop));
    }
    return open.filter((hop) => hop.dueAtUs <= us);
  };
}

/** An exchange that brings events stays open on purpose, whatever its verb is. */
const streams = (trace: TraceWindow, hop: HopEvent): boolean =>
  trace.byExchange(hop.id).some((other) => other.role === 'event');

/** Tells which messages a fault has taken, from the notes that say so. */
export function lostReader(trace: TraceWindow): (hop: HopEvent) => boolean {
  let version = -1;
  let lost = new Set<number>();
  return (hop) => {
    if (version !== trace.version) {
      version = trace.version;
      lost = new Set(trace.notes.filter((note) => note.code === 'fault.lost').map((note) => note.of));
    }
    return lost.has(hop.id);
  };
}
