/** Moments of the first Pod's life, found in the page's own trace and never by a time: where the playhead is put for a picture or a test. */
import type { Page } from '@playwright/test';
import type { Session } from '../src/ui/session/session.ts';

declare global {
  interface Window {
    /** The page's session, put there by src/app. */
    __orrery: Session;
  }
}

/** The first event after the person's act that has all of these fields; `at` 0 is its beginning, 1 its end (arrival, end of a stage). */
export interface Moment {
  readonly where: Readonly<Record<string, string | number | boolean>>;
  readonly at: number;
  /** Also choose it, so that the inspector shows it. */
  readonly select?: boolean;
}

/** Virtual time within which a first Pod is surely Running, image pull included. */
const LIFE_IN_US = 60_000_000;

/** Waits until the world is booted, so that a person could begin. */
export async function waitForWorld(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__orrery?.store.getState().engine === 'ready', undefined, { timeout: 30_000 });
}

/** Runs the first Pod and waits until its whole life is computed; the playhead is paused, wherever it is. */
export async function liveFirstPod(page: Page): Promise<void> {
  await waitForWorld(page);
  await page.evaluate(async (lifeInUs) => {
    const session = window.__orrery;
    await session.runFirstPod();
    session.playhead.pause();
    await session.waitForFrontier(session.playhead.us + lifeInUs);
  }, LIFE_IN_US);
}

/** Puts the playhead at a moment and waits until the page has drawn it. Throws when the trace has no such event. */
export async function goTo(page: Page, moment: Moment): Promise<void> {
  const missing = await page.evaluate((wanted) => {
    const session = window.__orrery;
    const acted = session.trace.events.find((event) => event.kind === 'note' && event.code === 'root.action');
    const found = session.trace.foreground.find((event) => {
      const fields = event as unknown as Readonly<Record<string, unknown>>;
      return event.id > (acted?.id ?? 0) && Object.entries(wanted.where).every(([key, value]) => fields[key] === value);
    });
    if (found === undefined) return true;
    const ends = found as { readonly dueAtUs?: number; readonly untilUs?: number };
    const endUs = ends.dueAtUs ?? ends.untilUs ?? found.atUs;
    session.playhead.pause();
    session.playhead.seek(found.atUs + Math.round((endUs - found.atUs) * wanted.at));
    session.select(wanted.select === true ? { kind: found.kind === 'hop' ? 'hop' : 'event', id: String(found.id) } : null);
    return false;
  }, moment);
  if (missing) throw new Error(`The trace has no event with ${JSON.stringify(moment.where)}.`);
  await settle(page);
}

/** Waits for fonts, for lazily loaded panels and for two frames. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
  await page.waitForTimeout(250);
}
