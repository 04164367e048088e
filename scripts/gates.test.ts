/**
 * A gate that was never seen red is no gate. Each fixture below holds one planted fault; linter and compiler must refuse every one
 * of them, each for its own reason.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Fixture → the rule that must refuse it. */
const LINT_FAULTS: Readonly<Record<string, string>> = {
  'base/cycle-a.ts': 'import(no-cycle)',
  'base/cycle-b.ts': 'import(no-cycle)',
  'base/default-export.ts': 'import(no-default-export)',
  'base/long-file.ts': 'eslint(max-lines)',
  'base/long-function.ts': 'eslint(max-lines-per-function)',
  'base/tangled.ts': 'eslint(complexity)',
  'engine/kernel/curve.ts': 'eslint(no-restricted-properties)',
  'engine/kernel/dice.ts': 'eslint(no-restricted-properties)',
  'engine/kernel/host-order.ts': 'eslint(no-restricted-properties)',
  'engine/kernel/knows-page.ts': 'eslint(no-restricted-imports)',
  'engine/kernel/own-timer.ts': 'eslint(no-restricted-globals)',
  'engine/kernel/talks.ts': 'eslint(no-restricted-globals)',
  'engine/kernel/wall-clock.ts': 'eslint(no-restricted-globals)',
  'engine/parts/etcd/knows-apiserver.ts': 'eslint(no-restricted-imports)',
  'engine/parts/scheduler/plugins/knows-apiserver.ts': 'eslint(no-restricted-imports)',
  'host/knows-page.ts': 'eslint(no-restricted-imports)',
  'ui/kit/knows-kube.ts': 'eslint(no-restricted-imports)',
  'ui/panels/dangerous.tsx': 'react(no-danger)',
  'ui/panels/dropped-promise.ts': 'typescript(no-floating-promises)',
  'ui/panels/knows-engine.ts': 'eslint(no-restricted-imports)',
  'ui/panels/raw-html.ts': 'eslint(no-restricted-properties)',
};

/** Files that only serve as the far end of a forbidden import. */
const INNOCENT = ['engine/parts/apiserver/apiserver.ts', 'kube/kind.ts'];

/** Fixture → what the compiler must say. */
const TYPE_FAULTS: Readonly<Record<string, readonly string[]>> = {
  timer: ["Cannot find name 'setTimeout'", "Cannot find name 'performance'"],
  page: ["Cannot find name 'document'", "Cannot find name 'console'", "Cannot find name 'fetch'"],
  stranger: ['error TS6307'],
  enum: ['enum.ts(1,13): error TS1294', 'enum.ts(5,15): error TS1294'],
};

function run(program: string, words: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(join(ROOT, 'node_modules/.bin', program), words, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

describe('the linter', () => {
  // A copy outside the project: inside it the linter passes over the fixtures.
  const copy = mkdtempSync(join(tmpdir(), 'orrery-gates-'));
  let lines: readonly string[] = [];

  beforeAll(async () => {
    cpSync(join(FIXTURES, 'gates'), copy, { recursive: true });
    cpSync(join(ROOT, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));
    const config = join(copy, '.oxlintrc.json');
    const { output } = await run('oxlint', ['-c', config, '--type-aware', '-f', 'unix', copy]);
    lines = output.split('\n');
  }, 20_000);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('has one fixture for each line of the table', () => {
    const files = readdirSync(join(FIXTURES, 'gates/src'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.tsx?$/.test(path));
    expect(files.sort()).toEqual([...Object.keys(LINT_FAULTS), ...INNOCENT].sort());
  });

  test.each(Object.entries(LINT_FAULTS))('refuses %s by %s', (path, rule) => {
    expect(lines.filter((line) => line.includes(`/src/${path}:`)).join('\n')).toContain(rule);
  });

  test.each(INNOCENT)('lets %s pass', (path) => {
    expect(lines.filter((line) => line.includes(`/src/${path}:`))).toEqual([]);
  });
});

describe('the compiler', () => {
  test.each(Object.entries(TYPE_FAULTS))('refuses the fixture "%s"', async (name, messages) => {
    const { code, output } = await run('tsc', ['-p', join(FIXTURES, 'walls', name)]);
    expect(code).toBe(1);
    for (const message of messages) expect(output).toContain(message);
  });
});
