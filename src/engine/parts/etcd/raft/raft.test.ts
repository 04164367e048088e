/** Rules of the Raft paper (https://raft.github.io/raft.pdf) that chance seldom puts to the test, one by one. */
import { describe, expect, test } from 'vitest';
import { Hasher, hashData, hashToHex } from '../../../../base/hash.ts';
import { lastIndex, termAt } from './log.ts';
import { newRaft, step, tick } from './raft.ts';
import { advance, hasReady, takeReady } from './ready.ts';
import { appendEntries, applySnapshot, EMPTY_STORAGE, withHardState } from './storage.ts';
import {
  type Entry,
  type Env,
  type Message,
  type MessageType,
  messageOf,
  NO_CONF,
  type RaftConfig,
  type RaftState,
} from './types.ts';

const ENV: Env = { between: (from) => from };
const CONFIG: RaftConfig = {
  id: 1,
  electionTick: 10,
  heartbeatTick: 1,
  preVote: false,
  checkQuorum: true,
  asyncStorageWrites: false,
  maxSizePerMessageInBytes: Number.POSITIVE_INFINITY,
  maxInflightMessages: 256,
  maxCommittedSizePerReadyInBytes: Number.POSITIVE_INFINITY,
  leaseBasedReads: false,
  disableConfChangeValidation: false,
  stepDownOnRemoval: false,
};

const hashOf = (state: RaftState): string => {
  const hasher = new Hasher();
  hashData(hasher, state);
  return hashToHex(hasher.value());
};

const entry = (index: number, term: number): Entry => ({
  term,
  index,
  type: 'EntryNormal',
  data: `${term}/${index}`,
  size: 5,
});

/** A member of three whose log holds entries of these terms behind index 10. */
function member(...terms: readonly number[]): RaftState {
  const base = applySnapshot(EMPTY_STORAGE, {
    index: 10,
    term: 1,
    conf: { ...NO_CONF, voters: [1, 2, 3] },
    data: '',
  });
  const storage = appendEntries(
    base,
    terms.map((term, i) => entry(11 + i, term)),
  );
  return newRaft(CONFIG, withHardState(storage, { term: terms.at(-1) ?? 1, vote: 0, commit: 10 }), 10, ENV);
}

/** Takes a message, then carries all Readys out at once; gives the messages that left. */
function take(
  state: RaftState,
  type: MessageType,
  from: number,
  more: Partial<Message> = {},
): { state: RaftState; sent: Message[] } {
  let next = step(state, messageOf(type, 1, { from, ...more }), ENV).state;
  const sent: Message[] = [];
  while (hasReady(next)) {
    const { state: taken, ready } = takeReady(next);
    sent.push(...ready.messages);
    let { storage } = taken.log;
    if (ready.hard) storage = withHardState(storage, ready.hard);
    storage = appendEntries(storage, ready.entries);
    next = advance({ ...taken, log: { ...taken.log, storage } }, ENV);
  }
  return { state: next, sent };
}

function elected(...terms: readonly number[]): RaftState {
  const asked = take(member(...terms), 'MsgHup', 1).state;
  const { state } = take(asked, 'MsgVoteResp', 2, { term: asked.term });
  expect(state.role).toBe('Leader');
  return state;
}

