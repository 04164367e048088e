import type { Layout, Rect } from './layout.ts';
import { type Lut, lutOfSegments } from './lut.ts';
import type { Graph, GraphEdge } from './model.ts';
import { areApart, PAIR_PORT_PAD, routeAround } from './pair.ts';
import { type Point, roundedPath, svgPath } from './path.ts';
import { CANVAS_SIZES, type CanvasSizes } from './sizes.ts';
import { routeGrid } from './trunk.ts';

/** An edge with its way: from a port of its `a` to a port of its `b`. */
export interface Route {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  readonly d: string;
  readonly lut: Lut;
  /** Where a resting label may stand: beside the longest run, never on it. */
  readonly label: Point;
  /** Length of that run, in px. */
  readonly runInPx: number;
  /** The widest pill that the lane has room for; a wider one becomes a dot. */
  readonly pillRoomInPx: number;
  /** Length from the apiserver that it shares with all other nodes' edges; 0 if it shares nothing. */
  readonly trunkInPx: number;
}

interface Scene {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly sizes: CanvasSizes;
}

/**
 * Gives each edge a lane of its own. Every family of edges has its own free band (ring above the members, band below them, corridor
 * before the machines), so that no edge meets a card, a word or another edge's port; see lanes.test.ts for the proof by counting.
 */
export function routeEdges(graph: Graph, layout: Layout): ReadonlyMap<string, Route> {
  const scene: Scene = {
    graph,
    layout,
    sizes: CANVAS_SIZES[graph.form === 'story' || graph.form === 'pair' ? 'wide' : graph.form],
  };
  const points = new Map<string, readonly Point[]>();
  routeRing(scene, points);
  const trunk = routeGrid(graph, layout, points);
  if (!trunk) routeMachines(scene, points);
  for (const edge of graph.edges) {
    if (!points.has(edge.id)) points.set(edge.id, routeAlone(scene, edge));
  }
  const routes = new Map<string, Route>();
  for (const edge of graph.edges) {
    const way = points.get(edge.id);
    if (!way || way.length < 2) continue;
    const route = finishRoute(scene, edge, way);
    const shares = trunk?.branches.has(edge.id) === true;
    routes.set(edge.id, shares ? { ...route, pillRoomInPx: 0, trunkInPx: trunk.lengthInPx } : route);
  }
  if (trunk) routes.set(trunk.edge.id, finishRoute(scene, trunk.edge, trunk.points));
  return routes;
}

function finishRoute(scene: Scene, edge: GraphEdge, points: readonly Point[]): Route {
  const segments = roundedPath(points);
  const pillRoomInPx =
    scene.graph.form === 'small' ? smallRoom(scene, edge, points) : Number.POSITIVE_INFINITY;
  return {
    edge,
    points,
    d: svgPath(segments),
    lut: lutOfSegments(segments),
    ...longestRun(points),
    pillRoomInPx,
    trunkInPx: 0,
  };
}

/** Room that a lane of the small map has for a word: along it where it is level, beside it where it is upright. */
function smallRoom(scene: Scene, edge: GraphEdge, points: readonly Point[]): number {
  if (edge.wire === 'cri') return 0;
  const upright = points[0]?.x === points[1]?.x;
  if (points.length === 2 && upright) return scene.sizes.memberWidth + scene.sizes.memberGap - 4;
  if (points.length === 2 || edge.wire === 'raft') return longestRun(points).runInPx - 16;
  return scene.sizes.corridor - 16;
}

