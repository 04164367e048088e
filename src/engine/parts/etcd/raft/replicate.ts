/** A leader's sending and committing. Models etcd-io/raft raft.go maybeSendAppend, bcastHeartbeat, maybeCommit; Raft paper 5.3, 5.4.2. */
import { describeMembers, type Membership } from './conf-change.ts';
import { append, commitTo, entriesFrom, firstIndex, lastIndex, matchTerm, termAt } from './log.ts';
import {
  becomeSnapshot,
  describeProgress,
  isFull,
  isPaused,
  progressOf,
  replaced,
  sentEntries,
} from './progress.ts';
import { jointIndex } from './quorum.ts';
import { becomeFollower, send } from './role.ts';
import { type Draft, type Entry, type Env, messageOf, NOBODY, type Progress } from './types.ts';

/** Sends what the member lacks, if it may get a message now. `evenEmpty` sends the commit index though there are no entries. */
export function maybeSendAppend(draft: Draft, to: number, evenEmpty: boolean, env: Env): boolean {
  const progress = progressOf(draft.progress, to);
  if (!progress || isPaused(progress)) return false;
  const { log, config } = draft;
  const previous = progress.next - 1;
  const previousTerm = termAt(log, previous);
  if (previousTerm < 0) return maybeSendSnapshot(draft, progress, env);
  let entries: readonly Entry[] = [];
  // A member with a full window still gets an empty message now and then, which shows what it lacks.
  if (progress.state !== 'StateReplicate' || !isFull(progress, config)) {
    if (progress.next < firstIndex(log)) return maybeSendSnapshot(draft, progress, env);
    entries = entriesFrom(log, progress.next, config.maxSizePerMessageInBytes);
  }
  if (entries.length === 0 && !evenEmpty) return false;
  send(
    draft,
    messageOf('MsgApp', to, { index: previous, logTerm: previousTerm, entries, commit: log.committed }),
  );
  let bytes = 0;
  for (const entry of entries) bytes += entry.size;
  draft.progress = replaced(
    draft.progress,
    sentEntries(progress, entries.length, bytes, log.committed, config),
  );
  return true;
}

/** The entries it lacks are compacted: it gets the newest snapshot instead. */
function maybeSendSnapshot(draft: Draft, progress: Progress, env: Env): boolean {
  const { config, log } = draft;
  const { id } = progress;
  if (!progress.recentActive) {
    env.log?.('DEBUG', `ignore sending snapshot to ${id} since it is not recently active`);
    return false;
  }
  const snapshot = log.unstableSnapshot ?? log.storage.snapshot;
  if (snapshot.index === 0) return false;
  env.log?.(
    'DEBUG',
    `${config.id} [firstindex: ${firstIndex(log)}, commit: ${log.committed}] sent snapshot[index: ${snapshot.index}, term: ${snapshot.term}] to ${id} [${describeProgress(progress, config)}]`,
  );
  const waiting = becomeSnapshot(progress, snapshot.index);
  draft.progress = replaced(draft.progress, waiting);
  env.log?.(
    'DEBUG',
    `${config.id} paused sending replication messages to ${id} [${describeProgress(waiting, config)}]`,
  );
  send(draft, messageOf('MsgSnap', id, { snapshot }));
  return true;
}

export function sendAppend(draft: Draft, to: number, env: Env): void {
  maybeSendAppend(draft, to, true, env);
}

export function broadcastAppend(draft: Draft, env: Env): void {
  for (const { id } of draft.progress) if (id !== draft.config.id) sendAppend(draft, id, env);
}

/** Heartbeats carry the commit index as far as the member is known to hold it, and the newest read that waits for a majority. */
export function broadcastHeartbeat(draft: Draft, context: string): void {
  draft.progress = draft.progress.map((progress) => {
    if (progress.id === draft.config.id) return progress;
    const commit = Math.min(progress.match, draft.log.committed);
    send(draft, messageOf('MsgHeartbeat', progress.id, { commit, context }));
    return progress.sentCommit === commit ? progress : { ...progress, sentCommit: commit };
  });
}

/** Commits what a majority holds, but counts only entries of its own term (Raft paper 5.4.2, figure 8). */
export function maybeCommit(draft: Draft): boolean {
  const { members, progress, log } = draft;
  const index = jointIndex(members.voters, members.outgoing, (id) => progressOf(progress, id)?.match ?? 0);
  if (index <= log.committed || index === Number.POSITIVE_INFINITY || !matchTerm(log, index, draft.term))
    return false;
  draft.log = commitTo(log, index);
  return true;
}

/** Appends proposals with the leader's term. Its own acknowledgement is a promise like any other: it counts once it is on disk. */
export function appendOwn(draft: Draft, entries: readonly Entry[], env: Env): void {
  const last = lastIndex(draft.log);
  const numbered = entries.map(
    ({ type, data, size }, i): Entry => ({ term: draft.term, index: last + 1 + i, type, data, size }),
  );
  draft.log = append(draft.log, numbered, env);
  send(draft, messageOf('MsgAppResp', draft.config.id, { index: last + entries.length }));
}

/** Makes a configuration the active one. A leader that is no longer a voter steps down if it is told to; new members are probed at once. */
export function switchTo(draft: Draft, next: Membership, env: Env): void {
  const { config } = draft;
  draft.members = next.members;
  draft.progress = next.progress;
  env.log?.('INFO', `${config.id} switched to configuration ${describeMembers(next.members)}`);
  const own = progressOf(next.progress, config.id);
  draft.learner = own?.learner ?? false;
  if (draft.role !== 'Leader') return;
  if (!own || own.learner) {
    if (config.stepDownOnRemoval) becomeFollower(draft, draft.term, NOBODY, env);
    return;
  }
  if (next.members.voters.length === 0) return;
  if (maybeCommit(draft)) broadcastAppend(draft, env);
  else for (const { id } of draft.progress) if (id !== config.id) maybeSendAppend(draft, id, false, env);
  const { voters, outgoing } = draft.members;
  if (
    draft.leadTransferee !== NOBODY &&
    !voters.includes(draft.leadTransferee) &&
    !outgoing.includes(draft.leadTransferee)
  )
    draft.leadTransferee = NOBODY;
}
