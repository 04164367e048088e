import { expect, test } from 'vitest';
import type { SessionStep } from '../../protocol/action.ts';
import type { Command } from '../../protocol/command.ts';
import type { Update } from '../../protocol/update.ts';
import type { FrameSource } from './frames.ts';
import { memoryJournal } from './journal.ts';
import type { Port } from './port.ts';
import { samplePort } from './sample-port.ts';
import { sampleUpdates } from './sample-trace.ts';
import { BOOT_UNTIL_US, FIRST_POD_LINE, Session } from './session.ts';
import { stepPoints } from './steps.ts';

const stillFrames: FrameSource = { nowInMs: () => 0, request: () => () => undefined };

function sessionOn(port: Port): Session {
  return new Session({ port, frames: stillFrames, journal: memoryJournal(), seed: 1, preset: 'standard' });
}

async function startedSession(): Promise<Session> {
  const session = sessionOn(samplePort());
  await session.start();
  await Promise.resolve();
  return session;
}

/** A port that only writes down what was asked, and lets the test speak for the engine. */
function silentPort() {
  const posted: Command[] = [];
  let speak: (update: Update) => void = () => undefined;
  let respawned = 0;
  const port: Port = {
    post: (command) => posted.push(command),
    onUpdate: (listen) => {
      speak = listen;
    },
    respawn: () => {
      respawned += 1;
    },
  };
  return { port, posted, say: (update: Update) => speak(update), respawns: () => respawned };
}

test('the first picture is the booted cluster, playing', async () => {
  const session = await startedSession();
  expect(session.playhead.us).toBe(BOOT_UNTIL_US);
  expect(session.state).toMatchObject({ engine: 'ready', playing: true, hasActed: false });
});

test('with reduced motion nothing plays by itself', async () => {
  const session = new Session({
    port: samplePort(),
    frames: stillFrames,
    journal: memoryJournal(),
    seed: 1,
    preset: 'standard',
    settings: { reducedMotion: true },
  });
  await session.start();
  await Promise.resolve();
  expect(session.state.playing).toBe(false);
});

test('a step forward and a step back end where they began, from any instant', async () => {
  const session = await startedSession();
  const { playhead } = session;
  for (const size of ['hop', 'request', 'scene'] as const) {
    for (let us = 12_000_100; us < 14_420_000; us += 23_117) {
      playhead.seek(us);
      playhead.step(1, size);
      if (playhead.us === us) continue;
      playhead.step(-1, size);
      expect(playhead.us).toBe(us);
    }
  }
});

test('stepping by hops meets every foreground message in the middle of its way', async () => {
  const session = await startedSession();
  session.playhead.seek(0);
  const seen: number[] = [];
  for (let i = 0; i < stepPoints(session.trace, 'hop').length; i += 1) {
    session.playhead.step(1, 'hop');
    seen.push(session.playhead.us);
    expect(session.trace.hopsInFlight(session.playhead.us).length).toBeGreaterThan(0);
  }
  expect(new Set(seen).size).toBe(seen.length);
});

test('playing never goes back and ends at the frontier', async () => {
  const session = await startedSession();
  let before = session.playhead.us;
  for (let i = 0; i < 2_000; i += 1) {
    session.playhead.advance(0.05);
    expect(session.playhead.us).toBeGreaterThanOrEqual(before);
    before = session.playhead.us;
  }
  expect(before).toBeLessThanOrEqual(session.trace.frontierUs);
  expect(session.trace.objectAt('pods/default/web', before)?.object).toMatchObject({
    status: { phase: 'Running' },
  });
});

test('what is done before the cluster is booted waits until it is', async () => {
  const { port, posted, say } = silentPort();
  const session = sessionOn(port);
  await session.start();
  const acted = session.runFirstPod();
  expect(posted.map((command) => command.kind)).toEqual(['start']);
  for (const update of sampleUpdates(posted[0]?.id ?? 0)) say(update);
  await acted;
  expect(posted.findLast((command) => command.kind === 'act')).toMatchObject({ atUs: BOOT_UNTIL_US });
});

