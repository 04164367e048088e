import { isObject, type JsonObject } from '../value.ts';

/** Applies an RFC 7386 merge patch. Unchanged parts keep their references; a patch without effect returns the original itself. */
export function mergePatch<T>(original: T, patch: unknown): T {
  return merged(original, patch) as T;
}

function merged(original: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const base: JsonObject = isObject(original) ? original : {};
  let out: Record<string, unknown> | undefined = isObject(original) ? undefined : {};
  for (const key in patch) {
    const change = patch[key];
    const current = Object.hasOwn(base, key) ? base[key] : undefined;
    const next = change === null ? undefined : merged(current, change);
    if (next === current) continue;
    out ??= { ...base };
    if (next === undefined) delete out[key];
    else
      Object.defineProperty(out, key, { value: next, enumerable: true, configurable: true, writable: true });
  }
  return out ?? base;
}

/** The merge patch that turns one object into another; lists are replaced whole. */
export function createMergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const out: Record<string, unknown> = {};
  for (const key in from) if (to[key] === undefined) out[key] = null;
  for (const key in to) {
    const a = from[key];
    const b = to[key];
    if (isObject(a) && isObject(b)) {
      const inner = createMergePatch(a, b);
      if (Object.keys(inner).length > 0) out[key] = inner;
    } else if (JSON.stringify(a) !== JSON.stringify(b)) out[key] = b;
  }
  return out;
}
