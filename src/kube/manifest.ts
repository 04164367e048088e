/**
 * Manifests as kubectl reads them: YAML 1.1 or JSON, several documents in one text, each with the positions of its fields. Bounded in size,
 * depth and aliases, since the text is the user's.
 */
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
  type Tags,
  type YAMLError,
} from 'yaml';
import { isAllDigits } from './digits.ts';
import { isObject, type JsonObject } from './value.ts';

/** One-based, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface ManifestProblem {
  readonly message: string;
  readonly position: Position;
}

/** One document of a manifest: its value, and what is needed to find a field in the text again. */
export interface ManifestDocument {
  readonly value: JsonObject;
  /** Keys that stand twice in one map; the last one counts, as in kubectl. */
  readonly duplicates: readonly ManifestProblem[];
  readonly source: Document;
  readonly lines: LineCounter;
}

export type Manifest =
  | { readonly documents: readonly ManifestDocument[] }
  | { readonly error: ManifestProblem };

export const MANIFEST_BYTES_MAX = 3 * 1024 * 1024;
const DEPTH_MAX = 100;
const ALIASES_MAX = 50;

/** YAML 1.1 types that kubectl's reader does not know: such text stays text. */
const UNKNOWN_TAGS = ['timestamp', 'binary', 'omap', 'pairs', 'set'].map(
  (name) => `tag:yaml.org,2002:${name}`,
);

const plainTags = (tags: Tags): Tags =>
  tags.filter(
    (tag) =>
      typeof tag === 'string' ||
      (!UNKNOWN_TAGS.includes(tag.tag) && (tag as { format?: string }).format !== 'TIME'),
  );

const START: Position = { line: 1, column: 1 };

function problem(message: string, position: Position): Manifest {
  return { error: { message, position } };
}

/** What kubectl's reader says, and by how many lines its count is off: its parser counts from nought, its scanner from one. */
interface ReaderWords {
  readonly words: string;
  readonly lineShift: number;
  /** Whether it complains where the trouble ends. */
  readonly atEnd?: boolean;
}

const EXPECTED_KEY: ReaderWords = { words: 'did not find expected key', lineShift: -1 };
const FLOW_LIST: ReaderWords = { words: "did not find expected ',' or ']'", lineShift: -1, atEnd: true };
const FLOW_MAP: ReaderWords = { words: "did not find expected ',' or '}'", lineShift: -1, atEnd: true };
const NO_MAPPING: ReaderWords = {
  words: 'mapping values are not allowed in this context',
  lineShift: 0,
  atEnd: true,
};

const WORDS: Readonly<Partial<Record<YAMLError['code'], ReaderWords>>> = {
  TAB_AS_INDENT: { words: 'found character that cannot start any token', lineShift: 0 },
  BAD_SCALAR_START: { words: 'found character that cannot start any token', lineShift: 0 },
  BLOCK_AS_IMPLICIT_KEY: NO_MAPPING,
  MULTILINE_IMPLICIT_KEY: NO_MAPPING,
  BLOCK_IN_FLOW: FLOW_LIST,
  BAD_DQ_ESCAPE: { words: 'found unknown escape character', lineShift: 0 },
};

function wordsFor(error: YAMLError): ReaderWords {
  const { code, message } = error;
  if (code === 'MISSING_CHAR' && message.includes('quote'))
    return { words: 'found unexpected end of stream', lineShift: 0, atEnd: true };
  if (message.includes('Flow sequence') || message.includes('flow sequence')) return FLOW_LIST;
  if (message.includes('Flow map') || message.includes('flow map')) return FLOW_MAP;
  if (code === 'MISSING_CHAR') return { words: "could not find expected ':'", lineShift: 1 };
  return WORDS[code] ?? EXPECTED_KEY;
}

function readerMessage(error: YAMLError, name: string, lines: LineCounter): string {
  const { words, lineShift, atEnd } = wordsFor(error);
  const line = positionAt(lines, error.pos[atEnd ? 1 : 0]).line + lineShift;
  return `error parsing ${name}: error converting YAML to JSON: yaml: ${line > 0 ? `line ${line}: ` : ''}${words}`;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Whether brackets nest deeper than any manifest needs; checked before parsing, which recurses. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 91 || c === 123) {
      depth += 1;
      if (depth > DEPTH_MAX) return true;
    } else if ((c === 93 || c === 125) && depth > 0) depth -= 1;
    else if (c === 45 && isDashRun(text, i)) return true;
  }
  return false;
}

/** Blocks within blocks nest by indentation. */
function indentsTooDeep(text: string): boolean {
  const open: number[] = [];
  for (let at = 0; at < text.length; ) {
    let indent = 0;
    while (text.charCodeAt(at + indent) === 32) indent += 1;
    const end = text.indexOf('\n', at);
    const first = text.charCodeAt(at + indent);
    if (first !== 10 && first !== 35 && !Number.isNaN(first)) {
      while ((open.at(-1) ?? -1) >= indent) open.pop();
      open.push(indent);
      if (open.length > DEPTH_MAX) return true;
    }
    at = end < 0 ? text.length : end + 1;
  }
  return false;
}

/** `- - - …`: compact sequences nest without brackets. */
function isDashRun(text: string, from: number): boolean {
  if (text.charCodeAt(from + 1) !== 32 || text.charCodeAt(from + 2) !== 45) return false;
  let count = 0;
  for (let i = from; text.charCodeAt(i) === 45 && text.charCodeAt(i + 1) === 32; i += 2) count += 1;
  return count > DEPTH_MAX;
}

interface Scan {
  readonly duplicates: ManifestProblem[];
  tooDeep: boolean;
}

