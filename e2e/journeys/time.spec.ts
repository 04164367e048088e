import type { Page } from '@playwright/test';
import { goTo as goToMoment, liveFirstPod, waitForWorld } from '../../scripts/moments.ts';
import { expectAccessible, expectTranslated } from '../axe.ts';
import { phaseOf } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { expectOneInstant, goOn, goToInstant, hashesAt, hurry, nowUs } from '../time.ts';
import { run } from '../terminal.ts';

/** Opens "Go to" by its key, types a line and takes the first thing found. */
async function goTo(page: Page, line: string): Promise<void> {
  await page.keyboard.press('g');
  const sheet = page.getByRole('dialog', { name: 'Go to a step' });
  await sheet.getByRole('combobox').fill(line);
  await expect(sheet.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);
}

test('go to a step, a time, a resourceVersion and a word', async ({ stage: page }) => {
  await liveFirstPod(page);
  await page.getByRole('application', { name: 'Map' }).or(page.getByRole('main')).first().focus();
  await goTo(page, '13.5s');
  expect(await nowUs(page)).toBe(13_500_000);
  await goTo(page, '3');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('GET');
  const third = await page.evaluate(() => {
    const { trace, state } = window.__orrery;
    const acted = trace.notes.find((note) => note.code === 'root.action')?.atUs ?? 0;
    const hop = trace.hops.filter((one) => one.atUs >= acted && !one.background)[2];
    return { wanted: String(hop?.id), selected: state.selection?.id };
  });
  expect(third.selected).toBe(third.wanted);

  const version = await page.evaluate(() => {
    const written = window.__orrery.trace.events.find(
      (event) => event.kind === 'object' && event.key === 'pods/default/web',
    );
    return written?.kind === 'object' ? written.resourceVersion : 0;
  });
  await page.keyboard.press('g');
  const sheet = page.getByRole('dialog', { name: 'Go to a step' });
  await sheet.getByRole('combobox').fill(String(version));
  await expect(sheet.getByRole('option', { name: `etcd revision ${version}` })).toBeVisible();
  await expectAccessible(page, 'go to');
  await expectTranslated(page, 'go to');
  await sheet.getByRole('option', { name: `resourceVersion ${version}` }).click();
  expect(await phaseOf(page, 'web')).toBe('Pending');
  await goTo(page, 'PullImage');
  await expect(inspector).toContainText('PullImage');
  await expectOneInstant(page);
});

test('what is chosen stays when it is gone; depth changes what is shown and never the instant', async ({
  stage: page,
}) => {
  await hurry(page);
  await liveFirstPod(page);
  const placeUs = await nowUs(page);
  await goToInstant(page, placeUs + 9_000_000);
  await run(page, 'kubectl delete pod web --now');
  await page.evaluate(() => window.__orrery.select({ kind: 'pod', id: 'pods/default/web' }));
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('web');
  await goOn(page, 5_000_000);
  expect(await phaseOf(page, 'web')).toBe('none');
  await expect(inspector).toContainText(/deleted at \d+\.\d{3} \d{3} s/);

  await goToMoment(page, { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5 });
  const tokens = page.getByRole('group', { name: 'Messages on the way' }).getByRole('button');
  await tokens
    .and(page.getByRole('button', { name: /^POST / }))
    .first()
    .click();
  const told = await inspector.getByRole('heading').first().textContent();
  await goOn(page, 60_000);
  await expect(inspector.getByRole('heading').first()).toHaveText(told ?? '');

  await page.getByRole('main').focus();
  const us = await nowUs(page);
  const hashes = await hashesAt(page, [us]);
  for (const depth of ['3', '1', '2']) {
    await page.keyboard.press(depth);
    await expect(
      page.locator(`[data-depth="${depth === '1' ? 'story' : depth === '2' ? 'components' : 'wire'}"]`),
    ).toBeVisible();
    if (depth === '1') expect(await tokens.count()).toBeLessThanOrEqual(12);
    for (const name of ['Time', 'Map of the cluster'])
      await expect(page.getByLabel(name, { exact: true })).toHaveAttribute('data-t', String(us));
  }
  expect(await hashesAt(page, [us])).toEqual(hashes);
});

test('an own bookmark is named, met by J and L, kept over a reload, and deleted', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goOn(page, 4_321_000);
  const markedUs = await nowUs(page);
  await page.keyboard.press('m');
  const sheet = page.getByRole('dialog', { name: /^Mark / });
  await sheet.getByRole('textbox', { name: 'Name of the bookmark' }).fill('the image comes');
  await page.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);
  const mark = page.getByRole('button', { name: /^the image comes, marked at / });
  await expect(mark).toBeVisible();
  await page.keyboard.press('j');
  expect(await nowUs(page)).toBeLessThan(markedUs);
  await page.keyboard.press('l');
  expect(await nowUs(page)).toBe(markedUs);

  await page.evaluate(() => window.__orrery.saveNow());
  await page.reload();
  await waitForWorld(page);
  await expect(mark).toBeVisible();
  await goToInstant(page, markedUs + 1_000);
  await mark.click();
  expect(await nowUs(page)).toBe(markedUs);
  await page.keyboard.press('m');
  await sheet.getByRole('button', { name: 'Delete the bookmark' }).click();
  await expect(mark).toHaveCount(0);
});

test('speed changes while it plays, and time stands still where a Pod becomes Running', async ({
  stage: page,
}) => {
  await page.getByRole('button', { name: /^Pace/ }).click();
  const pace = page.getByRole('dialog', { name: 'Pace' });
  await pace.getByRole('checkbox', { name: 'a Pod becomes Running' }).check();
  const speed = pace.getByRole('slider', { name: 'Speed, logarithmic' });
  await expect(speed).toHaveAttribute('aria-valuetext', '× 1');
  await expectAccessible(page, 'pace');
  await page.evaluate(() => void window.__orrery.runFirstPod());
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await speed.press('End');
  await expect(speed).toHaveAttribute('aria-valuetext', '× 100');
  await expect(page.getByRole('status').filter({ hasText: 'Paused: a Pod became Running.' })).toBeVisible({
    timeout: 40_000,
  });
  expect(await page.evaluate(() => window.__orrery.state.playing)).toBe(false);
  expect(await phaseOf(page, 'web')).toBe('Running');
  await page.evaluate(() => window.__orrery.playhead.seek(window.__orrery.playhead.us - 1));
  expect(await phaseOf(page, 'web')).toBe('Pending');
});
