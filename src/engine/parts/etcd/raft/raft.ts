/**
 * Raft as a pure machine: `step` takes a message, `tick` takes time, `readyOf` (ready.ts) says what to write, send and apply, `advance`
 * says that it was done. The state is never edited: a step works on a shallow copy and replaces what changes, so that any state met on the
 * way may be kept and gone back to. There is no clock and no chance inside; the caller ticks and draws. Models etcd-io/raft raft.go;
 * Raft paper and thesis (Ongaro 2014).
 */
import { stepCandidate } from './candidate.ts';
import { applyConfChange, confStateOf, describeMembers, membershipOf, NO_MEMBERS } from './conf-change.ts';
import { stand, TRANSFER } from './election.ts';
import { entriesSize } from './entry-list.ts';
import { stepFollower } from './follower.ts';
import { stepLeader } from './leader.ts';
import {
  appliedTo,
  commitTo,
  isUpToDate,
  lastIndex,
  lastTerm,
  logOf,
  stableSnapshotTo,
  stableTo,
} from './log.ts';
import { progressOf } from './progress.ts';
import { switchTo } from './replicate.ts';
import { becomeFollower, send } from './role.ts';
import {
  type ConfChange,
  type ConfState,
  type Draft,
  draftOf,
  type Entry,
  type Env,
  type Message,
  messageOf,
  NO_HARD_STATE,
  NOBODY,
  type RaftConfig,
  type RaftState,
  type Storage,
} from './types.ts';

export const PEER_NOT_FOUND = 'raft: cannot step as peer not found';

export interface Stepped {
  readonly state: RaftState;
  /** What the caller is told: a dropped proposal, an unknown sender; empty when all is well. */
  readonly error: string;
}

/** A member that starts with what is on its disk; `applied` is how far its state machine has come. */
export function newRaft(config: RaftConfig, storage: Storage, applied: number, env: Env): Draft {
  const { hardState } = storage;
  let log = logOf(storage);
  log = commitTo(log, hardState.commit);
  if (applied > 0) log = appliedTo(log, applied, 0, config.maxCommittedSizePerReadyInBytes);
  const draft: Draft = {
    config,
    role: 'Follower',
    term: hardState.term,
    vote: hardState.vote,
    lead: NOBODY,
    log,
    members: NO_MEMBERS.members,
    progress: [],
    votes: new Map(),
    learner: false,
    leadTransferee: NOBODY,
    pendingConfIndex: 0,
    messages: [],
    messagesAfterAppend: [],
    reads: [],
    readStates: [],
    earlyReads: [],
    electionElapsed: 0,
    heartbeatElapsed: 0,
    randomizedElectionTimeout: 0,
    toldSoft: { lead: NOBODY, role: 'Follower' },
    toldHard: NO_HARD_STATE,
    stepsOnAdvance: [],
  };
  switchTo(draft, membershipOf(storage.snapshot.conf, lastIndex(log)), env);
  becomeFollower(draft, draft.term, NOBODY, env);
  draft.toldHard = { term: draft.term, vote: draft.vote, commit: draft.log.committed };
  env.log?.(
    'INFO',
    `newRaft ${config.id} [peers: [${draft.members.voters.join(',')}], term: ${draft.term}, commit: ${log.committed}, applied: ${log.applied}, lastindex: ${lastIndex(log)}, lastterm: ${lastTerm(log)}]`,
  );
  return draft;
}

/** Takes one message, from another member or from the caller itself. */
export function step(state: RaftState, message: Message, env: Env): Stepped {
  const draft = draftOf(state);
  return { state: draft, error: stepOn(draft, message, env) };
}

/** `step` on a draft that nobody else has seen. Returns what the caller is told, or ''. */
export function stepOn(draft: Draft, message: Message, env: Env): string {
  if (isResponse(message) && message.from > 0 && !progressOf(draft.progress, message.from))
    return PEER_NOT_FOUND;
  return stepDraft(draft, message, env);
}

function isResponse({ type }: Message): boolean {
  return (
    type === 'MsgAppResp' ||
    type === 'MsgVoteResp' ||
    type === 'MsgHeartbeatResp' ||
    type === 'MsgUnreachable' ||
    type === 'MsgReadIndexResp' ||
    type === 'MsgPreVoteResp'
  );
}

