/** What `kubectl apply` sends: the difference between live and new, and the deletions between last-applied and new. Models strategicpatch patch.go. */
import type { Schema } from '../kinds/schema.ts';
import { isObject, jsonEqual, type JsonObject } from '../value.ts';
import { DELETE_FROM_LIST, patchMetaOf, RETAIN_KEYS, SET_ORDER, type PatchMeta } from './patch-meta.ts';
import { combineStrategicPatches } from './strategic-merge-patch.ts';

interface DiffOptions {
  readonly ignoreDeletions?: boolean;
  readonly ignoreChanges?: boolean;
  readonly buildRetainKeys?: boolean;
}

/** The strategic patch that turns `original` into `modified`. */
export function createTwoWayPatch(
  original: JsonObject,
  modified: JsonObject,
  schema: Schema | undefined,
): JsonObject {
  return diffMaps(original, modified, schema, {});
}

/** The strategic patch of `kubectl apply`: `original` was applied last, `current` is live, `modified` is wanted. */
export function createThreeWayPatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  schema: Schema | undefined,
): JsonObject {
  const delta = diffMaps(current, modified, schema, { ignoreDeletions: true });
  const deletions = diffMaps(original, modified, schema, { ignoreChanges: true });
  return combineStrategicPatches(deletions, delta, schema);
}

function diffMaps(
  original: JsonObject,
  modified: JsonObject,
  schema: Schema | undefined,
  options: DiffOptions,
): JsonObject {
  const patch: Record<string, unknown> = {};
  const kept: string[] = [];
  for (const key in modified) {
    const to = modified[key];
    if (to === undefined) continue;
    if (options.buildRetainKeys && to !== null) kept.push(key);
    diffField(patch, key, original[key], to, schema, options);
  }
  if (!options.ignoreDeletions)
    for (const key in original) if (modified[key] === undefined) patch[key] = null;
  const clears = Object.keys(original).some((key) => original[key] !== null && modified[key] === undefined);
  if (kept.length > 0 && (Object.keys(patch).length > 0 || clears)) patch[RETAIN_KEYS] = kept.sort();
  return patch;
}

function diffField(
  patch: Record<string, unknown>,
  key: string,
  from: unknown,
  to: unknown,
  schema: Schema | undefined,
  options: DiffOptions,
): void {
  if (isObject(from) && isObject(to)) {
    const meta = patchMetaOf(schema, key);
    if (meta.replace) {
      if (!options.ignoreChanges) patch[key] = to;
      return;
    }
    const inner = diffMaps(from, to, meta.schema, { ...options, buildRetainKeys: meta.retainKeys });
    if (Object.keys(inner).length > 0) patch[key] = inner;
    return;
  }
  if (Array.isArray(from) && Array.isArray(to)) {
    const meta = patchMetaOf(schema, key);
    if (meta.merge)
      return diffMergingList(patch, key, from, to, meta, { ...options, buildRetainKeys: meta.retainKeys });
  }
  if (!options.ignoreChanges && !jsonEqual(from, to)) patch[key] = to;
}

function diffMergingList(
  patch: Record<string, unknown>,
  key: string,
  from: readonly unknown[],
  to: readonly unknown[],
  meta: PatchMeta,
  options: DiffOptions,
): void {
  if (from.length === 0) {
    if (to.length > 0 && !options.ignoreChanges) patch[key] = to;
    return;
  }
  if (isObject(from[0]))
    diffListOfMaps(patch, key, from as readonly JsonObject[], to as readonly JsonObject[], meta, options);
  else diffListOfScalars(patch, key, from, to, options);
}

function diffListOfMaps(
  patch: Record<string, unknown>,
  key: string,
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  meta: PatchMeta,
  options: DiffOptions,
): void {
  const id = meta.mergeKey;
  const before = new Map(from.map((item) => [item[id], item]));
  const after = new Map(to.map((item) => [item[id], item]));
  const changes: JsonObject[] = [];
  for (const [value, item] of after) {
    const old = before.get(value);
    if (old === undefined) {
      if (!options.ignoreChanges) changes.push(item);
      continue;
    }
    const inner = diffMaps(old, item, meta.schema, options);
    if (Object.keys(inner).length > 0) changes.push({ ...inner, [id]: value });
  }
  if (!options.ignoreDeletions) {
    const gone = [...before.keys()]
      .filter((value) => !after.has(value))
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));
    for (const value of gone) changes.push({ $patch: 'delete', [id]: value });
  }
  if (changes.length > 0) patch[key] = changes;
  const sameOrder = from.length === to.length && from.every((item, i) => jsonEqual(item[id], to[i]?.[id]));
  const wanted =
    (!options.ignoreChanges && (changes.length > 0 || !sameOrder)) ||
    (!options.ignoreDeletions && changes.length > 0);
  if (wanted && to.length > 0) patch[SET_ORDER + key] = to.map((item) => ({ [id]: item[id] }));
}

function diffListOfScalars(
  patch: Record<string, unknown>,
  key: string,
  from: readonly unknown[],
  to: readonly unknown[],
  options: DiffOptions,
): void {
  const additions = options.ignoreChanges ? [] : [...new Set(to.filter((item) => !from.includes(item)))];
  const deletions = options.ignoreDeletions
    ? []
    : [...new Set(from.filter((item) => !to.includes(item)))].sort((a, b) =>
        String(a) < String(b) ? -1 : 1,
      );
  if (additions.length > 0) patch[key] = additions;
  if (deletions.length > 0) patch[DELETE_FROM_LIST + key] = deletions;
  const wanted = deletions.length > 0 || (!options.ignoreChanges && !jsonEqual(from, to));
  if (wanted && to.length > 0) patch[SET_ORDER + key] = to;
}
