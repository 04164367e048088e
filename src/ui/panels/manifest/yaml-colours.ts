import { type Extension, RangeSetBuilder, type Text } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';

const KEY = Decoration.mark({ class: 'cm-key' });
const VALUE = Decoration.mark({ class: 'cm-value' });
const REMARK = Decoration.mark({ class: 'cm-remark' });

/** Behind the indentation and the dashes of list items. */
function keyStart(text: string): number {
  let at = 0;
  while (text[at] === ' ' || (text[at] === '-' && (text[at + 1] === ' ' || at + 1 === text.length))) at += 1;
  return at;
}

/** Where the parts of one line of YAML are: its key, its value, its remark. Read from the left, once. */
export function partsOfLine(text: string): {
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly remark: number;
} {
  const keyFrom = keyStart(text);
  let keyTo = -1;
  let quote = '';
  for (let at = keyFrom; at < text.length; at += 1) {
    const sign = text[at] as string;
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '#' && (at === 0 || text[at - 1] === ' '))
      return { keyFrom, keyTo: Math.max(keyTo, keyFrom), remark: at };
    else if (keyTo < 0 && sign === ':' && (at + 1 === text.length || text[at + 1] === ' ')) keyTo = at;
  }
  return { keyFrom, keyTo: Math.max(keyTo, keyFrom), remark: text.length };
}

/** Of a very long line two pieces may be in sight: it is coloured once. */
export function coloured(doc: Text, visible: EditorView['visibleRanges']): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let next = 0;
  for (const { from, to } of visible) {
    for (let at = Math.max(from, next); at <= to; at = next) {
      const line = doc.lineAt(at);
      const { keyFrom, keyTo, remark } = partsOfLine(line.text);
      if (keyTo > keyFrom) builder.add(line.from + keyFrom, line.from + keyTo, KEY);
      if (remark > keyTo) builder.add(line.from + keyTo, line.from + remark, VALUE);
      if (remark < line.text.length) builder.add(line.from + remark, line.to, REMARK);
      next = line.to + 1;
    }
  }
  return builder.finish();
}

/** Keys, values and remarks told apart by weight and grey: colour means status and wires elsewhere on the page. */
export const yamlColours: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloured(view.state.doc, view.visibleRanges);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged)
        this.decorations = coloured(update.state.doc, update.view.visibleRanges);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
