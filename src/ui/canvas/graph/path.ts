/** A point of the picture, in px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight run, or a quarter circle that joins two runs. */
export type Segment =
  | { readonly kind: 'line'; readonly from: Point; readonly to: Point; readonly length: number }
  | {
      readonly kind: 'arc';
      readonly from: Point;
      readonly to: Point;
      readonly centre: Point;
      readonly radius: number;
      readonly startAngle: number;
      readonly sweep: number;
      readonly length: number;
    };

export const CORNER_RADIUS = 10;

/** Turns an orthogonal polyline into runs and quarter circles. The drawn path and the tokens' way both come from this one function. */
export function roundedPath(points: readonly Point[], radiusMax: number = CORNER_RADIUS): Segment[] {
  const corners = withoutStraightPoints(points);
  const segments: Segment[] = [];
  let cursor = corners[0];
  if (!cursor) return segments;
  for (let index = 1; index < corners.length; index += 1) {
    const corner = corners[index];
    const before = corners[index - 1];
    if (!corner || !before) continue;
    const next = corners[index + 1];
    if (!next) {
      pushLine(segments, cursor, corner);
      break;
    }
    const radius = Math.min(radiusMax, distance(before, corner) / 2, distance(corner, next) / 2);
    const arc = cornerArc(before, corner, next, radius);
    pushLine(segments, cursor, arc.from);
    segments.push(arc);
    cursor = arc.to;
  }
  return segments;
}

function withoutStraightPoints(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before || !after) return true;
    const straight =
      (before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y);
    return !straight;
  });
}

function pushLine(segments: Segment[], from: Point, to: Point): void {
  const length = distance(from, to);
  if (length > 0) segments.push({ kind: 'line', from, to, length });
}

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

function cornerArc(before: Point, corner: Point, after: Point, radius: number): Segment {
  const inX = Math.sign(corner.x - before.x);
  const inY = Math.sign(corner.y - before.y);
  const outX = Math.sign(after.x - corner.x);
  const outY = Math.sign(after.y - corner.y);
  const from = { x: corner.x - inX * radius, y: corner.y - inY * radius };
  const to = { x: corner.x + outX * radius, y: corner.y + outY * radius };
  const centre = { x: from.x + outX * radius, y: from.y + outY * radius };
  const turn = inX * outY - inY * outX;
  return {
    kind: 'arc',
    from,
    to,
    centre,
    radius,
    startAngle: Math.atan2(from.y - centre.y, from.x - centre.x),
    sweep: (turn * Math.PI) / 2,
    length: (radius * Math.PI) / 2,
  };
}

/** Length of a whole path, in px. */
export const pathLength = (segments: readonly Segment[]): number =>
  segments.reduce((sum, segment) => sum + segment.length, 0);

/** Point of one segment, `along` px from its start. */
export function pointOn(segment: Segment, along: number): Point {
  const part = segment.length === 0 ? 0 : along / segment.length;
  if (segment.kind === 'line') {
    return {
      x: segment.from.x + (segment.to.x - segment.from.x) * part,
      y: segment.from.y + (segment.to.y - segment.from.y) * part,
    };
  }
  const angle = segment.startAngle + segment.sweep * part;
  return {
    x: segment.centre.x + segment.radius * Math.cos(angle),
    y: segment.centre.y + segment.radius * Math.sin(angle),
  };
}

/** The `d` attribute of an svg path. */
export function svgPath(segments: readonly Segment[]): string {
  const first = segments[0];
  if (!first) return '';
  const runs = segments.map((segment) =>
    segment.kind === 'line'
      ? `L${segment.to.x} ${segment.to.y}`
      : `A${segment.radius} ${segment.radius} 0 0 ${segment.sweep > 0 ? 1 : 0} ${segment.to.x} ${segment.to.y}`,
  );
  return `M${first.from.x} ${first.from.y}${runs.join('')}`;
}
