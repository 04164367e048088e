import type { Route } from './lanes.ts';
import { directionAt } from './lut.ts';
import type { Depth } from './model.ts';

/** Way that a message goes, as its arrow shows it. */
export type Arrow = '→' | '←' | '↑' | '↓';

/** Length along which a pill's middle may stand, so that it never covers the card it leaves or reaches. */
export function span(route: Route, width: number, height: number): readonly [number, number] {
  const { lut } = route;
  const inset = (along: number): number =>
    (Math.abs(directionAt(lut, along).x) > 0.5 ? width : height) / 2 + 9;
  const low = inset(0);
  const high = lut.lengthInPx - inset(lut.lengthInPx);
  return low < high ? [low, high] : [lut.lengthInPx / 2, lut.lengthInPx / 2];
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
