import type { Rect } from './layout.ts';
import type { Graph, GraphNode } from './model.ts';
import type { Point } from './path.ts';

/** One half of a comparison, in px: a column of parts, and the machines beside it. It leaves out kubectl, and shows etcd as one. */
const PAIR = {
  /** Left of the column: the lane of the part that is not the apiserver's neighbour. */
  lane: 20,
  width: 184,
  height: 52,
  /** Every machine has a port on it. */
  apiserverHeight: 72,
  gap: 24,
  corridor: 76,
  machineWidth: 248,
  machineHeight: 72,
} as const;
/** From the apiserver's corners to its first and last port. */
export const PAIR_PORT_PAD = 8;
/** Room for chips in a machine of that width. */
export const PAIR_CHIPS_WIDTH = 222;

const COLUMN: readonly GraphNode['kind'][] = [
  'etcd',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
];

/** Cards of a half, by node id. */
export function placePair(graph: Graph): ReadonlyMap<string, Rect> {
  const cards = new Map<string, Rect>();
  const { lane: x, width, height } = PAIR;
  const column = COLUMN.flatMap((kind) => graph.nodes.filter((node) => node.kind === kind));
  let y = 0;
  for (const node of column) {
    const own = node.kind === 'kube-apiserver' ? PAIR.apiserverHeight : height;
    cards.set(node.id, { x, y, width, height: own });
    y += own + PAIR.gap;
  }
  const tall = y - PAIR.gap;
  const machines = graph.nodes.filter((node) => node.kind === 'machine');
  const free = (tall - machines.length * PAIR.machineHeight) / Math.max(1, machines.length - 1);
  const step = PAIR.machineHeight + Math.max(12, Math.floor(free));
  machines.forEach((node, at) =>
    cards.set(node.id, {
      x: x + width + PAIR.corridor,
      y: at * step,
      width: PAIR.machineWidth,
      height: PAIR.machineHeight,
    }),
  );
  return cards;
}

/** From the left border of one card of the column round to that of another, past those between them. */
export function routeAround(from: Rect, to: Rect): readonly Point[] {
  const x = from.x - PAIR.lane + 4;
  const y = (rect: Rect) => Math.round(rect.y + rect.height / 2);
  return [
    { x: from.x, y: y(from) },
    { x, y: y(from) },
    { x, y: y(to) },
    { x: to.x, y: y(to) },
  ];
}

/** True for two cards of the column that have another one between them. */
export function areApart(a: Rect, b: Rect): boolean {
  return a.x === b.x && Math.abs(a.y - b.y) > PAIR.apiserverHeight + PAIR.gap;
}
