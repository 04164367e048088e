/**
 * The log: what is on disk, followed by what has still to be written. Functions return a new log; none edits. Models etcd-io/raft log.go
 * and log_unstable.go; Raft paper section 5.3.
 */
import { fail } from '../../../../base/assert.ts';
import { entriesSize, entrySize, sliceOf } from './entry-list.ts';
import { lastStored, storedTerm } from './storage.ts';
import type { Entry, Env, RaftLog, Snapshot, Storage } from './types.ts';

/** The log of a member that starts with `storage`. */
export function logOf(storage: Storage): RaftLog {
  const offset = lastStored(storage) + 1;
  return {
    storage,
    unstableSnapshot: null,
    snapshotInProgress: false,
    unstable: [],
    offset,
    offsetInProgress: offset,
    committed: storage.baseIndex,
    applying: storage.baseIndex,
    applied: storage.baseIndex,
    applyingSize: 0,
    applyingPaused: false,
  };
}

const NO_ENTRIES: readonly Entry[] = [];

type LogDraft = { -readonly [K in keyof RaftLog]: RaftLog[K] };

/** A copy to be changed before anyone sees it; written out, because every message makes some. */
function copyOf(log: RaftLog): LogDraft {
  return {
    storage: log.storage,
    unstableSnapshot: log.unstableSnapshot,
    snapshotInProgress: log.snapshotInProgress,
    unstable: log.unstable,
    offset: log.offset,
    offsetInProgress: log.offsetInProgress,
    committed: log.committed,
    applying: log.applying,
    applied: log.applied,
    applyingSize: log.applyingSize,
    applyingPaused: log.applyingPaused,
  };
}

/** The log over a disk on which something was written. */
export function withLogStorage(log: RaftLog, storage: Storage): RaftLog {
  const copy = copyOf(log);
  copy.storage = storage;
  return copy;
}

export function firstIndex(log: RaftLog): number {
  return (log.unstableSnapshot?.index ?? log.storage.baseIndex) + 1;
}

export function lastIndex(log: RaftLog): number {
  if (log.unstable.length > 0) return log.offset + log.unstable.length - 1;
  return log.unstableSnapshot?.index ?? lastStored(log.storage);
}

/** Term of the entry at `index`; -1 when it is compacted or not there. */
export function termAt(log: RaftLog, index: number): number {
  if (index >= log.offset) return log.unstable[index - log.offset]?.term ?? -1;
  if (log.unstableSnapshot) return index === log.unstableSnapshot.index ? log.unstableSnapshot.term : -1;
  return storedTerm(log.storage, index);
}

export function lastTerm(log: RaftLog): number {
  return termAt(log, lastIndex(log));
}

export function matchTerm(log: RaftLog, index: number, term: number): boolean {
  return termAt(log, index) === term;
}

/** Whether a log that ends with (index, term) is at least as up to date as this one (Raft paper 5.4.1). */
export function isUpToDate(log: RaftLog, index: number, term: number): boolean {
  const own = lastTerm(log);
  return term > own || (term === own && index >= lastIndex(log));
}

/** Entries from `from` on, at most `maxSizeInBytes` (at least one). The caller knows that `from` is not compacted. */
export function entriesFrom(log: RaftLog, from: number, maxSizeInBytes: number): readonly Entry[] {
  return slice(log, from, lastIndex(log) + 1, maxSizeInBytes);
}

export function slice(log: RaftLog, from: number, end: number, maxSizeInBytes: number): readonly Entry[] {
  if (from >= end) return [];
  if (from < firstIndex(log)) fail(`entry ${from} is still in the log, which begins at ${firstIndex(log)}`);
  if (from >= log.offset) {
    const whole = from === log.offset && end === log.offset + log.unstable.length;
    return limited(
      whole ? log.unstable : log.unstable.slice(from - log.offset, end - log.offset),
      maxSizeInBytes,
    );
  }
  const stored = sliceOf(log.storage.entries, from, Math.min(end, log.offset), maxSizeInBytes);
  const size = entriesSize(stored);
  if (end <= log.offset || stored.length < log.offset - from || size >= maxSizeInBytes) return stored;
  const rest = limited(log.unstable.slice(0, end - log.offset), maxSizeInBytes - size);
  if (rest.length === 1 && size + entriesSize(rest) > maxSizeInBytes) return stored;
  return stored.concat(rest);
}

