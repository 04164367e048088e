import { isObject, type JsonObject } from '../value.ts';
import { DIRECTIVE, PatchError } from './patch-meta.ts';

/** Items of a list that strategic merge tells apart by `mergeKey`, or by their own value when the key is empty (scalars). */
function identity(item: unknown, mergeKey: string): unknown {
  return mergeKey === '' || !isObject(item) ? item : item[mergeKey];
}

/** Gives the place of an item in a list, or -1. */
type PlaceOf = (item: unknown) => number;

/** Short lists are looked through, which is faster than an index; long ones get one. */
const LOOK_THROUGH_MAX = 16;

function placesIn(list: readonly unknown[], mergeKey: string): PlaceOf {
  if (list.length > LOOK_THROUGH_MAX) {
    const index = new Map<unknown, number>();
    for (let i = list.length - 1; i >= 0; i -= 1) index.set(identity(list[i], mergeKey), i);
    return (item) => index.get(identity(item, mergeKey)) ?? -1;
  }
  return (item) => {
    const id = identity(item, mergeKey);
    for (let i = 0; i < list.length; i += 1) if (identity(list[i], mergeKey) === id) return i;
    return -1;
  };
}

function requireMergeKey(list: readonly unknown[], mergeKey: string): void {
  for (const item of list)
    if (isObject(item) && item[mergeKey] === undefined) throw missingMergeKey(item, mergeKey);
}

export function missingMergeKey(item: JsonObject, mergeKey: string): PatchError {
  return new PatchError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
}

/** A JSON value as Go's %v prints it: `map[a:1 b:[x y]]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`)
    .join(' ')}]`;
}

function sortedBy(items: readonly unknown[], placeOf: PlaceOf): unknown[] {
  const places = items.map(placeOf);
  if (places.every((place, i) => i === 0 || (places[i - 1] as number) <= place)) return [...items];
  const at = items.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  return at.map((i) => items[i]);
}

/**
 * Puts a merged list into the order that strategic merge promises: items of the patch in the patch's order, items only the server has in
 * the server's order, both woven together by where the server had them. Models normalizeElementOrder and mergeSortedSlice.
 */
export function inElementOrder(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): readonly unknown[] {
  if (mergeKey !== '') {
    requireMergeKey(merged, mergeKey);
    requireMergeKey(patchOrder, mergeKey);
  }
  const inPatch = placesIn(patchOrder, mergeKey);
  const onServer = placesIn(serverOrder, mergeKey);
  const fromPatch: unknown[] = [];
  const serverOnly: unknown[] = [];
  for (const item of merged) (inPatch(item) < 0 ? serverOnly : fromPatch).push(item);
  const right = sortedBy(fromPatch, inPatch);
  for (const item of patchOrder)
    if (isObject(item) && item[DIRECTIVE] === 'delete' && !merged.includes(item)) right.push(item);
  const left = sortedBy(serverOnly, onServer);
  return left.length === 0 ? right : weave(left, right, onServer);
}

function weave(left: readonly unknown[], right: readonly unknown[], onServer: PlaceOf): readonly unknown[] {
  const out: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const takeLeft = j >= right.length || (i < left.length && isBefore(left[i], right[j], onServer));
    if (takeLeft) {
      out.push(left[i]);
      i += 1;
    } else {
      out.push(right[j]);
      j += 1;
    }
  }
  return out;
}

function isBefore(a: unknown, b: unknown, onServer: PlaceOf): boolean {
  const place = onServer(a);
  return place >= 0 && place < onServer(b);
}
