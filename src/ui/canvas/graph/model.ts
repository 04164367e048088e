import type { PartId, PartKind, Wire } from '../../../protocol/ids.ts';
import type { LinkEntry, RosterEntry } from '../../../protocol/update.ts';
import { foldMachines } from './fold.ts';

/** How deep the picture goes: eight big cards, every part, or every message. */
export type Depth = 'story' | 'components' | 'wire';

/**
 * Outer form of the picture; `narrow` folds a machine's parts into one row, `small` leaves icons and names beside the lists of Wire, `pair`
 * is one half of a comparison.
 */
export type Form = 'wide' | 'narrow' | 'small' | 'story' | 'pair';

export type NodeKind =
  | 'kubectl'
  | 'kube-apiserver'
  | 'etcd'
  | 'kube-scheduler'
  | 'kube-controller-manager'
  | 'machine';

/** A card: one part, several replicas of one part, or one machine with what runs on it. */
export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly parts: readonly PartId[];
  /** Machines its parts stand on, in roster order. */
  readonly machines: readonly string[];
  /** True for the one card that stands for all machines that have none of their own. */
  readonly rest: boolean;
}

/** How an idle edge is drawn: a watch is dotted though it runs over http. */
export type Pattern = Wire | 'watch';

/** Two anchors that talk. An anchor is a card, or a part inside a machine's card. */
export interface GraphEdge {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly wire: Wire;
  readonly pattern: Pattern;
  /** The links it stands for, as pairs of parts (a side first). */
  readonly pairs: readonly (readonly [PartId, PartId])[];
}

export interface Graph {
  readonly form: Form;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Anchor that stands for a part; parts that are not drawn are absent. */
  readonly anchorOf: ReadonlyMap<PartId, string>;
  /** Edge on which a message between two anchors travels: key of `laneKey`. */
  readonly edgeOf: ReadonlyMap<string, GraphEdge>;
}

export interface GraphInput {
  readonly roster: readonly RosterEntry[];
  readonly links: readonly LinkEntry[];
  readonly form: Form;
  /** The members that apiservers really talk to; links to other members are not drawn. */
  readonly etcdEndpoints: readonly PartId[];
  /** Where not every machine can have a card: those that have one. */
  readonly machinesShown?: readonly string[];
}

const CONTROL_PLANE: readonly PartKind[] = ['kube-apiserver', 'kube-scheduler', 'kube-controller-manager'];
/** Up to three machines get a whole card with chips for their parts; more of them get a row each. */
export const MACHINE_CARDS_MAX = 3;
/** Key under which `Graph.edgeOf` holds the edge between two anchors, the same for both ways. */
export const laneKey = (a: string, b: string, wire: string): string =>
  a < b ? `${wire}:${a}~${b}` : `${wire}:${b}~${a}`;

/** Makes the picture's cards and edges from the roster; pure, so that it runs only when the topology changes. */
export function buildGraph(input: GraphInput): Graph {
  const nodes = buildNodes(input);
  const anchorOf = anchorsOf(nodes, input);
  const edges = buildEdges(input, anchorOf);
  const edgeOf = new Map(edges.map((edge) => [laneKey(edge.a, edge.b, edge.wire), edge] as const));
  return { form: input.form, nodes, edges, anchorOf, edgeOf };
}

function buildNodes({ roster, form, machinesShown = [] }: GraphInput): GraphNode[] {
  const byCard = new Map<string, { kind: NodeKind; title: string; entries: RosterEntry[] }>();
  for (const entry of roster) {
    if (form === 'pair' && entry.kind === 'kubectl') continue;
    const card = cardOf(entry, form);
    const known = byCard.get(card.id);
    if (known) known.entries.push(entry);
    else byCard.set(card.id, { kind: card.kind, title: card.title, entries: [entry] });
  }
  const nodes = [...byCard].map(([id, { kind, title, entries }]) => ({
    id,
    kind,
    title,
    parts: entries.map((entry) => entry.id),
    machines: [...new Set(entries.map((entry) => entry.machine))].filter((machine) => machine !== ''),
    rest: false,
  }));
  return form === 'story' || form === 'small' || form === 'pair' ? foldMachines(nodes, machinesShown) : nodes;
}

