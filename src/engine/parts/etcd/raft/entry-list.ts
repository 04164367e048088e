import type { Entry } from './types.ts';

/** Entries of one chunk: large enough that the list of chunks stays short, small enough that copying the last one is cheap. */
const CHUNK = 128;

/**
 * A persistent list of log entries with consecutive indices from `first`. Appending copies the last chunk and the list of chunks; all
 * else is shared with older versions, so that a checkpoint may keep any of them.
 */
export interface EntryList {
  /** Index of the first entry (of the next one while the list is empty). */
  readonly first: number;
  readonly length: number;
  /** Entries dropped from the front of chunks[0]. */
  readonly skipped: number;
  readonly chunks: readonly (readonly Entry[])[];
}

/** An empty list whose first entry will have index `first`. */
export function emptyList(first: number): EntryList {
  return { first, length: 0, skipped: 0, chunks: [] };
}

/** The entry at `index`, or undefined outside the list. */
export function entryAt(list: EntryList, index: number): Entry | undefined {
  if (index < list.first || index >= list.first + list.length) return undefined;
  const at = index - list.first + list.skipped;
  return list.chunks[Math.floor(at / CHUNK)]?.[at % CHUNK];
}

/** The list with `entries` at its end. Their indices must continue those of the list. */
export function appendAll(list: EntryList, entries: readonly Entry[]): EntryList {
  if (entries.length === 0) return list;
  const chunks = list.chunks.slice();
  const used = (list.skipped + list.length) % CHUNK;
  let from = 0;
  if (used > 0) {
    from = Math.min(CHUNK - used, entries.length);
    const last = chunks[chunks.length - 1] as readonly Entry[];
    chunks[chunks.length - 1] = last.concat(from === entries.length ? entries : entries.slice(0, from));
  }
  for (; from < entries.length; from += CHUNK) chunks.push(entries.slice(from, from + CHUNK));
  return { ...list, length: list.length + entries.length, chunks };
}

/** The list without its entries from `index` on. */
export function truncateFrom(list: EntryList, index: number): EntryList {
  const length = index - list.first;
  if (length >= list.length) return list;
  if (length <= 0) return emptyList(list.first);
  const end = list.skipped + length;
  const chunks = list.chunks.slice(0, Math.ceil(end / CHUNK));
  if (end % CHUNK > 0)
    chunks[chunks.length - 1] = (chunks[chunks.length - 1] as readonly Entry[]).slice(0, end % CHUNK);
  return { ...list, length, chunks };
}

/** The list without its entries before `index`. */
export function dropBefore(list: EntryList, index: number): EntryList {
  const dropped = index - list.first;
  if (dropped <= 0) return list;
  if (dropped >= list.length) return emptyList(index);
  const skipped = list.skipped + dropped;
  const whole = Math.floor(skipped / CHUNK);
  return {
    first: index,
    length: list.length - dropped,
    skipped: skipped % CHUNK,
    chunks: list.chunks.slice(whole),
  };
}

/** Entries with from ≤ index < end, both inside the list, as long as their sizes sum to at most `maxSizeInBytes`; at least one. */
export function sliceOf(list: EntryList, from: number, end: number, maxSizeInBytes: number): Entry[] {
  const found: Entry[] = [];
  let size = 0;
  for (let index = from; index < end; index += 1) {
    const entry = entryAt(list, index) as Entry;
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