/** One tick of the clock that `electionTick` and `heartbeatTick` count. */
export function tick(state: RaftState, env: Env): RaftState {
  const draft = draftOf(state);
  tickOn(draft, env);
  return draft;
}

/** `tick` on a draft that nobody else has seen. */
export function tickOn(draft: Draft, env: Env): void {
  const { id } = draft.config;
  draft.electionElapsed += 1;
  if (draft.role === 'Leader') tickLeader(draft, env);
  else if (
    progressOf(draft.progress, id)?.learner === false &&
    draft.electionElapsed >= draft.randomizedElectionTimeout
  ) {
    draft.electionElapsed = 0;
    stepDraft(draft, messageOf('MsgHup', NOBODY, { from: id }), env);
  }
}

/** Lets `ticks` pass that are known to lead to nothing, as between two messages of a leader. */
export function passTicksOn(draft: Draft, ticks: number): void {
  draft.electionElapsed += ticks;
}

function tickLeader(draft: Draft, env: Env): void {
  const { config } = draft;
  draft.heartbeatElapsed += 1;
  if (draft.electionElapsed >= config.electionTick) {
    draft.electionElapsed = 0;
    if (config.checkQuorum) stepDraft(draft, messageOf('MsgCheckQuorum', NOBODY, { from: config.id }), env);
    // A transfer that took longer than an election is given up.
    if (draft.role === 'Leader') draft.leadTransferee = NOBODY;
  }
  if (draft.role !== 'Leader' || draft.heartbeatElapsed < config.heartbeatTick) return;
  draft.heartbeatElapsed = 0;
  stepDraft(draft, messageOf('MsgBeat', NOBODY, { from: config.id }), env);
}

/** Makes a committed configuration change the active one and says what a snapshot would carry from now on. */
export function applyChange(
  state: RaftState,
  change: ConfChange,
  env: Env,
): { readonly state: RaftState; readonly conf: ConfState } {
  const draft = draftOf(state);
  switchTo(
    draft,
    applyConfChange({ members: draft.members, progress: draft.progress }, change, lastIndex(draft.log)),
    env,
  );
  return { state: draft, conf: confStateOf(draft.members) };
}

/** Steps inside a draft; exported for advance. */
export function stepDraft(draft: Draft, message: Message, env: Env): string {
  if (message.term > draft.term) {
    if (meetsHigherTerm(draft, message, env)) return '';
  } else if (message.term !== 0 && message.term < draft.term) {
    meetLowerTerm(draft, message, env);
    return '';
  }
  switch (message.type) {
    case 'MsgHup':
      stand(draft, draft.config.preVote ? 'pre-election' : 'election', env);
      return '';
    case 'MsgStorageAppendResp':
      if (message.index !== 0) draft.log = stableTo(draft.log, message.index, message.logTerm, env);
      if (message.snapshot) snapshotStored(draft, message.snapshot.index, env);
      return '';
    case 'MsgStorageApplyResp':
      if (message.entries.length > 0)
        noteApplied(
          draft,
          (message.entries[message.entries.length - 1] as Entry).index,
          entriesSize(message.entries),
          env,
        );
      return '';
    case 'MsgVote':
    case 'MsgPreVote':
      handleVoteRequest(draft, message, message.type, env);
      return '';
    default:
      if (draft.role === 'Leader') return stepLeader(draft, message, env);
      return draft.role === 'Follower'
        ? stepFollower(draft, message, env)
        : stepCandidate(draft, message, env);
  }
}

const standing = (draft: Draft): string =>
  `${draft.config.id} [logterm: ${lastTerm(draft.log)}, index: ${lastIndex(draft.log)}, vote: ${draft.vote}]`;

