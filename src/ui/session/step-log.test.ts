import { expect, test } from 'vitest';
import type { SessionStep } from '../../protocol/action.ts';
import { fromVersion1 } from './journal.ts';
import { type LogEntry, sealed, wholeSteps } from './step-log.ts';

const STEPS: readonly SessionStep[] = [
  {
    kind: 'act',
    atUs: 5,
    playedToUs: 5,
    action: { kind: 'kubectl', session: 't1', line: 'kubectl get pods' },
  },
  { kind: 'rename-branch', branch: 'main', name: 'first' },
  { kind: 'undo' },
  { kind: 'redo' },
];

function logOf(steps: readonly SessionStep[]): readonly LogEntry[] {
  const log: LogEntry[] = [];
  for (const step of steps) log.push(sealed(step, log.at(-1) ?? null));
  return log;
}

const LOG = logOf(STEPS);
const without = (at: number) => LOG.filter((_, i) => i !== at);
const changed = (at: number, step: SessionStep) =>
  LOG.map((entry, i) => (i === at ? { ...entry, step } : entry));

test.each([
  ['a whole log is read to its end', LOG, 4],
  ['an entry that is cut off is lost', [...LOG.slice(0, 3), { step: STEPS[3] }], 3],
  ['an entry that is no entry is lost', [...LOG.slice(0, 3), 'x'], 3],
  ['a changed entry is lost, with all behind it', changed(1, { kind: 'undo' }), 1],
  ['what follows a missing entry is lost', without(1), 1],
  ['a log without its beginning is lost', without(0), 0],
  ['an empty log is whole', [], 0],
])('%s', (_name, entries, whole) => {
  expect(wholeSteps(entries).map((entry) => entry.step)).toEqual(STEPS.slice(0, whole));
});

test('what version 1 kept becomes acts on the first branch', () => {
  const action = { kind: 'heal-all' } as const;
  const record = { version: 1, seed: 7, preset: 'standard', journal: [{ atUs: 4, action }] };
  expect(fromVersion1({ record, playheadUs: 6, playedToUs: 9 })).toEqual({
    steps: [{ kind: 'act', atUs: 4, playedToUs: 4, action }],
    place: { seed: 7, preset: 'standard', playheadUs: 6, playedTo: { main: 9 }, bookmarks: [] },
  });
  expect(fromVersion1({ version: 2, seed: 7 })).toBeNull();
  expect(fromVersion1({ record: { version: 1 } })).toBeNull();
});
