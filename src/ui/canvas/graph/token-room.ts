import type { HopEvent } from '../../../protocol/trace.ts';
import type { Route } from './lanes.ts';
import { directionAt } from './lut.ts';
import type { Depth } from './model.ts';
import { pillWidth } from './token-shape.ts';
import { wordsOf } from './token-words.ts';

interface Lane {
  readonly depth: Depth;
  readonly paused: boolean;
  readonly reducedMotion: boolean;
  readonly stepOf: (hop: HopEvent) => number;
}

/**
 * The fullest word that the lane has room for between its ports; an empty one if none fits, and the token is a plain pill; null where not
 * even that has room, and the token is a dot.
 */
export function wordThatFits(scene: Lane, route: Route, hop: HopEvent): string | null {
  const step = scene.reducedMotion ? `${scene.stepOf(hop)} ` : '';
  const words = wordsOf(hop, scene.depth).map((word) => step + word);
  if (route.pillRoomInPx < Number.POSITIVE_INFINITY)
    return words.find((word) => pillWidth(word, scene.depth, scene.paused) <= route.pillRoomInPx) ?? null;
  if (route.points.length > 2 || Math.abs(directionAt(route.lut, 0).x) < 0.5) return words[0] ?? '';
  const roomInPx = (word: string): number =>
    route.lut.lengthInPx - pillWidth(word, scene.depth, scene.paused);
  const last = words.at(-1) ?? '';
  // Only the shortest word may come near the ports; where not even that fits, the token is a plain pill.
  return words.find((word) => roomInPx(word) >= 18) ?? (roomInPx(last) >= 10 ? last : step.trim());
}