/** A newer term: follow it. Returns true when the message is to be ignored, because a leader was heard of a moment ago (thesis 4.2.3). */
function meetsHigherTerm(draft: Draft, message: Message, env: Env): boolean {
  const { config } = draft;
  const { type, from, term } = message;
  if (type === 'MsgVote' || type === 'MsgPreVote') {
    const inLease =
      config.checkQuorum && draft.lead !== NOBODY && draft.electionElapsed < config.electionTick;
    if (inLease && message.context !== TRANSFER) {
      env.log?.(
        'INFO',
        `${standing(draft)} ignored ${type} from ${from} [logterm: ${message.logTerm}, index: ${message.index}] at term ${draft.term}: lease is not expired (remaining ticks: ${config.electionTick - draft.electionElapsed})`,
      );
      return true;
    }
  }
  // A pre-vote asks about a term that does not exist yet, and its consent comes back with that term.
  if (type === 'MsgPreVote' || (type === 'MsgPreVoteResp' && !message.reject)) return false;
  env.log?.(
    'INFO',
    `${config.id} [term: ${draft.term}] received a ${type} message with higher term from ${from} [term: ${term}]`,
  );
  const fromLeader = type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap';
  becomeFollower(draft, term, fromLeader ? from : NOBODY, env);
  return false;
}

function meetLowerTerm(draft: Draft, message: Message, env: Env): void {
  const { config } = draft;
  const { type, from, term } = message;
  const own = `${config.id} [term: ${draft.term}]`;
  if ((config.checkQuorum || config.preVote) && (type === 'MsgHeartbeat' || type === 'MsgApp')) {
    // Lets a leader of an old term know that there is a newer one; without it a member that fell out could stay stuck.
    send(draft, messageOf('MsgAppResp', from));
  } else if (type === 'MsgPreVote') {
    env.log?.(
      'INFO',
      `${standing(draft)} rejected MsgPreVote from ${from} [logterm: ${message.logTerm}, index: ${message.index}] at term ${draft.term}`,
    );
    send(draft, messageOf('MsgPreVoteResp', from, { term: draft.term, reject: true }));
  } else if (type === 'MsgStorageAppendResp') {
    if (message.index !== 0)
      env.log?.(
        'INFO',
        `${own} ignored entry appends from a MsgStorageAppendResp message with lower term [term: ${term}]`,
      );
    if (message.snapshot) snapshotStored(draft, message.snapshot.index, env);
  } else env.log?.('INFO', `${own} ignored a ${type} message with lower term from ${from} [term: ${term}]`);
}

/** Grants a vote to whoever is up to date, once a term (Raft paper 5.2, 5.4.1). */
function handleVoteRequest(draft: Draft, message: Message, type: 'MsgVote' | 'MsgPreVote', env: Env): void {
  const { from, term, logTerm, index } = message;
  const free =
    draft.vote === from ||
    (draft.vote === NOBODY && draft.lead === NOBODY) ||
    (type === 'MsgPreVote' && term > draft.term);
  const granted = free && isUpToDate(draft.log, index, logTerm);
  env.log?.(
    'INFO',
    `${standing(draft)} ${granted ? 'cast' : 'rejected'} ${type} ${granted ? 'for' : 'from'} ${from} [logterm: ${logTerm}, index: ${index}] at term ${draft.term}`,
  );
  // Consent to a pre-vote carries the term that was asked for; a refusal the own one.
  send(draft, messageOf(`${type}Resp`, from, { term: granted ? term : draft.term, reject: !granted }));
  if (granted && type === 'MsgVote') {
    draft.electionElapsed = 0;
    draft.vote = from;
  }
}

function snapshotStored(draft: Draft, index: number, env: Env): void {
  draft.log = stableSnapshotTo(draft.log, index);
  noteApplied(draft, index, 0, env);
}

/** The state machine has come so far. A leader whose joint configuration leaves by itself proposes that now. */
function noteApplied(draft: Draft, index: number, size: number, env: Env): void {
  const applied = Math.max(index, draft.log.applied);
  draft.log = appliedTo(draft.log, applied, size, draft.config.maxCommittedSizePerReadyInBytes);
  if (!draft.members.autoLeave || applied < draft.pendingConfIndex || draft.role !== 'Leader') return;
  const change: ConfChange = { transition: 'auto', changes: [] };
  const entry: Entry = { term: 0, index: 0, type: 'EntryConfChangeV2', data: change, size: 0 };
  const error = stepDraft(
    draft,
    messageOf('MsgProp', NOBODY, { from: draft.config.id, entries: [entry] }),
    env,
  );
  const what = `initiating automatic transition out of joint configuration ${describeMembers(draft.members)}`;
  env.log?.(error === '' ? 'INFO' : 'DEBUG', error === '' ? what : `not ${what}: ${error}`);
}
