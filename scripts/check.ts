/**
 * Everything that can be known without a browser: format, lint, types, tests (unit, transcripts, tidy rules, gates), unused code.
 * Prints one line a step, the whole output of what failed, and a summary. Run: `npm run check`.
 */
import { join } from 'node:path';
import { runSteps, type Outcome, type Step } from './steps.ts';
import { readVitestTally, type Tally } from './tally.ts';

const REPORT = join(import.meta.dirname, '../node_modules/.cache/vitest.json');
const STEPS: readonly Step[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'format', command: ['biome', 'format'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'unused', command: ['knip', '--no-progress'] },
  {
    name: 'tests',
    command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`],
  },
];

/** Runs all steps and prints as it goes. A failed step counts as one failure beside the failed tests. */
export async function check(): Promise<Tally> {
  const startedAtMs = Date.now();
  const outcomes = await runSteps(STEPS, 2, print);
  const tests = readVitestTally(REPORT, startedAtMs);
  const broken = outcomes.filter(
    (outcome) => !outcome.passed && !(outcome.name === 'tests' && tests.failed > 0),
  );
  const total = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  console.log(
    `check: ${outcomes.filter((outcome) => outcome.passed).length} of ${STEPS.length} steps passed in ${total} s`,
  );
  return {
    passed: tests.passed + outcomes.filter((outcome) => outcome.passed && outcome.name !== 'tests').length,
    failed: tests.failed + broken.length,
  };
}

function print(outcome: Outcome): void {
  if (!outcome.passed) console.log(outcome.output.trimEnd());
  for (const line of outcome.output.split('\n')) {
    if (outcome.passed && /^!! |skipp.*oracle|oracle.*skipp/i.test(line)) console.log(line);
  }
  console.log(`${outcome.passed ? '✓' : '✗'} ${outcome.name.padEnd(8)} ${outcome.seconds.toFixed(1)} s`);
}

if (process.argv[1] === import.meta.filename) {
  const tally = await check();
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
