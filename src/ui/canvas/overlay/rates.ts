import type { HopEvent } from '../../../protocol/trace.ts';
import { countUpTo } from '../../session/sorted-index.ts';
import { type Graph, laneOfHop } from '../graph/model.ts';

const WINDOW_MS = 1000;
/** Beyond this every edge is busy; counting further would cost frames. */
const COUNTED_MAX = 2000;

interface Sample {
  readonly ms: number;
  readonly us: number;
}

/** Messages per second of the reader's own time, per edge, over the last second of play. */
export interface Rates {
  readonly shown: ReadonlyMap<string, number>;
  readonly faint: ReadonlyMap<string, number>;
}

export interface RateMoment {
  readonly nowInMs: number;
  readonly us: number;
  readonly playing: boolean;
  /** True for what is only shown faintly. */
  readonly isFaint: (hop: HopEvent) => boolean;
}

const NONE: Rates = { shown: new Map(), faint: new Map() };

export function makeRates(hops: readonly HopEvent[], graph: Graph): (moment: RateMoment) => Rates {
  let samples: Sample[] = [];
  return ({ nowInMs, us, playing, isFaint }) => {
    const last = samples.at(-1);
    if (!playing || (last && us < last.us)) samples = [];
    if (!playing) return NONE;
    samples.push({ ms: nowInMs, us });
    while ((samples[0]?.ms ?? nowInMs) < nowInMs - WINDOW_MS) samples.shift();
    const first = samples[0] ?? { ms: nowInMs, us };
    const from = countUpTo(hops, first.us, (hop) => hop.atUs);
    const to = countUpTo(hops, us, (hop) => hop.atUs);
    return from === to ? NONE : countPerEdge(hops, graph, { from, to, isFaint });
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly isFaint: (hop: HopEvent) => boolean;
}

function countPerEdge(hops: readonly HopEvent[], graph: Graph, { from, to, isFaint }: Span): Rates {
  const shown = new Map<string, number>();
  const faint = new Map<string, number>();
  const weight = Math.max(1, (to - from) / COUNTED_MAX);
  for (let index = from; index < Math.min(to, from + COUNTED_MAX); index += 1) {
    const hop = hops[index];
    const lane = hop && laneOfHop(graph, hop.from, hop.to, hop.wire);
    if (!lane) continue;
    const counts = isFaint(hop) ? faint : shown;
    counts.set(lane.edge.id, (counts.get(lane.edge.id) ?? 0) + weight);
  }
  return { shown, faint };
}
