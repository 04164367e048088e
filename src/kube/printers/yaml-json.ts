/** `kubectl get -o yaml` and `-o json`: sorted keys, the List wrapper, and YAML as Go's library writes it. */
import { isObject, type JsonObject } from '../value.ts';

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => [key, sortedKeys(value[key])]),
  );
}

/** managedFields are left out unless asked for with --show-managed-fields. */
function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = object['metadata'];
  if (!isObject(metadata) || metadata['managedFields'] === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** One object as it is; several in a v1 List, as kubectl wraps them. */
export function outputObject(objects: readonly JsonObject[], asList: boolean): JsonObject {
  const items = objects.map(withoutManagedFields);
  if (!asList) return items[0] ?? {};
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

/** JSON with four spaces and sorted keys. */
export function printJson(value: unknown): string {
  return `${JSON.stringify(sortedKeys(value), undefined, 4)}\n`;
}

/** YAML with sorted keys, lists not indented below their key. */
export function printYaml(value: unknown): string {
  const lines: string[] = [];
  emit(sortedKeys(value), '', lines, '');
  return `${lines.join('\n')}\n`;
}

function emit(value: unknown, indent: string, lines: string[], lead: string): void {
  if (Array.isArray(value) && value.length > 0) emitList(value, indent, lines, lead);
  else if (isObject(value) && Object.keys(value).length > 0) emitMap(value, indent, lines, lead);
  else lines.push(lead + inline(value, indent));
}

function emitMap(map: JsonObject, indent: string, lines: string[], lead: string): void {
  let first = lead;
  for (const key of Object.keys(map)) {
    const value = map[key];
    const start = `${first === '' ? indent : first}${scalar(key)}:`;
    first = '';
    if (Array.isArray(value) && value.length > 0) {
      lines.push(start);
      emitList(value, indent, lines, '');
    } else if (isObject(value) && Object.keys(value).length > 0) {
      lines.push(start);
      emitMap(value, `${indent}  `, lines, '');
    } else lines.push(`${start} ${inline(value, indent)}`);
  }
}

function emitList(list: readonly unknown[], indent: string, lines: string[], lead: string): void {
  let first = lead;
  for (const item of list) {
    emit(item, `${indent}  `, lines, `${first === '' ? indent : first}- `);
    first = '';
  }
}

function inline(value: unknown, indent: string): string {
  if (Array.isArray(value)) return '[]';
  if (isObject(value)) return '{}';
  if (typeof value === 'string') return value.includes('\n') ? literal(value, indent) : scalar(value);
  return String(value);
}

/** A text of several lines as a literal block; one that a block cannot hold is quoted. */
function literal(text: string, indent: string): string {
  if (!isPrintable(text) || text.split('\n').some((line) => line.endsWith(' ') && line.trim() === ''))
    return JSON.stringify(text);
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || body === '' ? '+' : '';
  const lead = text.startsWith(' ') || text.startsWith('\n') ? '2' : '';
  return `|${lead}${chomp}\n${body
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}  ${line}`))
    .join('\n')}`;
}

function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if ((c < 32 && c !== 10 && c !== 9) || c === 127 || c === 0xfeff) return false;
  }
  return true;
}

const RESERVED = new Set([
  '',
  '~',
  'null',
  'Null',
  'NULL',
  'true',
  'True',
  'TRUE',
  'false',
  'False',
  'FALSE',
  'yes',
  'Yes',
  'YES',
  'no',
  'No',
  'NO',
  'on',
  'On',
  'ON',
  'off',
  'Off',
  'OFF',
  'y',
  'Y',
  'n',
  'N',
  '.inf',
  '.nan',
  '<<',
  '=',
]);

/** Text that YAML 1.1 would read as a number or a time. */
const LOOKS_LIKE_NUMBER =
  /^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(\d[\d_]*)?\.?[\d_]+([eE][-+]?\d+)?|\d[\d_]*\.?([eE][-+]?\d+)?|\d+(:[0-5]?\d)+(\.\d*)?)$/;
const LOOKS_LIKE_TIME = /^\d{4}-\d\d?-\d\d?([Tt ].*)?$/;

function scalar(text: string): string {
  if (!isPrintable(text) || text.includes('\t')) return JSON.stringify(text);
  if (
    RESERVED.has(text) ||
    (text.length < 64 && (LOOKS_LIKE_NUMBER.test(text) || LOOKS_LIKE_TIME.test(text)))
  )
    return `"${text}"`;
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

function isPlain(text: string): boolean {
  const first = text[0] as string;
  if (first === ' ' || text.endsWith(' ')) return false;
  if (',[]{}#&*!|>\'"%@`'.includes(first)) return false;
  if ('-?:'.includes(first) && (text.length === 1 || text[1] === ' ')) return false;
  if (text === '---' || text === '...' || text.startsWith('--- ') || text.startsWith('... ')) return false;
  return !text.includes(': ') && !text.includes(' #') && !text.endsWith(':');
}
