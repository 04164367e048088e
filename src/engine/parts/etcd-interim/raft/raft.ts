/**
 * Raft as a pure machine, after Ongaro's thesis and the interface of etcd-io/raft: `step` takes a message, `campaign`, `beat`, `checkQuorum`
 * what a clock says, `propose` and `readIndex` what clients want; `ready` tells what must now be written, sent and applied, `advance` that it was
 * done. No clock, no chance, no I/O inside; a step copies the small head of the state and shares the log.
 */
import { AppendList } from '../../../../base/append-list.ts';
import { startElection, tallyVote, vote } from './election.ts';
import { becomeFollower, changeRole, EMPTY, majorityOf, post } from './draft.ts';
import { appendToAll, broadcastHeartbeat, handleAppendResponse, handleHeartbeatResponse } from './leader.ts';
import { appendEntry, conflictHint, lastIndex, maybeAppend } from './log.ts';
import { confirmRead, requestRead, resumeReads } from './read-index.ts';
import { type Draft, type Member, type Message, NOBODY, type Raft, type Snapshot } from './types.ts';

/** A member that starts from a snapshot, with nothing behind it. */
export function createRaft(id: Member, members: number, snapshot: Snapshot): Raft {
  return {
    id,
    members,
    role: 'Follower',
    term: snapshot.term,
    vote: NOBODY,
    lead: NOBODY,
    log: AppendList.empty(snapshot.index + 1),
    snapshot,
    commit: snapshot.index,
    applied: snapshot.index,
    stable: snapshot.index,
    progress: [],
    votes: [],
    pendingReads: [],
    postponedReads: [],
    messages: [],
    reads: [],
    saved: { term: snapshot.term, vote: NOBODY, commit: snapshot.index },
  };
}

/** What `step` needs to know of the clock: whether the leader was heard within the last election time-out. */
export interface StepFacts {
  readonly inLease: boolean;
}

/** Takes one message. */
export function step(raft: Raft, message: Message, facts: StepFacts): Raft {
  const draft: Draft = { ...raft };
  const { type } = message;
  const asksVote = type === 'MsgVote' || type === 'MsgPreVote';
  // Check-quorum: who hears a leader does not help to unseat it.
  if (asksVote && message.term > draft.term && facts.inLease && draft.lead !== NOBODY) return raft;
  // A pre-vote names a term that nobody has taken yet.
  const taken = type !== 'MsgPreVote' && !(type === 'MsgPreVoteResp' && !message.reject);
  if (message.term > draft.term && taken) {
    const fromLeader = type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap';
    becomeFollower(draft, message.term, fromLeader ? message.from : NOBODY, 'higher term');
  } else if (message.term < draft.term && message.term > 0) {
    return refuseOldTerm(draft, message);
  }
  if (asksVote) vote(draft, message);
  else if (draft.role === 'Leader') stepLeader(draft, message);
  else stepOther(draft, message);
  return draft;
}

/** A leader of an older term that was cut off is told of the newer one, so that it steps down. */
function refuseOldTerm(draft: Draft, message: Message): Raft {
  if (message.type === 'MsgApp' || message.type === 'MsgHeartbeat') post(draft, { type: 'MsgAppResp', to: message.from });
  else if (message.type === 'MsgPreVote') post(draft, { type: 'MsgPreVoteResp', to: message.from, reject: true });
  return draft;
}

function stepLeader(draft: Draft, message: Message): void {
  switch (message.type) {
    case 'MsgProp':
      for (const entry of message.entries) appendEntry(draft, entry.data);
      appendToAll(draft);
      break;
    case 'MsgAppResp':
      handleAppendResponse(draft, message);
      resumeReads(draft);
      break;
    case 'MsgHeartbeatResp':
      handleHeartbeatResponse(draft, message);
      if (message.context !== '') confirmRead(draft, message);
      break;
    case 'MsgReadIndex':
      requestRead(draft, message.context, message.from);
      break;
    default:
      break;
  }
}

