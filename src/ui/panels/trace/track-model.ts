import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import type { RosterEntry } from '../../../protocol/update.ts';
import type { Sayable } from '../../kit/i18n.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { packTrack } from './track-lanes.ts';
import { spansOfExchanges, spansOfPhases } from './track-spans.ts';

/** A stretch of time on a part's track. `work` is solid, `wait` hatched. */
export interface Span {
  readonly key: string;
  readonly event: EventId;
  /** What a click selects: the message that brought the work, or the event that told of it. */
  readonly select: 'hop' | 'event';
  readonly fromUs: number;
  readonly toUs: number;
  /** What it may say, the fullest first. */
  readonly labels: readonly Sayable[];
  /** A wire's name for its colour; `now` for work that no wire brings. */
  readonly wire: string;
  readonly kind: 'work' | 'wait';
}

/** Spans that stand together: a request over its stages. `row` counts from the block's first lane. */
export interface Block {
  readonly part: PartId;
  readonly height: number;
  readonly spans: readonly (Span & { readonly row: number })[];
}

export interface PlacedSpan extends Span {
  readonly lane: number;
}

export interface Track {
  readonly part: PartId;
  readonly kind: string;
  readonly machine: string;
  readonly lanes: number;
  readonly spans: readonly PlacedSpan[];
  /** Spans that found no lane: more at once than can be shown. */
  readonly hidden: number;
}

/** A message between two tracks. */
export interface Flow {
  readonly event: EventId;
  readonly from: PartId;
  readonly to: PartId;
  readonly fromUs: number;
  readonly toUs: number;
  readonly wire: string;
}

export interface TrackModel {
  readonly tracks: readonly Track[];
  readonly flows: readonly Flow[];
}

export interface Slice {
  readonly fromUs: number;
  readonly toUs: number;
  /** Virtual time of one pixel: what is narrower than a word is told together. */
  readonly usPerPixel: number;
  /** Heartbeats and lease renewals, too. */
  readonly all: boolean;
}

/** From the person outwards, as the map reads from left to right. */
const ORDER = [
  'kubectl',
  'kube-apiserver',
  'etcd',
  'kube-scheduler',
  'kube-controller-manager',
  'kubelet',
  'runtime',
];
const SPANS_MAX = 400;

/** Everything between two instants as tracks: one a part that has something to show, in the order of the roster. */
export function trackModel(trace: TraceWindow, roster: readonly RosterEntry[], slice: Slice): TrackModel {
  const { fromUs, toUs, all } = slice;
  // Exchanges may have begun before the window: look back a little, a request rarely lasts longer.
  const events = trace
    .eventsBetween(fromUs - Math.max(20_000, toUs - fromUs), toUs)
    .filter((event) => all || !event.background);
  const blocks = [
    ...spansOfExchanges(trace, events, slice),
    ...roster.flatMap(({ id }) => spansOfPhases(trace, id, slice)),
  ];
  const tracks: Track[] = [];
  for (const { id, kind, machine } of inOrder(roster)) {
    const own = blocks
      .filter((block) => block.part === id && block.spans.some((s) => s.toUs >= fromUs && s.fromUs <= toUs))
      .slice(0, SPANS_MAX);
    if (own.length === 0) continue;
    const { spans, hidden } = packTrack(own);
    tracks.push({ part: id, kind, machine, spans, hidden, lanes: 1 + Math.max(...spans.map((s) => s.lane)) });
  }
  const shown = new Set(tracks.map((t) => t.part));
  const flows = flowsOf(events, fromUs).filter((f) => shown.has(f.from) && shown.has(f.to));
  return { tracks, flows: flows.slice(0, SPANS_MAX) };
}

const inOrder = (roster: readonly RosterEntry[]): readonly RosterEntry[] =>
  [...roster].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));

function flowsOf(events: readonly TraceEvent[], fromUs: number): readonly Flow[] {
  return events.flatMap((event) =>
    event.kind === 'hop' && event.dueAtUs >= fromUs
      ? [
          {
            event: event.id,
            from: event.from,
            to: event.to,
            fromUs: event.atUs,
            toUs: event.dueAtUs,
            wire: event.wire,
          },
        ]
      : [],
  );
}
