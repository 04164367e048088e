import type { DiffLine } from '../../../protocol/update.ts';

/** A row of a diff as a reader sees it. */
export type DiffRow =
  | { readonly kind: 'line'; readonly line: DiffLine }
  | {
      readonly kind: 'block';
      /** The key that came or went, as `tolerations:`. */
      readonly head: DiffLine;
      readonly inner: readonly DiffLine[];
      /** Names of what is in it, where its items have names. */
      readonly names: readonly string[];
      readonly items: number;
      readonly list: boolean;
    };

/** Blocks with fewer lines are shown as they are. */
const BLOCK_MIN = 2;

/**
 * What changed, with the keys that it stands under and nothing else: the whole is one press away. A key that came or went with everything under it is one
 * row: thirty lines of a mounted token say no more than its name.
 */
export function diffRows(lines: readonly DiffLine[]): readonly DiffRow[] {
  const wanted = wantedLines(lines);
  const rows: DiffRow[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as DiffLine;
    if (!wanted.has(at)) continue;
    const inner = innerOf(lines, at);
    if (inner.length < BLOCK_MIN) {
      rows.push({ kind: 'line', line });
      continue;
    }
    rows.push({ kind: 'block', head: line, inner, ...insideOf(inner) });
    at += inner.length;
  }
  return rows;
}

function wantedLines(lines: readonly DiffLine[]): ReadonlySet<number> {
  const wanted = new Set<number>();
  lines.forEach((line, at) => {
    if (line.sign === ' ') return;
    wanted.add(at);
    let depth = depthOf(line.text);
    for (let above = at - 1; above >= 0 && depth > 0; above -= 1) {
      const next = depthOf(lines[above]?.text ?? '');
      if (next >= depth) continue;
      depth = next;
      wanted.add(above);
    }
  });
  return wanted;
}

/** Lines under a changed key that changed with it: deeper ones, and items of its list, which YAML does not indent. */
function innerOf(lines: readonly DiffLine[], at: number): readonly DiffLine[] {
  const head = lines[at] as DiffLine;
  if (head.sign === ' ' || !head.text.trimEnd().endsWith(':')) return [];
  const depth = indentOf(head.text);
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] as DiffLine;
    const indent = indentOf(line.text);
    const under = indent > depth || (indent === depth && line.text.trimStart().startsWith('- '));
    if (line.sign !== head.sign || !under) break;
  }
  return lines.slice(at + 1, end);
}

function insideOf(inner: readonly DiffLine[]): {
  readonly names: readonly string[];
  readonly items: number;
  readonly list: boolean;
} {
  const depth = Math.min(...inner.map((line) => indentOf(line.text)));
  const top = inner.filter((line) => indentOf(line.text) === depth);
  const list = top.some((line) => line.text.trimStart().startsWith('- '));
  const items = list ? top.filter((line) => line.text.trimStart().startsWith('- ')).length : top.length;
  // A name stands at its item's own depth: on the dash, or beside the item's other keys.
  const names = list
    ? inner.flatMap(({ text }) => {
        const name = /^(\s*)(- )?name: (.+)$/.exec(text);
        const at = (name?.[1]?.length ?? 0) + (name?.[2] === undefined ? 0 : 2);
        return name?.[3] !== undefined && at === depth + 2 ? [name[3]] : [];
      })
    : [];
  return { names, items, list };
}

/** An item of a list stands under a key of its own indent. */
const depthOf = (text: string): number => indentOf(text) + (text.trimStart().startsWith('- ') ? 0.5 : 0);

const indentOf = (text: string): number => text.length - text.trimStart().length;

const UID = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8}([0-9a-f]{4})\b/g;

/** A uid keeps its ends: nobody reads its middle, and whole it would take two lines. */
export const shortUids = (text: string): string => text.replaceAll(UID, '$1-…-$2');
