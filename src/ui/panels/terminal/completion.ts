import { complete } from '../../../kube/kubectl-grammar.ts';
import type { Line } from './line-editor.ts';

/** What Tab may put in place of the word at the cursor. */
export interface Completion {
  /** The line with as much as all candidates agree on. */
  readonly line: Line;
  readonly candidates: readonly string[];
}

export const BUILT_INS = ['clear', 'help', 'redo', 'reset', 'undo'] as const;
export type BuiltIn = (typeof BUILT_INS)[number];

export function builtInOf(text: string): BuiltIn | undefined {
  return BUILT_INS.find((name) => name === text.trim());
}

/** The line as the cluster gets it: `get pods` and `k get pods` mean `kubectl get pods`. */
export function kubectlLine(text: string): string {
  const line = text.trim();
  const end = line.indexOf(' ');
  const first = end < 0 ? line : line.slice(0, end);
  if (first === 'kubectl') return line;
  if (first === 'k') return `kubectl${line.slice(1)}`;
  return `kubectl ${line}`;
}

/** Candidates for the word that ends at the cursor. `objects` are the keys of the objects that exist at the playhead. */
export function completed(line: Line, objects: readonly string[]): Completion {
  const before = line.text.slice(0, line.cursor);
  const start = before.lastIndexOf(' ') + 1;
  const word = before.slice(start);
  const leading = before.trimStart();
  const names = [
    ...new Set([
      ...complete(kubectlPrefix(leading), objects),
      ...(start === before.length - leading.length ? firstWords(word) : []),
    ]),
  ].sort();
  if (names.length === 0) return { line, candidates: [] };
  const shared = sharedPrefix(names);
  const only = names.length === 1;
  const ending =
    only && !shared.endsWith('=') && !shared.endsWith('/') && line.text[line.cursor] !== ' ' ? ' ' : '';
  const grown = shared.length >= word.length ? shared : word;
  return {
    line: {
      text: before.slice(0, start) + grown + ending + line.text.slice(line.cursor),
      cursor: start + grown.length + ending.length,
    },
    candidates: only ? [] : names,
  };
}

/** The grammar wants the word kubectl in front. */
function kubectlPrefix(text: string): string {
  const first = text.split(' ', 1)[0] ?? '';
  if (first === 'kubectl' && text.includes(' ')) return text;
  if (first === 'k' && text.includes(' ')) return `kubectl${text.slice(1)}`;
  return `kubectl ${text}`;
}

function firstWords(word: string): readonly string[] {
  return word === ''
    ? []
    : [...BUILT_INS, 'kubectl'].filter((name) => name.startsWith(word) && name !== word);
}

function sharedPrefix(names: readonly string[]): string {
  let shared = names[0] ?? '';
  for (const name of names) {
    let at = 0;
    while (at < shared.length && shared[at] === name[at]) at += 1;
    shared = shared.slice(0, at);
  }
  return shared;
}
