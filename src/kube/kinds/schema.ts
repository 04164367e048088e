import schemaData from './schemas.json' with { type: 'json' };

/** What a value is: scalars by their Go type, or a container of another type. */
export type SchemaType =
  | { readonly is: ScalarName }
  | { readonly is: 'ref'; readonly name: string }
  | { readonly is: 'list'; readonly of: SchemaType }
  | { readonly is: 'map'; readonly of: SchemaType };

export type ScalarName =
  | 'string'
  | 'int32'
  | 'int64'
  | 'number'
  | 'boolean'
  | 'time'
  | 'microTime'
  | 'quantity'
  | 'intOrString'
  | 'bytes'
  | 'any';

export interface SchemaField {
  readonly name: string;
  readonly type: SchemaType;
  /** How lists merge under server-side apply: `map` by `mapKeys`, `set`, or `atomic`. */
  readonly listType?: 'map' | 'set' | 'atomic';
  readonly mapKeys?: readonly string[];
  /** Strategic merge: whether the value merges, and by which key for a list of objects. */
  readonly patchMerge?: boolean;
  readonly patchReplace?: boolean;
  readonly patchRetainKeys?: boolean;
  readonly mergeKey?: string;
}

export interface Schema {
  readonly name: string;
  readonly fields: ReadonlyMap<string, SchemaField>;
  readonly required: readonly string[];
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Server-side apply treats the whole object as one value. */
  readonly atomic: boolean;
}

interface CompactSchema {
  readonly f: Readonly<Record<string, string>>;
  readonly r?: readonly string[];
  readonly d?: Readonly<Record<string, unknown>>;
  readonly a?: number;
}

const SCALARS: Readonly<Record<string, ScalarName>> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  n: 'number',
  b: 'boolean',
  t: 'time',
  u: 'microTime',
  q: 'quantity',
  x: 'intOrString',
  y: 'bytes',
  o: 'any',
};

const definitions = schemaData.definitions as unknown as Readonly<Record<string, CompactSchema>>;
const kinds = schemaData.kinds as Readonly<Record<string, string>>;
const parsed = new Map<string, Schema>();

function parseType(word: string): SchemaType {
  if (word.startsWith('[]')) return { is: 'list', of: parseType(word.slice(2)) };
  if (word.startsWith('{}')) return { is: 'map', of: parseType(word.slice(2)) };
  if (word.startsWith('@')) return { is: 'ref', name: word.slice(1) };
  return { is: SCALARS[word] ?? 'any' };
}

function parseField(name: string, text: string): SchemaField {
  const [word = 'o', ...marks] = text.split('|');
  let field: SchemaField = { name, type: parseType(word) };
  for (const mark of marks) field = { ...field, ...parseMark(mark) };
  return field;
}

function parseMark(mark: string): Partial<SchemaField> {
  if (mark === 'a') return { listType: 'atomic' };
  if (mark === 'set') return { listType: 'set' };
  if (mark.startsWith('m=')) return { listType: 'map', mapKeys: mark.slice(2).split(',') };
  const [strategy = '', mergeKey] = mark.slice(2).split(':');
  const words = strategy.split(',');
  return {
    patchMerge: words.includes('merge'),
    patchReplace: words.includes('replace'),
    patchRetainKeys: words.includes('retainKeys'),
    ...(mergeKey ? { mergeKey } : {}),
  };
}

/** The definition of that short name (`core/v1.PodSpec`), or undefined. Read once, then kept: the data never changes. */
export function schemaOf(name: string): Schema | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const compact = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  if (compact === undefined) return undefined;
  const fields = new Map(Object.entries(compact.f).map(([field, text]) => [field, parseField(field, text)]));
  const schema: Schema = {
    name,
    fields,
    required: compact.r ?? [],
    defaults: compact.d ?? {},
    atomic: compact.a === 1,
  };
  parsed.set(name, schema);
  return schema;
}

/** The schema of a kind, or undefined for what is not built in. */
export function schemaOfKind(apiVersion: string, kind: string): Schema | undefined {
  const name = Object.hasOwn(kinds, `${apiVersion}/${kind}`) ? kinds[`${apiVersion}/${kind}`] : undefined;
  return name === undefined ? undefined : schemaOf(name);
}
