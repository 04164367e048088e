const ESC = 0x1b;
const BEL = 0x07;
const TAB = 0x09;
const NEWLINE = 0x0a;

type Mode = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

/**
 * Text of a container or a command, safe to write to a terminal: escape sequences, controls and bidirectional overrides are taken out, tab
 * and newline stay. A linear state machine: every character is looked at once. A sequence that nobody ends is over at the end of its line.
 */
export function plainText(text: string): string {
  let out = '';
  let mode: Mode = 'text';
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (mode === 'text') {
      if (code === ESC || (code >= 0x80 && code <= 0x9f)) mode = modeAfter(code);
      else if (isShown(code)) out += character;
    } else if (code === NEWLINE) {
      mode = 'text';
      out += character;
    } else mode = next(mode, code);
  }
  return out;
}

/** C1 controls are escape sequences in one character. */
function modeAfter(code: number): Mode {
  if (code === ESC) return 'escape';
  if (code === 0x9b) return 'csi';
  return code === 0x90 || code === 0x98 || code === 0x9d || code === 0x9e || code === 0x9f
    ? 'string'
    : 'text';
}

function next(mode: Mode, code: number): Mode {
  if (mode === 'escape') return afterEscape(code);
  if (mode === 'csi') return code >= 0x40 && code <= 0x7e ? 'text' : 'csi';
  if (mode === 'string-escape') return code === 0x5c ? 'text' : afterEscape(code);
  if (code === BEL || code === 0x9c) return 'text';
  return code === ESC ? 'string-escape' : 'string';
}

function afterEscape(code: number): Mode {
  if (code === 0x5b) return 'csi';
  if (code === 0x50 || code === 0x58 || code === 0x5d || code === 0x5e || code === 0x5f) return 'string';
  // Intermediate characters (ESC ( B): the sequence goes on for one more.
  return code >= 0x20 && code <= 0x2f ? 'escape' : 'text';
}

function isShown(code: number): boolean {
  if (code === TAB || code === NEWLINE) return true;
  if (code < 0x20 || code === 0x7f) return false;
  const turnsText =
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0x200e ||
    code === 0x200f ||
    code === 0x061c;
  return !turnsText && code !== 0xfeff;
}
