import { describe, expect, test } from 'vitest';
import type { EtcdEvent, EtcdOp, EtcdResponse } from '../../wires/etcd.ts';
import { cluster, MEMBERS, type Question, SECOND } from './testing/cluster.ts';

const put = (key: string, value: unknown, lease = 0): EtcdOp => ({ op: 'put', key, value, lease });
const write = (key: string, value: unknown): Question => ({
  kind: 'txn',
  compare: [],
  success: [put(key, value)],
  failure: [],
});
const read = (key: string, serializable = false): Question => ({
  kind: 'range',
  key,
  end: '',
  limit: 0,
  revision: 0,
  serializable,
  countOnly: false,
});
const valueOf = (response: EtcdResponse | undefined) =>
  response?.kind === 'range' ? response.kvs[0]?.value : response;
const settled = (seed?: number) => {
  const c = cluster(seed);
  c.run(3 * SECOND);
  return c;
};

describe('an election', () => {
  test('asks before it stands, and gives one leader whom all follow', () => {
    const c = settled();
    const [leader] = c.leader();
    expect(c.leader()).toHaveLength(1);
    expect(MEMBERS.map((name) => c.detail(name).leader)).toEqual([leader, leader, leader]);
    const phases = c.kernel.trace
      .events()
      .filter((event) => event.kind === 'phase' && event.chart === 'raft-role' && event.part === leader);
    expect(phases.map((event) => event.kind === 'phase' && event.to)).toEqual([
      'Follower',
      'PreCandidate',
      'Candidate',
      'Leader',
    ]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('ends within three seconds with seed %i', (seed) =>
    expect(settled(seed).leader()).toHaveLength(1),
  );

  test('follows the crash of a leader, and pre-votes keep a cut-off member from disturbing the next one', () => {
    const c = settled();
    const first = c.leader()[0] as string;
    c.fault({ kind: 'fault', fault: { kind: 'crash', part: first } });
    c.run(4 * SECOND);
    const second = c.leader()[0] as string;
    expect(second).not.toBe(first);
    const { term } = c.detail(second);
    c.fault({ kind: 'heal-all' });
    c.run(2 * SECOND);
    const other = MEMBERS.find((name) => name !== first && name !== second) as string;
    c.fault({ kind: 'fault', fault: { kind: 'cut', a: other, b: first } });
    c.fault({ kind: 'fault', fault: { kind: 'cut', a: other, b: second } });
    c.run(10 * SECOND);
    expect(c.detail(other)).toMatchObject({ role: 'PreCandidate', term });
    c.fault({ kind: 'heal-all' });
    c.run(2 * SECOND);
    expect([c.leader(), c.detail(second).term]).toEqual([[second], term]);
  });
});

describe('a write', () => {
  test('sent to a follower is committed by the leader and answered by the follower after its own apply', () => {
    const c = settled();
    const asked = c.followers()[0] as string;
    const answer = c.ask(asked, write('/registry/pods/default/web', { name: 'web' }));
    expect(answer).toMatchObject({ kind: 'txn', succeeded: true, revision: 4 });
    expect(c.heard.at(-1)?.from).toBe(asked);
    expect(MEMBERS.map((name) => c.member(name).store.revision)).toEqual([4, 4, 4]);
    expect(valueOf(c.ask(c.leader()[0] as string, read('/registry/pods/default/web')))).toEqual({
      name: 'web',
    });
  });

  test('commits with one member cut off, waits with two, and takes place once they are back', () => {
    const c = settled();
    const leader = c.leader()[0] as string;
    const [one, two] = c.followers() as [string, string];
    c.fault({ kind: 'fault', fault: { kind: 'isolate', part: one } });
    expect(c.ask(leader, write('/a', 1))).toMatchObject({ kind: 'txn', succeeded: true });
    c.fault({ kind: 'fault', fault: { kind: 'isolate', part: two } });
    expect(c.ask(leader, write('/b', 2), 500_000)).toBeUndefined();
    c.run(8 * SECOND);
    expect(c.heard.at(-1)?.body).toMatchObject({ kind: 'error', message: 'etcdserver: request timed out' });
    c.fault({ kind: 'heal-all' });
    c.run(5 * SECOND);
    expect(MEMBERS.map((name) => [...c.member(name).store.keys.keys()].includes('/b'))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('no promise leaves a member before its fsync ends', () => {
    const c = settled();
    c.ask(c.leader()[0] as string, write('/a', 1));
    const events = c.kernel.trace.events();
    let checked = 0;
    for (const event of events) {
      if (event.kind !== 'phase' || event.chart !== 'wal' || !event.subject.startsWith('entr')) continue;
      const ack = events.find(
        (hop) => hop.kind === 'hop' && hop.verb === 'MsgAppResp' && hop.cause === event.id,
      );
      if (ack) expect(ack.atUs).toBe(event.untilUs);
      checked += ack ? 1 : 0;
    }
    expect(checked).toBeGreaterThanOrEqual(2);
  });

  test('that come during an fsync make up one batch', () => {
    const c = settled();
    const leader = c.leader()[0] as string;
    for (let i = 0; i < 20; i += 1) c.send(leader, write(`/k${i}`, i));
    c.run(SECOND);
    expect(c.heard.filter(({ body }) => body.kind === 'txn')).toHaveLength(20);
    const batches = c.kernel.trace
      .events()
      .filter(
        (event) =>
          event.kind === 'phase' &&
          event.chart === 'wal' &&
          event.part === leader &&
          event.subject.startsWith('entries'),
      );
    expect(batches.map((event) => event.kind === 'phase' && event.data)).toEqual([
      expect.objectContaining({ entries: 19 }),
    ]);
  });

  test('whose comparison no longer holds takes the other branch', () => {
    const c = settled();
    const leader = c.leader()[0] as string;
    c.ask(leader, write('/a', 1));
    const guarded: Question = {
      kind: 'txn',
      compare: [{ key: '/a', target: 'mod', result: 'equal', value: 4 }],
      success: [put('/a', 2)],
      failure: [{ op: 'range', key: '/a', end: '', limit: 0, revision: 0 }],
    };
    expect(c.ask(leader, guarded)).toMatchObject({ succeeded: true, revision: 5 });
    expect(c.ask(leader, guarded)).toMatchObject({
      succeeded: false,
      revision: 5,
      responses: [{ op: 'range', count: 1 }],
    });
  });
});

describe('the disk', () => {
  test('a restart keeps what was committed, and the member catches up with what it missed', () => {
    const c = settled();
    const leader = c.leader()[0] as string;
    const follower = c.followers()[0] as string;
    c.ask(leader, write('/a', 1));
    c.fault({ kind: 'fault', fault: { kind: 'crash', part: follower } });
    c.ask(leader, write('/b', 2));
    c.fault({ kind: 'heal-all' });
    expect([...c.member(follower).store.keys.keys()]).toContain('/a');
    c.run(3 * SECOND);
    expect([...c.member(follower).store.keys.keys()]).toContain('/b');
    expect(c.detail(follower)).toMatchObject({
      onDiskIndex: c.detail(leader).lastIndex,
      committed: c.detail(leader).committed,
    });
  });

  test('a member that lags behind the log gets the snapshot, though the first one is lost', () => {
    const c = cluster(3, { snapshotEvery: 20, keepBehind: 5 });
    c.run(3 * SECOND);
    const leader = c.leader()[0] as string;
    const follower = c.followers()[0] as string;
    c.fault({ kind: 'fault', fault: { kind: 'isolate', part: follower } });
    for (let i = 0; i < 60; i += 1) c.ask(leader, write(`/k${i}`, i), 20_000);
    expect(c.detail(leader).firstIndex).toBeGreaterThan(c.detail(follower).lastIndex + 1);
    const watching = c.send(follower, {
      kind: 'watch',
      key: '/k',
      end: '/l',
      startRevision: 4,
      prevKv: false,
    });
    c.fault({ kind: 'heal-all' });
    const lost = () =>
      c.kernel.trace.events().find((event) => event.kind === 'hop' && event.verb === 'MsgSnap');
    while (!lost()) c.kernel.step();
    c.fault({ kind: 'fault', fault: { kind: 'drop-message', hop: lost()?.id ?? 0 } });
    c.run(SECOND);
    expect(c.detail(leader).progress.find(({ member }) => member === follower)?.state).toBe('StateSnapshot');
    c.run(8 * SECOND);
    expect(c.detail(follower)).toMatchObject({
      committed: c.detail(leader).committed,
      revision: c.detail(leader).revision,
    });
    expect(c.detail(follower).snapshotIndex).toBeGreaterThan(0);
    const told = c.heard.flatMap(({ body }) =>
      body.kind === 'watch-events' && body.id === watching ? body.events : [],
    );
    expect(told).toHaveLength(60);
  });

  test('a power cut of all members loses no write that was acknowledged', () => {
    const c = settled();
    c.ask(c.leader()[0] as string, write('/a', 1));
    const { term } = c.detail('etcd-1');
    for (const part of MEMBERS) c.fault({ kind: 'fault', fault: { kind: 'crash', part } });
    c.run(SECOND);
    c.fault({ kind: 'heal-all' });
    c.run(4 * SECOND);
    expect(c.leader()).toHaveLength(1);
    expect(c.detail('etcd-1').term).toBeGreaterThan(term);
    expect(valueOf(c.ask('etcd-2', read('/a')))).toBe(1);
  });
});

describe('reads', () => {
  test('a linearizable read of a follower sees the last write, and waits when there is no majority', () => {
    const c = settled();
    const leader = c.leader()[0] as string;
    const [one, two] = c.followers() as [string, string];
    c.ask(leader, write('/a', 7), 20_000);
    expect(valueOf(c.ask(one, read('/a'), 20_000))).toBe(7);
    c.fault({ kind: 'fault', fault: { kind: 'crash', part: two } });
    c.fault({ kind: 'fault', fault: { kind: 'crash', part: leader } });
    expect(c.ask(one, read('/a'))).toBeUndefined();
    expect(valueOf(c.ask(one, read('/a', true)))).toBe(7);
  });
});

describe('a watch', () => {
  test('streams events in order of revisions and resumes from one, at any member', () => {
    const c = settled();
    const [one, two] = c.followers() as [string, string];
    const watched = c.send(one, {
      kind: 'watch',
      key: '/pods/',
      end: '/pods0',
      startRevision: 0,
      prevKv: false,
    });
    for (let i = 0; i < 5; i += 1) c.ask(two, write(`/pods/${i % 2}`, i), 50_000);
    c.ask(two, write('/other', 1), 50_000);
    const eventsOf = (id: number): EtcdEvent[] =>
      c.heard.flatMap(({ body }) => (body.kind === 'watch-events' && body.id === id ? body.events : []));
    expect(eventsOf(watched).map(({ kv }) => [kv.key, kv.modRevision])).toEqual(
      [4, 5, 6, 7, 8].map((r, i) => [`/pods/${i % 2}`, r]),
    );
    const resumed = c.send(two, {
      kind: 'watch',
      key: '/pods/',
      end: '/pods0',
      startRevision: 7,
      prevKv: false,
    });
    c.run(50_000);
    expect(eventsOf(resumed).map(({ kv }) => kv.modRevision)).toEqual([7, 8]);
    c.ask(two, { kind: 'compact', revision: 8 }, 50_000);
    const late = c.send(one, {
      kind: 'watch',
      key: '/pods/',
      end: '/pods0',
      startRevision: 5,
      prevKv: false,
    });
    c.run(50_000);
    expect(c.heard.at(-1)?.body).toMatchObject({ kind: 'watch-events', id: late, compactRevision: 8 });
  });
});

describe('a lease', () => {
  test('takes its keys with it when nobody keeps it alive', () => {
    const c = settled();
    const leader = c.leader()[0] as string;
    const granted = c.ask(leader, { kind: 'lease-grant', ttlInSeconds: 5 });
    const lease = granted?.kind === 'lease' ? granted.lease : 0;
    c.ask(leader, { kind: 'txn', compare: [], success: [put('/leased', 1, lease)], failure: [] });
    c.run(2 * SECOND);
    c.ask(leader, { kind: 'lease-keep-alive', lease });
    c.run(3 * SECOND);
    expect(valueOf(c.ask(leader, read('/leased'), 100_000))).toBe(1);
    c.run(4 * SECOND);
    expect(valueOf(c.ask(leader, read('/leased'), 100_000))).toBeUndefined();
  });
});

describe('determinism', () => {
  const story = () => {
    const c = cluster(9);
    c.run(2 * SECOND);
    for (let i = 0; i < 30; i += 1) c.send(MEMBERS[i % 3] as string, write(`/k${i % 7}`, i));
    c.run(SECOND);
    c.fault({ kind: 'fault', fault: { kind: 'crash', part: 'etcd-1' } });
    c.run(3 * SECOND);
    return c.kernel;
  };

  test('the same seed gives the same state and the same trace', () => {
    const [one, two] = [story(), story()];
    expect(one.stateHash()).toBe(two.stateHash());
    expect(one.trace.events()).toEqual(two.trace.events());
  });

  test('a checkpoint is not touched by what comes after', () => {
    const c = settled(9);
    const checkpoint = c.kernel.checkpoint();
    const hash = c.kernel.stateHash();
    for (let i = 0; i < 30; i += 1) c.send(MEMBERS[i % 3] as string, write(`/k${i % 7}`, i));
    c.run(SECOND);
    const after = c.kernel.stateHash();
    c.kernel.restore(checkpoint);
    expect(c.kernel.stateHash()).toBe(hash);
    expect(after).not.toBe(hash);
  });
});