function longestRun(points: readonly Point[]): Pick<Route, 'label' | 'runInPx'> {
  let best: { length: number; at: Point } = { length: -1, at: { x: 0, y: 0 } };
  for (let index = 1; index < points.length; index += 1) {
    const from = points[index - 1];
    const to = points[index];
    if (!from || !to) continue;
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
    if (length > best.length) best = { length, at: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
  }
  return { label: best.at, runInPx: best.length };
}

const rectOf = (scene: Scene, anchor: string): Rect =>
  scene.layout.anchors.get(anchor) ?? { x: 0, y: 0, width: 0, height: 0 };
const centreX = (rect: Rect): number => rect.x + rect.width / 2;
const centreY = (rect: Rect): number => rect.y + rect.height / 2;
const kindOf = (scene: Scene, anchor: string): string =>
  scene.graph.nodes.find((node) => node.id === anchor)?.kind ?? '';

interface RingPair {
  readonly edge: GraphEdge;
  readonly left: string;
  readonly right: string;
  readonly span: number;
}

/** Members talk above their cards: neighbours in the low lane, the long way round in a lane of its own. */
function routeRing(scene: Scene, points: Map<string, readonly Point[]>): void {
  const members = scene.graph.nodes.filter((node) => node.kind === 'etcd').map((node) => node.id);
  const order = new Map(members.map((id, index) => [id, index] as const));
  const pairs = scene.graph.edges.flatMap((edge): RingPair[] => {
    const a = order.get(edge.a);
    const b = order.get(edge.b);
    if (edge.wire !== 'raft' || a === undefined || b === undefined) return [];
    return [{ edge, left: a < b ? edge.a : edge.b, right: a < b ? edge.b : edge.a, span: Math.abs(a - b) }];
  });
  const ports = ringPorts(scene, members, pairs);
  const taken: { lane: number; from: number; to: number }[] = [];
  for (const pair of [...pairs].sort((one, two) => one.span - two.span)) {
    const from = ports.get(`${pair.left}>${pair.right}`) ?? 0;
    const to = ports.get(`${pair.right}>${pair.left}`) ?? 0;
    const lane = freeLane(taken, from, to);
    taken.push({ lane, from, to });
    const y = ringLaneY(scene.sizes, lane);
    const way = [
      { x: from, y: rectOf(scene, pair.left).y },
      { x: from, y },
      { x: to, y },
      { x: to, y: rectOf(scene, pair.right).y },
    ];
    points.set(pair.edge.id, pair.edge.a === pair.left ? way : way.reverse());
  }
}

function freeLane(
  taken: readonly { lane: number; from: number; to: number }[],
  from: number,
  to: number,
): number {
  let lane = 0;
  while (taken.some((other) => other.lane === lane && other.from < to && from < other.to)) lane += 1;
  return lane;
}

function ringLaneY(sizes: CanvasSizes, lane: number): number {
  const lanes = sizes.ringLaneYs;
  const known = lanes[lanes.length - 1 - lane];
  return known ?? (lanes[0] ?? 0) - 16 * (lane - lanes.length + 1);
}

/** On each member: neighbours outermost, so that a riser to a high lane never cuts a low one. */
function ringPorts(
  scene: Scene,
  members: readonly string[],
  pairs: readonly RingPair[],
): Map<string, number> {
  const ports = new Map<string, number>();
  for (const member of members) {
    const toLeft = pairs.filter((pair) => pair.right === member).sort((one, two) => one.span - two.span);
    const toRight = pairs.filter((pair) => pair.left === member).sort((one, two) => two.span - one.span);
    const others = [...toLeft.map((pair) => pair.left), ...toRight.map((pair) => pair.right)];
    const rect = rectOf(scene, member);
    others.forEach((other, index) => {
      ports.set(`${member}>${other}`, rect.x + (rect.width * (index + 1)) / (others.length + 1));
    });
  }
  return ports;
}

/** Machines hang on the apiserver's right border; the farther up or down an edge goes, the sooner it turns. */
function routeMachines(scene: Scene, points: Map<string, readonly Point[]>): void {
  const edges = scene.graph.edges.filter(
    (edge) => kindOf(scene, edge.a) === 'kube-apiserver' || kindOf(scene, edge.b) === 'kube-apiserver',
  );
  const hanging = edges
    .map((edge) => ({ edge, machine: kindOf(scene, edge.a) === 'kube-apiserver' ? edge.b : edge.a }))
    .filter(({ machine }) => kindOf(scene, machine) === 'machine')
    .map((end) => ({ ...end, y: machinePortY(scene, end.machine), left: rectOf(scene, end.machine).x }))
    .sort((one, two) => one.y - two.y);
  const first = hanging[0];
  if (!first) return;
  const apiserver = rectOf(scene, 'kube-apiserver');
  const right = apiserver.x + apiserver.width;
  const pad = scene.graph.form === 'pair' ? PAIR_PORT_PAD : scene.sizes.portPad;
  const step = Math.min(scene.sizes.laneStep, (apiserver.height - 2 * pad) / Math.max(1, hanging.length - 1));
  const ports = hanging.map((_, index) =>
    Math.round(centreY(apiserver) + (index - (hanging.length - 1) / 2) * step),
  );
  const up = hanging.filter((end, index) => end.y < (ports[index] ?? 0)).length;
  const lanes = Math.max(up, hanging.length - up);
  const edgeOfFrame = rightOfControlPlane(scene);
  const middle = (edgeOfFrame + first.left) / 2;
  const laneStep = Math.min(scene.sizes.laneStep, (first.left - edgeOfFrame - 48) / Math.max(1, lanes - 1));
  hanging.forEach((end, index) => {
    const port = ports[index] ?? 0;
    const order = end.y < port ? index : hanging.length - 1 - index;
    const x = Math.round(middle + (order - (lanes - 1) / 2) * laneStep);
    const way = [
      { x: right, y: port },
      { x, y: port },
      { x, y: end.y },
      { x: end.left, y: end.y },
    ];
    points.set(end.edge.id, kindOf(scene, end.edge.a) === 'kube-apiserver' ? way : way.reverse());
  });
}

function rightOfControlPlane(scene: Scene): number {
  const frame = scene.layout.controlPlane;
  if (frame) return frame.x + frame.width;
  const cards = scene.graph.nodes
    .filter((node) => node.kind !== 'machine')
    .map((node) => rectOf(scene, node.id));
  return Math.max(...cards.map((card) => card.x + card.width));
}

function machinePortY(scene: Scene, machine: string): number {
  const chip = scene.layout.anchors.get(`${machine}#kubelet`);
  return chip ? centreY(chip) : centreY(rectOf(scene, machine));
}

/** Edges that have a band to themselves: kubectl's, the loops', the runtime's, and etcd's gRPC. */
function routeAlone(scene: Scene, edge: GraphEdge): readonly Point[] {
  const chip = scene.layout.anchors.get(`${edge.a}#kubelet`) ?? scene.layout.anchors.get(`${edge.b}#kubelet`);
  if (edge.wire === 'cri' && chip) {
    const runtimeIsB = scene.layout.anchors.has(`${edge.a}#kubelet`);
    const way = between(chip, rectOf(scene, runtimeIsB ? edge.b : edge.a));
    return runtimeIsB ? way : [...way].reverse();
  }
  const a = rectOf(scene, edge.a);
  const b = rectOf(scene, edge.b);
  if (edge.wire === 'etcd' && scene.layout.controlPlane) {
    const memberIsA = kindOf(scene, edge.a) === 'etcd';
    const way = routeStore(scene, memberIsA ? a : b, memberIsA ? b : a);
    return memberIsA ? way : [...way].reverse();
  }
  if (scene.graph.form === 'pair' && areApart(a, b)) return routeAround(a, b);
  return between(a, b);
}

/** From a member's lower border along its own lane to the port above the last stage of the request pipeline. */
function routeStore(scene: Scene, member: Rect, apiserver: Rect): readonly Point[] {
  const from = { x: centreX(member), y: member.y + member.height };
  const several = scene.graph.edges.filter((edge) => edge.wire === 'etcd').length > 1;
  if (several || scene.graph.form === 'small') return [from, { x: from.x, y: apiserver.y }];
  const x = lastStageX(apiserver, scene.sizes);
  const y = from.y + scene.sizes.etcdLaneDrop;
  return [from, { x: from.x, y }, { x, y }, { x, y: apiserver.y }];
}

/** Middle of the last disc on the apiserver's stage rail. */
export const lastStageX = (apiserver: Rect, sizes: CanvasSizes): number =>
  apiserver.x + (apiserver.width + 9 * sizes.stageStep) / 2;

/** A straight edge where two rectangles face each other, with one bend pair if they do not quite. */
function between(a: Rect, b: Rect): readonly Point[] {
  const from = Math.max(a.x, b.x);
  const to = Math.min(a.x + a.width, b.x + b.width);
  if (from < to) {
    const x = Math.round((from + to) / 2);
    return a.y < b.y
      ? [
          { x, y: a.y + a.height },
          { x, y: b.y },
        ]
      : [
          { x, y: a.y },
          { x, y: b.y + b.height },
        ];
  }
  const top = Math.max(a.y, b.y);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  const ax = a.x < b.x ? a.x + a.width : a.x;
  const bx = a.x < b.x ? b.x : b.x + b.width;
  if (top < bottom) {
    const y = Math.round((top + bottom) / 2);
    return [
      { x: ax, y },
      { x: bx, y },
    ];
  }
  const middle = Math.round((ax + bx) / 2);
  return [
    { x: ax, y: centreY(a) },
    { x: middle, y: centreY(a) },
    { x: middle, y: centreY(b) },
    { x: bx, y: centreY(b) },
  ];
}