function scanNode(node: unknown, depth: number, lines: LineCounter, scan: Scan): void {
  if (depth > DEPTH_MAX) {
    scan.tooDeep = true;
    return;
  }
  if (isSeq(node)) for (const item of node.items) scanNode(item, depth + 1, lines, scan);
  if (!isMap(node)) return;
  const seen = new Set<unknown>();
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? pair.key.value : undefined;
    if (key !== undefined && seen.has(key) && isNode(pair.key)) {
      scan.duplicates.push({
        message: `key ${JSON.stringify(key)} already set in map`,
        position: positionAt(lines, pair.key.range?.[0] ?? 0),
      });
    }
    seen.add(key);
    scanNode(pair.value, depth + 1, lines, scan);
  }
}

function readDocuments(text: string, name: string, lines: LineCounter): Manifest {
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
    customTags: plainTags,
  });
  const documents: ManifestDocument[] = [];
  for (const source of Array.isArray(parsed) ? parsed : []) {
    const error = source.errors[0];
    if (error !== undefined) {
      return problem(readerMessage(error, name, lines), positionAt(lines, error.pos[0]));
    }
    const scan: Scan = { duplicates: [], tooDeep: false };
    scanNode(source.contents, 0, lines, scan);
    if (scan.tooDeep)
      return problem(
        `error parsing ${name}: error converting YAML to JSON: yaml: exceeded max depth of ${DEPTH_MAX}`,
        START,
      );
    const value: unknown = source.toJS({ maxAliasCount: ALIASES_MAX, mapAsMap: false });
    if (value === null || value === undefined) continue;
    if (!isObject(value))
      return problem(
        `error parsing ${name}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`,
        START,
      );
    documents.push({
      value: jsonOf(value) as JsonObject,
      duplicates: scan.duplicates,
      source: source as unknown as Document,
      lines,
    });
  }
  return { documents };
}

function goKind(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Plain JSON: what has no JSON form (NaN, infinities, bigints) becomes what Go's converter makes of it. */
function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(out, key, {
      value: jsonOf(item),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return out;
}

/** Reads a manifest; `name` is what errors call the file (`-` for standard input is `STDIN`). */
export function parseManifest(text: string, name = 'STDIN'): Manifest {
  if (text.length > MANIFEST_BYTES_MAX)
    return problem(`error parsing ${name}: the manifest is larger than ${MANIFEST_BYTES_MAX} bytes`, START);
  if (nestsTooDeep(text) || indentsTooDeep(text))
    return problem(
      `error parsing ${name}: error converting YAML to JSON: yaml: exceeded max depth of ${DEPTH_MAX}`,
      START,
    );
  const lines = new LineCounter();
  try {
    return readDocuments(text, name, lines);
  } catch (error) {
    // The parser throws for aliases that expand beyond the limit, and runs out of stack on hostile nesting.
    const reason =
      error instanceof ReferenceError
        ? 'document contains excessive aliasing'
        : `exceeded max depth of ${DEPTH_MAX}`;
    return problem(`error parsing ${name}: error converting YAML to JSON: yaml: ${reason}`, START);
  }
}

/** `spec.containers[0].image` → its steps. A key in brackets with quotes or a dot in it may stand as `labels[a.b/c]`. */
export function pathSteps(path: string): readonly (string | number)[] {
  const out: (string | number)[] = [];
  let at = 0;
  while (at < path.length) {
    if (path[at] === '.') at += 1;
    else if (path[at] === '[') {
      const close = path.indexOf(']', at);
      const inner = path.slice(at + 1, close < 0 ? path.length : close);
      out.push(inner !== '' && isAllDigits(inner) ? Number(inner) : inner);
      at = close < 0 ? path.length : close + 1;
    } else {
      const from = at;
      while (at < path.length && path[at] !== '.' && path[at] !== '[') at += 1;
      out.push(path.slice(from, at));
    }
  }
  return out;
}

function stepInto(
  node: unknown,
  step: string | number,
  doc: Document,
): { readonly node: unknown; readonly start: number | undefined } | undefined {
  const target = isAlias(node) ? node.resolve(doc) : node;
  if (isMap(target)) {
    const pair = target.items.findLast(
      (p) => isPair(p) && isScalar(p.key) && String(p.key.value) === String(step),
    );
    return pair === undefined
      ? undefined
      : { node: pair.value, start: isNode(pair.key) ? (pair.key as Node).range?.[0] : undefined };
  }
  if (isSeq(target) && typeof step === 'number') {
    const item = target.items[step];
    return item === undefined ? undefined : { node: item, start: isNode(item) ? item.range?.[0] : undefined };
  }
  return undefined;
}

/** Where a field stands in the text; for a field that is not there, where its nearest ancestor stands. */
export function positionOf(document: ManifestDocument, path: string): Position {
  let node: unknown = document.source.contents;
  let start = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of pathSteps(path)) {
    const next = stepInto(node, step, document.source);
    if (next === undefined) break;
    node = next.node;
    start = next.start ?? start;
  }
  return positionAt(document.lines, start);
}

/** The objects of a document: itself, or the items when it is a List. */
export function objectsOf(value: JsonObject): readonly JsonObject[] {
  const { items } = value;
  return typeof value['kind'] === 'string' && value['kind'].endsWith('List') && Array.isArray(items)
    ? items.filter(isObject)
    : [value];
}

/** Kubectl's complaint about an object that cannot be sent, or undefined. */
export function manifestObjectError(value: JsonObject, name: string): string | undefined {
  const missing = ['apiVersion', 'kind'].filter(
    (field) => typeof value[field] !== 'string' || value[field] === '',
  );
  if (missing.length === 0) return undefined;
  const texts = missing.map((field) => `${field} not set`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return `error: error validating "${name}": error validating data: ${list}; if you choose to ignore these errors, turn validation off with --validate=false`;
}
