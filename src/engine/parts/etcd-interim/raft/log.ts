import type { Draft, Entry, Message, Raft } from './types.ts';

export function lastIndex(raft: Raft): number {
  return raft.log.size > 0 ? raft.log.end - 1 : raft.snapshot.index;
}

/** Term of the entry at `index`, 0 when it is not known any more or not yet. */
export function termAt(raft: Raft, index: number): number {
  if (index === raft.snapshot.index) return raft.snapshot.term;
  return raft.log.at(index)?.term ?? 0;
}

export function lastTerm(raft: Raft): number {
  return termAt(raft, lastIndex(raft));
}

/** Raft thesis 3.6.1: the log whose last entry has the later term is more up to date, of equal terms the longer one. */
export function isUpToDate(raft: Raft, index: number, term: number): boolean {
  const own = lastTerm(raft);
  return term > own || (term === own && index >= lastIndex(raft));
}

export function appendEntry(draft: Draft, data: unknown): Entry {
  const entry: Entry = { index: lastIndex(draft) + 1, term: draft.term, data };
  draft.log = draft.log.append(entry);
  return entry;
}

/**
 * Takes over what a leader sent, if the entry before it matches. Existing entries that agree stay (a late message must not truncate
 * newer ones); the first that conflicts goes with all behind it. Returns the index of the last new entry, or −1 when nothing matches.
 */
export function maybeAppend(draft: Draft, message: Message): number {
  if (message.index > draft.snapshot.index || message.index === 0 || message.index === draft.snapshot.index) {
    if (termAt(draft, message.index) !== message.logTerm) return -1;
  } else return -1;
  for (const entry of message.entries) {
    if (entry.index <= draft.snapshot.index) continue;
    const known = draft.log.at(entry.index);
    if (known?.term === entry.term) continue;
    if (known !== undefined) {
      draft.log = draft.log.cutFrom(entry.index);
      draft.stable = Math.min(draft.stable, entry.index - 1);
    }
    draft.log = draft.log.append(entry);
  }
  return message.index + message.entries.length;
}

/** Largest index up to `index` whose term is at most `term`: where logs may still agree. */
export function conflictHint(raft: Raft, index: number, term: number): number {
  let at = Math.min(index, lastIndex(raft));
  while (at > raft.snapshot.index && termAt(raft, at) > term) at -= 1;
  return at;
}
