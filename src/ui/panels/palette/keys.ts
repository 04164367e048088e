/** What of a keyboard event decides which command it means. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly shift: boolean;
  readonly ctrlOrMeta: boolean;
  readonly alt: boolean;
}

/** By the key's name (what is printed on it): right on every layout. */
const byKey = new Map<string, string>([
  [' ', 'play'],
  ['k', 'play'],
  ['ArrowRight', 'hop-forward'],
  ['ArrowLeft', 'hop-back'],
  ['PageDown', 'scene-forward'],
  ['PageUp', 'scene-back'],
  ['Home', 'home'],
  ['End', 'end'],
  ['j', 'bookmark-back'],
  ['l', 'bookmark-forward'],
  ['m', 'mark'],
  ['g', 'go-to'],
  ['n', 'next'],
  ['1', 'depth-1'],
  ['2', 'depth-2'],
  ['3', 'depth-3'],
  ['f', 'follow'],
  ['+', 'zoom-in'],
  ['=', 'zoom-in'],
  ['-', 'zoom-out'],
  ['0', 'fit'],
  ['t', 'terminal'],
  ['y', 'manifest'],
  ['x', 'break'],
  ['b', 'heal'],
  ['/', 'filter'],
  ['?', 'shortcuts'],
  ['Escape', 'up'],
]);

/** By place: brackets need AltGr on German and Spanish keyboards, digits need Shift on French ones. */
const byCode = new Map<string, string>([
  ['BracketLeft', 'slower'],
  ['BracketRight', 'faster'],
  ['Digit1', 'depth-1'],
  ['Digit2', 'depth-2'],
  ['Digit3', 'depth-3'],
]);

const withShift = new Map<string, string>([
  ['ArrowRight', 'request-forward'],
  ['ArrowLeft', 'request-back'],
]);

const withCtrl = new Map<string, string>([
  ['k', 'palette'],
  ['z', 'undo'],
  ['y', 'redo'],
]);

/** The command that a key press means, or null. */
export function commandOfKey(press: KeyPress): string | null {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.alt) return null;
  if (press.ctrlOrMeta) return key === 'z' && press.shift ? 'redo' : (withCtrl.get(key) ?? null);
  if (press.shift && key !== '?' && key !== '+' && key !== '/') return withShift.get(key) ?? null;
  return byKey.get(key) ?? byCode.get(press.code) ?? null;
}

/** Commands of one letter, digit or sign: those a reader may switch off. */
export function isSingleKey(press: KeyPress): boolean {
  return !press.ctrlOrMeta && press.key.length === 1 && press.key !== ' ';
}
