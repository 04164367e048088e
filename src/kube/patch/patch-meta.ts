import { schemaOf, type Schema, type SchemaField, type SchemaType } from '../kinds/schema.ts';

/** What strategic merge knows of one field. Without a schema (a plain map, an unknown field) everything merges or replaces by shape. */
export interface PatchMeta {
  /** The schema of the value, or of the items of a list. */
  readonly schema: Schema | undefined;
  readonly merge: boolean;
  readonly replace: boolean;
  readonly retainKeys: boolean;
  readonly mergeKey: string;
  /** Whether strategic merge knows the field at all. */
  readonly known: boolean;
}

const UNKNOWN: PatchMeta = {
  schema: undefined,
  merge: false,
  replace: false,
  retainKeys: false,
  mergeKey: '',
  known: false,
};
const cache = new WeakMap<SchemaField, PatchMeta>();

function elementSchema(type: SchemaType): Schema | undefined {
  if (type.is === 'list') return elementSchema(type.of);
  return type.is === 'ref' ? schemaOf(type.name) : undefined;
}

/** The patch metadata of a field. */
export function patchMetaOf(schema: Schema | undefined, name: string): PatchMeta {
  const field = schema?.fields.get(name);
  if (field === undefined) return UNKNOWN;
  const known = cache.get(field);
  if (known !== undefined) return known;
  const meta: PatchMeta = {
    schema: elementSchema(field.type),
    merge: field.patchMerge === true,
    replace: field.patchReplace === true,
    retainKeys: field.patchRetainKeys === true,
    mergeKey: field.mergeKey ?? '',
    known: true,
  };
  cache.set(field, meta);
  return meta;
}

/** A patch that cannot be applied; the message is upstream's. */
export class PatchError extends Error {}

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
export const SET_ORDER = '$setElementOrder/';
