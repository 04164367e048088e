/** The member's disk as data. Models etcd-io/raft storage.go MemoryStorage; what is durable and when is the caller's business. */
import { appendAll, emptyList } from './entry-list.ts';
import {
  type Entry,
  type HardState,
  NO_HARD_STATE,
  NO_SNAPSHOT,
  type Snapshot,
  type Storage,
} from './types.ts';

/** A disk that holds nothing. */
export const EMPTY_STORAGE: Storage = {
  hardState: NO_HARD_STATE,
  snapshot: NO_SNAPSHOT,
  baseIndex: 0,
  baseTerm: 0,
  entries: emptyList(1),
};

export function lastStored(storage: Storage): number {
  return storage.baseIndex + storage.entries.size;
}

/** Term of the entry at `index`; -1 when it was compacted away or is not there yet. */
export function storedTerm(storage: Storage, index: number): number {
  if (index === storage.baseIndex) return storage.baseTerm;
  return storage.entries.at(index)?.term ?? -1;
}

/** Writes entries; they replace what stood at their indices and everything after. */
export function appendEntries(storage: Storage, entries: readonly Entry[]): Storage {
  const first = entries[0];
  if (!first) return storage;
  if (first.index <= storage.baseIndex)
    return appendEntries(storage, entries.slice(storage.baseIndex + 1 - first.index));
  return {
    hardState: storage.hardState,
    snapshot: storage.snapshot,
    baseIndex: storage.baseIndex,
    baseTerm: storage.baseTerm,
    entries: appendAll(storage.entries.cutFrom(first.index), entries),
  };
}

export function withHardState(storage: Storage, hardState: HardState): Storage {
  const { snapshot, baseIndex, baseTerm, entries } = storage;
  return { hardState, snapshot, baseIndex, baseTerm, entries };
}

/** Replaces everything by a snapshot that came from the leader. */
export function applySnapshot(storage: Storage, snapshot: Snapshot): Storage {
  return {
    ...storage,
    snapshot,
    baseIndex: snapshot.index,
    baseTerm: snapshot.term,
    entries: emptyList(snapshot.index + 1),
  };
}

/** Keeps a snapshot of the member's own state machine beside the log. */
export function withSnapshot(storage: Storage, snapshot: Snapshot): Storage {
  return { ...storage, snapshot };
}

/** Drops the entries up to and including `index`. */
export function compact(storage: Storage, index: number): Storage {
  if (index <= storage.baseIndex) return storage;
  return {
    ...storage,
    baseIndex: index,
    baseTerm: storedTerm(storage, index),
    entries: storage.entries.dropBefore(index + 1),
  };
}
