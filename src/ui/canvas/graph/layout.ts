import { type Graph, type GraphNode, MACHINE_CARDS_MAX } from './model.ts';
import { placePair } from './pair.ts';
import { CANVAS_SIZES, type CanvasSizes, STORY } from './sizes.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  /** Cards by node id. */
  readonly cards: ReadonlyMap<string, Rect>;
  /** What an edge can end at: the cards, and the part chips inside machine cards. */
  readonly anchors: ReadonlyMap<string, Rect>;
  /** Frame of the control plane; null in a Story. */
  readonly controlPlane: Rect | null;
  /** The line "On disk … of 3" between etcd and the apiserver; null in a Story. */
  readonly onDisk: Rect | null;
  /** Room for Pods counted by status, where rows leave some below them. */
  readonly summary: Rect | null;
  readonly machineForm: 'card' | 'row' | 'story';
  readonly width: number;
  readonly height: number;
}

/**
 * Places every card by hand-written rules, the same at every depth: kubectl left, kube-apiserver in the middle, etcd above it,
 * scheduler and controller-manager below, nodes right. Nothing here looks at live state, so that places never move.
 */
export function layoutGraph(graph: Graph): Layout {
  if (graph.form === 'pair')
    return finish(graph, placePair(graph), {
      controlPlane: null,
      onDisk: null,
      summary: null,
      machineForm: 'row',
    });
  return graph.form === 'story' ? layoutStory(graph) : layoutParts(graph, CANVAS_SIZES[graph.form]);
}

const ofKind = (graph: Graph, kind: GraphNode['kind']): readonly GraphNode[] =>
  graph.nodes.filter((node) => node.kind === kind);

function layoutParts(graph: Graph, sizes: CanvasSizes): Layout {
  const cards = new Map<string, Rect>();
  const members = ofKind(graph, 'etcd');
  const machines = ofKind(graph, 'machine');
  const memberRow = members.length * sizes.memberWidth + (members.length - 1) * sizes.memberGap;
  const coreWidth = Math.max(sizes.apiserverWidth, memberRow);
  const coreX = sizes.kubectlWidth + sizes.kubectlGap;
  const middle = coreX + coreWidth / 2;

  members.forEach((node, index) => {
    const x = middle - memberRow / 2 + index * (sizes.memberWidth + sizes.memberGap);
    cards.set(node.id, { x, y: sizes.memberY, width: sizes.memberWidth, height: sizes.memberHeight });
  });
  const apiserver = {
    x: middle - sizes.apiserverWidth / 2,
    y: sizes.memberY + sizes.memberHeight + sizes.etcdGap,
    width: sizes.apiserverWidth,
    height: sizes.apiserverHeight,
  };
  placeEach(cards, ofKind(graph, 'kube-apiserver'), apiserver);
  const loopsY = apiserver.y + apiserver.height + sizes.loopGap;
  const loopWidth = (sizes.apiserverWidth - 16) / 2;
  placeEach(cards, ofKind(graph, 'kube-scheduler'), {
    x: apiserver.x,
    y: loopsY,
    width: loopWidth,
    height: sizes.loopHeight,
  });
  placeEach(cards, ofKind(graph, 'kube-controller-manager'), {
    x: apiserver.x + loopWidth + 16,
    y: loopsY,
    width: loopWidth,
    height: sizes.loopHeight,
  });
  const apiserverMiddle = apiserver.y + apiserver.height / 2;
  placeEach(cards, ofKind(graph, 'kubectl'), {
    x: 0,
    y: apiserverMiddle - sizes.kubectlHeight / 2,
    width: sizes.kubectlWidth,
    height: sizes.kubectlHeight,
  });

  const controlPlane = { x: coreX - 16, y: 0, width: coreWidth + 32, height: loopsY + sizes.loopHeight + 8 };
  const machineForm = graph.form === 'wide' && machines.length <= MACHINE_CARDS_MAX ? 'card' : 'row';
  const corridor = Math.max(sizes.corridor, 48 + 16 * machines.length);
  placeMachines(cards, machines, {
    x: coreX + coreWidth + corridor,
    heightInAll: controlPlane.height,
    machineForm,
    sizes,
  });
  return finish(graph, cards, {
    controlPlane,
    onDisk: onDiskRect(graph, cards, { ...apiserver, y: apiserver.y - sizes.onDiskRise, height: 16 }),
    summary: machineForm === 'row' ? roomBelow(cards, machines, controlPlane.height) : null,
    machineForm,
  });
}

const SUMMARY_HEIGHT_MIN = 88;

