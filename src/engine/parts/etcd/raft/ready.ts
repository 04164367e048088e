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
  type Draft,
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
function hardStateOf(state: RaftState): HardState {
  return { term: state.term, vote: state.vote, commit: state.log.committed };
}

const softChanged = ({ toldSoft, lead, role }: RaftState): boolean =>
  toldSoft.lead !== lead || toldSoft.role !== role;
/** Whether term, vote or commit are others than was told last; all zero is what a member begins with, and nothing to tell. */
const hardChanged = ({ toldHard, term, vote, log }: RaftState): boolean =>
  (toldHard.term !== term || toldHard.vote !== vote || toldHard.commit !== log.committed) &&
  (term !== 0 || vote !== 0 || log.committed !== 0);

/** Whether there is anything to do. */
export function hasReady(state: RaftState): boolean {
  const { log, config } = state;
  if (softChanged(state) || hardChanged(state)) return true;
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
  const draft = draftOf(state);
  return { ready: takeReadyOn(draft), state: draft };
}

/** `takeReady` on a draft that nobody else has seen. */
export function takeReadyOn(draft: Draft): Ready {
  const { log, config, readStates } = draft;
  const soft: SoftState | null = softChanged(draft) ? { lead: draft.lead, role: draft.role } : null;
  const hard = hardChanged(draft) ? hardStateOf(draft) : null;
  const entries = nextUnstable(log);
  const snapshot = nextSnapshot(log);
  const synchronous = !config.asyncStorageWrites;
  const committedEntries = nextCommitted(log, synchronous, config.maxCommittedSizePerReadyInBytes);
  const mustSync =
    entries.length > 0 || draft.toldHard.term !== draft.term || draft.toldHard.vote !== draft.vote;
  const messages = synchronous
    ? forOthers(draft)
    : [...draft.messages, ...storageWork(draft, hard, entries, snapshot, committedEntries)];
  if (synchronous) draft.stepsOnAdvance = ownSteps(draft, committedEntries, snapshot);
  if (soft) draft.toldSoft = soft;
  if (hard) draft.toldHard = hard;
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
  return { soft, hard, readStates, entries, snapshot, committedEntries, messages, mustSync };
}

/** Messages that leave the member: those that may at once, then the promises. */
function forOthers({ messages, messagesAfterAppend, config }: RaftState): readonly Message[] {
  if (messagesAfterAppend.length === 0) return messages;
  const toOthers = messagesAfterAppend.every(({ to }) => to !== config.id)
    ? messagesAfterAppend
    : messagesAfterAppend.filter(({ to }) => to !== config.id);
  return messages.length === 0 ? toOthers : messages.concat(toOthers);
}

/** Something was written on the disk of a draft that nobody else has seen. */
export function storeOn(draft: Draft, storage: Storage): void {
  if (storage !== draft.log.storage) draft.log = withLogStorage(draft.log, storage);
}

/** Tells that everything of the last Ready was done: the member's own promises come true. Synchronous writes only. */
export function advance(state: RaftState, env: Env): RaftState {
  const draft = draftOf(state);
  advanceOn(draft, env);
  return draft;
}

/** `advance` on a draft that nobody else has seen. */
export function advanceOn(draft: Draft, env: Env): void {
  const steps = draft.stepsOnAdvance;
  draft.stepsOnAdvance = NO_STEPS;
  for (const message of steps) stepDraft(draft, message, env);
}

function ownSteps(
  state: RaftState,
  committed: readonly Entry[],
  snapshot: Ready['snapshot'],
): readonly Message[] {
  const own: Message[] = [];
  for (const message of state.messagesAfterAppend) if (message.to === state.config.id) own.push(message);
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
