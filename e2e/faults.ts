import { expect, type Locator, type Page } from '@playwright/test';
import { actsTaken, expectActs } from './time.ts';

/** The tray with the faults that are on. */
export function tray(page: Page): Locator {
  return page.getByRole('group', { name: 'Faults', exact: true });
}

/** Opens the panel of faults. */
export async function openFaults(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /^Faults/ }).click();
  await expect(tray(page)).toBeVisible();
}

/** Time stands still while something is chosen, so that what happens in between does not depend on the machine. */
function pause(page: Page): Promise<void> {
  return page.evaluate(() => window.__orrery.playhead.pause());
}

/** Breaks a part by the tray: first what, then how. */
export async function breakPart(page: Page, part: string, how: string): Promise<void> {
  await pause(page);
  await openFaults(page);
  const before = await actsTaken(page);
  await tray(page).getByRole('button', { name: 'Break something' }).click();
  const choice = page.getByRole('group', { name: 'Break something' });
  await choice.getByRole('button', { name: part, exact: true }).first().click();
  await choice.getByRole('menuitem', { name: how }).click();
  await expectActs(page, before + 1);
  await pause(page);
}

/** Heals one fault by its line in the tray. */
export async function heal(page: Page, words: string): Promise<void> {
  await openFaults(page);
  const before = await actsTaken(page);
  await tray(page)
    .getByRole('button', { name: `Heal: ${words}` })
    .click();
  await expectActs(page, before + 1);
}
