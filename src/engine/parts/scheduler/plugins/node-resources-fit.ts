import { type FilterPlugin, MAX_NODE_SCORE, type Rejection, type ScorePlugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

/** One resource of which there is too little. Models plugins/noderesources InsufficientResource. */
export interface InsufficientResource {
  readonly resource: string;
  readonly reason: string;
  readonly requested: number;
  readonly used: number;
  readonly capacity: number;
}

const NOTHING_MISSING: readonly InsufficientResource[] = [];

function lack(
  resource: string,
  requested: number,
  used: number,
  capacity: number,
): readonly InsufficientResource[] {
  if (requested <= 0 || requested <= capacity - used) return NOTHING_MISSING;
  return [{ resource, reason: `Insufficient ${resource}`, requested, used, capacity }];
}

/** The common case by four comparisons: this is asked for every Pod and every node. */
function fitsAtOnce(
  { requests }: PodInfo,
  { allocatable, requested, podCount, allowedPods }: NodeInfo,
): boolean {
  if (podCount >= allowedPods || requests.ephemeralStorage > 0) return false;
  if (requests.milliCpu > 0 && requests.milliCpu > allocatable.milliCpu - requested.milliCpu) return false;
  if (requests.memory > 0 && requests.memory > allocatable.memory - requested.memory) return false;
  for (const _name in requests.scalars) return false;
  return true;
}

/** Which resources the node has too little of for the Pod; empty = it fits. Models noderesources fit.go fitsRequest. */
export function fitsRequest(pod: PodInfo, node: NodeInfo): readonly InsufficientResource[] {
  if (fitsAtOnce(pod, node)) return NOTHING_MISSING;
  const { requests } = pod;
  const { allocatable, requested: used, podCount, allowedPods } = node;
  const missing: InsufficientResource[] = [];
  if (podCount + 1 > allowedPods)
    missing.push({
      resource: 'pods',
      reason: 'Too many pods',
      requested: 1,
      used: podCount,
      capacity: allowedPods,
    });
  missing.push(...lack('cpu', requests.milliCpu, used.milliCpu, allocatable.milliCpu));
  missing.push(...lack('memory', requests.memory, used.memory, allocatable.memory));
  missing.push(
    ...lack(
      'ephemeral-storage',
      requests.ephemeralStorage,
      used.ephemeralStorage,
      allocatable.ephemeralStorage,
    ),
  );
  for (const name in requests.scalars) {
    missing.push(
      ...lack(
        name,
        requests.scalars[name] as number,
        used.scalars[name] ?? 0,
        allocatable.scalars[name] ?? 0,
      ),
    );
  }
  return missing;
}

/** Models fit.go Filter: a request above what the whole node has cannot be helped by evicting anybody. */
export const nodeResourcesFitFilter: FilterPlugin = {
  name: 'NodeResourcesFit',
  filter: (pod, node): Rejection | null => {
    const missing = fitsRequest(pod, node);
    if (missing.length === 0) return null;
    const resolvable = missing.every(
      ({ resource, requested, capacity }) => resource === 'pods' || requested <= capacity,
    );
    return { resolvable, reasons: missing.map(({ reason }) => reason) };
  },
};

function leastRequested(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);
}

/** The emptier the node would be, the better; CPU and memory weigh the same. Models least_allocated.go. */
export const nodeResourcesFitScore: ScorePlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  score: (pod, { allocatable, nonZeroMilliCpu, nonZeroMemory }) => {
    let sum = 0;
    let weights = 0;
    if (allocatable.milliCpu > 0) {
      sum += leastRequested(nonZeroMilliCpu + pod.nonZeroMilliCpu, allocatable.milliCpu);
      weights += 1;
    }
    if (allocatable.memory > 0) {
      sum += leastRequested(nonZeroMemory + pod.nonZeroMemory, allocatable.memory);
      weights += 1;
    }
    return weights === 0 ? 0 : Math.trunc(sum / weights);
  },
};
