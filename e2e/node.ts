import type { JournalEntry } from '../src/protocol/action.ts';
import type { Update } from '../src/protocol/update.ts';
import { SessionHost } from '../src/host/session-host.ts';
import type { Hashes } from './time.ts';

/** Seed and preset with which the page begins. */
const WORLD = { version: 1, seed: 1, preset: 'standard' } as const;

/** Runs a journal in this process, without a browser, and answers the hashes at instants in the given order. */
export function hashesInNode(
  journal: readonly JournalEntry[],
  instants: readonly number[],
): readonly Hashes[] {
  const found: Hashes[] = [];
  const host = new SessionHost((update: Update) => {
    if (update.kind === 'refused') throw new Error(update.message);
    if (update.kind === 'state-hash')
      found.push({ atUs: update.atUs, stateHash: update.stateHash, traceHash: update.traceHash });
  });
  host.handle({ kind: 'start', id: 1, record: { ...WORLD, journal }, untilUs: Math.max(...instants) });
  instants.forEach((atUs, i) => host.handle({ kind: 'state-hash', id: i + 2, atUs }));
  return found;
}
