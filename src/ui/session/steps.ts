import type { HopEvent } from '../../protocol/trace.ts';
import type { TraceWindow } from './trace-window.ts';
import { type Scene, scenesOf } from './scenes.ts';

export type StepSize = 'hop' | 'request' | 'scene';

const middleOf = (hop: HopEvent) => hop.atUs + Math.floor((hop.dueAtUs - hop.atUs) / 2);

/** Instants where a step may stand, sorted: the middle of a hop, the middle of an HTTP request, the begin of a scene. */
export function stepPoints(trace: TraceWindow, size: StepSize): readonly number[] {
  const points = new Set<number>();
  if (size === 'scene') for (const scene of scenesOf(trace)) points.add((scene satisfies Scene).fromUs);
  else {
    for (const hop of trace.hops) {
      if (hop.background) continue;
      if (size === 'request' && (hop.role !== 'request' || hop.wire !== 'http')) continue;
      points.add(middleOf(hop));
    }
  }
  return [...points].sort((a, b) => a - b);
}

/** The next point behind `us` in the direction, or undefined. */
export function stepFrom(points: readonly number[], us: number, direction: 1 | -1): number | undefined {
  if (direction === 1) return points.find((point) => point > us);
  return points.findLast((point) => point < us);
}
