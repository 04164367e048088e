/**
 * Where Pods wait to be scheduled: ready to try (active), resting after a failure (backoff), or waiting for something to change
 * (unschedulable; Pods held by a gate are there too). Models kube-scheduler backend/queue scheduling_queue.go, as plain data.
 */
import { SortedMap } from '../../../base/sorted-map.ts';
import type { EventId } from '../../../protocol/ids.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import { type PodInfo, priorityOf } from './pod-info.ts';

export const INITIAL_BACKOFF_IN_US = 1_000_000;
export const MAX_BACKOFF_IN_US = 10_000_000;
/** A Pod does not stay unschedulable for longer than this without another try. */
export const MAX_UNSCHEDULABLE_IN_US = 300_000_000;

export interface QueuedPod {
  readonly info: PodInfo;
  readonly attempts: number;
  /** When it came into the queue it is in. */
  readonly sinceUs: number;
  /** Times that plugins refused it; decides the back-off. */
  readonly unschedulableCount: number;
  /** Failures in a row that were no plugin's word (a refused binding). */
  readonly errors: number;
  /** Plugins that refused it last: only what they wait for can help. */
  readonly rejectors: readonly string[];
  readonly reasons: readonly string[];
  readonly untilUs: number;
  /** The event that made it ready to be tried: what its cycle is to be blamed on, whenever that comes. */
  readonly cause: EventId;
}

export interface SchedulingQueue {
  /** By sort key: higher priority first, then the one that waits longest. */
  readonly active: SortedMap<QueuedPod>;
  /** By Pod key. */
  readonly backoff: SortedMap<QueuedPod>;
  readonly unschedulable: SortedMap<QueuedPod>;
  /** Sort key of each active Pod, by Pod key. */
  readonly sortKeys: SortedMap<string>;
  readonly sequence: number;
}

export const GATES = 'SchedulingGates';

export function createQueue(): SchedulingQueue {
  return {
    active: SortedMap.empty(),
    backoff: SortedMap.empty(),
    unschedulable: SortedMap.empty(),
    sortKeys: SortedMap.empty(),
    sequence: 0,
  };
}

type Draft<T> = { -readonly [F in keyof T]: T[F] };

/** A queue to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(queue: SchedulingQueue): Draft<SchedulingQueue> {
  const { active, backoff, unschedulable, sortKeys, sequence } = queue;
  return { active, backoff, unschedulable, sortKeys, sequence };
}

/** The same for one Pod in a queue. */
export function draftOfQueued(q: QueuedPod): Draft<QueuedPod> {
  const { info, attempts, sinceUs, unschedulableCount, errors, rejectors, reasons, untilUs, cause } = q;
  return { info, attempts, sinceUs, unschedulableCount, errors, rejectors, reasons, untilUs, cause };
}

const HIGHEST_PRIORITY = 2_147_483_647;

/** PrioritySort as text: comparing two keys as strings compares the Pods. */
export function sortKeyOf(pod: Pod, queuedAtUs: number, sequence: number): string {
  const priority = String(HIGHEST_PRIORITY - priorityOf(pod)).padStart(10, '0');
  return `${priority}/${String(queuedAtUs).padStart(16, '0')}/${String(sequence).padStart(8, '0')}`;
}

/** How long a Pod rests after its failures. Models backoff_queue.go calculateBackoffDuration. */
export function backoffInUs(
  failures: number,
  initialInUs = INITIAL_BACKOFF_IN_US,
  maxInUs = MAX_BACKOFF_IN_US,
): number {
  if (failures === 0) return 0;
  let duration = initialInUs;
  for (let i = 1; i < failures; i += 1) {
    if (duration > maxInUs - duration) return maxInUs;
    duration += duration;
  }
  return Math.min(duration, maxInUs);
}

