/**
 * A rate-limited work queue as plain data: a key is queued once however often it is added, is worked on by one worker at a time, and comes
 * back when it was added meanwhile. Models client-go util/workqueue queue.go, delaying_queue.go, default_rate_limiters.go.
 */
import { appended } from '../../base/appended.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import type { EventId } from '../../protocol/ids.ts';
import type { Context } from '../kernel/part.ts';

const BASE_DELAY_IN_US = 5_000;
const MAX_DELAY_IN_US = 1_000_000_000;

interface Dirty {
  /** What made it dirty first: the cause of the work. */
  readonly cause: EventId;
  readonly background: boolean;
}

export interface WorkQueue {
  /** Unique within the part; begins the names of its timers. */
  readonly name: string;
  /** Keys to be worked on, first in first out. */
  readonly order: readonly string[];
  readonly dirty: SortedMap<Dirty>;
  readonly processing: SortedMap<true>;
  readonly failures: SortedMap<number>;
  /** Keys to be added later, with the time of it. */
  readonly delayed: SortedMap<number>;
}

export function createQueue(name: string): WorkQueue {
  return {
    name,
    order: [],
    dirty: SortedMap.empty(),
    processing: SortedMap.empty(),
    failures: SortedMap.empty(),
    delayed: SortedMap.empty(),
  };
}

/** A queue to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(queue: WorkQueue): { -readonly [F in keyof WorkQueue]: WorkQueue[F] } {
  const { name, order, dirty, processing, failures, delayed } = queue;
  return { name, order, dirty, processing, failures, delayed };
}

export function addKey(queue: WorkQueue, key: string, context: Context): WorkQueue {
  if (queue.dirty.has(key)) return queue;
  const next = draftOf(queue);
  next.dirty = queue.dirty.with(key, { cause: context.cause, background: context.background });
  if (!queue.processing.has(key)) next.order = appended(queue.order, key);
  return next;
}

/** Takes the oldest key to work on it; null when there is none. */
export function takeKey(queue: WorkQueue): {
  readonly queue: WorkQueue;
  readonly key: string;
  readonly cause: EventId;
  readonly background: boolean;
} | null {
  const key = queue.order[0];
  if (key === undefined) return null;
  const { cause, background } = queue.dirty.get(key) as Dirty;
  const next = draftOf(queue);
  next.order = queue.order.slice(1);
  next.dirty = queue.dirty.without(key);
  next.processing = queue.processing.with(key, true);
  return { queue: next, key, cause, background };
}

/** The work on `key` is over; it is queued again when it was added meanwhile. */
export function doneKey(queue: WorkQueue, key: string): WorkQueue {
  const next = draftOf(queue);
  next.processing = queue.processing.without(key);
  if (queue.dirty.has(key)) next.order = appended(queue.order, key);
  return next;
}

/** Adds `key` after a while; of several the earliest counts. */
export function addKeyAfter(queue: WorkQueue, key: string, delayInUs: number, context: Context): WorkQueue {
  if (delayInUs <= 0) return addKey(queue, key, context);
  const dueUs = context.nowUs + delayInUs;
  if ((queue.delayed.get(key) ?? Number.POSITIVE_INFINITY) <= dueUs) return queue;
  context.timer({ name: `${queue.name}/after/${key}`, afterInUs: delayInUs, data: key });
  const next = draftOf(queue);
  next.delayed = queue.delayed.with(key, dueUs);
  return next;
}

/** Adds `key` after its back-off: 5 ms, doubled with each failure, at most 1000 s. */
export function addKeyRateLimited(queue: WorkQueue, key: string, context: Context): WorkQueue {
  const failures = queue.failures.get(key) ?? 0;
  const delayInUs =
    failures > 18 ? MAX_DELAY_IN_US : Math.min(MAX_DELAY_IN_US, BASE_DELAY_IN_US * 2 ** failures);
  const next = draftOf(queue);
  next.failures = queue.failures.with(key, failures + 1);
  return addKeyAfter(next, key, delayInUs, context);
}

/** The key succeeded: its back-off starts from the beginning next time. */
export function forgetKey(queue: WorkQueue, key: string): WorkQueue {
  if (!queue.failures.has(key)) return queue;
  const next = draftOf(queue);
  next.failures = queue.failures.without(key);
  return next;
}

/** A timer may be this queue's: the queue with the key added, or null when it is not. */
export function queueTimer(
  queue: WorkQueue,
  timer: string,
  data: unknown,
  context: Context,
): WorkQueue | null {
  if (!timer.startsWith(queue.name) || !timer.startsWith('/after/', queue.name.length)) return null;
  const key = data as string;
  const next = draftOf(queue);
  next.delayed = queue.delayed.without(key);
  return addKey(next, key, context);
}
