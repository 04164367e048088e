import { goTo, liveFirstPod } from '../../scripts/moments.ts';
import { podRow } from '../pods.ts';
import { expect, test } from '../stage.ts';

const POST = { where: { kind: 'hop', verb: 'POST', from: 'kubectl' }, at: 0.5, select: true } as const;
const RUNNING = {
  where: { kind: 'hop', verb: 'MODIFIED', label: 'pods/default/web' },
  at: 0.5,
  last: true,
  select: 'pod',
} as const;

test('every type of message opens in both languages, with what it is and why it was sent', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  await page.evaluate(() => window.__orrery.playhead.pause());
  const opened = await page.evaluate(async () => {
    const session = window.__orrery;
    const types = new Map(session.trace.hops.map((hop) => [`${hop.wire} ${hop.verb} ${hop.role}`, hop]));
    const broken: string[] = [];
    const shown = () => document.querySelector('[data-selection]')?.textContent ?? '';
    for (const locale of ['en', 'zh-CN'] as const) {
      session.set({ locale });
      for (const [type, hop] of types) {
        session.select({ kind: 'hop', id: String(hop.id) });
        for (let wait = 0; wait < 100 && !session.state.details[hop.id]; wait += 1)
          await new Promise((done) => setTimeout(done, 20));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const text = shown();
        const why = locale === 'en' ? 'Why?' : '为什么';
        if (!session.state.details[hop.id] || !text.includes(why))
          broken.push(`${type} in ${locale}: no why`);
        // A code that found no sentence stands as it is.
        const code = /(?:inspector|canvas|terms|captions)\.[a-z]+[.\w-]*/.exec(text)?.[0];
        if (code !== undefined) broken.push(`${type} in ${locale}: ${code}`);
      }
    }
    return { types: types.size, broken };
  });
  expect(opened.broken).toEqual([]);
  expect(opened.types).toBeGreaterThan(30);
});

test('F goes to the chosen message and follows it, F again fits, Escape leaves', async ({ stage: page }) => {
  await liveFirstPod(page);
  await goTo(page, POST);
  const viewport = page.locator('.react-flow__viewport');
  const fitted = (await viewport.getAttribute('style')) ?? '';
  const follow = page.getByRole('button', { name: 'Follow the chosen message' });
  await page.locator('#map').focus();
  await page.keyboard.press('f');
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await expect(viewport).not.toHaveAttribute('style', fitted);
  await page.keyboard.press('f');
  await expect(follow).toHaveAttribute('aria-pressed', 'false');
  await expect(viewport).toHaveAttribute('style', fitted);
  await page.keyboard.press('f');
  await expect(follow).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Follow the chosen message' })).toHaveCount(0);
});

test('a Pod and every mention of it light each other, and its lines can be searched', async ({
  stage: page,
}) => {
  await liveFirstPod(page);
  await goTo(page, RUNNING);
  const chip = page.getByRole('button', { name: /^Pod web, / });
  await chip.hover();
  await expect(podRow(page, 'web')).toHaveAttribute('data-lit', 'true');
  await podRow(page, 'web').hover();
  await expect(chip).toHaveClass(/lit/);
  // The caption is a mention, too: it shows what it speaks of.
  await page
    .getByRole('region', { name: 'What happens and why' })
    .getByTitle('Show in the inspector')
    .click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.locator('[data-selection]')).toHaveAttribute('data-selection', /^(hop|event):/);

  await chip.click();
  const lines = inspector.getByRole('group', { name: 'Logs' });
  await expect(lines).toContainText('nginx/1.27');
  await inspector.getByRole('searchbox', { name: 'Search the lines' }).fill('nothing says this');
  await expect(lines).toHaveText('No lines.');
  await inspector.getByRole('searchbox', { name: 'Search the lines' }).fill('worker');
  await expect(inspector).toContainText(/Showing [1-9]\d* of \d+ lines/);
  await inspector.getByRole('button', { name: /^--timestamps/ }).click();
  await expect(lines).toContainText('2026-01-05T09:00:');
});

test('a part says where it is simpler than the real one', async ({ stage: page }) => {
  await page.getByRole('button', { name: /^scheduler, / }).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByText('≈ simplified').click();
  await expect(inspector).toContainText('The real scheduler may evict Pods of lower priority');
  await expect(inspector.getByRole('link').first()).toHaveAttribute(
    'href',
    /^https:\/\/v1-36\.docs\.kubernetes\.io\//,
  );
});