describe('a follower', () => {
  test('commits no further than the last entry that a message brought or confirmed (5.3)', () => {
    const { state } = take(member(1, 1, 1), 'MsgApp', 2, {
      term: 1,
      index: 10,
      logTerm: 1,
      entries: [entry(11, 1)],
      commit: 13,
    });
    expect(state.log.committed).toBe(11);
    expect(take(state, 'MsgApp', 2, { term: 1, index: 11, logTerm: 1, commit: 13 }).state.log.committed).toBe(
      11,
    );
  });

  test('keeps entries that a late message does not contradict, and drops those that one does (5.3)', () => {
    const same = take(member(1, 1, 1), 'MsgApp', 2, {
      term: 1,
      index: 10,
      logTerm: 1,
      entries: [entry(11, 1)],
    }).state;
    expect(lastIndex(same.log)).toBe(13);
    const other = take(member(1, 1, 1), 'MsgApp', 2, {
      term: 2,
      index: 10,
      logTerm: 1,
      entries: [entry(11, 2)],
    }).state;
    expect([lastIndex(other.log), termAt(other.log, 11)]).toEqual([11, 2]);
  });

  test('refuses what does not join its log, with a hint where it may (5.3)', () => {
    const { sent } = take(member(1, 1), 'MsgApp', 2, {
      term: 3,
      index: 20,
      logTerm: 3,
      entries: [entry(21, 3)],
    });
    expect(sent).toMatchObject([{ type: 'MsgAppResp', reject: true, index: 20, rejectHint: 12, logTerm: 1 }]);
  });

  test('votes once a term, and again for the same (5.2)', () => {
    const ask = (state: RaftState, from: number) =>
      take(state, 'MsgVote', from, { term: 5, index: 20, logTerm: 4 });
    const first = ask(member(1), 2);
    expect([first, ask(first.state, 3), ask(first.state, 2)].map(({ sent }) => sent[0]?.reject)).toEqual([
      false,
      true,
      false,
    ]);
  });

  test.each([
    [2, 13, true],
    [3, 11, true],
    [3, 12, false],
    [4, 11, false],
  ])(
    'whose log ends with term 3 at 12 meets a candidate that ends with term %i at %i and refuses: %s',
    (logTerm, index, refused) => {
      const { sent } = take(member(1, 3), 'MsgVote', 2, { term: 9, index, logTerm });
      expect(sent[0]?.reject).toBe(refused);
    },
  );

  test('that hears a leader ignores who asks for votes, until an election timeout has passed (thesis 6)', () => {
    const led = take(member(1), 'MsgHeartbeat', 2, { term: 1 }).state;
    expect(take(led, 'MsgVote', 3, { term: 2, index: 50, logTerm: 1 }).sent).toEqual([]);
    let late = led;
    for (let i = 0; i < 9; i += 1) late = tick(late, ENV);
    expect(
      take({ ...late, electionElapsed: 10 }, 'MsgVote', 3, { term: 2, index: 50, logTerm: 1 }).sent,
    ).toMatchObject([{ type: 'MsgVoteResp', reject: false }]);
  });
});

describe('a leader', () => {
  test('counts no replicas of entries of older terms (5.4.2, figure 8)', () => {
    const leader = elected(1, 2);
    const old = take(leader, 'MsgAppResp', 2, { term: leader.term, index: 12 }).state;
    expect(old.log.committed).toBe(10);
    expect(take(old, 'MsgAppResp', 2, { term: leader.term, index: 13 }).state.log.committed).toBe(13);
  });

  test('counts itself only once its entry is on its own disk', () => {
    const leader = elected();
    const proposed = step(leader, messageOf('MsgProp', 0, { entries: [entry(0, 0)] }), ENV).state;
    const { state: unwritten } = takeReady(proposed);
    expect(unwritten.progress.map(({ match }) => match)).toEqual([11, 0, 0]);
    expect(
      advance(
        {
          ...unwritten,
          log: { ...unwritten.log, storage: appendEntries(unwritten.log.storage, unwritten.log.unstable) },
        },
        ENV,
      ).progress[0]?.match,
    ).toBe(12);
  });

  test('steps down before a higher term (5.1) and when no majority answers (thesis 6.2)', () => {
    const leader = elected();
    expect(take(leader, 'MsgAppResp', 2, { term: leader.term + 1 }).state).toMatchObject({
      role: 'Follower',
      term: leader.term + 1,
    });
    let alone = leader;
    for (let i = 0; i < 10; i += 1) alone = tick(alone, ENV);
    expect(alone).toMatchObject({ role: 'Follower', term: leader.term });
  });

  test('answers a read once a majority has confirmed it after the read came (thesis 6.4)', () => {
    let leader = elected();
    leader = take(leader, 'MsgAppResp', 2, { term: leader.term, index: 11 }).state;
    const asked = take(leader, 'MsgReadIndex', 3, { context: 'r1' });
    expect(asked.sent.map(({ type, context }) => [type, context])).toEqual([
      ['MsgHeartbeat', 'r1'],
      ['MsgHeartbeat', 'r1'],
    ]);
    expect(take(asked.state, 'MsgHeartbeatResp', 2, { term: leader.term }).sent).toEqual([]);
    expect(take(asked.state, 'MsgHeartbeatResp', 2, { term: leader.term, context: 'r1' }).sent).toMatchObject(
      [{ type: 'MsgReadIndexResp', to: 3, index: 11 }],
    );
  });

  test('leaves the state it was given as it was', () => {
    const leader = elected();
    const frozen = hashOf(leader);
    take(leader, 'MsgProp', 0, { entries: [entry(0, 0)] });
    take(leader, 'MsgAppResp', 2, { term: leader.term, index: 11 });
    expect(hashOf(leader)).toBe(frozen);
  });
});
