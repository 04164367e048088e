import type { HopEvent, TraceEvent } from '../../../protocol/trace.ts';
import { isStream } from '../../session/hop-words.ts';
import { countUpTo } from '../../session/sorted-index.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** Requests that have arrived and wait for their answer. */
export type HeldAt = (us: number) => readonly HopEvent[];

/** Longer than any client waits for an answer (kube-apiserver ends a request after 60 s): what is older is not looked at. */
const LOOK_BACK_IN_US = 120_000_000;

/**
 * Reads what waits at an instant. Looks back over the foreground only, and goes on from the answer before while time runs forward, so that
 * a long session costs no more per frame than a short one.
 */
export function heldReader(trace: TraceWindow, isLost: (hop: HopEvent) => boolean): HeldAt {
  const isOver = overReader(trace);
  let cuts = -1;
  let version = -1;
  let upTo = 0;
  let lastUs = Number.POSITIVE_INFINITY;
  let open: readonly HopEvent[] = [];
  return (us) => {
    const isGone = (hop: HopEvent): boolean => isLost(hop) || isOver(hop, us);
    const count = countUpTo(trace.foreground, us, timeOf);
    const onward = cuts === trace.cuts && us >= lastUs && count >= upTo;
    if (!onward) open = openAmong(trace, us, isGone, trace.foreground.slice(firstToLookAt(trace, us), count));
    else if (count > upTo || version !== trace.version || us !== lastUs)
      open = openAmong(trace, us, isGone, [...open, ...trace.foreground.slice(upTo, count)]);
    cuts = trace.cuts;
    version = trace.version;
    upTo = count;
    lastUs = us;
    return open.filter((hop) => hop.dueAtUs <= us);
  };
}

const firstToLookAt = (trace: TraceWindow, us: number): number =>
  countUpTo(trace.foreground, us - LOOK_BACK_IN_US, timeOf);

const openAmong = (
  trace: TraceWindow,
  us: number,
  isGone: (hop: HopEvent) => boolean,
  events: readonly TraceEvent[],
): readonly HopEvent[] =>
  events.filter(
    (event): event is HopEvent => isRequest(event) && !isGone(event) && !isAnswered(trace, event, us),
  );

const timeOf = (event: TraceEvent): number => event.atUs;

const isRequest = (event: TraceEvent): event is HopEvent =>
  event.kind === 'hop' && event.role === 'request' && !isStream(event);

/** An exchange that brings events stays open on purpose, whatever its verb is: it does not wait either. */
const isAnswered = (trace: TraceWindow, hop: HopEvent, us: number): boolean =>
  trace
    .byExchange(hop.id)
    .some((other) => other.role === 'event' || (other.role === 'answer' && other.atUs <= us));

/** Something after which a request between two parts waits no more, although no answer came. */
interface End {
  readonly atUs: number;
  /** Who knows of it at that instant; the other learns it at `dueAtUs`. */
  readonly from: string;
  readonly dueAtUs: number;
  /** A request that was given up alone; empty when the whole connection ended. */
  readonly label: string;
}

/** Tells whether a request is over: a process at one end of it ended, the connection was given up, or its sender gave the request up. */
function overReader(trace: TraceWindow): (hop: HopEvent, us: number) => boolean {
  let version = -1;
  let ends = new Map<string, readonly End[]>();
  return (hop, us) => {
    if (version !== trace.version) {
      version = trace.version;
      ends = endsOf(trace);
    }
    return (ends.get(pairOf(hop.from, hop.to)) ?? []).some(
      (end) =>
        end.atUs >= hop.atUs &&
        (end.from === hop.from ? end.atUs : end.dueAtUs) <= us &&
        (end.label === '' || (end.from === hop.from && end.label === hop.label)),
    );
  };
}

const pairOf = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

function endsOf(trace: TraceWindow): Map<string, readonly End[]> {
  const ends = new Map<string, End[]>();
  const add = (a: string, b: string, end: End) =>
    ends.set(pairOf(a, b), [...(ends.get(pairOf(a, b)) ?? []), end]);
  for (const hop of trace.foreground) {
    if (hop.kind !== 'hop' || hop.role !== 'event' || (hop.verb !== 'RST' && hop.verb !== 'CANCEL')) continue;
    const { atUs, dueAtUs, from, to, label } = hop;
    if (hop.verb === 'RST') add(from, to, { atUs, dueAtUs, from, label: '' });
    else if (label !== '') add(from, to, { atUs, dueAtUs, from, label });
  }
  for (const { code, atUs, params } of trace.notes) {
    if (code === 'fault.gave-up')
      add(String(params['a']), String(params['b']), { atUs, dueAtUs: atUs, from: '', label: '' });
  }
  return ends;
}

/** Notes of messages that nobody will get any more. */
const LOST = new Set(['fault.lost', 'fault.withdrawn']);

/** Tells which messages a fault has taken, from the notes that say so. */
export function lostReader(trace: TraceWindow): (hop: HopEvent) => boolean {
  let version = -1;
  let lost = new Set<number>();
  return (hop) => {
    if (version !== trace.version) {
      version = trace.version;
      lost = new Set(trace.notes.filter((note) => LOST.has(note.code)).map((note) => note.of));
    }
    return lost.has(hop.id);
  };
}

/** It came as far as a cut, and went no further yet. */
export function isStuck(trace: TraceWindow, hop: HopEvent, us: number): boolean {
  const met = trace.effectsOf(hop.id).filter((effect) => effect.atUs <= us);
  return met.length > 0 && met.every((effect) => effect.kind === 'note' && effect.code === 'fault.held');
}
