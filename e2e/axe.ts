import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TEXTS = join(import.meta.dirname, '../src/ui/kit/i18n/en');

/** Every code of the translation files, and what their codes begin with. */
const codes = readdirSync(TEXTS).flatMap((file) =>
  Object.keys(JSON.parse(readFileSync(join(TEXTS, file), 'utf8')) as Record<string, string>),
);
const areas = [...new Set(codes.map((code) => code.slice(0, code.indexOf('.'))))];

/** No finding of axe that is serious or critical. */
export async function expectAccessible(page: Page, place: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join('\n  ')}`,
    );
  expect.soft(grave, place).toEqual([]);
}

/** No text and no label on the screen is a code that has no template. */
export async function expectTranslated(page: Page, place: string): Promise<void> {
  const said = await page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['aria-label', 'title', 'placeholder']) texts.push(node.getAttribute(name) ?? '');
      } else if (node.parentElement?.checkVisibility() === true) texts.push(node.textContent ?? '');
    }
    return texts.flatMap((text) => text.split(/\s+/));
  });
  const naked = said
    .map((word) => word.replace(/[:,.…)]+$/, '').replace(/^[(]+/, ''))
    .filter(
      (word) => /^[a-z]+(\.[a-zA-Z0-9-]+)+$/.test(word) && areas.includes(word.slice(0, word.indexOf('.'))),
    );
  // An Event of Pod "web" may be called web.18a…, a resource deployments.apps: only known areas count.
  expect.soft(naked, place).toEqual([]);
}
