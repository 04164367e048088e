/**
 * One scheduling decision as a pure function: filter ▸ score ▸ pick. What every plugin said of every node is kept in columns and unfolded
 * for people by `decisionOf`. Models kube-scheduler schedule_one.go schedulePod, without nominated Pods and extenders.
 */
import type { Decision } from '../../../protocol/face.ts';
import type { Rejection, Snapshot } from './framework.ts';
import { fitErrorMessage } from './fit-error.ts';
import type { PodInfo } from './pod-info.ts';
import { filterPlugins, scorePlugins } from './profile.ts';

const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/** Scores of one plugin over the feasible nodes, in their order. */
export interface ScoreColumn {
  /** Index in `scorePlugins`. */
  readonly plugin: number;
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
}

export interface DecisionRecord {
  readonly pod: string;
  readonly attempt: number;
  readonly startedAtUs: number;
  readonly snapshot: Snapshot;
  /** Indexes of the nodes that were looked at, in that order. */
  readonly looked: readonly number[];
  /** By position in `looked`: index in `filterPlugins` of the one that refused, or -1. */
  readonly refusedBy: readonly number[];
  readonly rejections: readonly (Rejection | null)[];
  /** Names of filters and scorers that had nothing to do. */
  readonly skippedFilters: readonly string[];
  readonly skippedScores: readonly string[];
  /** Positions in `looked` of the nodes that fit. */
  readonly feasible: readonly number[];
  readonly columns: readonly ScoreColumn[];
  /** By position in `feasible`. */
  readonly totals: readonly number[];
  readonly tied: readonly string[];
  readonly chosen: string;
  /** Plugins that refused some node; they decide which events may help. */
  readonly rejectors: readonly string[];
  readonly message: string;
}

/** How many nodes that fit are enough. Models numFeasibleNodesToFind with percentageOfNodesToScore 0. */
export function numFeasibleNodesToFind(nodes: number): number {
  if (nodes < MIN_FEASIBLE_NODES) return nodes;
  const percentage = Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodes / 125));
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodes * percentage) / 100));
}

export interface CycleInput {
  readonly pod: PodInfo;
  readonly attempt: number;
  readonly snapshot: Snapshot;
  /** Where the round of the nodes begins, so that all get their turn. */
  readonly startIndex: number;
  readonly nowUs: number;
  /** Draws one of several equal nodes: a number in [0, 1). */
  readonly draw: () => number;
}

interface Filtered {
  readonly looked: readonly number[];
  readonly refusedBy: readonly number[];
  readonly rejections: readonly (Rejection | null)[];
  readonly feasible: readonly number[];
  readonly skippedFilters: readonly string[];
  /** Names that PreFilter restricted the nodes to, with the plugins that did; null = all. */
  readonly restricted: { readonly names: readonly string[]; readonly by: readonly string[] } | null;
}

function restriction(pod: PodInfo): Filtered['restricted'] {
  let names: readonly string[] | null = null;
  const by: string[] = [];
  for (const plugin of filterPlugins) {
    const asked = plugin.preFilterNodes?.(pod) ?? null;
    if (asked === null) continue;
    names = names === null ? asked : (names as readonly string[]).filter((name) => asked.includes(name));
    by.push(plugin.name);
  }
  return names === null ? null : { names, by };
}

function filterNodes({ pod, snapshot, startIndex }: CycleInput): Filtered {
  const { nodes } = snapshot;
  const active: number[] = [];
  const skippedFilters: string[] = [];
  filterPlugins.forEach((plugin, i) =>
    plugin.skipFilter?.(pod) ? skippedFilters.push(plugin.name) : active.push(i),
  );
  const restricted = restriction(pod);
  const enough = numFeasibleNodesToFind(restricted?.names.length ?? nodes.length);
  const looked: number[] = [];
  const refusedBy: number[] = [];
  const rejections: (Rejection | null)[] = [];
  const feasible: number[] = [];
  for (let i = 0; i < nodes.length && feasible.length < enough; i += 1) {
    const index = (startIndex + i) % nodes.length;
    const node = nodes[index];
    if (node === undefined || (restricted !== null && !restricted.names.includes(node.name))) continue;
    let by = -1;
    let rejection: Rejection | null = null;
    for (const plugin of active) {
      rejection = (filterPlugins[plugin] as (typeof filterPlugins)[number]).filter(pod, node);
      if (rejection === null) continue;
      by = plugin;
      break;
    }
    if (by < 0) feasible.push(looked.length);
    looked.push(index);
    refusedBy.push(by);
    rejections.push(rejection);
  }
  return { looked, refusedBy, rejections, feasible, skippedFilters, restricted };
}

interface Scored {
  readonly columns: readonly ScoreColumn[];
  readonly totals: readonly number[];
  readonly skippedScores: readonly string[];
}

