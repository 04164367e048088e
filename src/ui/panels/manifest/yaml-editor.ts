import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { EditorState, type Text } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { completeField } from './schema-completion.ts';
import { yamlColours } from './yaml-colours.ts';

/** A problem as the editor marks it. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface EditorOptions {
  readonly host: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
}

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--t1)', backgroundColor: 'var(--s1)', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--now)', padding: '4px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--now)', borderLeftWidth: '2px' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--line2) !important',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--nowdim)' },
  '.cm-gutters': { backgroundColor: 'var(--s1)', color: 'var(--t3)', border: 'none' },
  '.cm-tooltip': {
    backgroundColor: 'var(--s2)',
    color: 'var(--t1)',
    border: '1px solid var(--line2)',
    borderRadius: '8px',
  },
  '.cm-tooltip-autocomplete ul li': { padding: '3px 8px', minHeight: '24px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--s3)',
    color: 'var(--t1)',
    boxShadow: 'inset 2px 0 0 var(--focus)',
  },
  '.cm-completionDetail': { color: 'var(--t3)', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--st-failed)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--st-failed)' },
  '.cm-key': { color: 'var(--t1)', fontWeight: '600' },
  '.cm-value': { color: 'var(--t2)' },
  '.cm-remark': { color: 'var(--t3)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--s3) !important' },
});

/** A YAML editor with line numbers, history, search, completion from the schemas and marks for problems. Tab leaves it. */
export function createYamlEditor({ host, text, label, onChange }: EditorOptions): EditorView {
  return new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection({ cursorBlinkRate: 0 }),
        bracketMatching(),
        highlightActiveLine(),
        indentUnit.of('  '),
        yaml(),
        yamlColours,
        autocompletion({ override: [completeField], icons: false }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        look,
      ],
    }),
  });
}

/** Puts a whole other text in. */
export function replaceText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
}

/** Marks problems at their lines, from the column to the end of the word. */
export function showMarks(view: EditorView, marks: readonly Mark[]): void {
  const diagnostics = marks.map(
    (mark): Diagnostic => ({ ...rangeOf(view.state.doc, mark), severity: 'error', message: mark.message }),
  );
  view.dispatch(
    setDiagnostics(
      view.state,
      diagnostics.sort((a, b) => a.from - b.from),
    ),
  );
}

/** Puts the cursor at a problem. */
export function goToMark(view: EditorView, mark: Mark): void {
  view.dispatch({ selection: { anchor: rangeOf(view.state.doc, mark).from }, scrollIntoView: true });
  view.focus();
}

function rangeOf(doc: Text, { line, column }: Mark): { readonly from: number; readonly to: number } {
  const found = doc.line(Math.min(Math.max(1, line), doc.lines));
  const from = Math.min(found.from + Math.max(0, column - 1), found.to);
  const rest = doc.sliceString(from, found.to);
  const end = rest.search(/[\s:]/);
  return {
    from,
    to:
      from + Math.max(1, end < 0 ? rest.length : end) > found.to
        ? found.to
        : from + Math.max(1, end < 0 ? rest.length : end),
  };
}
