import { type PlacedTransition, STATE_HEIGHT, type Transition, type UnplacedState } from './placed-chart.ts';

const LANE = 10;
const PORT = 9;
const GUTTER_MIN = 16;
const AIR = 10;
const ARROW = 4;

type Place = UnplacedState & { readonly row: number };

interface Room {
  /** Where the first row begins. */
  readonly top: number;
  /** Room that frames need between two rows, beside the lanes. */
  readonly below: number;
  /** The vertical that leads past rows. */
  readonly left: number;
}

interface Edge {
  readonly from: Place;
  readonly to: Place;
  readonly label: string;
}

/** Words on an arrow: the event or the delay, and the guard in brackets. */
function labelOf(t: Transition): string {
  const what = t.delay ? `⏱ ${t.delay}` : t.event;
  return t.guard ? `${what} [${t.guard}]` : what;
}

function edgesOf(transitions: readonly Transition[], rows: readonly (readonly Place[])[]): readonly Edge[] {
  const by = new Map(rows.flat().map((place) => [place.name, place] as const));
  const merged = new Map<string, { from: Place; to: Place; labels: readonly string[] }>();
  for (const t of transitions) {
    const from = by.get(t.from);
    const to = by.get(t.to);
    if (!from || !to || from === to) continue;
    const key = `${t.from}→${t.to}`;
    merged.set(key, { from, to, labels: [...(merged.get(key)?.labels ?? []), labelOf(t)] });
  }
  return [...merged.values()].map(({ from, to, labels }) => ({ from, to, label: labels.join(' · ') }));
}

/** A stretch of a lane: from `x1` to `x2` in the gutter under row `gutter`, to be shared by all that lead to `target`. */
interface Stretch {
  readonly gutter: number;
  readonly target: string;
  x1: number;
  x2: number;
  lane: number;
}

/** The gutter beside a state from which its bottom or its top is reached. */
const exitOf = (from: Place, to: Place): number => (to.row < from.row ? from.row - 1 : from.row);
const entryOf = (from: Place, to: Place): number => (to.row > from.row ? to.row - 1 : to.row);

const outOf = ({ x, width }: Place): number => x + width / 2 + PORT;
const intoOf = ({ x, width }: Place): number => x + width / 2 - PORT;

/** Which lanes are needed, and how many in each gutter. Lanes that do not meet share a line. */
function lanesOf(edges: readonly Edge[], room: Room): ReadonlyMap<string, Stretch> {
  const stretches = new Map<string, Stretch>();
  const reach = (gutter: number, target: string, a: number, b: number) => {
    const key = `${gutter} ${target}`;
    const known = stretches.get(key) ?? { gutter, target, x1: a, x2: a, lane: 0 };
    known.x1 = Math.min(known.x1, a, b);
    known.x2 = Math.max(known.x2, a, b);
    stretches.set(key, known);
  };
  for (const { from, to } of edges) {
    const exit = exitOf(from, to);
    const entry = entryOf(from, to);
    if (exit === entry) reach(exit, to.name, outOf(from), intoOf(to));
    else {
      reach(exit, to.name, outOf(from), room.left);
      reach(entry, to.name, room.left, intoOf(to));
    }
  }
  const taken = new Map<string, Stretch[]>();
  for (const stretch of [...stretches.values()].sort((a, b) => a.x2 - a.x1 - (b.x2 - b.x1))) {
    const free = (lane: number) =>
      (taken.get(`${stretch.gutter} ${lane}`) ?? []).every(
        (other) => other.x2 + AIR < stretch.x1 || other.x1 > stretch.x2 + AIR,
      );
    while (!free(stretch.lane)) stretch.lane += 1;
    const key = `${stretch.gutter} ${stretch.lane}`;
    taken.set(key, [...(taken.get(key) ?? []), stretch]);
  }
  return stretches;
}

