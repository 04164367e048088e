import type { Layout } from './layout.ts';
import type { Graph, GraphEdge } from './model.ts';
import type { Point } from './path.ts';
import { GRID } from './sizes.ts';

/** The run that all edges to nodes in a grid share; it stands for all of them while they are idle. */
export const TRUNK = 'trunk';
const APISERVER = 'kube-apiserver';

/** What all edges to nodes in a grid share, and which edges those are. */
export interface Trunk {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  readonly lengthInPx: number;
  readonly branches: ReadonlySet<string>;
}

/** One trunk from the apiserver to the frame; inside, each node's branch goes down the left side and along the gutter above its row. */
export function routeGrid(graph: Graph, layout: Layout, points: Map<string, readonly Point[]>): Trunk | null {
  const frame = layout.nodesFrame;
  const apiserver = layout.anchors.get(APISERVER);
  if (!frame || !apiserver) return null;
  const from = { x: apiserver.x + apiserver.width, y: apiserver.y + apiserver.height / 2 };
  const machines = new Set(graph.nodes.filter((node) => node.kind === 'machine').map((node) => node.id));
  const branches = new Set<string>();
  for (const edge of graph.edges) {
    const toMachine = edge.a === APISERVER;
    const machine = toMachine ? edge.b : edge.a;
    const card = machines.has(machine) ? layout.anchors.get(machine) : undefined;
    if (!card || !(toMachine || edge.b === APISERVER)) continue;
    const bus = frame.x + GRID.bus / 2;
    const gutter = card.y - GRID.gapY / 2;
    const x = card.x + GRID.bus;
    const way = [from, { x: bus, y: from.y }, { x: bus, y: gutter }, { x, y: gutter }, { x, y: card.y }];
    points.set(edge.id, toMachine ? way : way.reverse());
    branches.add(edge.id);
  }
  if (branches.size === 0) return null;
  const edge: GraphEdge = {
    id: TRUNK,
    a: APISERVER,
    b: 'nodes',
    wire: 'http',
    pattern: 'watch',
    pairs: [],
  };
  const to = { x: frame.x, y: from.y };
  return { edge, points: [from, to], lengthInPx: frame.x - from.x, branches };
}
