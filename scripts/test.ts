/** Every test there is: the checks, the build, then the journeys in a real browser. Run: `npm test`. */
import { join } from 'node:path';
import { findBrowser } from './browser.ts';
import { check } from './check.ts';
import { runStep } from './steps.ts';
import { readPlaywrightTally, type Tally } from './tally.ts';

const REPORT = join(import.meta.dirname, '../node_modules/.cache/playwright.json');

async function build(): Promise<Tally> {
  const outcome = await runStep({ name: 'build', command: ['vite', 'build'], loud: true });
  return outcome.passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function journeys(): Promise<Tally> {
  const startedAtMs = Date.now();
  console.log(`journeys in ${findBrowser()}`);
  const outcome = await runStep({
    name: 'journeys',
    command: ['playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: REPORT },
    loud: true,
  });
  const tally = readPlaywrightTally(REPORT, startedAtMs);
  const silent = !outcome.passed && tally.failed === 0;
  return silent ? { ...tally, failed: 1 } : tally;
}

const parts = [await check(), await build()];
if (parts[1]?.failed === 0) parts.push(await journeys());
const passed = parts.reduce((sum, part) => sum + part.passed, 0);
const failed = parts.reduce((sum, part) => sum + part.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
