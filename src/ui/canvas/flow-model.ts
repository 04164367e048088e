import type { Edge, Node } from '@xyflow/react';
import type { EdgeStates } from './edges/edge-state.ts';
import type { WireEdgeType } from './edges/wire-edge.tsx';
import type { Route } from './graph/lanes.ts';
import type { Layout, Rect } from './graph/layout.ts';
import type { Graph, GraphNode } from './graph/model.ts';
import type { CardNode } from './nodes/card-data.ts';

/** Frames lie at the bottom, then cards, then the wires with their ports, which sit on the cards' borders. */
const LAYERS = { frame: 0, card: 1, wire: 2 } as const;

/** React Flow's own objects for a layout; made anew only when the layout is. */
export function flowNodes(graph: Graph, layout: Layout): Node[] {
  const nodes: Node[] = [];
  if (layout.controlPlane) {
    nodes.push(fixed('control-plane', 'controlPlane', layout.controlPlane, { machines: controlPlaneMachines(graph), narrow: graph.form === 'narrow' }, LAYERS.frame));
  }
  const members = graph.nodes.filter((node) => node.kind === 'etcd').flatMap((node) => node.parts);
  if (layout.onDisk && members.length > 0) {
    const short = graph.form === 'narrow' || layout.onDisk.width < 300;
    nodes.push(fixed('on-disk', 'onDisk', layout.onDisk, { members, short }, LAYERS.card));
  }
  if (layout.summary) nodes.push(fixed('pod-summary', 'podSummary', layout.summary, {}, LAYERS.card));
  for (const node of graph.nodes) {
    const rect = layout.cards.get(node.id);
    if (rect) nodes.push(cardNode(graph, layout, node, rect));
  }
  return nodes;
}

const TYPE_OF_KIND: Readonly<Record<GraphNode['kind'], string>> = {
  kubectl: 'kubectl',
  'kube-apiserver': 'apiserver',
  etcd: 'etcd',
  'kube-scheduler': 'loop',
  'kube-controller-manager': 'loop',
  machine: 'machine',
};

function cardNode(graph: Graph, layout: Layout, node: GraphNode, rect: Rect): Node {
  const data: CardNode['data'] = { node, form: graph.form, machineForm: layout.machineForm };
  return fixed(node.id, graph.form === 'story' ? 'story' : TYPE_OF_KIND[node.kind], rect, data, LAYERS.card);
}

function fixed(id: string, type: string, rect: Rect, data: Record<string, unknown>, zIndex: number): Node {
  const { x, y, width, height } = rect;
  // Edges are drawn from their routes; the handle only tells React Flow that the node may have some.
  const handles = [{ type: 'source' as const, position: 'right' as never, x: 0, y: 0 }, { type: 'target' as const, position: 'left' as never, x: 0, y: 0 }];
  return { id, type, position: { x, y }, width, height, handles, data, zIndex, draggable: false, selectable: false, focusable: false };
}

const controlPlaneMachines = (graph: Graph): readonly string[] => [
  ...new Set(graph.nodes.filter((node) => node.kind !== 'machine').flatMap((node) => node.machines)),
];

export function flowEdges(routes: ReadonlyMap<string, Route>, states: EdgeStates, graph: Graph): Edge[] {
  const owners = new Map(graph.nodes.flatMap((node) => [[node.id, node.id] as const, ...node.parts.map((part) => [part, node.id] as const)]));
  return [...routes.values()].map((route): WireEdgeType => {
    const says = graph.form === 'wide' && route.edge.pattern === 'watch' && route.points.length === 2;
    return {
      id: route.edge.id,
      type: 'wire',
      source: owners.get(route.edge.a) ?? route.edge.a,
      target: owners.get(route.edge.b) ?? route.edge.b,
      data: { route, states, says },
      zIndex: LAYERS.wire,
      focusable: false,
      selectable: false,
    };
  });
}
