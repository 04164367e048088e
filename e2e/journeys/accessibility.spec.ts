import type { Page } from '@playwright/test';
import { expectAccessible, expectTranslated } from '../axe.ts';
import { goTo, liveFirstPod, settle } from '../../scripts/moments.ts';
import { expect, test } from '../stage.ts';
import { nowUs } from '../time.ts';
import type { SessionState } from '../../src/ui/session/state.ts';

const POST = { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5, select: true } as const;

// Axe walks through every element: a recording of that would take longer than the journey.
test.use({ trace: 'off' });

/** What a reader looks at, one after the other. */
const VIEWS: readonly { readonly name: string; readonly state: Partial<SessionState> }[] = [
  { name: 'paused, inspector open', state: {} },
  { name: 'manifest editor', state: { bottomTab: 'manifest' } },
  { name: 'faults and events', state: { bottomTab: 'faults', splitTab: 'events' } },
  { name: 'fault menu', state: { faultMenu: { target: { kind: 'part', id: 'etcd-2' }, x: 300, y: 200 } } },
  { name: 'shortcuts', state: { faultMenu: null, overlay: 'shortcuts' } },
  { name: 'X-ray of the scheduler', state: { overlay: null, xray: 'kube-scheduler/cp-1' } },
  { name: 'X-ray of etcd', state: { xray: 'etcd-1' } },
  { name: 'Story', state: { xray: null, depth: 1 } },
  { name: 'Wire', state: { depth: 3 } },
];

async function show(page: Page, state: Partial<SessionState>): Promise<void> {
  await page.evaluate((change) => window.__orrery.set(change), state);
  await settle(page);
}

for (const locale of ['en', 'zh-CN'] as const) {
  for (const theme of ['dark', 'light'] as const) {
    test(`every view is accessible and translated: ${theme}, ${locale}`, async ({ stage: page }) => {
      test.setTimeout(120_000);
      await show(page, { locale, theme });
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await page.evaluate(() => window.__orrery.playhead.pause());
      await expectAccessible(page, 'first screen');
      await expectTranslated(page, 'first screen');
      await liveFirstPod(page);
      await goTo(page, POST);
      for (const view of VIEWS) {
        await show(page, view.state);
        await expectAccessible(page, view.name);
        await expectTranslated(page, view.name);
      }
    });
  }
}

test('no step of the first Pod shows a word without a translation', async ({ stage: page }) => {
  await liveFirstPod(page);
  await page.evaluate(() => {
    window.__orrery.playhead.nextInteresting();
    window.__orrery.set({ locale: 'zh-CN' });
  });
  // The language comes when it is first asked for.
  await expect(page.locator('[data-caption]')).toContainText(/[\u4e00-\u9fff]/);
  const untold = await page.evaluate(async () => {
    const { playhead, trace } = window.__orrery;
    const runningUs = trace.objectHistory('pods/default/web').at(-1)?.atUs ?? 0;
    const said: string[] = [];
    while (playhead.us < runningUs) {
      const before = playhead.us;
      playhead.step(1, 'hop');
      if (playhead.us === before) break;
      await new Promise((drawn) => requestAnimationFrame(drawn));
      const bar = document.querySelector('[data-caption]');
      const words = [...(bar?.querySelectorAll('p') ?? [])].map((line) => line.textContent ?? '');
      if (!words.every((line) => /[\u4e00-\u9fff]/.test(line)))
        said.push(`${playhead.us}: ${words.join(' | ')}`);
    }
    return said;
  });
  expect(untold).toEqual([]);
});

test('with reduced motion nothing runs by itself and no message moves between steps', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto('/');
  await liveFirstPod(page);
  await goTo(page, POST);
  const running = () =>
    page.evaluate(
      () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
    );
  expect(await running()).toBe(0);
  const place = () => page.getByRole('button', { name: /^POST .* from kubectl/ }).boundingBox();
  const before = await place();
  expect(before).not.toBeNull();
  // Another instant of the same message: it stands where it stood.
  await page.evaluate(() => window.__orrery.playhead.seek(window.__orrery.playhead.us + 40));
  await settle(page);
  expect(await place()).toEqual(before);
  const placeUs = await nowUs(page);
  await page.keyboard.press('ArrowRight');
  await settle(page);
  expect(await nowUs(page)).toBeGreaterThan(placeUs);
  expect(await running()).toBe(0);
  await context.close();
});