test('the button sends the first kubectl line at the playhead', async () => {
  const { port, posted } = silentPort();
  const session = sessionOn(port);
  session.set({ engine: 'ready' });
  await session.runFirstPod();
  expect(posted.at(-1)).toMatchObject({
    kind: 'act',
    atUs: 0,
    action: { kind: 'kubectl', session: 't1', line: FIRST_POD_LINE },
  });
});

test('a broken engine is replaced and told to replay; after three failures the page gives up', () => {
  const { port, posted, say, respawns } = silentPort();
  const session = sessionOn(port);
  for (let i = 0; i < 3; i += 1) say({ kind: 'broken', message: 'x', stack: '' });
  expect(respawns()).toBe(3);
  expect(posted.filter((command) => command.kind === 'start')).toHaveLength(2);
  expect(session.state.engine).toBe('broken');
});

test('undo takes the playhead back to the action that is gone', async () => {
  const { port, posted, say } = silentPort();
  const session = sessionOn(port);
  await session.start();
  const trace = {
    kind: 'trace',
    branch: 'main',
    rewindToUs: -1,
    keptEvents: 0,
    events: [],
    faces: [],
    objects: [],
    faults: [],
    frontierUs: 20_000_000,
    hash: '',
  } as const;
  say({
    kind: 'started',
    id: posted[0]?.id ?? 0,
    roster: [],
    links: [],
    charts: [],
    epochSeconds: 0,
    branch: 'main',
  });
  say(trace);
  session.playhead.seek(18_000_000);
  session.undo();
  say({ ...trace, rewindToUs: 13_000_000, frontierUs: 13_000_000 });
  expect(session.playhead.us).toBe(13_000_000);
});

test('the playhead waits at the end of what is known instead of running away with the frontier', async () => {
  const { port, posted, say } = silentPort();
  const session = sessionOn(port);
  await session.start();
  const hop = {
    kind: 'hop',
    id: 1,
    atUs: 12_000_000,
    cause: 0,
    background: false,
    from: 'a',
    to: 'b',
    wire: 'http',
    verb: 'GET',
    label: '',
    dueAtUs: 12_000_300,
    role: 'event',
    exchange: 0,
    subject: '',
    sizeInBytes: 0,
  } as const;
  const trace = {
    kind: 'trace',
    branch: 'main',
    rewindToUs: -1,
    keptEvents: 0,
    events: [hop],
    faces: [],
    objects: [],
    faults: [],
    frontierUs: 13_000_000,
    hash: '',
  } as const;
  say({
    kind: 'started',
    id: posted[0]?.id ?? 0,
    roster: [],
    links: [],
    charts: [],
    epochSeconds: 0,
    branch: 'main',
  });
  say(trace);
  for (let i = 0; i < 100; i += 1) session.playhead.advance(0.05);
  expect(session.playhead.us).toBe(12_000_300);
  expect(session.state.ambient).toBe(false);
});

test('nothing is played between an action and its answer', async () => {
  const { port, posted, say } = silentPort();
  const session = sessionOn(port);
  await session.start();
  say({
    kind: 'started',
    id: posted[0]?.id ?? 0,
    roster: [],
    links: [],
    charts: [],
    epochSeconds: 0,
    branch: 'main',
  });
  say(sampleUpdates()[1]);
  const { us } = session.playhead;
  await session.act({ kind: 'heal-all' });
  session.playhead.advance(3);
  expect(session.playhead.us).toBe(us);
  say({ ...sampleUpdates()[1], rewindToUs: us, frontierUs: us + 10_000_000 });
  session.playhead.advance(1);
  expect(session.playhead.us).toBeGreaterThan(us);
});

test('the journal is written before the engine hears of an action', async () => {
  const { port, posted } = silentPort();
  const order: string[] = [];
  const journal = {
    ...memoryJournal(),
    append: (step: SessionStep) => {
      order.push(`kept ${step.kind}, posted ${posted.filter((command) => command.kind === 'act').length}`);
      return Promise.resolve();
    },
  };
  const session = new Session({ port, frames: stillFrames, journal, seed: 1, preset: 'standard' });
  session.set({ engine: 'ready' });
  await session.act({ kind: 'heal-all' });
  await session.act({ kind: 'heal-all' });
  expect(order).toEqual(['kept act, posted 0', 'kept act, posted 1']);
});

