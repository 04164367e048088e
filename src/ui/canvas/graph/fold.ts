import type { GraphNode } from './model.ts';

/** So many machines have a card of their own where cards are few: a Story, and the map beside the lists of Wire. */
export const MACHINES_SHOWN_MAX = 3;
export const REST_ID = 'machine/+';

/**
 * Of more machines than there are cards, those that are asked for (and else the first) keep theirs; one card stands for all that are
 * left. The cards keep the roster's order, so that none changes its place against another.
 */
export function foldMachines(
  nodes: readonly GraphNode[],
  shown: readonly string[],
  max: number = MACHINES_SHOWN_MAX,
): GraphNode[] {
  const machines = nodes.filter((node) => node.kind === 'machine');
  if (machines.length <= max) return [...nodes];
  const wanted = machines.filter((node) => node.machines.some((machine) => shown.includes(machine)));
  const others = machines.filter((node) => !wanted.includes(node));
  const kept = new Set([...wanted, ...others].slice(0, max - 1));
  const folded = machines.filter((node) => !kept.has(node));
  const rest: GraphNode = {
    id: REST_ID,
    kind: 'machine',
    title: `+${folded.length}`,
    parts: folded.flatMap((node) => node.parts),
    machines: folded.flatMap((node) => node.machines),
    rest: true,
  };
  return [...nodes.filter((node) => !folded.includes(node)), rest];
}
