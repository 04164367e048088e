import { MAX_NODE_SCORE, type ScorePlugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';

function fraction(requested: number, capacity: number): number {
  return Math.min(1, requested / capacity);
}

/** 100 when equal shares of CPU and memory are requested; half the difference is taken off. */
function balance({ allocatable }: NodeInfo, milliCpu: number, memory: number): number {
  if (allocatable.milliCpu === 0 || allocatable.memory === 0) return MAX_NODE_SCORE;
  const difference = Math.abs(
    fraction(milliCpu, allocatable.milliCpu) - fraction(memory, allocatable.memory),
  );
  return Math.trunc((1 - difference / 2) * MAX_NODE_SCORE);
}

/**
 * The more the Pod would even out the used shares of CPU and memory, the better: a node that it leaves as balanced as it was gets 75.
 * Models noderesources balanced_allocation.go, which since v1.35 compares before and after.
 */
export const nodeResourcesBalancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  skipScore: ({ requests }) => requests.milliCpu === 0 && requests.memory === 0,
  score: ({ requests }, node) => {
    const { milliCpu, memory } = node.requested;
    const before = balance(node, milliCpu, memory);
    const after = balance(node, milliCpu + requests.milliCpu, memory + requests.memory);
    return Math.trunc((150 + after - before) / 2);
  },
};
