import { goTo, liveFirstPod } from '../../scripts/moments.ts';
import { expect, test } from '../stage.ts';
import { expectActs, goOn } from '../time.ts';

const node3 = `apiVersion: v1
kind: Node
metadata:
  name: node-3
spec:
  taints:
  - key: gpu
    value: "yes"
    effect: NoSchedule
`;
const pod = (name: string, cpu: string, memory: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
  - name: c
    image: nginx
    resources:
      requests:
        cpu: ${cpu}
        memory: ${memory}
`;

test('the strip shows what travels and leads from part to part', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'hop', verb: '201', to: 'kubectl' }, at: 0.5 });
  await page.evaluate(() => window.__orrery.set({ xray: 'kube-scheduler/cp-1' }));
  const inside = page.getByRole('region', { name: /^Inside / });
  const strip = page.getByRole('navigation', { name: 'Parts of the cluster' });
  await expect(strip.getByRole('button', { name: 'scheduler', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await strip.getByRole('button', { name: '201 from kube-apiserver/cp-1 to kubectl' }).click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('201');

  await strip.getByRole('button', { name: 'etcd ×3' }).click();
  await expect(inside).toContainText('Quorum: 3 of 3 hear each other');
  await expect(inside.getByRole('region', { name: 'Keys and revisions' })).toContainText(
    'Watches of kube-apiserver',
  );

  await strip.getByRole('button', { name: 'node-3' }).click();
  await expect(inside.getByRole('heading', { name: 'kubelet' })).toBeVisible();
  await inside.getByRole('button', { name: 'containerd' }).click();
  await expect(inside.getByRole('heading', { name: 'containerd' })).toBeVisible();
});

test('where nodes differ, the scheduler says why each was not taken and what would have to be otherwise', async ({
  stage: page,
}) => {
  const files = { 'node.yaml': node3, 'big.yaml': pod('big', '2', '24Gi') };
  for (const [i, file] of Object.keys(files).entries()) {
    await page.evaluate(
      ([line, given]) => window.__orrery.act({ kind: 'kubectl', session: 't1', line, files: given }),
      [`kubectl apply -f ${file}`, files] as const,
    );
    await expectActs(page, i + 1);
    await goOn(page, 2_000_000);
  }
  await page.evaluate(() => window.__orrery.set({ xray: 'kube-scheduler/cp-1' }));
  const inside = page.getByRole('region', { name: /^Inside / });
  const waiting = inside.getByRole('region', { name: 'unschedulable' });
  await expect(waiting).toContainText('big');
  await expect(waiting).toContainText('wakes on: Pod gone, node added or changed, taint removed, node added');
  const why = inside.getByRole('region', { name: 'Why not' });
  await why.getByRole('combobox').selectOption('node-1');
  await expect(why).toContainText('With 16.0Gi more free it would pass');
  await why.getByRole('combobox').selectOption('node-3');
  await expect(why).toContainText('With a toleration of gpu=yes:NoSchedule');
});

test('a link that is cut between members shows it, and the frame leaves out who hears nobody', async ({
  stage: page,
}) => {
  await page.evaluate(async () => {
    for (const a of ['etcd-1', 'etcd-2'])
      await window.__orrery.act({ kind: 'fault', fault: { kind: 'cut', a, b: 'etcd-3' } });
    window.__orrery.set({ xray: 'etcd-1' });
  });
  await expectActs(page, 2);
  await goOn(page, 4_000_000);
  const members = page.getByRole('region', { name: 'Members' });
  await expect(members).toContainText('Quorum: 2 of 3 hear each other, so writes go on');
  await expect(members.getByText(/^[1-9]\d* lost$/)).toHaveCount(2);
  await expect(members.getByRole('article', { name: 'etcd-3' })).toContainText('asks again in');
});

test('the trace is walked by keys, its span moved in the overview, the requests are filtered', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  await goTo(page, { where: { kind: 'hop', verb: '201', to: 'kubectl' }, at: 1 });
  await page.keyboard.press('3');
  const trace = page.getByRole('region', { name: 'Trace: one track a part' });
  const disk = trace.getByRole('button', { name: /^etcd-2: WAL fsync/ }).first();
  await disk.click();
  await expect(trace.getByText('caused by MsgApp from etcd-1')).toBeVisible();
  const before = await page.evaluate(() => window.__orrery.state.selection?.id);
  await page.keyboard.press('.');
  await expect.poll(() => page.evaluate(() => window.__orrery.state.selection?.id)).not.toBe(before);
  await page.keyboard.press(',');
  await expect.poll(() => page.evaluate(() => window.__orrery.state.selection?.id)).toBe(before);

  const overview = trace.getByRole('slider');
  const start = Number(await overview.getAttribute('aria-valuenow'));
  await overview.press('ArrowRight');
  await expect.poll(async () => Number(await overview.getAttribute('aria-valuenow'))).toBeGreaterThan(start);

  const requests = page.getByRole('region', { name: 'Requests' }).last();
  await requests.getByRole('combobox', { name: 'Wires' }).selectOption('http');
  await requests.getByRole('combobox', { name: 'Verbs' }).selectOption('POST');
  await expect(requests.getByRole('row', { name: /POST …\/default\/pods.* 201 / })).toHaveCount(1);
  await expect(requests.getByRole('row').filter({ hasText: 'MsgApp' })).toHaveCount(0);
});