function cardOf(entry: RosterEntry, form: Form): { id: string; kind: NodeKind; title: string } {
  if (entry.kind === 'kubelet' || entry.kind === 'runtime') {
    return { id: `machine/${entry.machine}`, kind: 'machine', title: entry.machine };
  }
  if (CONTROL_PLANE.includes(entry.kind))
    return { id: entry.kind, kind: entry.kind, title: shortTitle(entry.kind) };
  if (entry.kind === 'etcd') {
    return form === 'story' || form === 'pair'
      ? { id: 'etcd', kind: 'etcd', title: 'etcd' }
      : { id: entry.id, kind: 'etcd', title: entry.title };
  }
  return { id: entry.id, kind: 'kubectl', title: entry.title };
}

/** Cards name the scheduler and the controller-manager without their prefix, as people say them. */
function shortTitle(kind: PartKind): string {
  if (kind === 'kube-scheduler') return 'scheduler';
  if (kind === 'kube-controller-manager') return 'controller-manager';
  return kind;
}

function anchorsOf(nodes: readonly GraphNode[], input: GraphInput): Map<PartId, string> {
  const kinds = new Map(input.roster.map((entry) => [entry.id, entry.kind] as const));
  const anchors = new Map<PartId, string>();
  const machines = nodes.filter((node) => node.kind === 'machine').length;
  const chips = input.form === 'small' || (input.form === 'wide' && machines <= MACHINE_CARDS_MAX);
  for (const node of nodes) {
    for (const part of node.parts) {
      const inner = node.kind === 'machine' && chips && !node.rest;
      // The kubelet's wire to the apiserver ends at the card's border, its wire to the runtime at the chip.
      anchors.set(part, inner && kinds.get(part) === 'runtime' ? part : node.id);
    }
  }
  return anchors;
}

function buildEdges(input: GraphInput, anchorOf: ReadonlyMap<PartId, string>): GraphEdge[] {
  const kinds = new Map(input.roster.map((entry) => [entry.id, entry.kind] as const));
  const edges = new Map<string, GraphEdge>();
  for (const link of input.links) {
    if (!isWire(link.wire) || !isTalkedOn(link, kinds, input.etcdEndpoints)) continue;
    const a = anchorOf.get(link.a);
    const b = anchorOf.get(link.b);
    if (a === undefined || b === undefined || a === b) continue;
    const key = laneKey(a, b, link.wire);
    const known = edges.get(key);
    const pair: readonly [PartId, PartId] = known && known.a !== a ? [link.b, link.a] : [link.a, link.b];
    if (known) edges.set(key, { ...known, pairs: [...known.pairs, pair] });
    else edges.set(key, { id: key, a, b, wire: link.wire, pattern: patternOf(link, kinds), pairs: [pair] });
  }
  return [...edges.values()];
}

const WIRES: readonly Wire[] = ['http', 'etcd', 'raft', 'cri'];
const isWire = (wire: string): wire is Wire => WIRES.some((known) => known === wire);

function isTalkedOn(
  link: LinkEntry,
  kinds: ReadonlyMap<PartId, PartKind>,
  endpoints: readonly PartId[],
): boolean {
  if (link.wire !== 'etcd' || endpoints.length === 0) return true;
  const member = kinds.get(link.a) === 'etcd' ? link.a : link.b;
  return endpoints.includes(member);
}

/** Scheduler, controller-manager and kubelets hold watches open; kubectl only asks. */
function patternOf(link: LinkEntry, kinds: ReadonlyMap<PartId, PartKind>): Pattern {
  if (link.wire === 'http')
    return kinds.get(link.a) === 'kubectl' || kinds.get(link.b) === 'kubectl' ? 'http' : 'watch';
  return isWire(link.wire) ? link.wire : 'http';
}

/** Edge on which a hop between two parts travels, and whether it runs from the edge's `a` to its `b`. */
export function laneOfHop(
  graph: Graph,
  from: PartId,
  to: PartId,
  wire: string,
): { readonly edge: GraphEdge; readonly forward: boolean } | null {
  const a = graph.anchorOf.get(from);
  const b = graph.anchorOf.get(to);
  if (a === undefined || b === undefined) return null;
  const edge = graph.edgeOf.get(laneKey(a, b, wire));
  return edge ? { edge, forward: edge.a === a } : null;
}
