/** What a leader knows of a member and how fast it may send. Models etcd-io/raft tracker/progress.go and inflights.go. */
import { appended } from '../../../../base/appended.ts';
import type { Inflight, Progress, RaftConfig } from './types.ts';

const NONE: readonly Inflight[] = [];

export function newProgress(
  id: number,
  match: number,
  next: number,
  learner: boolean,
  recentActive: boolean,
): Progress {
  return {
    id,
    match,
    next,
    sentCommit: 0,
    state: 'StateProbe',
    pendingSnapshot: 0,
    recentActive,
    flowPaused: false,
    inflights: NONE,
    learner,
  };
}

type ProgressDraft = { -readonly [K in keyof Progress]: Progress[K] };

/** A copy to be changed before anyone sees it; written out, because every message makes some. */
function copyOf(progress: Progress): ProgressDraft {
  return {
    id: progress.id,
    match: progress.match,
    next: progress.next,
    sentCommit: progress.sentCommit,
    state: progress.state,
    pendingSnapshot: progress.pendingSnapshot,
    recentActive: progress.recentActive,
    flowPaused: progress.flowPaused,
    inflights: progress.inflights,
    learner: progress.learner,
  };
}

/** Something was heard of the member. */
export function heardOf(progress: Progress): Progress {
  if (progress.recentActive) return progress;
  const copy = copyOf(progress);
  copy.recentActive = true;
  return copy;
}

export function isPaused(progress: Progress): boolean {
  return progress.state === 'StateSnapshot' || progress.flowPaused;
}

export function isFull(progress: Progress, config: RaftConfig): boolean {
  return progress.inflights.length >= config.maxInflightMessages;
}

/** One message at a time, from the first entry the member is not known to hold. */
export function becomeProbe(progress: Progress): Progress {
  const { match, pendingSnapshot } = progress;
  const next = progress.state === 'StateSnapshot' ? Math.max(match + 1, pendingSnapshot + 1) : match + 1;
  return {
    ...progress,
    state: 'StateProbe',
    flowPaused: false,
    pendingSnapshot: 0,
    inflights: NONE,
    next,
    sentCommit: Math.min(progress.sentCommit, next - 1),
  };
}

/** Optimistic: entries follow each other without waiting for answers. */
export function becomeReplicate(progress: Progress): Progress {
  return {
    ...progress,
    state: 'StateReplicate',
    flowPaused: false,
    pendingSnapshot: 0,
    inflights: NONE,
    next: progress.match + 1,
  };
}

export function becomeSnapshot(progress: Progress, index: number): Progress {
  return {
    ...progress,
    state: 'StateSnapshot',
    flowPaused: false,
    inflights: NONE,
    pendingSnapshot: index,
    next: index + 1,
    sentCommit: index,
  };
}

/** After a MsgApp with `count` entries of `bytes` and the commit index left. */
export function sentEntries(
  progress: Progress,
  count: number,
  bytes: number,
  commit: number,
  config: RaftConfig,
): Progress {
  const copy = copyOf(progress);
  copy.sentCommit = commit;
  if (progress.state !== 'StateReplicate') copy.flowPaused ||= count > 0;
  else {
    if (count > 0) {
      copy.next += count;
      copy.inflights = appended(progress.inflights, { index: copy.next - 1, bytes });
    }
    copy.flowPaused = isFull(copy, config);
  }
  return copy;
}

/** After the member said that it holds everything up to `index`. */
export function acknowledged(progress: Progress, index: number): Progress {
  if (index <= progress.match) return progress;
  const copy = copyOf(progress);
  copy.match = index;
  copy.next = Math.max(progress.next, index + 1);
  copy.flowPaused = false;
  return copy;
}

/** Forgets the messages in flight that `index` answers. */
export function freeUpTo(progress: Progress, index: number): Progress {
  const still = progress.inflights.findIndex((flight) => flight.index > index);
  if (still === 0 || progress.inflights.length === 0) return progress;
  const copy = copyOf(progress);
  copy.inflights = still < 0 ? NONE : progress.inflights.slice(still);
  return copy;
}

/** Steps back after a rejection at `rejected`; undefined when the rejection is stale. `hint` is where the logs may agree. */
export function decreased(progress: Progress, rejected: number, hint: number): Progress | undefined {
  if (progress.state === 'StateReplicate') {
    if (rejected <= progress.match) return undefined;
    const next = progress.match + 1;
    return { ...progress, next, sentCommit: Math.min(progress.sentCommit, next - 1) };
  }
  if (progress.next - 1 !== rejected) return undefined;
  const next = Math.max(Math.min(rejected, hint + 1), progress.match + 1);
  return { ...progress, next, sentCommit: Math.min(progress.sentCommit, next - 1), flowPaused: false };
}

/** Whether telling it this commit index now could let the member commit more. */
export function canBumpCommit(progress: Progress, commit: number): boolean {
  return commit > progress.sentCommit && progress.sentCommit < progress.next - 1;
}

export function progressOf(all: readonly Progress[], id: number): Progress | undefined {
  for (const progress of all) if (progress.id === id) return progress;
  return undefined;
}

/** The list with one member's progress replaced. */
export function replaced(all: readonly Progress[], progress: Progress): readonly Progress[] {
  return all.map((own) => (own.id === progress.id ? progress : own));
}

/** In upstream's words, as its log lines and `status` print it. */
export function describeProgress(progress: Progress, config: RaftConfig): string {
  const { state, match, next, learner, pendingSnapshot, recentActive, inflights } = progress;
  let text = `${state} match=${match} next=${next}`;
  if (learner) text += ' learner';
  if (isPaused(progress)) text += ' paused';
  if (pendingSnapshot > 0) text += ` pendingSnap=${pendingSnapshot}`;
  if (!recentActive) text += ' inactive';
  if (inflights.length > 0)
    text += ` inflight=${inflights.length}${isFull(progress, config) ? '[full]' : ''}`;
  return text;
}
