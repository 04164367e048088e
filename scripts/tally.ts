/** Reads how many tests passed and failed from the JSON reports of vitest and Playwright. */
import { existsSync, readFileSync, statSync } from 'node:fs';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const NOTHING: Tally = { passed: 0, failed: 0 };

/** The tally of a vitest run; a report that is missing or older than `sinceMs` counts as nothing run. */
export function readVitestTally(path: string, sinceMs: number): Tally {
  const report = readFresh(path, sinceMs) as { numPassedTests?: number; numFailedTests?: number } | undefined;
  return report === undefined
    ? NOTHING
    : { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
}

/** The tally of a Playwright run. A test that passed only when tried again is named by the list reporter as flaky, and counts as passed. */
export function readPlaywrightTally(path: string, sinceMs: number): Tally {
  const report = readFresh(path, sinceMs) as
    | { stats: { expected: number; unexpected: number; flaky: number }; errors: readonly unknown[] }
    | undefined;
  if (report === undefined) return NOTHING;
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected + flaky, failed: unexpected + report.errors.length };
}

function readFresh(path: string, sinceMs: number): unknown {
  if (!existsSync(path) || statSync(path).mtimeMs < sinceMs) return undefined;
  return JSON.parse(readFileSync(path, 'utf8'));
}
