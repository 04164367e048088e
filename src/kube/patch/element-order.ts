import { isObject, type JsonObject } from '../value.ts';
import { DIRECTIVE, PatchError } from './patch-meta.ts';

/** Items of a list that strategic merge tells apart by `mergeKey`, or by their own value when the key is empty (scalars). */
function identity(item: unknown, mergeKey: string): unknown {
  return mergeKey === '' || !isObject(item) ? item : item[mergeKey];
}

function indexByIdentity(list: readonly unknown[], mergeKey: string): ReadonlyMap<unknown, number> {
  const out = new Map<unknown, number>();
  list.forEach((item, i) => {
    const id = identity(item, mergeKey);
    if (!out.has(id)) out.set(id, i);
  });
  return out;
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
  const index = indexByIdentity(order, mergeKey);
  return [...items].sort((a, b) => (index.get(identity(a, mergeKey)) ?? -1) - (index.get(identity(b, mergeKey)) ?? -1));
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
  const inPatch = indexByIdentity(patchOrder, mergeKey);
  const right = sortedBy(merged.filter((item) => inPatch.has(identity(item, mergeKey))), patchOrder, mergeKey);
  right.push(...patchOrder.filter((item) => isObject(item) && item[DIRECTIVE] === 'delete' && !merged.includes(item)));
  const left = sortedBy(merged.filter((item) => !inPatch.has(identity(item, mergeKey))), serverOrder, mergeKey);
  return weave(left, right, indexByIdentity(serverOrder, mergeKey), mergeKey);
}

function weave(left: readonly unknown[], right: readonly unknown[], server: ReadonlyMap<unknown, number>, mergeKey: string): readonly unknown[] {
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

function isBefore(a: unknown, b: unknown, server: ReadonlyMap<unknown, number>, mergeKey: string): boolean {
  const ia = server.get(identity(a, mergeKey));
  const ib = server.get(identity(b, mergeKey));
  return ia !== undefined && ib !== undefined && ia < ib;
}