test('a reload stands where the last visit stood, with everything that was done', async () => {
  const { port, posted, say } = silentPort();
  const journal = memoryJournal();
  const steps: readonly SessionStep[] = [
    { kind: 'act', atUs: 12_500_000, playedToUs: 12_500_000, action: { kind: 'heal-all' } },
    { kind: 'rename-branch', branch: 'main', name: 'first' },
  ];
  const bookmarks = [{ branch: 'main', atUs: 13_000_000, name: 'here' }];
  await journal.stand({
    seed: 7,
    preset: 'standard',
    playheadUs: 14_000_000,
    playedTo: { main: 15_000_000 },
    bookmarks,
  });
  const place = (await journal.load())?.place;
  if (place !== undefined) for (const step of steps) await journal.append(step, place);
  const session = new Session({ port, frames: stillFrames, journal, seed: 1, preset: 'standard' });
  session.set({ engine: 'ready' });
  await session.start();
  expect(posted[0]).toMatchObject({
    kind: 'start',
    record: { version: 2, seed: 7, preset: 'standard', steps },
    untilUs: 14_000_000,
  });
  say({
    kind: 'started',
    id: posted[0]?.id ?? 0,
    roster: [],
    links: [],
    charts: [],
    epochSeconds: 0,
    branch: 'main',
  });
  say({ ...sampleUpdates()[1], branch: 'main', frontierUs: 14_000_000 });
  expect(session.state).toMatchObject({ playheadUs: 14_000_000, playing: false, hasActed: true, bookmarks });
  expect(session.playhead.playedToUs).toBe(15_000_000);
});

test('another world is another session, and the one that was left goes on where it stood', async () => {
  const { port, posted } = silentPort();
  const session = sessionOn(port);
  session.set({ engine: 'ready' });
  await session.act({ kind: 'heal-all' });
  await session.changeWorld('nodes-50');
  expect(posted.at(-1)).toMatchObject({ kind: 'start', record: { preset: 'nodes-50', steps: [] } });
  expect(session.state).toMatchObject({ world: 'nodes-50', hasActed: false, selection: null });
  session.set({ engine: 'ready' });
  await session.changeWorld('standard');
  expect(posted.at(-1)).toMatchObject({
    kind: 'start',
    record: { preset: 'standard', steps: [{ kind: 'act', action: { kind: 'heal-all' } }] },
  });
  expect(session.state.hasActed).toBe(true);
});

test('a step to a scene that is not computed yet waits for that scene', async () => {
  const { port, posted, say } = silentPort();
  const session = sessionOn(port);
  await session.start();
  const story = sampleUpdates()[1];
  const part = (fromUs: number, toUs: number) => ({
    ...story,
    rewindToUs: -1,
    keptEvents: 0,
    events: story.events.filter((event) => event.atUs > fromUs && event.atUs <= toUs),
    frontierUs: toUs,
  });
  say({
    kind: 'started',
    id: posted[0]?.id ?? 0,
    roster: [],
    links: [],
    charts: [],
    epochSeconds: 0,
    branch: 'b1',
  });
  say(part(-1, 12_006_000));
  session.playhead.seek(12_005_000);
  session.playhead.step(1, 'scene');
  expect(session.playhead.us).toBe(12_005_000);
  say(part(12_006_000, 12_007_000));
  say({ kind: 'frontier', id: 99, branch: 'b1', frontierUs: 12_007_000 });
  expect(session.playhead.us).toBe(12_005_000);
  say(part(12_007_000, 12_020_000));
  say({ kind: 'frontier', id: 100, branch: 'b1', frontierUs: 12_020_000 });
  expect(session.trace.eventsBetween(session.playhead.us - 1, session.playhead.us)[0]).toMatchObject({
    chart: 'scheduling-cycle',
  });
});