export function routeTransitions(
  transitions: readonly Transition[],
  rows: readonly (readonly Place[])[],
  room: Room,
): {
  readonly height: number;
  readonly rowTops: readonly number[];
  readonly transitions: readonly PlacedTransition[];
} {
  const edges = edgesOf(transitions, rows);
  const straight = (edge: Edge): boolean => {
    const row = rows[edge.from.row] ?? [];
    return edge.from.row === edge.to.row && row.indexOf(edge.to) - row.indexOf(edge.from) === 1;
  };
  const lanes = lanesOf(
    edges.filter((edge) => !straight(edge)),
    room,
  );
  const heightOf = (gutter: number): number => {
    const inGutter = [...lanes.values()].filter((s) => s.gutter === gutter);
    if (inGutter.length === 0) return gutter === rows.length - 1 ? 0 : GUTTER_MIN;
    const used = AIR + LANE * Math.max(...inGutter.map((s) => s.lane));
    return used + (gutter === rows.length - 1 ? 2 : GUTTER_MIN);
  };
  const rowTops: number[] = [];
  let y = room.top;
  rows.forEach((_, i) => {
    rowTops.push(y);
    y += STATE_HEIGHT + heightOf(i) + (i === rows.length - 1 ? 0 : room.below);
  });
  // Lanes lie under the frame of the row above them, if there are frames.
  const frame = room.below > 0 ? 8 : 0;
  const laneY = (gutter: number, target: string): number =>
    (rowTops[gutter] ?? 0) +
    STATE_HEIGHT +
    frame +
    AIR +
    LANE * (lanes.get(`${gutter} ${target}`)?.lane ?? 0);
  const placed = edges.map((edge): PlacedTransition => {
    const { from, to, label } = edge;
    const path = straight(edge)
      ? straightPath(from, to, rowTops[from.row] ?? 0)
      : lanePath(edge, rowTops, laneY, room);
    return { path, from: from.name, to: to.name, label };
  });
  return { height: y + 4, rowTops, transitions: placed };
}

function straightPath(from: Place, to: Place, top: number): string {
  const y = top + STATE_HEIGHT / 2;
  return `M${from.x + from.width} ${y}H${to.x - ARROW}`;
}

/** Out of the box into a lane, along it, and into the target; past other rows by the vertical at the left. */
function lanePath(
  { from, to }: Edge,
  rowTops: readonly number[],
  laneY: (gutter: number, target: string) => number,
  room: Room,
): string {
  const exit = exitOf(from, to);
  const entry = entryOf(from, to);
  const up = to.row < from.row;
  const start = (rowTops[from.row] ?? 0) + (up ? 0 : STATE_HEIGHT);
  const down = to.row > from.row;
  const end = (rowTops[to.row] ?? 0) + (down ? -ARROW : STATE_HEIGHT + ARROW);
  const points: (readonly [number, number])[] = [
    [outOf(from), start],
    [outOf(from), laneY(exit, to.name)],
  ];
  if (exit !== entry) points.push([room.left, laneY(exit, to.name)], [room.left, laneY(entry, to.name)]);
  points.push([intoOf(to), laneY(entry, to.name)], [intoOf(to), end]);
  return rounded(points);
}

const CORNER = 5;

/** A line through points, with corners rounded where there is room. */
function rounded(points: readonly (readonly [number, number])[]): string {
  const [first] = points;
  if (!first) return '';
  let path = `M${first[0]} ${first[1]}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    const [x0, y0] = points[i - 1] ?? first;
    const [x, y] = points[i] ?? first;
    const [x2, y2] = points[i + 1] ?? first;
    const before = Math.hypot(x - x0, y - y0) || 1;
    const after = Math.hypot(x2 - x, y2 - y) || 1;
    const r = Math.min(CORNER, before / 2, after / 2);
    path += `L${x - ((x - x0) / before) * r} ${y - ((y - y0) / before) * r}`;
    path += `Q${x} ${y} ${x + ((x2 - x) / after) * r} ${y + ((y2 - y) / after) * r}`;
  }
  const [x, y] = points.at(-1) ?? first;
  return `${path}L${x} ${y}`;
}
