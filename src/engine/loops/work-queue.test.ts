import { describe, expect, it } from 'vitest';
import type { Context } from '../kernel/part.ts';
import {
  addKey,
  addKeyRateLimited,
  createQueue,
  doneKey,
  forgetKey,
  queueTimer,
  takeKey,
} from './work-queue.ts';

function recorder() {
  const timers: { name: string; afterInUs: number }[] = [];
  const context = {
    nowUs: 0,
    cause: 1,
    background: false,
    timer: (t: { name: string; afterInUs: number }) => void timers.push(t),
  } as unknown as Context;
  return { timers, context };
}

describe('a work queue', () => {
  it('queues a key once, and again when it was added while being worked on', () => {
    const { context } = recorder();
    const added = addKey(addKey(addKey(createQueue('q'), 'a', context), 'b', context), 'a', context);
    expect(added.order).toEqual(['a', 'b']);
    const taken = takeKey(added);
    expect(taken?.key).toBe('a');
    const meanwhile = addKey(taken?.queue ?? added, 'a', context);
    expect(meanwhile.order).toEqual(['b']);
    expect(doneKey(meanwhile, 'a').order).toEqual(['b', 'a']);
  });

  it('doubles the wait after each failure from 5 ms on, until the key is forgotten', () => {
    const { context, timers } = recorder();
    let queue = createQueue('q');
    for (let i = 0; i < 4; i += 1) {
      queue = addKeyRateLimited(queue, 'a', context);
      queue = doneKey(takeKey(queueTimer(queue, 'q/after/a', 'a', context) ?? queue)?.queue ?? queue, 'a');
    }
    queue = addKeyRateLimited(forgetKey(queue, 'a'), 'a', context);
    expect(timers.map(({ afterInUs }) => afterInUs)).toEqual([5_000, 10_000, 20_000, 40_000, 5_000]);
    expect(queue.failures.get('a')).toBe(1);
  });
});
