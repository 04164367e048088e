import { describe, expect, test } from 'vitest';
import { streamSeed, WordStream } from '../base/random-stream.ts';
import type { Update } from '../protocol/update.ts';
import type { FrameSource } from '../ui/session/frames.ts';
import { type Journal, memoryJournal } from '../ui/session/journal.ts';
import type { Port } from '../ui/session/port.ts';
import { Session } from '../ui/session/session.ts';
import { SessionHost } from './session-host.ts';

const stillFrames: FrameSource = { nowInMs: () => 0, request: () => () => undefined };

/** The page's session over the engine, in one thread. */
async function openSession(journal: Journal = memoryJournal()): Promise<Session> {
  let listen: (update: Update) => void = () => undefined;
  const host = new SessionHost((update) => listen(structuredClone(update)));
  const port: Port = {
    // As a worker would: later, but in order.
    post: (command) => queueMicrotask(() => host.handle(command)),
    onUpdate: (fn) => {
      listen = fn;
    },
    respawn: () => undefined,
  };
  const session = new Session({
    port,
    frames: stillFrames,
    journal,
    seed: 3,
    preset: 'standard',
    settings: { reducedMotion: true },
  });
  await session.start();
  return session;
}

async function afterFirstPod(journal?: Journal): Promise<Session> {
  const session = await openSession(journal);
  await session.runFirstPod();
  await session.waitForFrontier(20_000_000);
  return session;
}

function hashAt(session: Session, atUs: number): Promise<string> {
  return new Promise((done) => {
    session.ask({ kind: 'state-hash', atUs }, (update) => {
      if (update.kind === 'state-hash') done(update.stateHash);
      return update.kind === 'state-hash';
    });
  });
}

/** Everything that was asked is done and answered: steps are written first, so there are a few turns to wait for. */
async function engineIdle(session: Session): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  await hashAt(session, 0);
}

describe('a step and the step back', () => {
  const lived = afterFirstPod();
  const roll = new WordStream(new Int32Array(streamSeed(1, 'steps')), 0);
  test.each(['hop', 'request', 'scene'] as const)(
    'by a %s lead to the same state, from anywhere',
    async (size) => {
      const session = await lived;
      const { playhead } = session;
      const endUs = session.trace.frontierUs;
      for (let i = 0; i < 334; i += 1) {
        // Dense where something happens, and both ends.
        const us =
          i === 0
            ? 0
            : i === 1
              ? endUs
              : i % 4 === 0
                ? roll.between(0, endUs)
                : roll.between(12_000_000, 17_500_000);
        const way = i % 2 === 0 ? 1 : -1;
        playhead.seek(us);
        const before = i % 32 === 0 ? await hashAt(session, us) : '';
        playhead.step(way, size);
        if (playhead.us === us || playhead.isSearching) continue;
        expect(Math.sign(playhead.us - us)).toBe(way);
        playhead.step(way === 1 ? -1 : 1, size);
        expect(playhead.us).toBe(us);
        if (before !== '') expect(await hashAt(session, Math.floor(playhead.us))).toBe(before);
      }
    },
  );
});

test('a page that is opened again has every branch, what was played of each, and the bookmarks', async () => {
  const journal = memoryJournal();
  const session = await afterFirstPod(journal);
  session.playhead.seek(18_000_000);
  session.mark('before the end');
  session.playhead.seek(15_000_000);
  await session.kubectl('kubectl delete pod web --now');
  await session.waitForFrontier(21_000_000);
  session.playhead.seek(20_500_000);
  session.renameBranch('branch-2', 'no web');
  await session.act({ kind: 'heal-all' });
  session.undo();
  session.redo();
  await engineIdle(session);
  await session.saveNow();
  await engineIdle(session);
  const hashes = [await hashAt(session, 16_000_000), await hashAt(session, 20_000_000)];

  const again = await openSession(journal);
  await engineIdle(again);
  expect(again.state).toMatchObject({ branch: 'branch-2', hasActed: true, playheadUs: 20_500_000 });
  expect(again.state.branches.map(({ id, name, canUndo }) => [id, name, canUndo])).toEqual([
    ['main', 'main', true],
    ['branch-2', 'no web', true],
  ]);
  expect(again.state.bookmarks).toEqual([{ branch: 'main', atUs: 18_000_000, name: 'before the end' }]);
  expect([await hashAt(again, 16_000_000), await hashAt(again, 20_000_000)]).toEqual(hashes);
  again.switchBranch('main');
  await engineIdle(again);
  expect(again.playhead.us).toBe(20_500_000);
  expect(again.playhead.playedToUs).toBe(20_500_000);
  expect(again.trace.objectAt('pods/default/web', 20_000_000)?.object).toMatchObject({
    status: { phase: 'Running' },
  });
});

test('two branches are shown at one instant, and stepping meets the messages of both', async () => {
  const session = await afterFirstPod();
  session.playhead.seek(18_000_000);
  session.playhead.seek(17_000_000);
  await session.act({ kind: 'heal-all' });
  await engineIdle(session);
  session.playhead.seek(17_500_000);
  await session.kubectl('kubectl get pods');
  await engineIdle(session);
  session.switchBranch('main');
  await engineIdle(session);
  await session.waitForFrontier(19_000_000);
  session.compare('branch-2');
  await engineIdle(session);
  expect(session.state).toMatchObject({ branch: 'main', compare: 'branch-2' });
  expect(session.beside.frontierUs).toBeGreaterThanOrEqual(session.trace.frontierUs);
  session.playhead.seek(17_499_000);
  session.playhead.step(1, 'request');
  const flying = [session.trace, session.beside].flatMap((trace) => trace.hopsInFlight(session.playhead.us));
  expect(flying.some((hop) => hop.from === 'kubectl')).toBe(true);
});
