import { expect, test } from 'vitest';
import type { Update } from '../protocol/update.ts';
import { SessionHost } from './session-host.ts';

/** Boots a world, perhaps lets the engine run ahead, acts at 3 s, and answers the trace hash at 3.3 s. */
function hashAfterAction(runAheadUntilUs: number): string {
  let hash = '';
  const host = new SessionHost((update: Update) => {
    if (update.kind === 'refused') throw new Error(update.message);
    if (update.kind === 'trace') hash = update.hash;
  });
  host.handle({ kind: 'start', id: 1, record: { version: 1, seed: 1, preset: 'standard', journal: [] }, untilUs: 3_000_000 });
  if (runAheadUntilUs > 0) host.handle({ kind: 'run', id: 2, untilUs: runAheadUntilUs, eventsMax: 100_000 });
  host.handle({ kind: 'act', id: 3, atUs: 3_000_000, playedToUs: 3_000_000, action: { kind: 'kubectl', session: 't1', line: 'kubectl get nodes' } });
  host.handle({ kind: 'run', id: 4, untilUs: 3_300_000, eventsMax: 100_000 });
  return hash;
}

test('an action gives the same world whether or not the engine had computed ahead', () => {
  expect(hashAfterAction(6_000_000)).toBe(hashAfterAction(0));
});