function roomBelow(
  cards: ReadonlyMap<string, Rect>,
  machines: readonly GraphNode[],
  bottom: number,
): Rect | null {
  const last = cards.get(machines.at(-1)?.id ?? '');
  if (!last) return null;
  const y = last.y + last.height + 20;
  return bottom - y >= SUMMARY_HEIGHT_MIN ? { x: last.x, y, width: last.width, height: bottom - y } : null;
}

/** Where several members talk to apiservers, their wires go straight down and the line stands between the first two. */
function onDiskRect(graph: Graph, cards: ReadonlyMap<string, Rect>, row: Rect): Rect {
  if (graph.edges.filter((edge) => edge.wire === 'etcd').length < 2) return { ...row, width: row.width - 60 };
  const centres = ofKind(graph, 'etcd').map((node) => {
    const card = cards.get(node.id);
    return card ? card.x + card.width / 2 : 0;
  });
  const left = (centres[0] ?? 0) + 12;
  return { ...row, x: left, width: (centres[1] ?? row.width) - 12 - left };
}

function placeEach(cards: Map<string, Rect>, nodes: readonly GraphNode[], rect: Rect): void {
  nodes.forEach((node, index) => {
    cards.set(node.id, { ...rect, y: rect.y + index * (rect.height + 16) });
  });
}

interface MachineColumn {
  readonly x: number;
  readonly heightInAll: number;
  readonly machineForm: 'card' | 'row';
  readonly sizes: CanvasSizes;
}

function placeMachines(
  cards: Map<string, Rect>,
  machines: readonly GraphNode[],
  column: MachineColumn,
): void {
  const { sizes, machineForm } = column;
  const height = machineForm === 'card' ? sizes.machineHeight : sizes.machineRowHeight;
  const width = machineForm === 'card' ? sizes.machineWidth : sizes.machineRowWidth;
  const free = column.heightInAll - machines.length * height;
  const spread = machines.length > 1 ? free / (machines.length - 1) : 0;
  // Cards share the height of the control plane; rows keep together at the top, where a summary may follow.
  const gap = Math.floor(machineForm === 'card' ? Math.max(16, spread) : Math.max(12, Math.min(20, spread)));
  machines.forEach((node, index) => {
    cards.set(node.id, { x: column.x, y: index * (height + gap), width, height });
  });
}

function layoutStory(graph: Graph): Layout {
  const cards = new Map<string, Rect>();
  placeEach(cards, ofKind(graph, 'kubectl'), STORY.kubectl);
  placeEach(cards, ofKind(graph, 'etcd'), STORY.etcd);
  placeEach(cards, ofKind(graph, 'kube-apiserver'), STORY.apiserver);
  placeEach(cards, ofKind(graph, 'kube-scheduler'), STORY.scheduler);
  placeEach(cards, ofKind(graph, 'kube-controller-manager'), STORY.controllerManager);
  const machines = ofKind(graph, 'machine');
  const taken = machines.length * STORY.machine.height + (machines.length - 1) * 16;
  const top = machines.length === 3 ? STORY.machine.y : Math.round((STORY.height - taken) / 2);
  machines.forEach((node, index) => {
    cards.set(node.id, { ...STORY.machine, y: top + index * (STORY.machine.height + 16) });
  });
  return finish(graph, cards, { controlPlane: null, onDisk: null, summary: null, machineForm: 'story' });
}

function finish(
  graph: Graph,
  cards: ReadonlyMap<string, Rect>,
  rest: Pick<Layout, 'controlPlane' | 'onDisk' | 'summary' | 'machineForm'>,
): Layout {
  const anchors = new Map(cards);
  if (rest.machineForm === 'card') placeChips(graph, cards, anchors);
  const all = rest.controlPlane ? [...cards.values(), rest.controlPlane] : [...cards.values()];
  return {
    ...rest,
    cards,
    anchors,
    width: Math.max(...all.map((rect) => rect.x + rect.width), 0),
    height: Math.max(...all.map((rect) => rect.y + rect.height), 0),
  };
}

/** The runtime's chip sits at the right end of the parts row, the kubelet's at the left; the wire between them is CRI's lane. */
function placeChips(graph: Graph, cards: ReadonlyMap<string, Rect>, anchors: Map<string, Rect>): void {
  const sizes = CANVAS_SIZES.wide;
  for (const node of ofKind(graph, 'machine')) {
    const card = cards.get(node.id);
    if (!card) continue;
    for (const part of node.parts) {
      const isRuntime = graph.anchorOf.get(part) === part;
      const width = isRuntime ? sizes.runtimeChipWidth : sizes.kubeletChipWidth;
      const x = isRuntime ? card.x + card.width - 12 - width : card.x + 12;
      anchors.set(isRuntime ? part : `${node.id}#kubelet`, {
        x,
        y: card.y + sizes.partsRowY,
        width,
        height: 28,
      });
    }
  }
}
