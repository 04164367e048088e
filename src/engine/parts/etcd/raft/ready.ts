/**
 * What a member's surroundings must do for it, and how they say that it was done. Models etcd-io/raft rawnode.go. With synchronous writes
 * one Ready is carried out at a time: write, send, apply, `advance`. With asynchronous ones the writing and applying are messages to two
 * threads, whose answers are stepped like any other.
 */
import {
  acceptApplying,
  acceptUnstable,
  hasNextCommitted,
  lastIndex,
  lastTerm,
  nextCommitted,
  nextSnapshot,
  nextUnstable,
  withLogStorage,
} from './log.ts';
import { entriesSize } from './entry-list.ts';
import { stepDraft } from './raft.ts';
import {
  APPEND_THREAD,
  APPLY_THREAD,
  draftOf,
  type Entry,
  type Env,
  type HardState,
  type Message,
  messageOf,
  type RaftState,
  type ReadState,
  type Ready,
  type SoftState,
  type Storage,
} from './types.ts';

const NO_STEPS: readonly Message[] = [];
const NO_READ_STATES: readonly ReadState[] = [];

/** Term, vote and commit as they stand. */
export function hardStateOf(state: RaftState): HardState {
  return { term: state.term, vote: state.vote, commit: state.log.committed };
}

const softChanged = ({ toldSoft, lead, role }: RaftState): boolean =>
  toldSoft.lead !== lead || toldSoft.role !== role;
const hardChanged = ({ toldHard, term, vote, log }: RaftState): boolean =>
  toldHard.term !== term || toldHard.vote !== vote || toldHard.commit !== log.committed;
const isEmptyHard = ({ term, vote, commit }: HardState): boolean => term === 0 && vote === 0 && commit === 0;

/** Whether there is anything to do. */
export function hasReady(state: RaftState): boolean {
  const { log, config } = state;
  if (softChanged(state) || (hardChanged(state) && !isEmptyHard(hardStateOf(state)))) return true;
  if (
    nextSnapshot(log) !== null ||
    state.messages.length > 0 ||
    state.messagesAfterAppend.length > 0 ||
    state.readStates.length > 0
  )
    return true;
  return (
    log.offsetInProgress < log.offset + log.unstable.length ||
    hasNextCommitted(log, !config.asyncStorageWrites)
  );
}

/** What there is to do, and the state that knows it was handed out. */
export function takeReady(state: RaftState): { readonly state: RaftState; readonly ready: Ready } {
  const { log, config } = state;
  const soft: SoftState | null = softChanged(state) ? { lead: state.lead, role: state.role } : null;
  const hardNow = hardStateOf(state);
  const hard = hardChanged(state) && !isEmptyHard(hardNow) ? hardNow : null;
  const entries = nextUnstable(log);
  const snapshot = nextSnapshot(log);
  const synchronous = !config.asyncStorageWrites;
  const committedEntries = nextCommitted(log, synchronous, config.maxCommittedSizePerReadyInBytes);
  const mustSync =
    entries.length > 0 || state.toldHard.term !== state.term || state.toldHard.vote !== state.vote;
  const messages = synchronous
    ? [...state.messages, ...state.messagesAfterAppend.filter((message) => message.to !== config.id)]
    : [...state.messages, ...storageWork(state, hard, entries, snapshot, committedEntries)];
  const ready: Ready = {
    soft,
    hard,
    readStates: state.readStates,
    entries,
    snapshot,
    committedEntries,
    messages,
    mustSync,
  };
  const draft = draftOf(state);
  if (soft) draft.toldSoft = soft;
  if (hard) draft.toldHard = hard;
  if (synchronous) draft.stepsOnAdvance = ownSteps(state, committedEntries, snapshot);
  draft.readStates = NO_READ_STATES;
  draft.messages = NO_STEPS;
  draft.messagesAfterAppend = NO_STEPS;
  draft.log = acceptUnstable(log);
  const last = committedEntries[committedEntries.length - 1];
  if (last)
    draft.log = acceptApplying(
      draft.log,
      last.index,
      entriesSize(committedEntries),
      config.maxCommittedSizePerReadyInBytes,
      synchronous,
    );
  return { state: draft, ready };
}

/** The state over a disk on which something was written. */
export function withStorage(state: RaftState, storage: Storage): RaftState {
  if (storage === state.log.storage) return state;
  const draft = draftOf(state);
  draft.log = withLogStorage(state.log, storage);
  return draft;
}

/** Tells that everything of the last Ready was done: the member's own promises come true. Synchronous writes only. */
export function advance(state: RaftState, env: Env): RaftState {
  if (state.stepsOnAdvance.length === 0) return state;
  const draft = draftOf(state);
  draft.stepsOnAdvance = NO_STEPS;
  for (const message of state.stepsOnAdvance) stepDraft(draft, message, env);
  return draft;
}

function ownSteps(
  state: RaftState,
  committed: readonly Entry[],
  snapshot: Ready['snapshot'],
): readonly Message[] {
  const own = state.messagesAfterAppend.filter((message) => message.to === state.config.id);
  if (state.log.unstable.length > 0 || snapshot) own.push(appendDone(state));
  if (committed.length > 0) own.push(applyDone(state, committed));
  return own;
}

/** What the append thread says when everything up to now is on disk. */
function appendDone(state: RaftState): Message {
  const { log, term, config } = state;
  const some = log.unstable.length > 0;
  return messageOf('MsgStorageAppendResp', config.id, {
    from: APPEND_THREAD,
    term,
    index: some ? lastIndex(log) : 0,
    logTerm: some ? lastTerm(log) : 0,
    snapshot: log.unstableSnapshot,
  });
}

function applyDone(state: RaftState, entries: readonly Entry[]): Message {
  return messageOf('MsgStorageApplyResp', state.config.id, { from: APPLY_THREAD, entries });
}

/** The two messages to the member's own threads, where there is work for them. */
function storageWork(
  state: RaftState,
  hard: HardState | null,
  entries: readonly Entry[],
  snapshot: Ready['snapshot'],
  committed: readonly Entry[],
): readonly Message[] {
  const work: Message[] = [];
  const from = state.config.id;
  if (entries.length > 0 || hard || snapshot || state.messagesAfterAppend.length > 0) {
    const pending = state.log.unstable.length > 0 || state.log.unstableSnapshot !== null;
    const responses = pending ? [...state.messagesAfterAppend, appendDone(state)] : state.messagesAfterAppend;
    work.push(messageOf('MsgStorageAppend', APPEND_THREAD, { from, entries, snapshot, responses, ...hard }));
  }
  if (committed.length > 0)
    work.push(
      messageOf('MsgStorageApply', APPLY_THREAD, {
        from,
        entries: committed,
        responses: [applyDone(state, committed)],
      }),
    );
  return work;
}
