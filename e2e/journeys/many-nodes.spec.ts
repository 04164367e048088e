import { waitForWorld } from '../../scripts/moments.ts';
import { expect, test } from '../stage.ts';
import { goOn, hurry } from '../time.ts';
import { run } from '../terminal.ts';

test('a world of fifty nodes: Pods are counted, the trunk stands for all wires, and the first world is kept', async ({
  stage: page,
}) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: '50 nodes' }).click();
  await page.keyboard.press('Escape');
  const map = page.getByRole('application', { name: 'Cluster' });
  await expect(map.getByRole('button', { name: /^node-50, Ready, 0 Pods/ })).toBeVisible();
  await waitForWorld(page);
  await expect(map.getByText('50 nodes')).toHaveCount(2);
  await hurry(page);
  await run(page, 'create deployment web --image=nginx:1.27 --replicas=60');
  await goOn(page, 20_000_000);
  await expect(map.getByRole('region', { name: '50 nodes' })).toContainText('60 Pods');
  await expect(map.getByRole('region', { name: '50 nodes' })).toContainText('60 Running');

  // A filter leaves the nodes where they are and says how many Pods of how many it shows.
  await map.focus();
  await page.keyboard.press('/');
  const filter = page.getByRole('textbox', { name: 'Filter Pods' });
  await filter.fill('owner:nobody');
  await expect(map.getByRole('status')).toHaveText('Showing 0 of 60 Pods');
  await filter.fill('app=web status:Running');
  await expect(map.getByRole('status')).toHaveText('Showing 60 of 60 Pods');
  await filter.press('Escape');
  await expect(filter).toHaveCount(0);

  // At Wire two nodes have a card, and one card stands for the others.
  await page.getByRole('radio', { name: /Wire/ }).click();
  await expect(map.getByText('+48 nodes')).toBeVisible();
  await expect(map.getByRole('button', { name: 'kube-apiserver', exact: true })).toBeVisible();
  await page.getByRole('radio', { name: /Components/ }).click();

  // What is too near to be seen whole has a map of its own.
  await expect(map.getByRole('img', { name: 'Whole picture in small' })).toHaveCount(0);
  for (let step = 0; step < 4; step += 1) await map.getByRole('button', { name: 'Zoom in' }).click();
  await expect(map.getByRole('img', { name: 'Whole picture in small' })).toBeVisible();

  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: '3 nodes' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Back in the session that you left in this world.')).toBeVisible();
  await expect(map.getByRole('button', { name: /^node-3/ })).toBeVisible();
});
