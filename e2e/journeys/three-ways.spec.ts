import { podRow, podsTable } from '../pods.ts';
import { expect, test } from '../stage.ts';
import { goOn, hurry } from '../time.ts';
import { run, terminalOf, typeLine } from '../terminal.ts';

test('a line typed in the terminal leads to a running Pod, and to the rest of its life', async ({
  stage: page,
}) => {
  await hurry(page);
  expect(await run(page, 'kubectl run a --image=nginx:1.27')).toBe('pod/a created');
  await expect(terminalOf(page)).toContainText('pod/a created');
  await goOn(page, 8_000_000);
  await expect(podRow(page, 'a')).toContainText('Running');
  expect(await run(page, 'get pods -o wide')).toMatch(
    /NODE +NOMINATED NODE +READINESS GATES\na +1\/1 +Running +0 +\d+s +10\.244\.\d\.\d+ +node-\d/,
  );
  const told = await run(page, 'describe pod a');
  expect(told).toMatch(/^Name: +a\nNamespace: +default\n/);
  expect(told).toMatch(
    /Message\n.*-+\n +Normal +Scheduled +\d+s +default-scheduler +Successfully assigned default\/a to node-\d\n/,
  );
  expect(told).toContain('Pulling image "nginx:1.27"');
  expect(told).toMatch(/Started +\d+s +kubelet +.*Container started$/);
  expect(await run(page, 'get pod a -o yaml')).toContain('phase: Running');
  expect(await run(page, 'logs a')).not.toContain('error');
  expect(await run(page, 'get pod nobody')).toBe('Error from server (NotFound): pods "nobody" not found');
  expect(await run(page, 'delete pod a')).toMatch(/^pod "a" deleted/);
  expect(await run(page, 'get pods')).toBe('No resources found in default namespace.');
  await expect(podRow(page, 'a')).toHaveCount(0);
});

test('a Deployment is created and scaled from the terminal', async ({ stage: page }) => {
  await hurry(page);
  expect(await run(page, 'create deployment shop --image=nginx:1.27 --replicas=2')).toBe(
    'deployment.apps/shop created',
  );
  await goOn(page, 12_000_000);
  expect(await run(page, 'get deployments')).toMatch(/\nshop +2\/2 +2 +2 +\d+s$/);
  expect(await run(page, 'scale deployment shop --replicas=3')).toBe('deployment.apps/shop scaled');
  await goOn(page, 8_000_000);
  await expect(podsTable(page).getByRole('row')).toHaveCount(4);
  await expect(podsTable(page).getByText('Running')).toHaveCount(3);
  expect(await run(page, 'scale deployment shop --replicas=0')).toBe('deployment.apps/shop scaled');
  await goOn(page, 40_000_000);
  await expect(podsTable(page)).toContainText('No Pods yet');
});

test('the terminal completes, recalls, watches and is interrupted', async ({ stage: page }) => {
  await hurry(page);
  await page.getByRole('textbox', { name: 'Type a kubectl command.' }).focus();
  await page.keyboard.type('kubectl get no');
  await page.keyboard.press('Tab');
  await expect(terminalOf(page)).toContainText('kubectl get nodes');
  await page.keyboard.press('Enter');
  await expect(terminalOf(page)).toContainText('node-3');
  // The line editor comes back when the command has ended, not with its last line.
  await expect(page.locator('[data-session="t1"]')).toHaveAttribute('data-running', 'false');
  await page.keyboard.press('ArrowUp');
  // The first of the two may have scrolled out of a low panel: what counts is the line behind the answer.
  await expect(terminalOf(page)).toHaveText(/node-3[^$]*\$ kubectl get nodes/);
  await page.keyboard.press('Control+c');
  await typeLine(page, 'get pods -w');
  await expect(page.locator('[data-session="t1"]')).toHaveAttribute('data-running', 'true');
  await expect(terminalOf(page)).toContainText('watches; Ctrl+C ends it');
  await page.keyboard.press('Control+c');
  await expect(page.locator('[data-session="t1"]')).toHaveAttribute('data-running', 'false');
});

test('the manifest editor leads to a running Pod through the same kubectl', async ({ stage: page }) => {
  await hurry(page);
  await page.getByRole('tab', { name: 'Manifest' }).click();
  const editor = page.getByRole('region', { name: 'Manifest editor' });
  await expect(editor).toContainText('No problems found');
  await editor.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(editor.getByText('pod/web created')).toBeVisible();
  await expect(podRow(page, 'web')).toContainText('Running', { timeout: 30_000 });
  await page.getByRole('tab', { name: 'Terminal', exact: true }).click();
  await expect(terminalOf(page)).toContainText('kubectl apply -f manifest.yaml');
});

test('a broken manifest gets its error with line and column, and what the server says', async ({
  stage: page,
}) => {
  await hurry(page);
  await page.getByRole('tab', { name: 'Manifest' }).click();
  const editor = page.getByRole('region', { name: 'Manifest editor' });
  await editor.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: 'Manifest with a typing error' }).click();
  await expect(
    editor.getByRole('button', { name: /Unknown field .*imagee.* Did you mean image\? Line 8, column 5/ }),
  ).toBeVisible();
  await editor.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(editor.getByText(/unknown field "spec\.containers\[0\]\.imagee"/).first()).toBeVisible();

  await editor.getByRole('textbox').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n name: twice\n');
  await expect(editor.getByRole('button', { name: /Line \d+, column \d+/ }).first()).toBeVisible();
  await editor.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(editor.getByText(/error parsing manifest\.yaml: .*yaml: line \d+/).first()).toBeVisible();
});
