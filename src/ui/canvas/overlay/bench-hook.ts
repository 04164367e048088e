import type { HopEvent } from '../../../protocol/trace.ts';
import type { FramePainter } from '../frame.ts';

/** What a benchmark may do to the picture: put messages on it that the engine never sent. */
export interface CanvasBench {
  readonly setExtra: (hops: readonly HopEvent[]) => void;
}

declare global {
  interface Window {
    /** Set by a benchmark before the page loads; the canvas answers by filling `canvas`. Never present otherwise. */
    __orreryBench?: { canvas?: CanvasBench };
  }
}

/** Gives the benchmark, if there is one, a way to this painter; returns the way to take it back. */
export function offerBench(painter: FramePainter, redraw: () => void): () => void {
  const bench = globalThis.window?.__orreryBench;
  if (!bench) return () => undefined;
  bench.canvas = {
    setExtra: (hops) => {
      painter.extra = hops;
      redraw();
    },
  };
  return () => {
    delete bench.canvas;
  };
}
