import { goTo, liveFirstPod } from '../../scripts/moments.ts';
import { podRow, podsTable } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { expectOneInstant, goOn, goToInstant, hashesAt, hurry, nowUs, walk } from '../time.ts';
import { run, terminalOf } from '../terminal.ts';

const POST = { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5, select: true } as const;

test('one click leads from an empty cluster to a running Pod', async ({ page }) => {
  await page.goto('/');
  const start = page
    .getByRole('region', { name: 'What happens and why' })
    .getByRole('button', { name: 'Run your first Pod' });
  await expect(start).toBeEnabled();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await start.click();

  // Within five seconds a request is on its way from kubectl, and it moves.
  const token = page
    .getByRole('group', { name: 'Messages on the way' })
    .getByRole('button', { name: /^GET \/api.* from kubectl/ });
  await expect(token).toBeVisible({ timeout: 5_000 });
  const first = await token.first().boundingBox();
  await expect.poll(async () => (await token.first().boundingBox())?.x ?? -1).not.toBe(first?.x);
  await expect(page.getByRole('region', { name: 'What happens and why' })).toContainText('kubectl');

  await page.getByRole('button', { name: /^Pace/ }).click();
  await page.getByRole('radio', { name: '0.25 s' }).click();
  await hurry(page);
  await expect(podRow(page, 'web')).toContainText('Running', { timeout: 40_000 });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(terminalOf(page)).toContainText('pod/web created');
  await expect(podRow(page, 'web').getByRole('cell')).toHaveText(['web', '1/1', 'Running', '0', /^\d+s$/]);
  await expect(page.getByRole('button', { name: 'Pod web, Running' })).toBeVisible();
  await expectOneInstant(page);
});

test('the Pods table says what kubectl get pods prints at the same instant', async ({ stage: page }) => {
  await liveFirstPod(page);
  // In the middle of a second, so that no age turns between the question and the answer.
  await goToInstant(page, Math.floor((await nowUs(page)) / 1_000_000) * 1_000_000 + 8_300_000);
  await hurry(page);
  for (const flags of ['', ' -o wide']) {
    const printed = await run(page, `kubectl get pods${flags}`);
    if (flags !== '') await podsTable(page).getByRole('button', { name: '-o wide' }).click();
    await expect(podsTable(page)).toHaveAttribute('data-kubectl', `kubectl get pods${flags}`);
    await expectOneInstant(page);
    expect((await podsTable(page).getAttribute('data-text'))?.trimEnd()).toBe(printed.trimEnd());
    expect(printed).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE.*\nweb +1\/1 +Running +0 +\d+s/);
  }
});

test('stepping back to the start and forward again leads through the same states', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  const endUs = await page.evaluate(() => {
    const { playhead, trace } = window.__orrery;
    const running = trace.objectHistory('pods/default/web').at(-1)?.atUs ?? 0;
    playhead.seek(running + 1_000);
    return playhead.us;
  });
  const back = [endUs, ...(await walk(page, -1, 0))];
  expect(back.length).toBeGreaterThan(100);
  expect(back.at(-1)).toBeLessThan(1_000);
  await page.getByRole('button', { name: 'To the start' }).click();
  expect(await nowUs(page)).toBe(0);
  await expect(podRow(page, 'web')).toHaveCount(0);
  await expect(terminalOf(page)).not.toContainText('pod/web created');

  const seen = back.filter((_, i) => i % 16 === 0);
  const hashesBack = await hashesAt(page, seen);
  const forward = await walk(page, 1, endUs);
  expect([...forward, endUs]).toEqual([...new Set(back)].reverse());
  const hashesForward = await hashesAt(page, [...seen].reverse());
  expect([...hashesForward].reverse()).toEqual(hashesBack);
  expect(new Set(hashesBack.map((entry) => entry.stateHash)).size).toBeGreaterThan(10);
});

test('one press forward and one back is the same place, by hop and by request', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goTo(page, POST);
  const placeUs = await nowUs(page);
  const [before] = await hashesAt(page, [placeUs]);
  for (const [forward, back] of [
    ['ArrowRight', 'ArrowLeft'],
    ['Shift+ArrowRight', 'Shift+ArrowLeft'],
  ] as const) {
    await page.getByRole('region', { name: 'Time' }).focus();
    await page.keyboard.press(forward);
    expect(await nowUs(page)).toBeGreaterThan(placeUs);
    await page.keyboard.press(back);
    expect(await nowUs(page)).toBe(placeUs);
  }
  expect((await hashesAt(page, [placeUs]))[0]).toEqual(before);
  await page.getByRole('button', { name: 'One hop forward' }).click();
  expect(await nowUs(page)).toBeGreaterThan(placeUs);
  await page.getByRole('button', { name: 'One hop back' }).click();
  expect(await nowUs(page)).toBe(placeUs);
});

test('the inspector shows what was sent, what was stored, and why, back to the person', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  await goTo(page, POST);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector).toContainText('/api/v1/namespaces/default/pods?fieldManager=kubectl-run');
  await expect(inspector).toContainText('In flight');
  const body = inspector.getByRole('radiogroup', { name: 'Body' });
  await body.getByRole('radio', { name: 'Sent' }).click();
  await expect(inspector).toContainText('nginx:1.27');
  await expect(inspector).not.toContainText('kube-api-access-');
  await body.getByRole('radio', { name: 'Stored' }).click();
  await expect(inspector).toContainText('uid');
  await body.getByRole('radio', { name: /^Diff \+\d+/ }).click();
  const diff = inspector.getByRole('group', { name: 'What differs' });
  await expect(diff).toContainText('+');
  await expect(diff).toContainText('kube-api-access-');
  await expect(inspector).toContainText('kubectl run web --image=nginx:1.27');
  await expect(inspector.getByRole('heading', { name: 'What next?' })).toBeVisible();
  await inspector.getByRole('button', { name: 'back to you' }).click();
  await expect(inspector).toContainText('You ran: kubectl run web --image=nginx:1.27');
  await goOn(page, 0);
  await expectOneInstant(page);
});

test('a double click on a part shows it from inside; a click on a Pod, a wire and a message inspects it', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'hop', wire: 'cri', verb: 'PullImage' }, at: 0.5 });
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await page
    .getByRole('group', { name: 'Messages on the way' })
    .getByRole('button', { name: /^PullImage/ })
    .click();
  await expect(inspector).toContainText('PullImage');
  await page.getByRole('button', { name: /^Pod web, / }).click();
  await expect(inspector).toContainText('ContainerCreating');
  await page
    .getByRole('button', { name: 'HTTP request from kubectl to kube-apiserver/cp-1' })
    .click({ force: true });
  await expect(inspector.getByRole('heading', { name: 'Link' })).toBeVisible();
  await page.getByRole('button', { name: /^scheduler, / }).dblclick();
  const xray = page.getByRole('region', { name: /^Inside / });
  await expect(xray).toBeVisible();
  await expect(xray.getByRole('table')).toContainText('TaintToleration');
  await xray.getByRole('button', { name: 'Map', exact: true }).click();
  await expect(xray).toHaveCount(0);
});
