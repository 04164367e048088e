import '@xterm/xterm/css/xterm.css';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { resourceOf } from '../../canvas/view/stage-view.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { useLogs, useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import { columnsOf, type Line } from './line-editor.ts';
import { type LiveLine, Screen } from './screen.ts';
import css from './terminal.module.css';
import { inputOf } from './terminal-input.ts';
import { dim, PROMPT, transcriptOf } from './transcript.ts';

interface TerminalViewProps {
  /** Terminal session: t1, t2. */
  readonly id: string;
}

/** One terminal session: what was printed up to the playhead, and a line to type. */
export function TerminalView({ id }: TerminalViewProps) {
  const t = useText();
  const session = useSession();
  const input = inputOf(session, id);
  const { line, local, candidates } = useSyncExternalStore(input.subscribe, () => input.state);
  const us = useSessionState((state) => state.playheadUs);
  const theme = useSessionState((state) => state.theme);
  const logs = useLogs(id);
  const { lines, running } = useMemo(() => transcriptOf(logs, local, us), [logs, local, us]);
  const live = running ? waitingLine(waitText(t, session, id, us)) : typedLine(line);
  const shown = useMemo(() => (lines.length === 0 ? [dim(t('panels.terminal.welcome'))] : lines), [lines, t]);

  const onData = (data: string) => input.press(data, running, t('panels.terminal.help'), leave);
  const { host, screen } = useScreen(onData, t('panels.terminal.hint'), () => input.state.line.text === '');
  useEffect(() => screen.current?.recolour(), [screen, theme]);
  useEffect(
    () => screen.current?.show(shown, { text: live.text, columns: live.columns, cursor: live.cursor }),
    [screen, shown, live.text, live.columns, live.cursor],
  );

  const take = (candidate: string) => {
    input.take(candidate);
    screen.current?.xterm.focus();
  };
  return (
    <div className={css.session} data-t={us} data-session={id} data-running={running}>
      <div ref={host} className={css.host} />
      <Candidates candidates={candidates} onTake={take} />
    </div>
  );
}

/** An xterm in a host element; made once, it hears the newest handlers. */
function useScreen(onData: (data: string) => void, label: string, isEmpty: () => boolean) {
  const host = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | null>(null);
  const latest = useRef({ onData, isEmpty, label });
  useEffect(() => {
    latest.current = { onData, isEmpty, label };
    screen.current?.relabel(label);
  });
  useEffect(() => {
    if (host.current === null) return;
    const made = new Screen(host.current, latest.current.label);
    screen.current = made;
    made.xterm.onData((data) => latest.current.onData(data));
    made.xterm.attachCustomKeyEventHandler((event) => isForTerminal(event, made, latest.current.isEmpty()));
    return () => {
      made.dispose();
      screen.current = null;
    };
  }, []);
  return { host, screen };
}

/** Shift+Tab always leaves, Tab leaves an empty line; the page's palette, copying and pasting are the browser's. */
function isForTerminal(event: KeyboardEvent, screen: Screen, empty: boolean): boolean {
  const key = event.key.toLowerCase();
  const control = event.ctrlKey || event.metaKey;
  if (key === 'tab') return !event.shiftKey && !empty;
  if (control && (key === 'k' || key === 'v')) return false;
  return !(control && key === 'c' && screen.xterm.hasSelection());
}

/** Esc leaves the terminal: the focus goes to the tab of its panel. */
function leave(): void {
  const tab = document.querySelector<HTMLElement>('[role="tab"][data-tab="terminal"]');
  if (tab !== null) tab.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function waitText(t: Translate, session: Session, id: string, us: number): string {
  const part = session.state.roster.find((entry) => entry.kind === 'kubectl')?.id ?? 'kubectl';
  const detail = session.trace.faceAt(part, us)?.detail;
  const what =
    detail?.kind === 'kubectl' ? (detail.sessions.find((entry) => entry.id === id)?.waitsFor ?? '') : '';
  if (what === '') return t('panels.terminal.runs');
  if (what.includes('watch=true') || what.includes('watch=1') || what.includes('follow=true'))
    return t('panels.terminal.waitsForever');
  return t('panels.terminal.waits', { what: shortRequest(what) });
}

/** `POST /api/v1/namespaces/default/pods?…` → `POST pods`. */
function shortRequest(request: string): string {
  const space = request.indexOf(' ');
  return `${request.slice(0, space)} ${resourceOf(request.slice(space + 1))}`;
}

function waitingLine(text: string): LiveLine {
  return { text: `\x1b[97m█\x1b[0m ${dim(text)}`, columns: 2 + columnsOf(text), cursor: -1 };
}

function typedLine(line: Line): LiveLine {
  return {
    text: `${PROMPT}\x1b[97m${line.text}\x1b[0m`,
    columns: 2 + columnsOf(line.text),
    cursor: 2 + columnsOf(line.text.slice(0, line.cursor)),
  };
}

const SHOWN_MAX = 40;

/** What Tab could mean. */
function Candidates({
  candidates,
  onTake,
}: {
  readonly candidates: readonly string[];
  readonly onTake: (candidate: string) => void;
}) {
  const t = useText();
  if (candidates.length === 0) return null;
  return (
    <div
      className={css.candidates}
      role="group"
      aria-label={t('panels.terminal.choices', { n: candidates.length })}
    >
      {candidates.slice(0, SHOWN_MAX).map((candidate) => (
        <button key={candidate} type="button" className={css.candidate} onClick={() => onTake(candidate)}>
          {candidate}
        </button>
      ))}
    </div>
  );
}