function scoreNodes({ pod, snapshot }: CycleInput, { looked, feasible }: Filtered): Scored {
  const totals = new Array<number>(feasible.length).fill(0);
  const columns: ScoreColumn[] = [];
  const skippedScores: string[] = [];
  scorePlugins.forEach((plugin, index) => {
    if (plugin.skipScore?.(pod)) return void skippedScores.push(plugin.name);
    const raw = feasible.map((at) =>
      plugin.score(pod, snapshot.nodes[looked[at] as number] as Snapshot['nodes'][number], snapshot),
    );
    const normalized = plugin.normalize ? plugin.normalize(raw) : raw;
    for (let i = 0; i < totals.length; i += 1)
      totals[i] = (totals[i] as number) + (normalized[i] as number) * plugin.weight;
    columns.push({ plugin: index, raw, normalized });
  });
  return { columns, totals, skippedScores };
}

/** Decides where a Pod goes. `chosen` is empty when no node fits; then `message` is the API's sentence. */
export function schedulePod(input: CycleInput): DecisionRecord {
  const { pod, snapshot } = input;
  const filtered = filterNodes(input);
  const { looked, feasible, refusedBy, rejections } = filtered;
  const nameAt = (position: number) =>
    (snapshot.nodes[looked[feasible[position] as number] as number] as Snapshot['nodes'][number]).name;
  // With one node left there is nothing to compare.
  const scored: Scored =
    feasible.length > 1
      ? scoreNodes(input, filtered)
      : { columns: [], totals: feasible.map(() => 0), skippedScores: [] };
  let best = -1;
  let tied: number[] = [];
  scored.totals.forEach((total, position) => {
    if (total > best) {
      best = total;
      tied = [position];
    } else if (total === best) tied.push(position);
  });
  const pick = tied.length > 1 ? tied[Math.floor(input.draw() * tied.length)] : tied[0];
  const rejectors = new Set<string>();
  for (const by of refusedBy)
    if (by >= 0) rejectors.add((filterPlugins[by] as (typeof filterPlugins)[number]).name);
  for (const name of filtered.restricted?.by ?? []) rejectors.add(name);
  return {
    pod: pod.key,
    attempt: input.attempt,
    startedAtUs: input.nowUs,
    snapshot,
    looked,
    refusedBy,
    rejections,
    skippedFilters: filtered.skippedFilters,
    skippedScores: scored.skippedScores,
    feasible,
    columns: scored.columns,
    totals: scored.totals,
    tied: tied.map(nameAt),
    chosen: pick === undefined ? '' : nameAt(pick),
    rejectors: [...rejectors],
    message: pick === undefined ? messageOf(filtered, snapshot.nodes.length) : '',
  };
}

/** Terms that name no common node are refused by PreFilter itself, and preemption then finds no node to speak of. */
function messageOf({ restricted, rejections }: Filtered, nodes: number): string {
  if (restricted?.names.length === 0)
    return `0/${nodes} nodes are available: pod affinity terms conflict. not found`;
  return fitErrorMessage(nodes, rejections, restricted?.by ?? []);
}

/** Where the next round of the nodes begins. */
export function nextStartIndex(record: DecisionRecord, startIndex: number): number {
  const { length } = record.snapshot.nodes;
  return length === 0 ? 0 : (startIndex + record.looked.length) % length;
}

/** Unfolded decisions, kept as long as their records: the page may ask for the same one many times. */
const unfolded = new WeakMap<DecisionRecord, Decision>();

/** The whole table, node × plugin, for the page. */
export function decisionOf(record: DecisionRecord): Decision {
  const known = unfolded.get(record);
  if (known !== undefined) return known;
  const decision = unfold(record);
  unfolded.set(record, decision);
  return decision;
}

function unfold(record: DecisionRecord): Decision {
  const { snapshot, looked, refusedBy, rejections, feasible, columns, totals } = record;
  const positionOf = new Map(feasible.map((at, position) => [at, position]));
  const ran = filterPlugins.filter(({ name }) => !record.skippedFilters.includes(name));
  const nodes = looked.map((index, at) => {
    const info = snapshot.nodes[index] as Snapshot['nodes'][number];
    const refuser = refusedBy[at] === -1 ? undefined : filterPlugins[refusedBy[at] as number];
    const until = refuser ? ran.indexOf(refuser) + 1 : ran.length;
    const position = positionOf.get(at);
    return {
      name: info.name,
      filters: ran.slice(0, until).map((plugin) => ({
        plugin: plugin.name,
        fits: plugin !== refuser,
        reasons: plugin === refuser ? (rejections[at]?.reasons ?? []) : [],
      })),
      scores:
        position === undefined
          ? []
          : columns.map((column) => {
              const plugin = scorePlugins[column.plugin] as (typeof scorePlugins)[number];
              return {
                plugin: plugin.name,
                raw: column.raw[position] ?? 0,
                normalized: column.normalized[position] ?? 0,
                weight: plugin.weight,
              };
            }),
      total: position === undefined ? 0 : (totals[position] ?? 0),
      freeMilliCpu: info.allocatable.milliCpu - info.requested.milliCpu,
      freeMemoryInBytes: info.allocatable.memory - info.requested.memory,
    };
  });
  const { pod, attempt, startedAtUs, chosen, tied, message } = record;
  const skippedPlugins = [...new Set([...record.skippedFilters, ...record.skippedScores])];
  return { pod, attempt, startedAtUs, nodes, skippedPlugins, chosen, tied, message };
}
