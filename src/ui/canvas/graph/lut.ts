import { pathLength, type Point, pointOn, roundedPath, type Segment } from './path.ts';

/** Points of a path at equal distances, so that a token's place is one look-up and one interpolation. */
export interface Lut {
  /** x0, y0, x1, y1 … of LUT_POINTS points. */
  readonly xy: Float32Array;
  readonly lengthInPx: number;
}

export const LUT_POINTS = 33;

/** Samples a polyline's rounded path, the very one that is drawn, at 33 equal distances. */
export const lutOf = (points: readonly Point[]): Lut => lutOfSegments(roundedPath(points));

/** Samples a path that is at hand already. */
export function lutOfSegments(segments: readonly Segment[]): Lut {
  const lengthInPx = pathLength(segments);
  const xy = new Float32Array(LUT_POINTS * 2);
  let index = 0;
  let begunAt = 0;
  for (let step = 0; step < LUT_POINTS; step += 1) {
    const along = (lengthInPx * step) / (LUT_POINTS - 1);
    let segment = segments[index];
    while (segment && along > begunAt + segment.length && index < segments.length - 1) {
      begunAt += segment.length;
      index += 1;
      segment = segments[index];
    }
    if (!segment) continue;
    const point = pointOn(segment, Math.min(along - begunAt, segment.length));
    xy[step * 2] = point.x;
    xy[step * 2 + 1] = point.y;
  }
  return { xy, lengthInPx };
}

/** Point at `along` px from the start of the path, clamped to its ends. */
export function pointAt(lut: Lut, along: number): Point {
  const last = LUT_POINTS - 1;
  const place =
    lut.lengthInPx === 0 ? 0 : (Math.min(Math.max(along, 0), lut.lengthInPx) / lut.lengthInPx) * last;
  const index = Math.min(Math.floor(place), last - 1);
  const rest = place - index;
  const x = lut.xy[index * 2] ?? 0;
  const y = lut.xy[index * 2 + 1] ?? 0;
  return {
    x: x + ((lut.xy[index * 2 + 2] ?? x) - x) * rest,
    y: y + ((lut.xy[index * 2 + 3] ?? y) - y) * rest,
  };
}

/** Unit direction of travel at `along` px from the start. */
export function directionAt(lut: Lut, along: number): Point {
  const last = LUT_POINTS - 1;
  const place =
    lut.lengthInPx === 0 ? 0 : (Math.min(Math.max(along, 0), lut.lengthInPx) / lut.lengthInPx) * last;
  const index = Math.min(Math.floor(place), last - 1);
  const dx = (lut.xy[index * 2 + 2] ?? 0) - (lut.xy[index * 2] ?? 0);
  const dy = (lut.xy[index * 2 + 3] ?? 0) - (lut.xy[index * 2 + 1] ?? 0);
  const length = Math.hypot(dx, dy) || 1;
  return { x: dx / length, y: dy / length };
}
