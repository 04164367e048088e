import { expect, type Page } from '@playwright/test';

/** Both hashes of the world at one instant, 16 hex digits each. */
export interface Hashes {
  readonly atUs: number;
  readonly stateHash: string;
  readonly traceHash: string;
}

/** Instant of the playhead in virtual microseconds. */
export function nowUs(page: Page): Promise<number> {
  return page.evaluate(() => Math.floor(window.__orrery.playhead.us));
}

/** Pauses, has the engine compute `inUs` more virtual time from the playhead, and goes there. */
export async function goOn(page: Page, inUs: number): Promise<void> {
  await page.evaluate(async (spanInUs) => {
    const session = window.__orrery;
    session.playhead.pause();
    const goalUs = session.playhead.us + spanInUs;
    await session.waitForFrontier(goalUs);
    session.playhead.seek(goalUs);
  }, inUs);
}

/** Pauses and goes to an instant, computed first if need be. */
export async function goToInstant(page: Page, us: number): Promise<void> {
  await page.evaluate(async (goalUs) => {
    const session = window.__orrery;
    session.playhead.pause();
    await session.waitForFrontier(goalUs);
    session.playhead.seek(goalUs);
  }, us);
}

/** Plays as fast as it goes. */
export async function hurry(page: Page): Promise<void> {
  await page.evaluate(() => window.__orrery.playhead.setPace({ speed: 100 }));
}

/** Asks the engine for the hashes of the whole world at instants of the current branch, one after the other in the given order. */
export function hashesAt(page: Page, instants: readonly number[]): Promise<readonly Hashes[]> {
  return page.evaluate(async (wanted) => {
    const found: { atUs: number; stateHash: string; traceHash: string }[] = [];
    for (const atUs of wanted) {
      await new Promise<void>((done) => {
        window.__orrery.ask({ kind: 'state-hash', atUs }, (update) => {
          if (update.kind !== 'state-hash' || update.atUs !== atUs) return false;
          found.push({ atUs, stateHash: update.stateHash, traceHash: update.traceHash });
          done();
          return true;
        });
      });
    }
    return found;
  }, instants);
}

/** Steps until `untilUs` is reached or nothing moves any more; answers every instant on the way, in the order of the walk. */
export function walk(page: Page, direction: 1 | -1, untilUs: number): Promise<readonly number[]> {
  return page.evaluate(
    ({ way, goalUs }) => {
      const { playhead } = window.__orrery;
      const instants: number[] = [];
      for (;;) {
        const before = playhead.us;
        playhead.step(way, 'hop');
        if (playhead.us === before || (way === 1 ? playhead.us > goalUs : playhead.us < goalUs)) break;
        instants.push(playhead.us);
      }
      return instants;
    },
    { way: direction, goalUs: untilUs },
  );
}

/** Every pane that says which instant it shows shows the playhead's. */
export async function expectOneInstant(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const shown = [...document.querySelectorAll('[data-t]')].map((pane) =>
          Number(pane.getAttribute('data-t')),
        );
        const us = Math.floor(window.__orrery.playhead.us);
        return shown.length > 2 && shown.every((instant) => instant === us);
      }),
    )
    .toBe(true);
}

/** How many acts the engine has taken on the current branch. */
export function actsTaken(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { branch, branches } = window.__orrery.state;
    return branches.find((entry) => entry.id === branch)?.journal.length ?? 0;
  });
}

/** The engine has taken so many acts, and the page knows what came of the last one: before that, time must not be moved. */
export async function expectActs(page: Page, count: number): Promise<void> {
  await expect.poll(() => actsTaken(page)).toBe(count);
  // An answer that was asked for later comes later: what the act changed is here by then.
  await hashesAt(page, [0]);
}
