import { AppendList } from '../../../../base/append-list.ts';
import type { Entry } from './types.ts';

/** A persistent list of log entries; an entry's position in it is its index. */
export type EntryList = AppendList<Entry>;

/** An empty list whose first entry will have index `first`. */
export function emptyList(first: number): EntryList {
  return AppendList.empty(first);
}

/** The list with `entries` at its end. Their indices must continue those of the list. */
export function appendAll(list: EntryList, entries: readonly Entry[]): EntryList {
  return entries.length === 1
    ? list.append(entries[0] as Entry)
    : entries.reduce((all, entry) => all.append(entry), list);
}

/** Entries with from ≤ index < end, both inside the list, as long as their sizes sum to at most `maxSizeInBytes`; at least one. */
export function sliceOf(list: EntryList, from: number, end: number, maxSizeInBytes: number): Entry[] {
  const found: Entry[] = [];
  let size = 0;
  for (let index = from; index < end; index += 1) {
    const entry = list.at(index) as Entry;
    size += entrySize(entry);
    if (found.length > 0 && size > maxSizeInBytes) break;
    found.push(entry);
  }
  return found;
}

/** Bytes an entry takes in a message or file: its data and about a dozen bytes of type, term and index. */
export function entrySize(entry: Entry): number {
  return entry.size + 12;
}

export function entriesSize(entries: readonly Entry[]): number {
  let size = 0;
  for (const entry of entries) size += entrySize(entry);
  return size;
}
