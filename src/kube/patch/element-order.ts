import { isObject, type JsonObject } from '../value.ts';
import { DIRECTIVE, PatchError } from './patch-meta.ts';

/** Items of a list that strategic merge tells apart by `mergeKey`, or by their own value when the key is empty (scalars). */
function identity(item: unknown, mergeKey: string): unknown {
  return mergeKey === '' || !isObject(item) ? item : item[mergeKey];
}

/** Where an item stands in a list, or -1. Lists are short: looking through them is faster than an index. */
function placeOf(item: unknown, list: readonly unknown[], mergeKey: string): number {
  const id = identity(item, mergeKey);
  for (let i = 0; i < list.length; i += 1) if (identity(list[i], mergeKey) === id) return i;
  return -1;
}

function requireMergeKey(list: readonly unknown[], mergeKey: string): void {
  for (const item of list) if (isObject(item) && item[mergeKey] === undefined) throw missingMergeKey(item, mergeKey);
}

export function missingMergeKey(item: JsonObject, mergeKey: string): PatchError {
  return new PatchError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
}

/** A JSON value as Go's %v prints it: `map[a:1 b:[x y]]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isObject(value)) return value === null ? '<nil>' : String(value);
  return `map[${Object.keys(value).sort().map((key) => `${key}:${goMap(value[key])}`).join(' ')}]`;
}

function sortedBy(items: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const places = items.map((item) => placeOf(item, order, mergeKey));
  if (places.every((place, i) => i === 0 || (places[i - 1] as number) <= place)) return [...items];
  const at = items.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  return at.map((i) => items[i]);
}

/**
 * Puts a merged list into the order that strategic merge promises: items of the patch in the patch's order, items only the server has in
 * the server's order, both woven together by where the server had them. Models normalizeElementOrder and mergeSortedSlice.
 */
export function inElementOrder(merged: readonly unknown[], patchOrder: readonly unknown[], serverOrder: readonly unknown[], mergeKey: string): readonly unknown[] {
  if (mergeKey !== '') {
    requireMergeKey(merged, mergeKey);
    requireMergeKey(patchOrder, mergeKey);
  }
  const fromPatch: unknown[] = [];
  const serverOnly: unknown[] = [];
  for (const item of merged) (placeOf(item, patchOrder, mergeKey) < 0 ? serverOnly : fromPatch).push(item);
  const right = sortedBy(fromPatch, patchOrder, mergeKey);
  right.push(...patchOrder.filter((item) => isObject(item) && item[DIRECTIVE] === 'delete' && !merged.includes(item)));
  const left = sortedBy(serverOnly, serverOrder, mergeKey);
  return left.length === 0 ? right : weave(left, right, serverOrder, mergeKey);
}

function weave(left: readonly unknown[], right: readonly unknown[], server: readonly unknown[], mergeKey: string): readonly unknown[] {
  const out: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const takeLeft = j >= right.length || (i < left.length && isBefore(left[i], right[j], server, mergeKey));
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

function isBefore(a: unknown, b: unknown, server: readonly unknown[], mergeKey: string): boolean {
  const ia = placeOf(a, server, mergeKey);
  return ia >= 0 && ia < placeOf(b, server, mergeKey);
}
