import { expect, test } from 'vitest';
import { pageCommands } from './commands.ts';
import { commandOfKey, type KeyPress } from './keys.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  shift: false,
  ctrlOrMeta: false,
  alt: false,
  ...change,
});

test.each([
  ['Space plays', press(' '), 'play'],
  ['an arrow steps by a hop', press('ArrowRight'), 'hop-forward'],
  ['Shift and an arrow by a request', press('ArrowLeft', { shift: true }), 'request-back'],
  ['Ctrl+K opens the palette', press('k', { ctrlOrMeta: true }), 'palette'],
  ['Ctrl+Shift+Z does again', press('Z', { ctrlOrMeta: true, shift: true }), 'redo'],
  [
    'a bracket counts by its place (German layout prints ü there)',
    press('ü', { code: 'BracketLeft' }),
    'slower',
  ],
  ['a digit counts by its place (French layout prints & there)', press('&', { code: 'Digit1' }), 'depth-1'],
  ['a question mark needs Shift and still counts', press('?', { shift: true }), 'shortcuts'],
  ['AltGr is for typing', press('k', { alt: true }), null],
  ['Shift with a letter means nothing', press('B', { shift: true }), null],
])('%s', (_name, given, wanted) => {
  expect(commandOfKey(given)).toBe(wanted);
});

test('every key leads to a command that exists', () => {
  const ids = new Set(pageCommands.map((command) => command.id));
  const keys = [
    ' ',
    'k',
    'ArrowRight',
    'PageDown',
    'PageUp',
    'Home',
    'End',
    'j',
    'l',
    'm',
    'g',
    'n',
    '1',
    '2',
    '3',
    'f',
    '+',
    '-',
    '0',
    't',
    'y',
    'x',
    'b',
    '?',
    'Escape',
  ];
  for (const key of keys) expect(ids).toContain(commandOfKey(press(key)));
});
