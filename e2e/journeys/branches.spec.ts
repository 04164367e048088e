import type { Page } from '@playwright/test';
import { liveFirstPod, waitForWorld } from '../../scripts/moments.ts';
import { expectAccessible } from '../axe.ts';
import { phaseOf } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { expectOneInstant, goOn, goToInstant, hashesAt, hurry, nowUs } from '../time.ts';
import { run } from '../terminal.ts';

const branchButton = (page: Page) => page.getByRole('button', { name: /^Branch: / });

/** A Pod runs on the first branch; on a second one it was deleted. */
async function twoFutures(page: Page): Promise<number> {
  await hurry(page);
  await liveFirstPod(page);
  const actedUs = await nowUs(page);
  await goToInstant(page, actedUs + 10_000_000);
  const endUs = await nowUs(page);
  await goToInstant(page, actedUs + 6_000_000);
  await run(page, 'kubectl delete pod web --now');
  await expect(branchButton(page)).toContainText('2 of 2');
  return endUs;
}

test('a reload brings back every branch with its name, the current one, and the instant', async ({
  stage: page,
}) => {
  const endUs = await twoFutures(page);
  await branchButton(page).click();
  await page.getByRole('menuitem', { name: 'Rename this branch …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Rename branch-2' });
  await sheet.getByRole('textbox', { name: 'New name' }).fill('without web');
  await sheet.getByRole('button', { name: 'Rename' }).click();
  await expect(branchButton(page)).toContainText('without web');
  await goOn(page, 1_234_567);
  const placeUs = await nowUs(page);
  const second = await hashesAt(page, [placeUs, endUs]);
  await page.evaluate(() => window.__orrery.saveNow());
  await page.reload();
  await waitForWorld(page);
  await expect(branchButton(page)).toContainText('without web 2 of 2');
  expect(await nowUs(page)).toBe(placeUs);
  expect(await hashesAt(page, [placeUs, endUs])).toEqual(second);

  await branchButton(page).click();
  await page.getByRole('menuitem', { name: /^main/ }).click();
  await expect(branchButton(page)).toContainText('1 of 2');
  expect(await nowUs(page)).toBe(placeUs);
  expect(await phaseOf(page, 'web')).toBe('Running');
  // What was shown on a branch is remembered with it: acting before that opens a third one.
  expect(await page.evaluate(() => window.__orrery.playhead.playedToUs)).toBe(endUs);

  await page.goto('/manifest.webmanifest');
  await tearLastStep(page);
  await page.goto('/');
  await waitForWorld(page);
  const status = page.getByRole('status').filter({ hasText: 'The end of what this browser kept' });
  await expect(status).toBeVisible();
  await expect(branchButton(page)).toContainText('without web 2 of 2');
});

test('two branches side by side: in step, what differs ringed, counted and marked', async ({
  stage: page,
}) => {
  await twoFutures(page);
  await branchButton(page).click();
  await page.getByRole('menuitem', { name: 'Compare with main' }).click();
  const compare = page.getByRole('region', { name: 'Compare two branches' });
  const mapOf = (letter: string) =>
    compare.getByRole('group', { name: new RegExp(`^Map of branch ${letter}`) });
  await expect(compare.getByRole('region', { name: 'A · main' })).toBeVisible();
  await goOn(page, 3_000_000);
  await expect(compare.getByRole('status')).toHaveText(/^1 place differs/);
  await expect(compare.getByRole('status')).toContainText('Not the same on both: node-');
  await expect(mapOf('A').getByRole('button', { name: 'Pod web, Running' })).toBeVisible();
  await expect(mapOf('B').getByRole('button', { name: /^Pod web/ })).toHaveCount(0);
  const pods = compare.getByRole('table', { name: 'Pods of A and B' });
  await expect(pods.getByRole('row', { name: /^web 1\/1 Running .* not there$/ })).toBeVisible();
  await expectOneInstant(page);
  await expectAccessible(page, 'the comparison');

  await page.evaluate(() => window.__orrery.playhead.seek(13_000_000));
  await expect(compare.getByText('No place differs')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expectOneInstant(page);

  await page.keyboard.press('Escape');
  await expect(compare).toHaveCount(0);
  await expect(branchButton(page)).toContainText('2 of 2');
  await branchButton(page).click();
  await page.getByRole('menuitem', { name: 'Compare with main' }).click();
  await compare.getByRole('region', { name: 'A · main' }).getByRole('button', { name: 'Open alone' }).click();
  await expect(compare).toHaveCount(0);
  await expect(branchButton(page)).toContainText('1 of 2');
});

test('a fault on one of two branches says what it does there', async ({ stage: page }) => {
  await liveFirstPod(page);
  const actedUs = await nowUs(page);
  await goToInstant(page, actedUs + 9_000_000);
  await goToInstant(page, actedUs + 8_000_000);
  await page.evaluate(() =>
    window.__orrery.act({ kind: 'fault', fault: { kind: 'stop', part: 'kube-scheduler/cp-1' } }),
  );
  await expect(branchButton(page)).toContainText('2 of 2');
  await goOn(page, 500_000);
  await page.evaluate(() => window.__orrery.compare('main'));
  const compare = page.getByRole('region', { name: 'Compare two branches' });
  await expect(compare.getByRole('region', { name: 'B · branch-2' })).toContainText('scheduler stopped');
  const blast = compare.getByRole('region', { name: 'Blast radius of B' });
  await expect(blast).toContainText('New objects are stored');
  await expect(blast).toContainText('New Pods get no node');
  await expect(compare.getByRole('status')).toContainText('kube-scheduler');
});

/** Changes the last step that the browser keeps (going to the first branch) as a bad disk would. */
function tearLastStep(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done) => {
      const asked = indexedDB.open('kube-orrery');
      asked.addEventListener('success', () => done(asked.result));
    });
    await new Promise<void>((done) => {
      const change = database.transaction('steps', 'readwrite');
      change.addEventListener('complete', () => done());
      const steps = change.objectStore('steps');
      const last = steps.openCursor(null, 'prev');
      last.addEventListener('success', () => {
        const cursor = last.result;
        if (cursor !== null) cursor.update({ ...(cursor.value as object), check: 'torn' });
      });
    });
    database.close();
  });
}
