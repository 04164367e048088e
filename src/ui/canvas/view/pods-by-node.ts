import type { ObjectNow, TraceWindow } from '../../session/trace-window.ts';
import { nodeOf, ownerOf } from './pod-view.ts';

interface Known {
  readonly epoch: number;
  readonly cuts: number;
  readonly byNode: ReadonlyMap<string, readonly ObjectNow[]>;
  /** Owners of more Pods than are named one by one, as one string that compares. */
  readonly crowded: string;
}

/** Of an owner with more Pods than this, wherever they are, Pods are counted by status and not named. */
export const PODS_NAMED_PER_OWNER = 15;

const known = new WeakMap<TraceWindow, Known>();

/**
 * Stored Pods by the node that they are bound to. Computed once for an instant, however many cards ask, and a node's list stays the same
 * object while none of its Pods changed: with fifty nodes a change renders one card.
 */
export const podsByNode = (trace: TraceWindow, us: number): ReadonlyMap<string, readonly ObjectNow[]> =>
  podsAt(trace, us).byNode;

export const crowdedOwners = (trace: TraceWindow, us: number): string => podsAt(trace, us).crowded;

function podsAt(trace: TraceWindow, us: number): Known {
  const epoch = trace.objectEpoch(us);
  const last = known.get(trace);
  if (last && last.epoch === epoch && last.cuts === trace.cuts) return last;
  const perOwner = new Map<string, number>();
  const fresh = new Map<string, ObjectNow[]>();
  for (const pod of trace.objectsAt(us, 'pods/')) {
    const node = nodeOf(pod.object);
    const list = fresh.get(node);
    if (list) list.push(pod);
    else fresh.set(node, [pod]);
    const owner = ownerOf(pod.object);
    if (owner !== '') perOwner.set(owner, (perOwner.get(owner) ?? 0) + 1);
  }
  const byNode = new Map<string, readonly ObjectNow[]>();
  for (const [node, list] of fresh) byNode.set(node, unchanged(last?.byNode.get(node), list) ?? list);
  const crowded = [...perOwner].filter(([, n]) => n > PODS_NAMED_PER_OWNER).map(([owner]) => owner);
  const now = { epoch, cuts: trace.cuts, byNode, crowded: crowded.join(' ') };
  known.set(trace, now);
  return now;
}

function unchanged(
  before: readonly ObjectNow[] | undefined,
  now: readonly ObjectNow[],
): readonly ObjectNow[] | undefined {
  return before?.length === now.length && before.every((pod, index) => pod === now[index])
    ? before
    : undefined;
}
