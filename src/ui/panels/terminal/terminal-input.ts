import type { Session } from '../../session/session.ts';
import { builtInOf, completed, kubectlLine } from './completion.ts';
import { EMPTY_LINE, type Line, type LineCommand, pressed } from './line-editor.ts';
import type { LocalEntry } from './transcript.ts';

/** What a terminal session holds beside the trace. Replaced, never edited. */
export interface InputState {
  readonly line: Line;
  /** What the page itself said in it. */
  readonly local: readonly LocalEntry[];
  /** Lines typed in this visit. */
  readonly typed: readonly string[];
  /** How many lines back Up has gone; 0 = the line that is being typed. */
  readonly recall: number;
  /** What Tab could mean. */
  readonly candidates: readonly string[];
}

const TYPED_MAX = 200;

/** The input of one terminal session; outlives the panel that shows it. */
export class TerminalInput {
  private readonly session: Session;
  private readonly id: string;
  private readonly listeners = new Set<() => void>();
  state: InputState = { line: EMPTY_LINE, local: [], typed: [], recall: 0, candidates: [] };

  constructor(session: Session, id: string) {
    this.session = session;
    this.id = id;
  }

  readonly subscribe = (listen: () => void): (() => void) => {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  };

  /** One key, a paste or a composed word. `help` is what the built-in says; `leave` is called for Escape. */
  press(data: string, running: boolean, help: string, leave: () => void): void {
    if (running && data !== '\x03' && data !== '\x1b') return;
    const result = pressed(this.state.line, data);
    if (result.kind === 'line') this.set({ line: result.line, candidates: [] });
    else if (result.command === 'leave') leave();
    else this.obey(result.command, running, help);
  }

  /** Puts a candidate in place of the word at the cursor. */
  take(candidate: string): void {
    const { text, cursor } = this.state.line;
    const start = text.slice(0, cursor).lastIndexOf(' ') + 1;
    const ending = candidate.endsWith('=') || candidate.endsWith('/') ? '' : ' ';
    this.set({
      line: {
        text: text.slice(0, start) + candidate + ending + text.slice(cursor),
        cursor: start + candidate.length + ending.length,
      },
      candidates: [],
    });
  }

  private obey(command: LineCommand, running: boolean, help: string): void {
    switch (command) {
      case 'enter':
        this.enter(help);
        break;
      case 'interrupt':
        if (running) void this.session.act({ kind: 'interrupt', session: this.id });
        this.set({ line: EMPTY_LINE, candidates: [], recall: 0 });
        break;
      case 'complete':
        this.set(
          completed(
            this.state.line,
            this.session.trace.objectsAt(this.session.playhead.us).map((entry) => entry.key),
          ),
        );
        break;
      case 'older':
        this.recall(1);
        break;
      case 'newer':
        this.recall(-1);
        break;
      case 'clear':
        this.say({ kind: 'clear', atUs: this.nowUs() });
        break;
      default:
        break;
    }
  }

  private enter(help: string): void {
    const text = this.state.line.text.trim();
    this.set({ line: EMPTY_LINE, candidates: [], recall: 0 });
    if (text === '') return;
    const builtIn = builtInOf(text);
    const line = builtIn ?? kubectlLine(text);
    this.set({ typed: [...this.state.typed, line].slice(-TYPED_MAX) });
    switch (builtIn) {
      case undefined:
        void this.session.kubectl(line, this.id);
        break;
      case 'clear':
        this.say({ kind: 'clear', atUs: this.nowUs() });
        break;
      case 'help':
        this.say({ kind: 'said', atUs: this.nowUs(), line, text: help });
        break;
      case 'undo':
        this.session.undo();
        break;
      case 'redo':
        this.session.redo();
        break;
      case 'reset':
        this.set({ local: [] });
        void this.session.reset();
        break;
    }
  }

  /** Lines to recall, oldest first: what the branch's journal holds for this session and what was typed since. */
  history(): readonly string[] {
    const { branches, branch } = this.session.state;
    const journal = branches.find((entry) => entry.id === branch)?.journal ?? [];
    const done = journal.flatMap(({ action }) =>
      action.kind === 'kubectl' && action.session === this.id ? [action.line] : [],
    );
    const lines = [...done, ...this.state.typed.filter((line) => !done.includes(line))];
    return lines.filter((line, i) => line !== lines[i - 1]);
  }

  private recall(step: 1 | -1): void {
    const history = this.history();
    const recall = Math.max(0, Math.min(history.length, this.state.recall + step));
    const text = recall === 0 ? '' : (history[history.length - recall] ?? '');
    this.set({ recall, line: { text, cursor: text.length }, candidates: [] });
  }

  private say(entry: LocalEntry): void {
    this.set({ local: [...this.state.local, entry] });
  }

  private nowUs(): number {
    return Math.floor(this.session.playhead.us);
  }

  private set(change: Partial<InputState>): void {
    this.state = { ...this.state, ...change };
    for (const listen of this.listeners) listen();
  }
}

const inputs = new WeakMap<Session, Map<string, TerminalInput>>();

/** The input of a terminal session of a page's session. */
export function inputOf(session: Session, id: string): TerminalInput {
  const all = inputs.get(session) ?? new Map<string, TerminalInput>();
  inputs.set(session, all);
  const known = all.get(id) ?? new TerminalInput(session, id);
  all.set(id, known);
  return known;
}
