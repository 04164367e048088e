import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { JournalEntry } from '../../src/protocol/action.ts';
import { liveFirstPod, waitForWorld } from '../../scripts/moments.ts';
import { hashesInNode } from '../node.ts';
import { phaseOf, podRow } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { expectActs, goOn, goToInstant, hashesAt, hurry, nowUs } from '../time.ts';
import { run } from '../terminal.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What was done on the current branch. */
function journalOf(page: Page): Promise<readonly JournalEntry[]> {
  return page.evaluate(() => {
    const { branch, branches } = window.__orrery.state;
    return branches.find((entry) => entry.id === branch)?.journal ?? [];
  });
}

/** Stores a session as the page does, so that the next load begins with it. */
function keep(page: Page, record: unknown, playheadUs: number): Promise<void> {
  return page.evaluate(
    async ({ saved }) => {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const asked = indexedDB.open('kube-orrery');
        asked.addEventListener('success', () => done(asked.result));
        asked.addEventListener('error', () => failed(new Error('the database does not open')));
      });
      await new Promise<void>((done) => {
        const change = database.transaction('session', 'readwrite');
        change.addEventListener('complete', () => done());
        change.objectStore('session').put(saved, 'current');
      });
      database.close();
    },
    { saved: { record, playheadUs, playedToUs: playheadUs } },
  );
}

test('the same journal gives the same hashes in Chromium and in Node, straight through and after seeks', async ({
  stage: page,
}) => {
  await hurry(page);
  await liveFirstPod(page);
  await goOn(page, 9_123_456);
  await page.evaluate(() =>
    window.__orrery.act({ kind: 'fault', fault: { kind: 'isolate', part: 'etcd-2' } }),
  );
  await expectActs(page, 2);
  await goOn(page, 2_000_000);
  await run(page, 'kubectl create deployment shop --image=nginx:1.27 --replicas=3');
  await goOn(page, 20_000_000);
  const endUs = await nowUs(page);
  const instants = [endUs, 0, 12_345_678, endUs - 1, 1_000_000, Math.floor(endUs / 2), endUs];
  const inChromium = await hashesAt(page, instants);
  const journal = await journalOf(page);
  expect(journal.map((entry) => entry.action.kind)).toEqual(['kubectl', 'fault', 'kubectl']);
  expect(hashesInNode(journal, instants)).toEqual(inChromium);
  expect(hashesInNode(journal, [endUs])).toEqual([inChromium[0]]);
  expect(hashesInNode(journal.slice(1), [endUs])).not.toEqual([inChromium[0]]);
});

test('a scenario has one hash on the command line and in the page, and another with another seed', async ({
  stage: page,
}) => {
  const sim = (seed: number): string => {
    const file = join(ROOT, 'src/engine/world/scenarios/first-pod.yaml');
    const words = [
      join(ROOT, 'node_modules/tsx/dist/cli.mjs'),
      join(ROOT, 'src/host/node/sim.ts'),
      file,
      '--seed',
      String(seed),
    ];
    const printed = execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e8 });
    return printed.trimEnd().split('\n').at(-1) ?? '';
  };
  const line = sim(42);
  expect(line).toMatch(/^hash [0-9a-f]{16}$/);
  expect(sim(7)).not.toBe(line);

  const doing = (atUs: number, words: string) => ({
    atUs,
    action: { kind: 'kubectl', session: 't1', line: words },
  });
  const journal = [
    doing(4_000_000, 'kubectl run web --image=nginx:1.27'),
    doing(12_000_000, 'kubectl get pods -o wide'),
  ];
  // From another document of the site, so that no save of this visit comes after ours.
  await page.goto('/manifest.webmanifest');
  await keep(page, { version: 1, seed: 42, preset: 'standard', journal }, 20_000_000);
  await page.goto('/');
  await waitForWorld(page);
  const [there] = await hashesAt(page, [20_000_000]);
  expect(`hash ${there?.traceHash}`).toBe(line);
});

test('a reload brings the session back at the same instant', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goOn(page, 3_333_333);
  const placeUs = await nowUs(page);
  const before = await hashesAt(page, [placeUs]);
  await page.evaluate(() => window.__orrery.saveNow());
  await page.reload();
  await waitForWorld(page);
  await expect.poll(() => nowUs(page)).toBe(placeUs);
  expect(await hashesAt(page, [placeUs])).toEqual(before);
  await expect(podRow(page, 'web')).toContainText('ContainerCreating');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
});

test('acting in the past opens a branch, and the first future stays as it was', async ({ stage: page }) => {
  await hurry(page);
  await liveFirstPod(page);
  const actedUs = await nowUs(page);
  await goToInstant(page, actedUs + 10_000_000);
  const firstEndUs = await nowUs(page);
  const first = await hashesAt(page, [firstEndUs]);
  await goToInstant(page, actedUs + 6_000_000);
  await run(page, 'kubectl delete pod web --now');
  await expect(page.getByRole('status').filter({ hasText: 'The other future is kept' })).toBeVisible();
  const branch = page.getByRole('button', { name: /^Branch: / });
  await expect(branch).toContainText('2 of 2');
  await goOn(page, 10_000_000);
  expect(await phaseOf(page, 'web')).toBe('none');
  const second = await hashesAt(page, [firstEndUs]);
  expect(second).not.toEqual(first);

  await branch.click();
  await page.getByRole('menuitem', { name: /^main/ }).click();
  await expect(branch).toContainText('1 of 2');
  await goToInstant(page, firstEndUs);
  expect(await hashesAt(page, [firstEndUs])).toEqual(first);
  await expect(podRow(page, 'web')).toContainText('Running');
  await branch.click();
  await page.getByRole('menuitem', { name: /^branch-2/ }).click();
  await expect(branch).toContainText('2 of 2');
  expect(await hashesAt(page, [firstEndUs])).toEqual(second);
});

test('undo takes an act back, redo does it again, reset begins afresh', async ({ stage: page }) => {
  const [booted] = await hashesAt(page, [12_000_000]);
  await liveFirstPod(page);
  const actedUs = await nowUs(page);
  await goOn(page, 8_000_000);
  const endUs = await nowUs(page);
  const done = await hashesAt(page, [endUs]);
  await expect(podRow(page, 'web')).toContainText('Running');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(podRow(page, 'web')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  expect(await nowUs(page)).toBeLessThanOrEqual(actedUs);
  await goToInstant(page, endUs);
  expect(await hashesAt(page, [endUs])).not.toEqual(done);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled();
  await goToInstant(page, endUs);
  await expect(podRow(page, 'web')).toContainText('Running');
  expect(await hashesAt(page, [endUs])).toEqual(done);

  await page.getByRole('button', { name: 'Reset the cluster' }).click();
  await waitForWorld(page);
  await expect(
    page
      .getByRole('region', { name: 'What happens and why' })
      .getByRole('button', { name: 'Run your first Pod' }),
  ).toBeVisible();
  expect((await hashesAt(page, [12_000_000]))[0]).toEqual(booted);
});
