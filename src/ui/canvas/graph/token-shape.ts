import type { Route } from './lanes.ts';
import { directionAt } from './lut.ts';
import type { Depth } from './model.ts';
import type { Point } from './path.ts';

/** Way that a message goes, as its arrow shows it. */
export type Arrow = '→' | '←' | '↑' | '↓';

/** A riser shorter than this is too short for a pill: its tokens begin and end on the level run beside it. */
const RISER_MIN = 60;
/** A rounded corner is that much shorter than a square one. */
const CORNER_CUT = 4;
/** How far a pill may stand out over its corner, where the card is far enough below it. */
const OVERHANG = 8;

/** Length along which a pill's middle may stand, so that it never covers the card or the port that it leaves or reaches. */
export function span(route: Route, width: number, height: number): readonly [number, number] {
  const { lut, points } = route;
  const back = points.length - 1;
  const low = inset(points[0], points[1], { route, along: 0, width, height });
  const high =
    lut.lengthInPx - inset(points[back], points[back - 1], { route, along: lut.lengthInPx, width, height });
  return low < high ? [low, high] : [lut.lengthInPx / 2, lut.lengthInPx / 2];
}

interface End {
  readonly route: Route;
  readonly along: number;
  readonly width: number;
  readonly height: number;
}

function inset(port: Point | undefined, bend: Point | undefined, end: End): number {
  const level = Math.abs(directionAt(end.route.lut, end.along).x) > 0.5;
  const riser = port && bend ? Math.abs(bend.y - port.y) : 0;
  if (level) return end.width / 2 + 9;
  if (end.route.points.length < 3 || riser > RISER_MIN) return end.height / 2 + 9;
  const clear = riser - end.height / 2 >= 6;
  return riser - CORNER_CUT + end.width / 2 + (clear ? -OVERHANG : OVERHANG);
}

export function arrowOf(route: Route, along: number, forward: boolean): Arrow {
  const direction = directionAt(route.lut, along);
  const x = forward ? direction.x : -direction.x;
  const y = forward ? direction.y : -direction.y;
  if (Math.abs(x) >= Math.abs(y)) return x > 0 ? '→' : '←';
  return y > 0 ? '↓' : '↑';
}

export const pillHeight = (depth: Depth): number => (depth === 'story' ? 44 : 22);

/** JetBrains Mono at 11 px is 6.6 px a character; a Story's pill is set in 18 px. */
export function pillWidth(text: string, depth: Depth, paused: boolean): number {
  const letter = depth === 'story' ? 10.3 : 6.6;
  const arrow = paused ? (depth === 'story' ? 24 : 12) : 0;
  return Math.round(text.length * letter + (depth === 'story' ? 28 : 16) + arrow);
}
