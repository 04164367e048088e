/** What Go's decoder says of a body: wrong types stop it at once, unknown fields are collected for strict validation. */
import { isAllDigits } from '../digits.ts';
import { schemaOf, schemaOfKind, type Schema, type SchemaField, type SchemaType } from '../kinds/schema.ts';
import { goQuote } from '../field-error.ts';
import { quantityError } from '../quantity.ts';
import { parseTimeUs } from '../time.ts';
import { isObject, type JsonObject } from '../value.ts';

/** What is wrong with a body. */
export interface DecodeReport {
  /** The first type that does not fit, in the decoder's words. */
  readonly error: string | undefined;
  /** Paths of fields that the kind does not have, such as `spec.foo`. */
  readonly unknownFields: readonly string[];
}

interface Walk {
  error: string | undefined;
  readonly unknown: string[];
}

/** Names of the Go types where they differ from the JSON ones. */
const GO_SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  number: 'float64',
  boolean: 'bool',
  bytes: '[]uint8',
};

function goTypeOf(type: SchemaType): string {
  switch (type.is) {
    case 'list':
      return `[]${goTypeOf(type.of)}`;
    case 'map':
      return `map[string]${goTypeOf(type.of)}`;
    case 'ref': {
      const dot = type.name.lastIndexOf('.');
      const path = type.name.slice(0, dot);
      return `${path.slice(path.lastIndexOf('/') + 1)}.${type.name.slice(dot + 1)}`;
    }
    default:
      return GO_SCALARS[type.is] ?? type.is;
  }
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

const INT32_MAX = 2_147_483_647;

function mismatch(value: unknown, type: SchemaType, owner: Schema, goPath: string): string {
  const what =
    typeof value === 'number' && (type.is === 'int32' || type.is === 'int64')
      ? `number ${value}`
      : jsonTypeOf(value);
  const struct = owner.name.slice(owner.name.lastIndexOf('.') + 1);
  return `json: cannot unmarshal ${what} into Go struct field ${struct}.${goPath} of type ${goTypeOf(type)}`;
}

function timeError(value: string): string | undefined {
  return parseTimeUs(value) === undefined
    ? `parsing time ${goQuote(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${goQuote(value)} as "2006"`
    : undefined;
}

const MICRO_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';

/** MicroTime wants exactly six digits behind the point. */
function microTimeError(value: string): string | undefined {
  const plain = timeError(value);
  if (plain !== undefined) return plain.replace('2006-01-02T15:04:05Z07:00', MICRO_LAYOUT);
  const rest = value.slice('2006-01-02T15:04:05'.length);
  const sixDigits =
    rest.startsWith('.') &&
    isAllDigits(rest.slice(1, 7)) &&
    !(rest[7] !== undefined && rest[7] >= '0' && rest[7] <= '9');
  return sixDigits && rest.length > 7
    ? undefined
    : `parsing time ${goQuote(value)} as "${MICRO_LAYOUT}": cannot parse ${goQuote(rest)} as ".000000"`;
}

function base64Error(text: string): string | undefined {
  const plain = text.replaceAll('\n', '').replaceAll('\r', '');
  for (let i = 0; i < plain.length; i += 1) {
    const c = plain[i] as string;
    const isCode =
      (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c === '+' || c === '/';
    if (!isCode && !(c === '=' && i >= plain.length - 2 && i % 4 >= 2))
      return `illegal base64 data at input byte ${i}`;
  }
  return plain.length % 4 === 0 ? undefined : `illegal base64 data at input byte ${plain.length}`;
}

function scalarError(value: unknown, type: SchemaType, owner: Schema, goPath: string): string | undefined {
  switch (type.is) {
    case 'string':
      return typeof value === 'string' ? undefined : mismatch(value, type, owner, goPath);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mismatch(value, type, owner, goPath);
    case 'int32':
    case 'int64':
      return typeof value === 'number' &&
        Number.isInteger(value) &&
        (type.is === 'int64' || Math.abs(value) <= INT32_MAX + 1)
        ? undefined
        : mismatch(value, type, owner, goPath);
    case 'number':
      return typeof value === 'number' ? undefined : mismatch(value, type, owner, goPath);
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number'
        ? quantityError(String(value))
        : quantityError('');
    case 'time':
      return typeof value === 'string' ? timeError(value) : mismatch(value, { is: 'string' }, owner, goPath);
    case 'microTime':
      return typeof value === 'string'
        ? microTimeError(value)
        : mismatch(value, { is: 'string' }, owner, goPath);
    case 'intOrString':
      return typeof value === 'string' || typeof value === 'number'
        ? undefined
        : mismatch(value, { is: 'int32' }, owner, goPath);
    case 'bytes':
      return typeof value === 'string' ? base64Error(value) : mismatch(value, type, owner, goPath);
    default:
      return undefined;
  }
}

/** Checks one value. `path` names fields as strict errors do, with indices; `goPath` as Go's decoder does, without. */
function walkValue(
  value: unknown,
  type: SchemaType,
  owner: Schema,
  path: string,
  goPath: string,
  walk: Walk,
): void {
  if (value === null || value === undefined || walk.error !== undefined) return;
  if (type.is === 'ref') {
    if (!isObject(value)) walk.error = mismatch(value, type, owner, goPath);
    else walkObject(value, schemaOf(type.name), path, goPath, walk);
  } else if (type.is === 'list') {
    if (!Array.isArray(value)) walk.error = mismatch(value, type, owner, goPath);
    else
      for (let i = 0; i < value.length; i += 1)
        walkValue(value[i], type.of, owner, `${path}[${i}]`, goPath, walk);
  } else if (type.is === 'map') {
    if (!isObject(value)) walk.error = mismatch(value, type, owner, goPath);
    else for (const key in value) walkValue(value[key], type.of, owner, `${path}.${key}`, goPath, walk);
  } else walk.error ??= scalarError(value, type, owner, goPath);
}

function walkObject(
  object: JsonObject,
  schema: Schema | undefined,
  path: string,
  goPath: string,
  walk: Walk,
): void {
  if (schema === undefined) return;
  for (const key in object) {
    const field: SchemaField | undefined = schema.fields.get(key);
    const here = path === '' ? key : `${path}.${key}`;
    if (field === undefined) walk.unknown.push(here);
    else walkValue(object[key], field.type, schema, here, goPath === '' ? key : `${goPath}.${key}`, walk);
  }
}

/** Checks a body against its kind. A kind without a schema passes. */
export function decodeReport(object: JsonObject, apiVersion: string, kind: string): DecodeReport {
  const walk: Walk = { error: undefined, unknown: [] };
  walkObject(object, schemaOfKind(apiVersion, kind), '', '', walk);
  return { error: walk.error, unknownFields: walk.unknown };
}

/** Paths of the fields that a kind does not have. */
export function unknownFields(object: JsonObject, schema: Schema): readonly string[] {
  const walk: Walk = { error: undefined, unknown: [] };
  walkObject(object, schema, '', '', walk);
  return walk.unknown;
}

/** `strict decoding error: unknown field "spec.foo", unknown field "x"`. */
export function strictErrorText(paths: readonly string[]): string {
  return `strict decoding error: ${paths.map((path) => `unknown field "${path}"`).join(', ')}`;
}

/** The message of the 400 that a body answers which its kind cannot hold. */
export function cannotHandleText(apiVersion: string, kind: string, problem: string): string {
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
  return `${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`;
}
