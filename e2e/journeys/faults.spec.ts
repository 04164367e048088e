import { goTo, liveFirstPod } from '../../scripts/moments.ts';
import { breakPart, heal, openFaults, tray } from '../faults.ts';
import { nodeOf, phaseOf, podRow } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { expectActs, goOn, goToInstant, hashesAt, hurry, nowUs } from '../time.ts';
import { run, typeLine } from '../terminal.ts';

const LINE = 'kubectl run web --image=nginx:1.27';

test('without a scheduler a Pod waits Pending; healed, it is bound and runs', async ({ stage: page }) => {
  await hurry(page);
  await page.getByRole('button', { name: /^scheduler, / }).click({ button: 'right' });
  const menu = page.getByRole('dialog', { name: 'Break the selected thing' });
  await menu.getByRole('menuitem', { name: 'Stop scheduler' }).click();
  await expect(menu).toHaveCount(0);
  expect(await run(page, LINE)).toBe('pod/web created');
  await goOn(page, 20_000_000);
  await page.getByRole('tab', { name: /^Pods/ }).click();
  await expect(podRow(page, 'web')).toContainText('Pending');
  expect(await nodeOf(page, 'web')).toBe('');
  await expect(page.getByRole('button', { name: /^scheduler, .*stopped/i })).toBeVisible();

  await openFaults(page);
  await expect(tray(page)).toContainText('scheduler stopped');
  const blast = page.getByRole('group', { name: 'What these faults do' });
  await expect(blast).toContainText('New objects are stored');
  await expect(blast).toContainText('New Pods get no node');
  await heal(page, 'scheduler stopped');
  await expect(tray(page)).toContainText('No faults');
  await goOn(page, 40_000_000);
  expect(await nodeOf(page, 'web')).toMatch(/^node-\d$/);
  await page.getByRole('tab', { name: /^Pods/ }).click();
  await expect(podRow(page, 'web')).toContainText('Running');
});

test('one etcd member cut off: writes commit; two: they wait until one comes back', async ({
  stage: page,
}) => {
  await hurry(page);
  await breakPart(page, 'etcd-3', 'Cut etcd-3 off');
  await expect(tray(page)).toContainText('etcd-3 cut off');
  expect(await run(page, LINE)).toBe('pod/web created');

  await breakPart(page, 'etcd-2', 'Cut etcd-2 off');
  await expect(page.getByRole('group', { name: 'What these faults do' })).toContainText(
    'Nothing can be written',
  );
  await typeLine(page, 'kubectl run late --image=nginx:1.27');
  await goOn(page, 5_000_000);
  await expect(page.locator('[data-session="t1"]')).toHaveAttribute('data-running', 'true');
  expect(await phaseOf(page, 'late')).toBe('none');

  await heal(page, 'etcd-2 cut off');
  await goOn(page, 60_000_000);
  expect(await run(page, 'kubectl run again --image=nginx:1.27')).toBe('pod/again created');
  await page
    .getByRole('button', { name: 'Heal all' })
    .or(page.getByRole('button', { name: /^\d faults?/ }))
    .first()
    .click();
  await expect(page.getByRole('button', { name: /^\d faults?/ })).toHaveCount(0);
});

test('a crashed kube-apiserver: kubectl prints its error, and healed nothing is lost', async ({
  stage: page,
}) => {
  await hurry(page);
  expect(await run(page, LINE)).toBe('pod/web created');
  await goOn(page, 8_000_000);
  await breakPart(page, 'kube-apiserver', 'Crash kube-apiserver');
  expect(await run(page, 'kubectl get pods')).toMatch(
    /^The connection to the server .+:6443 was refused - did you specify the right host or port\?$/,
  );
  await heal(page, 'kube-apiserver crashed');
  await goOn(page, 15_000_000);
  expect(await run(page, 'kubectl get pods')).toMatch(/\nweb +1\/1 +Running/);
});

test('a Pod bound to a node whose kubelet is dead never starts', async ({ stage: page }) => {
  await hurry(page);
  const nodes = ['node-1', 'node-2', 'node-3'];
  for (const node of nodes) await breakPart(page, `kubelet ${node}`, `Crash kubelet ${node}`);
  await expect(tray(page)).toContainText('kubelet node-3 crashed');
  expect(await run(page, LINE)).toBe('pod/web created');
  await goOn(page, 20_000_000);
  expect(await nodeOf(page, 'web')).toMatch(/^node-\d$/);
  expect(await phaseOf(page, 'web')).toBe('Pending');
  const node = await nodeOf(page, 'web');
  await openFaults(page);
  await expect(page.getByRole('group', { name: 'What these faults do' })).toContainText(
    'New Pods do not start',
  );
  await heal(page, `kubelet ${node} crashed`);
  await goOn(page, 40_000_000);
  expect(await phaseOf(page, 'web')).toBe('Running');
});

test('a message on its way can be dropped by keyboard, and undo brings it back', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5, select: true });
  const placeUs = await nowUs(page);
  const token = page.getByRole('button', { name: /^POST .* from kubectl/ });
  await token.focus();
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('dialog', { name: 'Break the selected thing' });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await expect(menu.getByRole('menuitem', { name: 'Deliver it twice' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(token).toBeFocused();

  await page.keyboard.press('Shift+F10');
  await menu.getByRole('menuitem', { name: 'Drop it' }).press('Enter');
  await expectActs(page, 2);
  await goToInstant(page, placeUs + 100_000);
  expect(await phaseOf(page, 'web')).toBe('none');
  // TCP sends the lost segment again.
  await goOn(page, 10_000_000);
  expect(await phaseOf(page, 'web')).toBe('Running');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectActs(page, 1);
  expect(await nowUs(page)).toBeLessThanOrEqual(placeUs);
  await goOn(page, 100_000);
  expect(await phaseOf(page, 'web')).toBe('Pending');
});

test('a link is cut by its own menu, and faults are part of the hash', async ({ stage: page }) => {
  await page.evaluate(() => window.__orrery.playhead.pause());
  const placeUs = await nowUs(page);
  await page.getByRole('button', { name: 'Raft from etcd-1 to etcd-2' }).focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Cut etcd-1 ↔ etcd-2' }).click();
  await expect(page.getByRole('button', { name: /^1 fault/ })).toBeVisible();
  await goOn(page, 2_000_000);
  const [cut] = await hashesAt(page, [placeUs + 2_000_000]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /^1 fault/ })).toHaveCount(0);
  await goOn(page, 3_000_000);
  const [whole] = await hashesAt(page, [placeUs + 2_000_000]);
  expect(whole?.traceHash).not.toBe(cut?.traceHash);
});
