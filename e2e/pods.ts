import type { Locator, Page } from '@playwright/test';

/** The Pods table as a pane, on the right half of the panels. */
export function podsTable(page: Page): Locator {
  return page.getByRole('region', { name: 'Pods as kubectl prints them' });
}

/** The row of a Pod in the Pods table. */
export function podRow(page: Page, name: string): Locator {
  return podsTable(page)
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
}

/** Phase of a Pod in the store at the playhead; `none` if there is no such Pod. */
export function phaseOf(page: Page, name: string): Promise<string> {
  return page.evaluate((pod) => {
    const { trace, playhead } = window.__orrery;
    const held = trace.objectAt(`pods/default/${pod}`, playhead.us)?.object;
    return (held as { readonly status?: { readonly phase?: string } } | undefined)?.status?.phase ?? 'none';
  }, name);
}

/** The node a Pod is bound to at the playhead; empty while it has none. */
export function nodeOf(page: Page, name: string): Promise<string> {
  return page.evaluate((pod) => {
    const { trace, playhead } = window.__orrery;
    const held = trace.objectAt(`pods/default/${pod}`, playhead.us)?.object;
    return (held as { readonly spec?: { readonly nodeName?: string } } | undefined)?.spec?.nodeName ?? '';
  }, name);
}
