import type { Page } from '@playwright/test';
import { goTo, liveFirstPod } from '../../scripts/moments.ts';
import { podRow } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { hashesAt, nowUs } from '../time.ts';
import { terminalOf } from '../terminal.ts';

const TABS_MAX = 60;

/** Presses Tab until something with this name has the focus; fails if it cannot be reached. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < TABS_MAX; i += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (focused === name) return;
  }
  throw new Error(`Tab never reaches "${name}".`);
}

const focusedThing = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-focus') ?? '');

test('the whole first Pod needs no mouse', async ({ stage: page }) => {
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the map' })).toBeFocused();
  await tabTo(page, 'Run your first Pod');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^GET \/api.* from kubectl/ })).toBeVisible({
    timeout: 5_000,
  });
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const pausedUs = await nowUs(page);
  expect(pausedUs).toBeGreaterThan(12_000_000);
  await page.keyboard.press('Space');
  await expect.poll(() => nowUs(page)).toBeGreaterThan(pausedUs);
  for (let i = 0; i < 8; i += 1) await page.keyboard.press(']');
  await expect(podRow(page, 'web')).toContainText('Running', { timeout: 40_000 });
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(terminalOf(page)).toContainText('pod/web created');

  const endUs = await nowUs(page);
  const [there] = await hashesAt(page, [endUs]);
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('PageUp');
  expect(await nowUs(page)).toBeLessThan(endUs);
  await page.keyboard.press('Home');
  expect(await nowUs(page)).toBe(0);
  await page.keyboard.press('End');
  expect(await nowUs(page)).toBe(endUs);
  expect((await hashesAt(page, [endUs]))[0]).toEqual(there);
});

test('arrows step by hop, with Shift by request, and J and L go by bookmarks', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5 });
  const placeUs = await nowUs(page);
  await page.keyboard.press('ArrowRight');
  const hopUs = await nowUs(page);
  await page.keyboard.press('ArrowLeft');
  expect(await nowUs(page)).toBe(placeUs);
  await page.keyboard.press('Shift+ArrowRight');
  const requestUs = await nowUs(page);
  expect(placeUs).toBeLessThan(hopUs);
  expect(hopUs).toBeLessThan(requestUs);
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await nowUs(page)).toBe(placeUs);
  await page.keyboard.press('j');
  const markUs = await nowUs(page);
  expect(markUs).toBeLessThan(placeUs);
  await page.keyboard.press('l');
  expect(await nowUs(page)).toBeGreaterThan(markUs);
});

test('arrows walk along the wires to a message, Enter inspects it, Escape goes up', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5 });
  await tabTo(page, 'Cluster');
  await page.keyboard.press('ArrowRight');
  expect(await focusedThing(page)).toBe('part:kube-apiserver/cp-1');
  for (let i = 0; i < 4 && !(await focusedThing(page)).startsWith('hop:'); i += 1)
    await page.keyboard.press('ArrowLeft');
  expect(await focusedThing(page)).toMatch(/^hop:\d+$/);
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('/api/v1/namespaces/default/pods?fieldManager=kubectl-run');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(inspector).toContainText('Nothing selected');
});

test('the palette opens the scheduler and etcd from inside, Escape closes them', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'phase', chart: 'binding-cycle' }, at: 0 });
  const xray = page.getByRole('region', { name: /^Inside / });
  for (const [name, inside] of [
    ['kube-scheduler', 'TaintToleration'],
    ['etcd-1', 'etcd-3'],
  ] as const) {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
    await expect(xray).toContainText(inside);
    await expect(page.getByRole('region', { name: 'Time' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(xray).toHaveCount(0);
  }
});
