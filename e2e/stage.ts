import { test as base, expect, type Page } from '@playwright/test';
import { waitForWorld } from '../scripts/moments.ts';

export { expect };

interface Fixtures {
  /** What the browser's console said as an error, and what the page threw. Empty at the end, or the journey fails. */
  readonly complaints: string[];
  /** The page with a booted cluster on it. */
  readonly stage: Page;
}

/** A journey's page: it fails if the page throws or prints an error. */
export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`${error.message}\n${error.stack ?? ''}`));
      page.on('console', (message) => {
        // A browser asks for this by itself where a document names no icon.
        const own = message.location().url.endsWith('/favicon.ico');
        if (message.type() === 'error' && !own) complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints, 'the page complained').toEqual([]);
    },
    { auto: true },
  ],
  stage: async ({ page }, use) => {
    await page.goto('/');
    await waitForWorld(page);
    await use(page);
  },
});
