/** The line that is being typed. `cursor` counts UTF-16 units from the left. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

export const EMPTY_LINE: Line = { text: '', cursor: 0 };

/** What a key does that the line itself cannot do. */
export type LineCommand = 'enter' | 'interrupt' | 'complete' | 'older' | 'newer' | 'clear' | 'leave';

export type KeyResult =
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'command'; readonly command: LineCommand };

const LINE_MAX = 4_000;

export function insert(line: Line, text: string): Line {
  const room = Math.max(0, LINE_MAX - line.text.length);
  const piece = text.slice(0, room);
  return {
    text: line.text.slice(0, line.cursor) + piece + line.text.slice(line.cursor),
    cursor: line.cursor + piece.length,
  };
}

/** Length of the character at the left (or right) of the cursor: emoji and rare signs take two units. */
function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}

function leftOf({ text, cursor }: Line): number {
  if (cursor === 0) return 0;
  return cursor >= 2 && widthAt(text, cursor - 2) === 2 ? cursor - 2 : cursor - 1;
}

function rightOf({ text, cursor }: Line): number {
  return cursor >= text.length ? cursor : cursor + widthAt(text, cursor);
}

function wordLeft({ text, cursor }: Line): number {
  let at = cursor;
  while (at > 0 && text[at - 1] === ' ') at -= 1;
  while (at > 0 && text[at - 1] !== ' ') at -= 1;
  return at;
}

function wordRight({ text, cursor }: Line): number {
  let at = cursor;
  while (at < text.length && text[at] === ' ') at += 1;
  while (at < text.length && text[at] !== ' ') at += 1;
  return at;
}

const cut = (line: Line, from: number, to: number): Line => ({
  text: line.text.slice(0, from) + line.text.slice(to),
  cursor: from,
});

const EDITS: Readonly<Record<string, (line: Line) => Line>> = {
  '\x7f': (line) => cut(line, leftOf(line), line.cursor),
  '\b': (line) => cut(line, leftOf(line), line.cursor),
  '\x1b[3~': (line) => cut(line, line.cursor, rightOf(line)),
  '\x1b[D': (line) => ({ ...line, cursor: leftOf(line) }),
  '\x1b[C': (line) => ({ ...line, cursor: rightOf(line) }),
  '\x1b[1;5D': (line) => ({ ...line, cursor: wordLeft(line) }),
  '\x1b[1;5C': (line) => ({ ...line, cursor: wordRight(line) }),
  '\x1bb': (line) => ({ ...line, cursor: wordLeft(line) }),
  '\x1bf': (line) => ({ ...line, cursor: wordRight(line) }),
  '\x1b[H': (line) => ({ ...line, cursor: 0 }),
  '\x1b[F': (line) => ({ ...line, cursor: line.text.length }),
  '\x01': (line) => ({ ...line, cursor: 0 }),
  '\x05': (line) => ({ ...line, cursor: line.text.length }),
  '\x0b': (line) => cut(line, line.cursor, line.text.length),
  '\x15': (line) => cut(line, 0, line.cursor),
  '\x17': (line) => cut(line, wordLeft(line), line.cursor),
};

const COMMANDS: Readonly<Record<string, LineCommand>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x03': 'interrupt',
  '\t': 'complete',
  '\x1b[A': 'older',
  '\x10': 'older',
  '\x1b[B': 'newer',
  '\x0e': 'newer',
  '\x0c': 'clear',
  '\x1b': 'leave',
};

/** What a terminal's input (one key, a paste, a composed word) does to the line. Line breaks of a paste become spaces: nothing runs by itself. */
export function pressed(line: Line, data: string): KeyResult {
  const command = COMMANDS[data];
  if (command !== undefined) return { kind: 'command', command };
  const edit = EDITS[data];
  if (edit !== undefined) return { kind: 'line', line: edit(line) };
  if (data.startsWith('\x1b')) return { kind: 'line', line };
  return { kind: 'line', line: insert(line, onOneLine(data)) };
}

function onOneLine(data: string): string {
  let typed = '';
  let breaks = false;
  for (const character of data) {
    const code = character.charCodeAt(0);
    const isBreak = code === 10 || code === 13;
    breaks ||= isBreak;
    if (isBreak || code === 9) typed += typed.endsWith(' ') ? '' : ' ';
    else if (code >= 32 && code !== 127) typed += character;
  }
  return breaks ? typed.trimEnd() : typed;
}

/** First and last code points of what takes two columns in a terminal, rising. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns that text takes in a terminal: East Asian wide characters take two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    columns += WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
  }
  return columns;
}
