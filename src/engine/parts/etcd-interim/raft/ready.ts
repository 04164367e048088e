import { selfAcknowledge } from './leader.ts';
import { lastIndex } from './log.ts';
import type { Draft, Entry, Message, Raft, ReadState, Snapshot } from './types.ts';

/** What the member must now do: write first, then send `after`; `messages` may go while the disk still works. */
export interface Ready {
  readonly entries: readonly Entry[];
  readonly hardState: Raft['saved'] | null;
  /** True when the disk must have it before anything is promised: entries, or a new term or vote. */
  readonly mustSync: boolean;
  readonly messages: readonly Message[];
  readonly after: readonly Message[];
  readonly committed: readonly Entry[];
  /** A snapshot to restore before `committed` is applied; null if none. */
  readonly snapshot: Snapshot | null;
  readonly reads: readonly ReadState[];
}

/** A promise may leave only when the disk holds what it rests on (thesis 3.8: persistent state). */
const PROMISES: ReadonlySet<string> = new Set(['MsgAppResp', 'MsgVoteResp', 'MsgPreVoteResp', 'MsgVote', 'MsgPreVote']);

/** What there is to do, or null. */
export function ready(raft: Raft): Ready | null {
  const last = lastIndex(raft);
  const entries = raft.stable < last ? raft.log.slice(raft.stable + 1) : [];
  const { saved } = raft;
  const voted = saved.term !== raft.term || saved.vote !== raft.vote;
  const changed = voted || saved.commit !== raft.commit;
  const appliable = Math.min(raft.commit, raft.stable);
  const snapshot = raft.snapshot.index > raft.applied ? raft.snapshot : null;
  const from = Math.max(raft.applied, raft.snapshot.index);
  const committed = appliable > from ? raft.log.slice(from + 1, appliable + 1) : [];
  const idle = [entries, raft.messages, committed, raft.reads].every((list) => list.length === 0);
  if (idle && !changed && !snapshot) return null;
  const mustSync = entries.length > 0 || voted || snapshot !== null;
  return {
    entries,
    hardState: changed ? { term: raft.term, vote: raft.vote, commit: raft.commit } : null,
    mustSync,
    messages: mustSync ? raft.messages.filter((m) => !PROMISES.has(m.type)) : raft.messages,
    after: mustSync ? raft.messages.filter((m) => PROMISES.has(m.type)) : [],
    committed,
    snapshot,
    reads: raft.reads,
  };
}

/** The Ready was taken: its messages, reads and committed entries are in the caller's hands. */
export function accept(raft: Raft, taken: Ready): Raft {
  const applied = taken.committed.at(-1)?.index ?? Math.max(raft.applied, taken.snapshot?.index ?? 0);
  return { ...raft, messages: [], reads: [], applied, saved: taken.hardState ?? raft.saved };
}

/** The Ready's entries are on disk: the member may count on them, and a leader counts itself. */
export function advance(raft: Raft, taken: Ready): Raft {
  const last = taken.entries.at(-1);
  if (!last) return raft;
  const draft: Draft = { ...raft };
  // A newer leader may have cut the log while the disk was at work; only what is still the same entry counts.
  if (draft.log.at(last.index)?.term === last.term) draft.stable = Math.max(draft.stable, last.index);
  selfAcknowledge(draft, draft.stable);
  return draft;
}

/** Puts a snapshot in the place of the log's front, keeping `keep` entries for members that lag. */
export function compact(raft: Raft, snapshot: Snapshot, keep: number): Raft {
  if (snapshot.index <= raft.snapshot.index + keep) return raft;
  const at = snapshot.index - keep;
  const entry = raft.log.at(at);
  if (!entry) return raft;
  // What a lagging member gets is the state at the cut, so the snapshot itself stands there.
  return { ...raft, log: raft.log.dropBefore(snapshot.index + 1), snapshot };
}