function stepOther(draft: Draft, message: Message): void {
  switch (message.type) {
    case 'MsgApp':
      heardFrom(draft, message.from);
      handleAppend(draft, message);
      break;
    case 'MsgHeartbeat':
      heardFrom(draft, message.from);
      draft.commit = Math.max(draft.commit, Math.min(message.commit, lastIndex(draft)));
      post(draft, { type: 'MsgHeartbeatResp', to: message.from, context: message.context });
      break;
    case 'MsgSnap':
      heardFrom(draft, message.from);
      if (message.snapshot) installSnapshot(draft, message.snapshot, message.from);
      break;
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      tallyVote(draft, message);
      break;
    case 'MsgProp':
    case 'MsgReadIndex':
      // Only a leader can serve it; who is not passes it on, keeping the sender.
      if (draft.lead !== NOBODY) post(draft, { ...message, to: draft.lead, term: 0 });
      break;
    case 'MsgReadIndexResp':
      draft.reads = [...draft.reads, { context: message.context, index: message.index }];
      break;
    default:
      break;
  }
}

function heardFrom(draft: Draft, leader: Member): void {
  if (draft.role !== 'Follower') changeRole(draft, 'hears a leader');
  draft.lead = leader;
}

function handleAppend(draft: Draft, message: Message): void {
  if (message.index < draft.commit) {
    post(draft, { type: 'MsgAppResp', to: message.from, index: draft.commit });
    return;
  }
  const last = maybeAppend(draft, message);
  if (last < 0) {
    const hint = conflictHint(draft, message.index, message.logTerm);
    post(draft, { type: 'MsgAppResp', to: message.from, index: message.index, reject: true, hint });
    return;
  }
  // Never beyond the last entry that this very message vouches for.
  draft.commit = Math.max(draft.commit, Math.min(message.commit, last));
  post(draft, { type: 'MsgAppResp', to: message.from, index: last });
}

function installSnapshot(draft: Draft, snapshot: Snapshot, from: Member): void {
  if (snapshot.index > draft.commit) {
    draft.snapshot = snapshot;
    draft.log = AppendList.empty(snapshot.index + 1);
    draft.commit = snapshot.index;
    draft.stable = snapshot.index;
  }
  post(draft, { type: 'MsgAppResp', to: from, index: draft.commit });
}

/** The election time-out passed without a leader's word. */
export function campaign(raft: Raft): Raft {
  if (raft.role === 'Leader') return raft;
  const draft: Draft = { ...raft };
  startElection(draft, 'MsgPreVote');
  return draft;
}

/** The leader's heartbeat is due. */
export function beat(raft: Raft): Raft {
  if (raft.role !== 'Leader') return raft;
  const draft: Draft = { ...raft };
  broadcastHeartbeat(draft, draft.pendingReads.at(-1)?.context ?? '');
  return draft;
}

/** Once an election time-out: a leader that no majority answered steps down (thesis 6.2). */
export function checkQuorum(raft: Raft): Raft {
  if (raft.role !== 'Leader') return raft;
  const draft: Draft = { ...raft };
  const active = draft.progress.filter((progress, member) => member === draft.id || progress.active).length;
  if (active < majorityOf(draft)) becomeFollower(draft, draft.term, NOBODY, 'no quorum answers');
  else draft.progress = draft.progress.map((progress) => ({ ...progress, active: false }));
  return draft;
}

/** Proposes data; false when there is no leader to give it to. */
export function propose(raft: Raft, data: readonly unknown[]): Raft | false {
  if (raft.lead === NOBODY) return false;
  const entries = data.map((item) => ({ index: 0, term: 0, data: item }));
  return step(raft, { ...EMPTY, type: 'MsgProp', from: raft.id, to: raft.id, term: 0, entries }, { inLease: true });
}

/** Asks for a linearizable read; the answer appears in a Ready's reads under `context`. */
export function readIndex(raft: Raft, context: string): Raft | false {
  if (raft.lead === NOBODY) return false;
  return step(raft, { ...EMPTY, type: 'MsgReadIndex', from: raft.id, to: raft.id, term: 0, context }, { inLease: true });
}
