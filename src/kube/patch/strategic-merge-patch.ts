/**
 * Strategic merge patch: a merge patch that merges lists by the key their schema names. Models apimachinery strategicpatch patch.go
 * mergeMap. Nothing is copied that does not change: an unchanged field keeps its reference, and a patch without effect returns the
 * original itself.
 */
import type { Schema } from '../kinds/schema.ts';
import { isObject, jsonEqual, type JsonObject } from '../value.ts';
import { goMap, inElementOrder, missingMergeKey } from './element-order.ts';
import {
  DELETE_FROM_LIST,
  DIRECTIVE,
  PatchError,
  patchMetaOf,
  RETAIN_KEYS,
  SET_ORDER,
  type PatchMeta,
} from './patch-meta.ts';

/** Applies a strategic merge patch. `schema` is that of the object's kind. Throws PatchError. */
export function strategicMergePatch<T extends object>(
  original: T,
  patch: JsonObject,
  schema: Schema | undefined,
): T {
  return mergeMap(original as unknown as JsonObject, patch, schema, 'apply') as unknown as T;
}

/** Joins two strategic patches into one that does what both do: nulls and directives stay. Used to compute three-way patches. */
export function combineStrategicPatches(
  first: JsonObject,
  second: JsonObject,
  schema: Schema | undefined,
): JsonObject {
  return mergeMap(first, second, schema, 'combine');
}

/** Whether a patch is applied to an object, or to another patch. */
type Mode = 'apply' | 'combine';

function mergeMap(
  original: JsonObject,
  patch: JsonObject,
  schema: Schema | undefined,
  mode: Mode,
): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) return directedMap(directive, patch);
  const draft = new Draft(original);
  if (patch[RETAIN_KEYS] !== undefined) retainKeys(draft, patch, mode);
  let ordered: Set<string> | undefined;
  for (const key in patch) {
    if (!key.startsWith(SET_ORDER)) continue;
    ordered ??= new Set();
    ordered.add(key.slice(SET_ORDER.length));
    mergeOrdered(draft, patch, key.slice(SET_ORDER.length), schema, mode);
  }
  for (const key in patch) {
    if (key === RETAIN_KEYS || key.startsWith(SET_ORDER) || ordered?.has(key)) continue;
    mergeField(draft, key, patch[key], schema, mode);
  }
  return draft.result();
}

/** An object that is copied only when a field of it changes. */
class Draft {
  private readonly original: JsonObject;
  private copy: Record<string, unknown> | undefined;

  constructor(original: JsonObject) {
    this.original = original;
  }

  get(key: string): unknown {
    const from = this.copy ?? this.original;
    return Object.hasOwn(from, key) ? from[key] : undefined;
  }

  set(key: string, value: unknown): void {
    if (value === undefined || this.get(key) === value) return;
    this.copy ??= { ...this.original };
    if (key === '__proto__')
      Object.defineProperty(this.copy, key, { value, enumerable: true, configurable: true, writable: true });
    else this.copy[key] = value;
  }

  delete(key: string): void {
    if (this.get(key) === undefined) return;
    this.copy ??= { ...this.original };
    delete this.copy[key];
  }

  keys(): readonly string[] {
    return Object.keys(this.copy ?? this.original);
  }

  result(): JsonObject {
    return this.copy ?? this.original;
  }
}

function directedMap(directive: unknown, patch: JsonObject): JsonObject {
  if (directive === 'delete') return {};
  if (directive !== 'replace')
    throw new PatchError(`unknown patch type: ${goMap(directive)} in map: ${goMap(patch)}`);
  const { [DIRECTIVE]: _, ...rest } = patch;
  return rest;
}

function retainKeys(draft: Draft, patch: JsonObject, mode: Mode): void {
  const list = patch[RETAIN_KEYS];
  if (mode === 'combine') {
    const before = draft.get(RETAIN_KEYS);
    if (before !== undefined && !jsonEqual(before, list))
      throw new PatchError('invalid patch format of retainKeys');
    return draft.set(RETAIN_KEYS, list);
  }
  if (!Array.isArray(list)) throw new PatchError('invalid patch format of retainKeys');
  for (const key in patch) {
    if (
      key === RETAIN_KEYS ||
      patch[key] === null ||
      key.startsWith(DELETE_FROM_LIST) ||
      key.startsWith(SET_ORDER)
    )
      continue;
    if (!list.includes(key)) throw new PatchError('invalid patch format of retainKeys');
  }
  for (const key of draft.keys()) if (!list.includes(key)) draft.delete(key);
}

