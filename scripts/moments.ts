/** Moments of the first Pod's life, found in the page's own trace and never by a time: where the playhead is put for a picture or a test. */
import type { Page } from '@playwright/test';
import type { Session } from '../src/ui/session/session.ts';

declare global {
  interface Window {
    /** The page's session, put there by src/app. */
    __orrery: Session;
  }
}

/** Fields that an event has. */
export type Where = Readonly<Record<string, string | number | boolean>>;

/** The first event after the person's act that has all of these fields; `at` 0 is its beginning, 1 its end (arrival, end of a stage). */
export interface Moment {
  readonly where: Where;
  readonly at: number;
  /** The last such event instead of the first. */
  readonly last?: boolean;
  /** What the inspector shows: the event itself, another one, or the Pod. */
  readonly select?: true | 'pod' | Where;
}

/** Virtual time within which a first Pod is surely Running, image pull included. */
const LIFE_IN_US = 60_000_000;

/** Waits until the world is booted, so that a person could begin. */
export async function waitForWorld(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const session = window.__orrery as Session | undefined;
      return session !== undefined && session.state.engine === 'ready' && session.playhead.us > 0;
    },
    undefined,
    { timeout: 30_000 },
  );
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
    const told = session.trace.foreground.filter((event) => event.id > (acted?.id ?? 0));
    const matching = [wanted.where, typeof wanted.select === 'object' ? wanted.select : {}].map((where) =>
      told.filter((event) =>
        Object.entries(where).every(([key, value]) => (event as unknown as Where)[key] === value),
      ),
    );
    const found = matching[0]?.at(wanted.last === true ? -1 : 0);
    if (found === undefined) return true;
    const ends = found as { readonly dueAtUs?: number; readonly untilUs?: number };
    const endUs = ends.dueAtUs ?? ends.untilUs ?? found.atUs;
    session.playhead.pause();
    session.playhead.seek(found.atUs + Math.round((endUs - found.atUs) * wanted.at));
    const shown =
      wanted.select === true ? found : typeof wanted.select === 'object' ? matching[1]?.[0] : undefined;
    if (wanted.select === 'pod') session.select({ kind: 'pod', id: 'pods/default/web' });
    else if (shown === undefined) session.select(null);
    else session.select({ kind: shown.kind === 'hop' ? 'hop' : 'event', id: String(shown.id) });
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
