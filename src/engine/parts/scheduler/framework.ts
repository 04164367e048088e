import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** Why a node is refused. `resolvable`: evicting Pods might help, so preemption looks at the node. Models framework.Status. */
export interface Rejection {
  readonly resolvable: boolean;
  readonly reasons: readonly string[];
}

/** What every node of one cycle has in common for the scoring plugins. */
export interface Snapshot {
  readonly nodes: readonly NodeInfo[];
  /** Image name → how many nodes have it. */
  readonly imageNodes: ReadonlyMap<string, number>;
}

/** Filter of the scheduling framework: null = the node fits. */
export interface FilterPlugin {
  readonly name: string;
  /** PreFilter answers Skip: there is nothing to filter for this Pod. */
  skipFilter?(pod: PodInfo): boolean;
  /** PreFilter restricts the nodes to these names. */
  preFilterNodes?(pod: PodInfo): readonly string[] | null;
  filter(pod: PodInfo, node: NodeInfo): Rejection | null;
}

/** PreScore, Score and NormalizeScore. Scores are integers, 0 to 100 after normalisation. */
export interface ScorePlugin {
  readonly name: string;
  readonly weight: number;
  skipScore?(pod: PodInfo): boolean;
  score(pod: PodInfo, node: NodeInfo, snapshot: Snapshot): number;
  normalize?(scores: readonly number[]): readonly number[];
}

export const MAX_NODE_SCORE = 100;

/** Scales the highest score to 100, or turns the order round. Models plugins/helper DefaultNormalizeScore. */
export function defaultNormalizeScore(scores: readonly number[], reverse: boolean): readonly number[] {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  if (max === 0) return reverse ? scores.map(() => MAX_NODE_SCORE) : scores;
  return scores.map((score) => {
    const scaled = Math.trunc((score * MAX_NODE_SCORE) / max);
    return reverse ? MAX_NODE_SCORE - scaled : scaled;
  });
}
