import type { Page } from '@playwright/test';
import { streamSeed, WordStream } from '../../src/base/random-stream.ts';
import { waitForWorld } from '../../scripts/moments.ts';
import { expect, test } from '../stage.ts';
import { hashesAt } from '../time.ts';

/** `MONKEY_SEED=7 MONKEY_CLICKS=2000 npx playwright test monkey` plays for longer. */
const SEED = Number(process.env['MONKEY_SEED'] ?? 1);
const CLICKS = Number(process.env['MONKEY_CLICKS'] ?? 80);

const KEYS: readonly string[] = [
  ...Array.from('abcdefghijklmnopqrstuvwxyz0123456789[]+-?/'),
  'Space',
  'Enter',
  'Escape',
  'Tab',
  'Shift+Tab',
  'Backspace',
  'Delete',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Shift+ArrowLeft',
  'Shift+ArrowRight',
  'Shift+F10',
  'Control+k',
  'Control+z',
  'Control+y',
];

const LINES = [
  'kubectl run web --image=nginx',
  'kubectl get pods -w',
  'kubectl delete pods --all',
  'undo',
  'help',
  '{]',
];

/** One thing that a child at the keyboard might do. */
async function anything(page: Page, roll: WordStream): Promise<string> {
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 900 };
  const [x, y] = [roll.between(1, width - 2), roll.between(1, height - 2)];
  const chance = roll.next();
  if (chance < 0.35) {
    await page.mouse.click(x, y);
    return `click ${x} ${y}`;
  }
  if (chance < 0.45) {
    await page.mouse.click(x, y, { button: 'right' });
    return `right click ${x} ${y}`;
  }
  if (chance < 0.5) {
    await page.mouse.dblclick(x, y);
    return `double click ${x} ${y}`;
  }
  if (chance < 0.55) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(roll.between(1, width - 2), roll.between(1, height - 2), { steps: 3 });
    await page.mouse.up();
    return `drag from ${x} ${y}`;
  }
  if (chance < 0.6) {
    await page.mouse.wheel(0, roll.between(-400, 400));
    return 'wheel';
  }
  if (chance < 0.65) {
    const line = roll.pick(LINES);
    await page.keyboard.type(`${line}\n`);
    return `type ${line}`;
  }
  if (chance < 0.8) {
    const buttons = page.locator('button:visible, [role=tab]:visible, [role=menuitem]:visible');
    const count = await buttons.count();
    if (count === 0) return 'no button';
    const button = buttons.nth(roll.between(0, count - 1));
    const name = await button
      .evaluate((node) => node.ariaLabel ?? node.textContent, undefined, { timeout: 500 })
      .catch(() => 'gone');
    await button.click({ timeout: 500 }).catch(() => undefined);
    return `button ${name}`;
  }
  const key = roll.pick(KEYS);
  await page.keyboard.press(key);
  return `key ${key}`;
}

test('whatever is clicked and pressed, the page holds, and Reset brings the first cluster back', async ({
  stage: page,
  complaints,
}) => {
  test.setTimeout(60_000 + CLICKS * 1_000);
  const [first] = await hashesAt(page, [12_000_000]);
  const roll = new WordStream(new Int32Array(streamSeed(SEED, 'clicks')), 0);
  const story: string[] = [];
  for (let i = 0; i < CLICKS; i += 1) {
    story.push(await anything(page, roll));
    expect(complaints, story.slice(-15).join('\n')).toEqual([]);
  }
  await expect
    .poll(() => page.evaluate(() => window.__orrery.state.engine), { message: story.slice(-15).join('\n') })
    .toBe('ready');
  // Whatever the language is now and whatever stands open: the way back is there.
  await page.evaluate(() => window.__orrery.set({ locale: 'en' }));
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Reset the cluster' }).click();
  await waitForWorld(page);
  expect(await hashesAt(page, [12_000_000])).toEqual([first]);
});
