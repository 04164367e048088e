import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { resources } from '../../../kube/kinds/kinds.ts';
import { apiVersionOf } from '../../../kube/value.ts';
import { openingOf, schemaAt, typeWord } from './schema-path.ts';

/** A line of YAML as completion needs it: how far it is indented, whether it begins a list item, and its key. */
interface YamlLine {
  readonly indent: number;
  readonly dash: boolean;
  readonly key: string;
  readonly value: string;
}

function readLine(text: string): YamlLine {
  let indent = 0;
  while (text[indent] === ' ') indent += 1;
  let rest = text.slice(indent);
  const dash = rest === '-' || rest.startsWith('- ');
  if (dash) {
    const from = rest.length;
    rest = rest.slice(1).trimStart();
    indent += from - rest.length;
  }
  const colon = rest.indexOf(':');
  return {
    indent,
    dash,
    key: colon < 0 ? '' : rest.slice(0, colon),
    value: colon < 0 ? rest : rest.slice(colon + 1).trim(),
  };
}

/** The path of the object that the last of `lines` belongs to: keys of the lines above that are indented less. */
export function pathAt(lines: readonly string[]): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  const last = readLine(lines.at(-1) ?? '');
  let { indent } = last;
  let inItem = last.dash;
  for (let i = lines.length - 2; i >= 0; i -= 1) {
    const text = lines[i] as string;
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    if (text.startsWith('---')) break;
    const line = readLine(text);
    if (!inItem && line.indent === indent && line.dash) inItem = true;
    const isParent =
      line.key !== '' &&
      line.value === '' &&
      (line.indent < indent - (inItem ? 2 : 0) || (inItem && line.indent <= indent - 2));
    if (!isParent) continue;
    if (inItem) steps.unshift(0);
    steps.unshift(line.key);
    indent = line.indent;
    inItem = line.dash;
  }
  return steps;
}

/** apiVersion and kind of the document that the last line belongs to; both may stand below it. */
export function kindAround(
  lines: readonly string[],
  at: number,
): { readonly apiVersion: string; readonly kind: string } {
  const begin = lines.slice(0, at + 1).findLastIndex((line) => line.startsWith('---'));
  const rest = lines.slice(begin + 1);
  const end = rest.findIndex((line) => line.startsWith('---'));
  const own = (end < 0 ? rest : rest.slice(0, end)).map(readLine).filter((line) => line.indent === 0);
  return {
    apiVersion: own.find((line) => line.key === 'apiVersion')?.value ?? '',
    kind: own.find((line) => line.key === 'kind')?.value ?? '',
  };
}

/** Offers the fields that the kind has at this place, and kinds and versions behind their keys. */
export function completeField(context: CompletionContext): CompletionResult | null {
  const { state, pos } = context;
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const read = readLine(before);
  const lines = state.doc.toString().split('\n');
  if (read.key !== '') return completeValue(read, pos);
  const word = read.value;
  if (word === '' && !context.explicit) return null;
  const { apiVersion, kind } = kindAround(lines, line.number - 1);
  const schema = schemaAt(apiVersion, kind, pathAt([...lines.slice(0, line.number - 1), before]));
  if (schema === undefined)
    return kind === ''
      ? {
          from: pos - word.length,
          options: ['apiVersion', 'kind', 'metadata', 'spec'].map((label) => ({
            label,
            apply: label === 'apiVersion' || label === 'kind' ? `${label}: ` : `${label}:`,
          })),
        }
      : null;
  const options = [...schema.fields.values()].map((field) => ({
    label: field.name,
    detail: typeWord(field.type),
    apply: field.name + openingOf(field),
    boost: schema.required.includes(field.name) ? 1 : 0,
  }));
  return { from: pos - word.length, options };
}

function completeValue(read: YamlLine, pos: number): CompletionResult | null {
  const values = VALUES[read.key]?.();
  return values === undefined
    ? null
    : { from: pos - read.value.length, options: values.map((label) => ({ label })) };
}

const unique = (words: readonly string[]) => [...new Set(words)].sort();

const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  kind: () => unique(resources.filter((r) => r.verbs.includes('create')).map((r) => r.kind)),
  apiVersion: () => unique(resources.map((r) => apiVersionOf(r.group, r.version))),
  imagePullPolicy: () => ['Always', 'IfNotPresent', 'Never'],
  restartPolicy: () => ['Always', 'OnFailure', 'Never'],
  effect: () => ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  operator: () => ['Equal', 'Exists', 'In', 'NotIn', 'DoesNotExist'],
  protocol: () => ['TCP', 'UDP', 'SCTP'],
};
