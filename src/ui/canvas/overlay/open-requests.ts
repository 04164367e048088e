import type { HopEvent, TraceEvent } from '../../../protocol/trace.ts';
import { isStream } from '../../session/hop-words.ts';
import { countUpTo } from '../../session/sorted-index.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** Requests that have arrived and wait for their answer. */
export type HeldAt = (us: number) => readonly HopEvent[];

/** Longer than any client waits for an answer (kube-apiserver ends a request after 60 s): what is older is not looked at. */
const LOOK_BACK_IN_US = 120_000_000;

/**
 * Reads what waits at an instant. Looks back over the foreground only, and remembers the answer while no event lies between two
 * instants, so that a long session costs no more per frame than a short one.
 */
export function heldReader(trace: TraceWindow, isLost: (hop: HopEvent) => boolean): HeldAt {
  let version = -1;
  let count = -1;
  let open: readonly HopEvent[] = [];
  return (us) => {
    const events = trace.eventCount(us);
    if (version !== trace.version || count !== events) {
      version = trace.version;
      count = events;
      open = openAt(trace, us, isLost);
    }
    return open.filter((hop) => hop.dueAtUs <= us);
  };
}

function openAt(trace: TraceWindow, us: number, isLost: (hop: HopEvent) => boolean): readonly HopEvent[] {
  const open: HopEvent[] = [];
  for (let index = countUpTo(trace.foreground, us, timeOf) - 1; index >= 0; index -= 1) {
    const event = trace.foreground[index];
    if (!event || event.atUs < us - LOOK_BACK_IN_US) break;
    if (isRequest(event) && !isLost(event) && !isAnswered(trace, event, us)) open.push(event);
  }
  return open.reverse();
}

const timeOf = (event: TraceEvent): number => event.atUs;

const isRequest = (event: TraceEvent): event is HopEvent =>
  event.kind === 'hop' && event.role === 'request' && !isStream(event);

/** An exchange that brings events stays open on purpose, whatever its verb is: it does not wait either. */
const isAnswered = (trace: TraceWindow, hop: HopEvent, us: number): boolean =>
  trace
    .byExchange(hop.id)
    .some((other) => other.role === 'event' || (other.role === 'answer' && other.atUs <= us));

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
