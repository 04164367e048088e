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
  readonly at: (nowInMs: number, us: number, playing: boolean) => ReadonlyMap<string, number>;
}

const NONE: ReadonlyMap<string, number> = new Map();

export function makeRates(hops: readonly HopEvent[], graph: Graph): Rates {
  let samples: Sample[] = [];
  return {
    at: (nowInMs, us, playing) => {
      const last = samples.at(-1);
      if (!playing || (last && us < last.us)) samples = [];
      if (!playing) return NONE;
      samples.push({ ms: nowInMs, us });
      while ((samples[0]?.ms ?? nowInMs) < nowInMs - WINDOW_MS) samples.shift();
      const first = samples[0] ?? { ms: nowInMs, us };
      // A window that has just begun says little about a second: take it as one.
      return countPerEdge(hops, graph, { fromUs: first.us, toUs: us });
    },
  };
}

function countPerEdge(
  hops: readonly HopEvent[],
  graph: Graph,
  span: { readonly fromUs: number; readonly toUs: number },
): ReadonlyMap<string, number> {
  const from = countUpTo(hops, span.fromUs, (hop) => hop.atUs);
  const to = countUpTo(hops, span.toUs, (hop) => hop.atUs);
  if (to === from) return NONE;
  const counts = new Map<string, number>();
  const weight = Math.max(1, (to - from) / COUNTED_MAX);
  for (let index = from; index < Math.min(to, from + COUNTED_MAX); index += 1) {
    const hop = hops[index];
    const lane = hop && laneOfHop(graph, hop.from, hop.to, hop.wire);
    if (lane) counts.set(lane.edge.id, (counts.get(lane.edge.id) ?? 0) + weight);
  }
  return counts;
}
