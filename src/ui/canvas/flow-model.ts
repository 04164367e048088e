import type { Node } from '@xyflow/react';
import type { Layout, Rect } from './graph/layout.ts';
import type { Graph, GraphNode } from './graph/model.ts';
import type { CardNode } from './nodes/card-data.ts';

/** Frames lie below cards; the wires lie above both, see WireLayer. */
const LAYERS = { frame: 0, card: 1 } as const;

/** React Flow's own objects for a layout; made anew only when the layout is. */
export function flowNodes(graph: Graph, layout: Layout): Node[] {
  const nodes: Node[] = [];
  if (layout.controlPlane) {
    nodes.push(
      fixed(
        'control-plane',
        'controlPlane',
        layout.controlPlane,
        { machines: controlPlaneMachines(graph), narrow: graph.form === 'narrow' },
        LAYERS.frame,
      ),
    );
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
  const own = graph.form === 'pair' && node.kind !== 'machine' ? 'pair' : TYPE_OF_KIND[node.kind];
  return fixed(node.id, graph.form === 'story' ? 'story' : own, rect, data, LAYERS.card);
}

function fixed(id: string, type: string, rect: Rect, data: Record<string, unknown>, zIndex: number): Node {
  const { x, y, width, height } = rect;
  return {
    id,
    type,
    position: { x, y },
    width,
    height,
    data,
    zIndex,
    draggable: false,
    selectable: false,
    focusable: false,
  };
}

const controlPlaneMachines = (graph: Graph): readonly string[] => [
  ...new Set(graph.nodes.filter((node) => node.kind !== 'machine').flatMap((node) => node.machines)),
];
