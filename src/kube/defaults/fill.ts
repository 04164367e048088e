import type { JsonObject } from '../value.ts';

/** `object` with `values` where it has no field of that name; the same reference when nothing is missing. */
export function fill<T extends object>(object: T | null | undefined, values: JsonObject): T {
  const from = (object ?? {}) as JsonObject;
  let out: Record<string, unknown> | undefined;
  for (const key in values) {
    if (from[key] !== undefined && from[key] !== null) continue;
    out ??= { ...from };
    out[key] = values[key];
  }
  return (out ?? from) as T;
}

/** `object` with one field set; the same reference when it already has that value. An undefined value removes the field. */
export function put<T extends object>(object: T, key: string, value: unknown): T {
  if ((object as JsonObject)[key] === value) return object;
  if (value !== undefined) return { ...object, [key]: value };
  const { [key]: _, ...rest } = object as JsonObject;
  return rest as T;
}

/** Applies `change` to a field that is there. */
export function alter<T extends object, V>(object: T, key: string, change: (value: V) => V): T {
  const value = (object as JsonObject)[key];
  return value === undefined || value === null ? object : put(object, key, change(value as V));
}

/** Applies `change` to each item; the same list when no item changes. */
export function each<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let out: T[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i] as T;
    const next = change(item);
    if (next === item) continue;
    out ??= [...list];
    out[i] = next;
  }
  return out ?? list;
}

/** Applies `change` to each item of a list field that is there. */
export function alterEach<T extends object, V>(object: T, key: string, change: (item: V) => V): T {
  const list = (object as JsonObject)[key];
  return Array.isArray(list) ? put(object, key, each(list as V[], change)) : object;
}
