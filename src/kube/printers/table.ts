import type { JsonObject, KubeObject, ListMeta, ObjectMeta } from '../value.ts';
import { ageOf } from '../duration.ts';

/** meta/v1 TableColumnDefinition; columns of priority 1 are shown by `-o wide` only. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly (string | number | boolean | null)[];
  readonly conditions?: readonly JsonObject[];
  readonly object?: { readonly metadata: ObjectMeta } & JsonObject;
}

/** meta/v1 Table. */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export type Cell = string | number | boolean;

/** How one kind is printed: its columns, and the cells of one object at `nowUs` (Unix microseconds). */
export interface Printer {
  readonly columns: readonly TableColumn[];
  readonly cells: (object: KubeObject, nowUs: number) => readonly Cell[];
  readonly conditions?: (object: KubeObject) => readonly JsonObject[] | undefined;
}

/** Columns from a short text: names separated by `|`; `*` behind a name = wide only, `#` = integer, `?` = boolean. */
export function columnsOf(text: string): readonly TableColumn[] {
  return text.split('|').map((word) => {
    const wide = word.endsWith('*');
    const plain = wide ? word.slice(0, -1) : word;
    const mark = plain.at(-1);
    const type = mark === '#' ? 'integer' : mark === '?' ? 'boolean' : mark === '@' ? 'date' : 'string';
    const name = type === 'string' ? plain : plain.slice(0, -1);
    return { name, type, format: name === 'Name' ? 'name' : '', description: '', priority: wide ? 1 : 0 };
  });
}

/** The AGE cell. */
export function age(object: KubeObject, nowUs: number): string {
  return ageOf(object.metadata.creationTimestamp, nowUs);
}

export function nameOf(object: KubeObject): string {
  return object.metadata.name ?? '';
}

/** `a,b,c + 2 more...` when a list is longer than `max`. */
export function listWithMore(items: readonly string[], max: number, separator = ','): string {
  const shown = items.slice(0, max).join(separator);
  return items.length > max ? `${shown} + ${items.length - max} more...` : shown;
}

/** The fields of a spec or a status, for kinds whose types say nothing of them. */
export function part(object: KubeObject, field: string): Readonly<Record<string, never>> & JsonObject {
  return (object[field] ?? {}) as Readonly<Record<string, never>> & JsonObject;
}
