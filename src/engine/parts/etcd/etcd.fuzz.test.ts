import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../protocol/fault.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import type { EtcdResponse } from '../../wires/etcd.ts';
import { lastStored } from './raft/storage.ts';
import { cluster, MEMBERS, SECOND } from './testing/cluster.ts';

const SEEDS = 25;

/** Numbers that look random and are the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

function faultOf(roll: (below: number) => number): Fault {
  const part = MEMBERS[roll(3)] as string;
  const other = MEMBERS.find((name) => name !== part) as string;
  const kinds: readonly Fault[] = [
    { kind: 'crash', part },
    { kind: 'isolate', part },
    { kind: 'pause', part },
    { kind: 'slow', part, factor: 5 },
    { kind: 'loss', a: part, b: other, share: 0.3 },
    { kind: 'cut', a: part, b: other },
  ];
  return kinds[roll(kinds.length)] as Fault;
}

/** What a member says it has, or votes, is on its disk when the message leaves. */
function checkPromise(c: ReturnType<typeof cluster>, event: TraceEvent): void {
  if (event.kind !== 'hop' || event.wire !== 'raft') return;
  const { storage } = c.member(event.from).raft.log;
  if (event.verb === 'MsgAppResp' && event.label.includes(' has ')) {
    const index = Number(event.label.split(' has ')[1]);
    if (index > lastStored(storage))
      throw new Error(`${event.from} says it has ${index}, its disk ends at ${lastStored(storage)}`);
  }
  if (event.verb === 'MsgVoteResp' && event.label.endsWith('yes')) {
    const { vote, term } = storage.hardState;
    if (MEMBERS[vote - 1] !== event.to || !event.label.startsWith(`term ${term} `))
      throw new Error(`${event.from} votes for ${event.to} without having it on disk`);
  }
}

/** What must hold at every step, kept in a ledger of its own. */
function watchOver(c: ReturnType<typeof cluster>) {
  const leaders = new Map<number, string>();
  const applied = new Map<number, unknown>();
  const terms = new Map<string, number>();
  let seen = 0;
  return () => {
    const { trace } = c.kernel;
    for (; seen < trace.size; seen += 1) checkPromise(c, trace.at(seen) as TraceEvent);
    for (const name of MEMBERS) {
      const state = c.member(name);
      if (!state) continue;
      const { raft, storedIndex, store } = state;
      if (raft.role === 'Leader') {
        const known = leaders.get(raft.term) ?? name;
        if (known !== name) throw new Error(`term ${raft.term} has two leaders, ${known} and ${name}`);
        leaders.set(raft.term, name);
      }
      if (raft.term < (terms.get(name) ?? 0)) throw new Error(`${name} went back to term ${raft.term}`);
      terms.set(name, raft.term);
      const known = applied.get(storedIndex) ?? store.revision;
      if (known !== store.revision)
        throw new Error(`${name} holds revision ${store.revision} at index ${storedIndex}, another ${known}`);
      applied.set(storedIndex, store.revision);
      const { storage, committed } = raft.log;
      if (storage.hardState.term > raft.term || committed < storedIndex)
        throw new Error(`${name} is ahead of its own log`);
    }
  };
}

/** Two logs that hold an entry of the same index and term hold the same entry (Raft paper 5.3). */
function compareLogs(c: ReturnType<typeof cluster>): void {
  const [first, ...others] = MEMBERS.map((name) => c.member(name).raft.log.storage.entries);
  if (!first) return;
  for (const other of others) {
    for (let index = first.first; index < first.end; index += 1) {
      const [a, b] = [first.at(index), other.at(index)];
      if (a && b && a.term === b.term) expect(b.data).toBe(a.data);
    }
  }
}

describe.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('faults by seed %i', (seed) => {
  test('break no promise, and once they end the cluster recovers', () => {
    const roll = dice(seed);
    const c = cluster(seed, { snapshotEvery: 15, keepBehind: 5 });
    const check = watchOver(c);
    const run = (us: number) => {
      const until = c.kernel.nowUs + us;
      while (c.kernel.nextDueUs() <= until) {
        c.kernel.step();
        check();
      }
      c.run(until - c.kernel.nowUs);
    };
    run(2 * SECOND);
    const sent = new Map<number, string>();
    for (let round = 0; round < 12; round += 1) {
      if (roll(3) === 0) c.kernel.inject({ kind: 'heal-all' });
      else if (roll(2) === 0) c.kernel.inject({ kind: 'fault', fault: faultOf(roll) });
      for (let i = 0; i < 4; i += 1) {
        const key = `/k${round}-${i}`;
        sent.set(
          c.send(MEMBERS[roll(3)] as string, {
            kind: 'txn',
            compare: [],
            success: [{ op: 'put', key, value: round, lease: 0 }],
            failure: [],
          }),
          key,
        );
      }
      run(300_000 + roll(1_500_000));
    }
    c.kernel.inject({ kind: 'heal-all' });
    run(12 * SECOND);
    expect(c.leader()).toHaveLength(1);
    const revisions = MEMBERS.map((name) => c.member(name).store.revision);
    expect(new Set(revisions).size).toBe(1);
    const acknowledged = c.heard
      .filter(({ body }: { body: EtcdResponse }) => body.kind === 'txn')
      .map(({ body }) => sent.get(body.id) as string);
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const name of MEMBERS)
      expect(acknowledged.filter((key) => !c.member(name).store.keys.has(key))).toEqual([]);
    compareLogs(c);
  });
});