function mergeField(
  draft: Draft,
  rawKey: string,
  patchValue: unknown,
  schema: Schema | undefined,
  mode: Mode,
): void {
  if (mode === 'combine' && (patchValue === null || rawKey.startsWith(DELETE_FROM_LIST)))
    return draft.set(rawKey, patchValue);
  const isDeleteList = rawKey.startsWith(DELETE_FROM_LIST);
  const key = isDeleteList ? rawKey.slice(DELETE_FROM_LIST.length) : rawKey;
  if (patchValue === null || patchValue === undefined) {
    draft.delete(key);
    return;
  }
  const current = draft.get(key);
  if (current === undefined || current === null) {
    if (!isDeleteList) draft.set(key, mode === 'combine' ? patchValue : withoutDirectives(patchValue));
    return;
  }
  mergePresent(draft, key, patchValue, schema, isDeleteList, mode);
}

/** A field that both sides have. */
function mergePresent(
  draft: Draft,
  key: string,
  patchValue: unknown,
  schema: Schema | undefined,
  isDeleteList: boolean,
  mode: Mode,
): void {
  const current = draft.get(key);
  if (isObject(current) && isObject(patchValue)) {
    const meta = patchMetaOf(schema, key);
    draft.set(key, meta.replace ? patchValue : mergeMap(current, patchValue, meta.schema, mode));
  } else if (Array.isArray(current) && Array.isArray(patchValue)) {
    const meta = patchMetaOf(schema, key);
    const merged =
      meta.merge || isDeleteList
        ? ordered(mergeList(current, patchValue, meta, isDeleteList, mode), meta, isDeleteList)
        : patchValue;
    draft.set(key, jsonEqual(merged, current) ? current : merged);
  } else if (!isDeleteList) draft.set(key, withoutNulls(patchValue));
}

/** A list that comes with its order: merged, then put into that order. Models mergePatchIntoOriginal. */
function mergeOrdered(
  draft: Draft,
  patch: JsonObject,
  key: string,
  schema: Schema | undefined,
  mode: Mode,
): void {
  const order = patch[SET_ORDER + key];
  if (!Array.isArray(order)) throw new PatchError('invalid argument type');
  if (mode === 'combine') draft.set(SET_ORDER + key, order);
  const meta = patchMetaOf(schema, key);
  const current = draft.get(key);
  const change = patch[key];
  if (change !== undefined && change !== null) checkOrder(change, order, meta.mergeKey);
  let merged: readonly unknown[];
  if (Array.isArray(current)) {
    if (change === null) return draft.delete(key);
    if (!Array.isArray(change)) merged = current;
    else merged = meta.merge ? mergeList(current, change, meta, false, mode).merged : change;
  } else {
    if (!Array.isArray(change)) return;
    merged = (mode === 'combine' ? change : withoutDirectives(change)) as readonly unknown[];
  }
  const ordered = inElementOrder(merged, order, Array.isArray(current) ? current : [], meta.mergeKey);
  draft.set(key, jsonEqual(ordered, current) ? current : ordered);
}

/** The order list must name every item of the patch, in the same order. Models validatePatchWithSetOrderList. */
function checkOrder(change: unknown, order: readonly unknown[], mergeKey: string): void {
  if (!Array.isArray(change)) return;
  const idOf = (item: unknown) => (mergeKey !== '' && isObject(item) ? item[mergeKey] : item);
  let at = 0;
  for (const item of change) {
    if (isObject(item) && item[DIRECTIVE] !== undefined) continue;
    while (at < order.length && !jsonEqual(idOf(order[at]), idOf(item))) at += 1;
    if (at >= order.length)
      throw new PatchError(
        `The order in patch list:\n${goMap(change)}\n doesn't match $setElementOrder list:\n${goMap(order)}\n`,
      );
    at += 1;
  }
}

/** A merged list, not yet in order, with the two lists that say what order it takes. */
interface MergedList {
  readonly merged: readonly unknown[];
  readonly patch: readonly unknown[];
  readonly server: readonly unknown[];
}