/** A Pod that was seen for the first time. PreEnqueue holds it back while it has scheduling gates. */
export function newQueuedPod(info: PodInfo, nowUs: number, cause: EventId): QueuedPod {
  const gates = info.pod.spec.schedulingGates ?? [];
  const rejectors = gates.length > 0 ? [GATES] : [];
  return {
    info,
    attempts: 0,
    sinceUs: nowUs,
    unschedulableCount: 0,
    errors: 0,
    rejectors,
    reasons: gates.map(({ name }) => name),
    untilUs: 0,
    cause,
  };
}

export function isGated(queued: QueuedPod): boolean {
  return (queued.info.pod.spec.schedulingGates?.length ?? 0) > 0;
}

/** Puts a Pod where it may be tried, or holds it when it is gated. */
export function enqueue(queue: SchedulingQueue, queued: QueuedPod, nowUs: number): SchedulingQueue {
  const { key } = queued.info;
  const next = draftOf(removePod(queue, key));
  const waiting = draftOfQueued(queued);
  waiting.sinceUs = nowUs;
  if (isGated(queued)) {
    next.unschedulable = next.unschedulable.with(key, waiting);
    return next;
  }
  waiting.untilUs = 0;
  const sortKey = sortKeyOf(queued.info.pod, nowUs, next.sequence);
  next.sequence += 1;
  next.active = next.active.with(sortKey, waiting);
  next.sortKeys = next.sortKeys.with(key, sortKey);
  return next;
}

export function removePod(queue: SchedulingQueue, key: string): SchedulingQueue {
  const sortKey = queue.sortKeys.get(key);
  const backoff = queue.backoff.without(key);
  const unschedulable = queue.unschedulable.without(key);
  if (sortKey === undefined && backoff === queue.backoff && unschedulable === queue.unschedulable)
    return queue;
  const next = draftOf(queue);
  if (sortKey !== undefined) {
    next.active = queue.active.without(sortKey);
    next.sortKeys = queue.sortKeys.without(key);
  } else if (backoff !== queue.backoff) next.backoff = backoff;
  else next.unschedulable = unschedulable;
  return next;
}

export function findPod(queue: SchedulingQueue, key: string): QueuedPod | undefined {
  const sortKey = queue.sortKeys.get(key);
  return sortKey === undefined
    ? (queue.backoff.get(key) ?? queue.unschedulable.get(key))
    : queue.active.get(sortKey);
}

/** Takes the Pod to be scheduled next; when none is active, one that rests after a plugin's refusal need not rest longer. */
export function popPod(
  queue: SchedulingQueue,
): { readonly queue: SchedulingQueue; readonly queued: QueuedPod } | null {
  if (queue.active.size === 0 && queue.backoff.size === 0) return null;
  for (const [sortKey, queued] of queue.active) {
    const next = draftOf(queue);
    next.active = queue.active.without(sortKey);
    next.sortKeys = queue.sortKeys.without(queued.info.key);
    return { queue: next, queued };
  }
  let first: QueuedPod | undefined;
  for (const queued of queue.backoff.values()) {
    if (queued.errors === 0 && (first === undefined || queued.untilUs < first.untilUs)) first = queued;
  }
  return first === undefined ? null : { queue: removePod(queue, first.info.key), queued: first };
}

/** A Pod may be tried again: now, or when its back-off is over. */
export function requeue(queue: SchedulingQueue, queued: QueuedPod, nowUs: number): SchedulingQueue {
  return queued.untilUs <= nowUs ? enqueue(queue, queued, nowUs) : putInBackoff(queue, queued);
}

export function putInBackoff(queue: SchedulingQueue, queued: QueuedPod): SchedulingQueue {
  const next = draftOf(removePod(queue, queued.info.key));
  next.backoff = next.backoff.with(queued.info.key, queued);
  return next;
}

export function putInUnschedulable(queue: SchedulingQueue, queued: QueuedPod): SchedulingQueue {
  const next = draftOf(removePod(queue, queued.info.key));
  next.unschedulable = next.unschedulable.with(queued.info.key, queued);
  return next;
}