function limited(entries: readonly Entry[], maxSizeInBytes: number): readonly Entry[] {
  let size = 0;
  for (let i = 0; i < entries.length; i += 1) {
    size += entrySize(entries[i] as Entry);
    if (i > 0 && size > maxSizeInBytes) return entries.slice(0, i);
  }
  return entries;
}

/** Index of the first entry that the log does not hold with the same term; 0 when it holds them all. */
function findConflict(log: RaftLog, entries: readonly Entry[], env: Env): number {
  const last = lastIndex(log);
  for (const entry of entries) {
    const own = termAt(log, entry.index);
    if (own === entry.term) continue;
    if (entry.index <= last && env.log) {
      env.log(
        'INFO',
        `found conflict at index ${entry.index} [existing term: ${Math.max(0, own)}, conflicting term: ${entry.term}]`,
      );
    }
    return entry.index;
  }
  return 0;
}

/**
 * The highest index at or below `index` whose term is at most `term`, with its term (0 when unknown): where the other log may agree.
 * Saves one round trip for each entry of a term (Raft paper end of 5.3).
 */
export function findConflictByTerm(
  log: RaftLog,
  index: number,
  term: number,
): { readonly index: number; readonly term: number } {
  for (let at = index; at > 0; at -= 1) {
    const own = termAt(log, at);
    if (own < 0) return { index: at, term: 0 };
    if (own <= term) return { index: at, term: own };
  }
  return { index: 0, term: 0 };
}

/** Appends what follows (index, term) if the log agrees there; undefined when it does not. Models log.go maybeAppend. */
export function maybeAppend(
  log: RaftLog,
  index: number,
  term: number,
  commit: number,
  entries: readonly Entry[],
  env: Env,
): RaftLog | undefined {
  if (!matchTerm(log, index, term)) return undefined;
  const lastNew = index + entries.length;
  const conflict = findConflict(log, entries, env);
  if (conflict !== 0 && conflict <= log.committed)
    fail(`entry ${conflict} does not conflict with a committed one`);
  const appended = conflict === 0 ? log : append(log, entries.slice(conflict - index - 1), env);
  return commitTo(appended, Math.min(commit, lastNew));
}

/** Puts entries behind the log, or over its end from the first one's index on. */
export function append(log: RaftLog, entries: readonly Entry[], env: Env): RaftLog {
  const from = entries[0]?.index;
  if (from === undefined) return log;
  if (from <= log.committed) fail(`entry ${from} does not overwrite a committed one`);
  if (from === log.offset + log.unstable.length)
    return withUnstable(
      log,
      log.unstable.length === 0 ? entries : log.unstable.concat(entries),
      log.offset,
      log.offsetInProgress,
    );
  if (from <= log.offset) {
    env.log?.('INFO', `replace the unstable entries from index ${from}`);
    return withUnstable(log, entries, from, from);
  }
  env.log?.('INFO', `truncate the unstable entries before index ${from}`);
  const unstable = log.unstable.slice(0, from - log.offset).concat(entries);
  return withUnstable(log, unstable, log.offset, Math.min(log.offsetInProgress, from));
}

function withUnstable(
  log: RaftLog,
  unstable: readonly Entry[],
  offset: number,
  offsetInProgress: number,
): RaftLog {
  const copy = copyOf(log);
  copy.unstable = unstable;
  copy.offset = offset;
  copy.offsetInProgress = offsetInProgress;
  return copy;
}

export function commitTo(log: RaftLog, index: number): RaftLog {
  if (index <= log.committed) return log;
  if (index > lastIndex(log))
    fail(`the commit index ${index} lies within the log, which ends at ${lastIndex(log)}`);
  const copy = copyOf(log);
  copy.committed = index;
  return copy;
}

/** Entries nobody has been asked to write yet. */
export function nextUnstable(log: RaftLog): readonly Entry[] {
  if (log.offsetInProgress === log.offset) return log.unstable;
  return log.unstable.slice(log.offsetInProgress - log.offset);
}

export function nextSnapshot(log: RaftLog): Snapshot | null {
  return log.snapshotInProgress ? null : log.unstableSnapshot;
}

