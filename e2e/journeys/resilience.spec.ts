import { liveFirstPod } from '../../scripts/moments.ts';
import { podRow } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { goOn, hashesAt, nowUs } from '../time.ts';

test('an engine that hangs is said so and replaced at the same instant', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goOn(page, 8_000_000);
  const placeUs = await nowUs(page);
  const before = await hashesAt(page, [placeUs]);
  await page.evaluate(() => window.__orrery.ask({ kind: 'misbehave', how: 'spin' }, () => true));
  const status = page.getByRole('status');
  await expect(status.filter({ hasText: 'The engine is busy.' })).toBeVisible();
  await expect(status.filter({ hasText: 'did not answer for ten seconds' })).toBeVisible({ timeout: 20_000 });
  await expect(podRow(page, 'web')).toContainText('Running');
  expect(await nowUs(page)).toBe(placeUs);
  expect(await hashesAt(page, [placeUs])).toEqual(before);
  await expect(status.filter({ hasText: 'The engine is busy.' })).toHaveCount(0);
  await goOn(page, 1_000_000);
});

test('an engine that breaks is said so and replaced at the same instant', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goOn(page, 8_000_000);
  const placeUs = await nowUs(page);
  const before = await hashesAt(page, [placeUs]);
  await page.evaluate(() => window.__orrery.ask({ kind: 'misbehave', how: 'throw' }, () => true));
  await expect(
    page.getByRole('status').filter({ hasText: 'The engine failed and was replaced.' }),
  ).toBeVisible();
  await expect(podRow(page, 'web')).toContainText('Running');
  expect(await nowUs(page)).toBe(placeUs);
  expect(await hashesAt(page, [placeUs])).toEqual(before);
  await goOn(page, 1_000_000);
});

test('a command that cannot be carried out is answered in words, and nothing else happens', async ({
  stage: page,
}) => {
  await page.evaluate(() => window.__orrery.switchBranch('nowhere'));
  const said = page.getByRole('status').filter({ hasText: 'there is no branch "nowhere"' });
  await expect(said).toBeVisible();
  await said.getByRole('button', { name: 'Close' }).click();
  await expect(said).toHaveCount(0);
  await goOn(page, 1_000_000);
});

test('a whole first Pod asks no host but its own', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(baseURL ?? '') || url.startsWith('data:') || url.startsWith('blob:');
    if (!own) strangers.push(url);
  });
  await page.goto('/');
  await liveFirstPod(page);
  for (const tab of ['Manifest', 'Nodes', 'Events', 'Trace', 'Faults'])
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
  await page.evaluate(() => window.__orrery.set({ depth: 3 }));
  await expect(page.getByRole('region', { name: 'Requests', exact: true })).toBeVisible();
  expect(strangers).toEqual([]);
});
