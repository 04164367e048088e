import { expect, type Locator, type Page } from '@playwright/test';

/** What the first terminal session shows, as a screen reader finds it. */
export function terminalOf(page: Page): Locator {
  return page.locator('[data-session="t1"] .xterm-accessibility-tree');
}

/** Everything the first terminal session has printed up to the playhead, prompts without their `$`. */
export function printedBy(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { trace, playhead } = window.__orrery;
    return trace
      .logsOf('t1', playhead.us)
      .filter((line) => line.stream !== 'exit')
      .flatMap((line) => line.text.split('\n'));
  });
}

function endedCommands(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      window.__orrery.trace.logsOf('t1', window.__orrery.playhead.us).filter((line) => line.stream === 'exit')
        .length,
  );
}

/** Types a line in the terminal and presses Enter. */
export async function typeLine(page: Page, line: string): Promise<void> {
  const tab = page.getByRole('tab', { name: 'Terminal', exact: true });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  await page.getByRole('textbox', { name: 'Type a kubectl command.' }).focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** Types a line, lets time run until the command has ended, pauses there; answers what it printed. */
export async function run(page: Page, line: string): Promise<string> {
  const endedBefore = await endedCommands(page);
  const printedBefore = (await printedBy(page)).length;
  await typeLine(page, line);
  await expect.poll(() => endedCommands(page), { message: `${line} ends` }).toBe(endedBefore + 1);
  await page.evaluate(() => {
    const session = window.__orrery;
    session.playhead.pause();
    const last = session.trace.logsOf('t1', session.playhead.us).at(-1);
    if (last !== undefined) session.playhead.seek(last.atUs);
  });
  const printed = (await printedBy(page)).slice(printedBefore);
  expect(printed[0]).toBe(line.startsWith('kubectl') ? line : `kubectl ${line}`);
  return printed.slice(1).join('\n');
}