/** Highest index that may be applied. With asynchronous writes that is what is on disk; else a Ready writes before it applies. */
function maxAppliable(log: RaftLog, mayBeUnstable: boolean): number {
  return mayBeUnstable ? log.committed : Math.min(log.committed, log.offset - 1);
}

export function hasNextCommitted(log: RaftLog, mayBeUnstable: boolean): boolean {
  return (
    !log.applyingPaused && log.unstableSnapshot === null && log.applying < maxAppliable(log, mayBeUnstable)
  );
}

export function nextCommitted(
  log: RaftLog,
  mayBeUnstable: boolean,
  maxSizeInBytes: number,
): readonly Entry[] {
  if (!hasNextCommitted(log, mayBeUnstable)) return [];
  return slice(
    log,
    log.applying + 1,
    maxAppliable(log, mayBeUnstable) + 1,
    maxSizeInBytes - log.applyingSize,
  );
}

/** Notes that all unstable entries and the snapshot have been handed out to be written. */
export function acceptUnstable(log: RaftLog): RaftLog {
  const offsetInProgress = log.offset + log.unstable.length;
  const snapshotInProgress = log.unstableSnapshot !== null;
  if (offsetInProgress === log.offsetInProgress && snapshotInProgress === log.snapshotInProgress) return log;
  const copy = withUnstable(log, log.unstable, log.offset, offsetInProgress) as LogDraft;
  copy.snapshotInProgress = snapshotInProgress;
  return copy;
}

export function acceptApplying(
  log: RaftLog,
  index: number,
  size: number,
  maxSizeInBytes: number,
  mayBeUnstable: boolean,
): RaftLog {
  const applyingSize = log.applyingSize + size;
  const copy = copyOf(log);
  copy.applying = index;
  copy.applyingSize = applyingSize;
  copy.applyingPaused = applyingSize >= maxSizeInBytes || index < maxAppliable(log, mayBeUnstable);
  return copy;
}

export function appliedTo(log: RaftLog, index: number, size: number, maxSizeInBytes: number): RaftLog {
  if (index > log.committed || index < log.applied)
    fail(`applied index ${index} lies between ${log.applied} and ${log.committed}`);
  const applyingSize = Math.max(0, log.applyingSize - size);
  const copy = copyOf(log);
  copy.applied = index;
  copy.applying = Math.max(log.applying, index);
  copy.applyingSize = applyingSize;
  copy.applyingPaused = applyingSize >= maxSizeInBytes;
  return copy;
}

/** Notes that the log up to (index, term) is on disk. An entry that was overwritten meanwhile no longer counts. */
export function stableTo(log: RaftLog, index: number, term: number, env: Env): RaftLog {
  const own = index >= log.offset ? log.unstable[index - log.offset]?.term : undefined;
  if (own === undefined) {
    env.log?.('INFO', `entry at index ${index} missing from unstable log; ignoring`);
    return log;
  }
  if (own !== term) {
    env.log?.(
      'INFO',
      `entry at (index,term)=(${index},${term}) mismatched with entry at (${index},${own}) in unstable log; ignoring`,
    );
    return log;
  }
  const left =
    index === log.offset + log.unstable.length - 1 ? NO_ENTRIES : log.unstable.slice(index + 1 - log.offset);
  return withUnstable(log, left, index + 1, Math.max(log.offsetInProgress, index + 1));
}

export function stableSnapshotTo(log: RaftLog, index: number): RaftLog {
  return log.unstableSnapshot?.index === index
    ? { ...log, unstableSnapshot: null, snapshotInProgress: false }
    : log;
}

/** Begins anew behind a snapshot that came from the leader. */
export function restoreLog(log: RaftLog, snapshot: Snapshot): RaftLog {
  const offset = snapshot.index + 1;
  return {
    ...log,
    unstableSnapshot: snapshot,
    snapshotInProgress: false,
    unstable: [],
    offset,
    offsetInProgress: offset,
    committed: snapshot.index,
  };
}

/** The log in one line, for messages about it. */
export function describeLog(log: RaftLog): string {
  const { committed, applied, applying, offset, offsetInProgress, unstable } = log;
  return `committed=${committed}, applied=${applied}, applying=${applying}, unstable.offset=${offset}, unstable.offsetInProgress=${offsetInProgress}, len(unstable.Entries)=${unstable.length}`;
}