function ordered(list: MergedList, meta: PatchMeta, isDeleteList: boolean): readonly unknown[] {
  if (isDeleteList || list.patch.length === 0) return list.merged;
  return inElementOrder(list.merged, list.patch, list.server, isObject(list.merged[0]) ? meta.mergeKey : '');
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  meta: PatchMeta,
  isDeleteList: boolean,
  mode: Mode,
): MergedList {
  if (patch.length === 0) return { merged: original, patch, server: original };
  const scalars = !isObject(original[0] ?? patch[0]);
  checkElements(original, patch);
  if (scalars) {
    const named = new Set(patch);
    const merged = isDeleteList
      ? original.filter((item) => !named.has(item))
      : [...new Set([...original, ...patch])];
    return { merged, patch, server: original };
  }
  if (meta.mergeKey === '')
    throw new PatchError(
      `cannot merge lists without merge key for ${meta.schema?.name.split('.').pop() ?? ''}`,
    );
  const { kept, plain } = applySpecialElements(
    original as readonly JsonObject[],
    patch as readonly JsonObject[],
    meta.mergeKey,
  );
  return { merged: mergeElements(kept, plain, meta, mode), patch: plain, server: kept };
}

function kindOfElement(item: unknown): string {
  return isObject(item) ? 'map' : Array.isArray(item) ? 'list' : typeof item;
}

function checkElements(original: readonly unknown[], patch: readonly unknown[]): void {
  const first = kindOfElement(original.length > 0 ? original[0] : patch[0]);
  if (first === 'list')
    throw new PatchError('list element types are not identical, lists of lists are not supported');
  const odd = (item: unknown) => kindOfElement(item) !== first;
  if (original.some(odd) || patch.some(odd))
    throw new PatchError(`list element types are not identical: ${goMap([original, patch])}`);
}

/** Carries out the items that are orders (`$patch: delete` or `replace`) and returns the rest. Models mergeSliceWithSpecialElements. */
function applySpecialElements(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): { kept: readonly JsonObject[]; plain: readonly JsonObject[] } {
  let kept = original;
  const plain: JsonObject[] = [];
  let replace = false;
  for (const item of patch) {
    const directive = item[DIRECTIVE];
    if (directive === undefined) plain.push(item);
    else if (directive === 'replace') replace = true;
    else if (directive === 'merge')
      throw new PatchError('merging lists cannot yet be specified in the patch');
    else if (directive !== 'delete')
      throw new PatchError(`unknown patch type: ${goMap(directive)} in map: ${goMap(item)}`);
    else if (item[mergeKey] === undefined) throw missingMergeKey(item, mergeKey);
    else kept = kept.filter((other) => !jsonEqual(other[mergeKey], item[mergeKey]));
  }
  return replace ? { kept: plain, plain: [] } : { kept, plain };
}

function mergeElements(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  meta: PatchMeta,
  mode: Mode,
): readonly JsonObject[] {
  if (patch.length === 0) return original;
  const out = [...original];
  const places = new Map<unknown, number>();
  for (let i = out.length - 1; i >= 0; i -= 1) places.set(out[i]?.[meta.mergeKey], i);
  for (const item of patch) {
    const id = item[meta.mergeKey];
    if (id === undefined) throw missingMergeKey(item, meta.mergeKey);
    const at = places.get(id);
    if (at === undefined) places.set(id, out.push(item) - 1);
    else out[at] = mergeMap(out[at] as JsonObject, item, meta.schema, mode);
  }
  return out;
}

/** A value that is new to the object: without nulls, and without anything that carries a `$patch` order. Models removeDirectives. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.filter((item) => !(isObject(item) && item[DIRECTIVE] !== undefined));
    const out = kept.map(withoutDirectives);
    return out.length === value.length && out.every((item, i) => item === value[i]) ? value : out;
  }
  if (!isObject(value)) return value;
  return value[DIRECTIVE] === undefined ? cleaned(value, withoutDirectives) : undefined;
}

function cleaned(value: JsonObject, inner: (item: unknown) => unknown): JsonObject {
  let out: Record<string, unknown> | undefined;
  for (const key in value) {
    const item = value[key];
    const clean = item === null ? undefined : inner(item);
    if (clean === item) continue;
    out ??= { ...value };
    if (clean === undefined) delete out[key];
    else out[key] = clean;
  }
  return out ?? value;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === null ? item : withoutNulls(item)));
  return isObject(value) ? cleaned(value, withoutNulls) : value;
}
