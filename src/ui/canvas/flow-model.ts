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
        {
          machines: graph.form === 'small' ? [] : controlPlaneMachines(graph),
          narrow: graph.form === 'narrow',
        },
        LAYERS.frame,
      ),
    );
  }
  const members = graph.nodes.filter((node) => node.kind === 'etcd').flatMap((node) => node.parts);
  if (layout.onDisk && members.length > 0) {
    const short = graph.form === 'narrow' || layout.onDisk.width < 300;
    nodes.push(fixed('on-disk', 'onDisk', layout.onDisk, { members, short }, LAYERS.card));
  }
  if (layout.nodesFrame) {
    const machines = graph.nodes.filter((node) => node.kind === 'machine').flatMap((node) => node.machines);
    nodes.push(fixed('nodes', 'nodesFrame', layout.nodesFrame, { machines }, LAYERS.frame));
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
  return fixed(node.id, typeOf(graph, layout, node), rect, data, LAYERS.card);
}

function typeOf(graph: Graph, layout: Layout, node: GraphNode): string {
  if (node.rest) return 'rest';
  if (graph.form === 'story' || graph.form === 'small') return graph.form;
  if (graph.form === 'pair' && node.kind !== 'machine') return 'pair';
  if (node.kind === 'machine' && layout.machineForm === 'tile') return 'tile';
  return TYPE_OF_KIND[node.kind];
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
