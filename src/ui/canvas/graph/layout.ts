import { gridOf } from './grid.ts';
import { type Graph, type GraphNode, MACHINE_CARDS_MAX } from './model.ts';
import { placePair } from './pair.ts';
import { CANVAS_SIZES, type CanvasSizes, GRID, SMALL_CHIP, STORY } from './sizes.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type MachineForm = 'card' | 'row' | 'tile' | 'small' | 'story';

export interface Layout {
  /** Cards by node id. */
  readonly cards: ReadonlyMap<string, Rect>;
  /** What an edge can end at: the cards, and the part chips inside machine cards. */
  readonly anchors: ReadonlyMap<string, Rect>;
  /** Frame of the control plane; null in a Story. */
  readonly controlPlane: Rect | null;
  /** The line "On disk … of 3" between etcd and the apiserver; null in a Story. */
  readonly onDisk: Rect | null;
  /** Frame around the nodes where they are so many that they stand in a grid. */
  readonly nodesFrame: Rect | null;
  /** Room for Pods counted by status, where rows leave some below them. */
  readonly summary: Rect | null;
  readonly machineForm: MachineForm;
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
      nodesFrame: null,
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
  const schedulerWidth = sizes.schedulerWidth || (sizes.apiserverWidth - sizes.loopSpace) / 2;
  placeEach(cards, ofKind(graph, 'kube-scheduler'), {
    x: apiserver.x,
    y: loopsY,
    width: schedulerWidth,
    height: sizes.loopHeight,
  });
  placeEach(cards, ofKind(graph, 'kube-controller-manager'), {
    x: apiserver.x + schedulerWidth + sizes.loopSpace,
    y: loopsY,
    width: sizes.apiserverWidth - schedulerWidth - sizes.loopSpace,
    height: sizes.loopHeight,
  });
  const apiserverMiddle = apiserver.y + apiserver.height / 2;
  placeEach(cards, ofKind(graph, 'kubectl'), {
    x: 0,
    y: apiserverMiddle - sizes.kubectlHeight / 2,
    width: sizes.kubectlWidth,
    height: sizes.kubectlHeight,
  });

  const pad = sizes.framePad;
  const controlPlane = {
    x: coreX - pad,
    y: 0,
    width: coreWidth + 2 * pad,
    height: loopsY + sizes.loopHeight + 8,
  };
  const machineForm = machineFormOf(graph, machines.length);
  const nodesFrame = placeNodes(cards, graph, machineForm, {
    right: coreX + coreWidth,
    beside: controlPlane,
    sizes,
  });
  const onDisk = { ...apiserver, y: apiserver.y - sizes.onDiskRise, height: 16 };
  return finish(graph, cards, {
    controlPlane,
    nodesFrame,
    onDisk: graph.form === 'small' ? null : onDiskRect(graph, cards, onDisk),
    summary: machineForm === 'row' && !nodesFrame ? roomBelow(cards, machines, controlPlane.height) : null,
    machineForm,
  });
}

interface BesideControlPlane {
  readonly right: number;
  readonly beside: Rect;
  readonly sizes: CanvasSizes;
}

/** One column at the right, or a grid in a frame where one would be too long; answers the frame. */
function placeNodes(
  cards: Map<string, Rect>,
  graph: Graph,
  machineForm: MachineForm,
  { right, beside, sizes }: BesideControlPlane,
): Rect | null {
  const machines = ofKind(graph, 'machine');
  if (inGrid(graph, machines.length))
    return placeGrid(cards, machines, machineForm, { x: right + GRID.corridor, beside, sizes });
  const corridor = Math.max(sizes.corridor, machineForm === 'small' ? 0 : 48 + 16 * machines.length);
  placeMachines(cards, machines, { x: right + corridor, heightInAll: beside.height, machineForm, sizes });
  return null;
}

const inGrid = (graph: Graph, machines: number): boolean =>
  graph.form !== 'small' && machines > GRID.columnMax;

function placeGrid(
  cards: Map<string, Rect>,
  machines: readonly GraphNode[],
  form: MachineForm,
  at: { readonly x: number; readonly beside: Rect; readonly sizes: CanvasSizes },
): Rect {
  const cell =
    form === 'tile'
      ? { width: GRID.tileWidth, height: GRID.tileHeight }
      : { width: at.sizes.machineRowWidth, height: at.sizes.machineRowHeight };
  const { frame, cells } = gridOf(machines.length, cell, { width: at.x, height: at.beside.height }, at.x);
  machines.forEach((node, index) => {
    const rect = cells[index];
    if (rect) cards.set(node.id, rect);
  });
  return frame;
}

function machineFormOf(graph: Graph, machines: number): MachineForm {
  if (graph.form === 'small') return 'small';
  if (machines > GRID.rowsMax) return 'tile';
  return graph.form === 'wide' && machines <= MACHINE_CARDS_MAX ? 'card' : 'row';
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
  readonly machineForm: MachineForm;
  readonly sizes: CanvasSizes;
}

function placeMachines(
  cards: Map<string, Rect>,
  machines: readonly GraphNode[],
  column: MachineColumn,
): void {
  const { sizes, machineForm } = column;
  const height = machineForm === 'row' ? sizes.machineRowHeight : sizes.machineHeight;
  const width = machineForm === 'row' ? sizes.machineRowWidth : sizes.machineWidth;
  const free = column.heightInAll - machines.length * height;
  const spread = machines.length > 1 ? free / (machines.length - 1) : 0;
  // Cards share the height of the control plane; rows keep together at the top, where a summary may follow.
  const gap = Math.floor(
    machineForm === 'row'
      ? Math.max(12, Math.min(20, spread))
      : Math.max(machineForm === 'card' ? 16 : 8, spread),
  );
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
  return finish(graph, cards, {
    controlPlane: null,
    nodesFrame: null,
    onDisk: null,
    summary: null,
    machineForm: 'story',
  });
}

function finish(
  graph: Graph,
  cards: ReadonlyMap<string, Rect>,
  rest: Omit<Layout, 'cards' | 'anchors' | 'width' | 'height'>,
): Layout {
  const anchors = new Map(cards);
  if (rest.machineForm === 'card') placeChips(graph, cards, anchors);
  if (rest.machineForm === 'small') placeSmallChips(graph, cards, anchors);
  const frames = [rest.controlPlane, rest.nodesFrame].filter((frame): frame is Rect => frame !== null);
  const all = [...cards.values(), ...frames];
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

/** In a small machine the kubelet stands above the runtime. */
function placeSmallChips(graph: Graph, cards: ReadonlyMap<string, Rect>, anchors: Map<string, Rect>): void {
  for (const node of ofKind(graph, 'machine')) {
    const card = cards.get(node.id);
    if (!card || node.rest) continue;
    const chip = {
      x: card.x + SMALL_CHIP.inset,
      y: card.y + CANVAS_SIZES.small.partsRowY,
      width: card.width - 2 * SMALL_CHIP.inset,
      height: SMALL_CHIP.height,
    };
    anchors.set(`${node.id}#kubelet`, chip);
    for (const part of node.parts) {
      if (graph.anchorOf.get(part) === part) anchors.set(part, { ...chip, y: chip.y + SMALL_CHIP.step });
    }
  }
}
