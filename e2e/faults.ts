import { expect, type Locator, type Page } from '@playwright/test';

/** The tray with the faults that are on. */
export function tray(page: Page): Locator {
  return page.getByRole('group', { name: 'Faults', exact: true });
}

/** Opens the panel of faults. */
export async function openFaults(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Faults/ }).click();
  await expect(tray(page)).toBeVisible();
}

function activeFaults(page: Page): Promise<number> {
  return page.evaluate(() => window.__orrery.trace.faultsAt(window.__orrery.playhead.us).length);
}

/** Breaks a part by the tray: first what, then how. */
export async function breakPart(page: Page, part: string, how: string): Promise<void> {
  await openFaults(page);
  const before = await activeFaults(page);
  await tray(page).getByRole('button', { name: 'Break something' }).click();
  const choice = page.getByRole('group', { name: 'Break something' });
  await choice.getByRole('button', { name: part, exact: true }).first().click();
  await choice.getByRole('menuitem', { name: how }).click();
  await expect.poll(() => activeFaults(page)).toBe(before + 1);
}

/** Heals one fault by its line in the tray. */
export async function heal(page: Page, words: string): Promise<void> {
  await openFaults(page);
  await tray(page)
    .getByRole('button', { name: `Heal: ${words}` })
    .click();
}
