import { Copy, FileCode2, FlaskConical, Play } from 'lucide-react';
import type { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { Menu } from '../../kit/menu.tsx';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useLogs, useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import { applyCalls } from './api-calls.ts';
import {
  checkManifest,
  issuesInRefusal,
  MANIFEST_NAME,
  type ManifestCheck,
  type ManifestIssue,
} from './check-manifest.ts';
import { manifestExamples } from './examples.ts';
import css from './manifest.module.css';
import { createYamlEditor, goToMark, type Mark, replaceText, showMarks } from './yaml-editor.ts';

const APPLY_LINE = `kubectl apply -f ${MANIFEST_NAME}`;
const DRY_RUN_LINE = `${APPLY_LINE} --dry-run=server`;
const TERMINAL = 't1';
const SAID_MAX = 6;

/** The text outlives the panel. */
const texts = new WeakMap<Session, string>();

/** YAML with the server's own checks at its lines, and the command and requests that applying it means. */
export function ManifestEditor() {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const [text, setText] = useState(() => texts.get(session) ?? manifestExamples[0]?.text ?? '');
  const [sent, setSent] = useState<{ readonly after: number; readonly text: string } | null>(null);
  const check = useMemo(() => checkManifest(text), [text]);
  const refusal = useRefusal(sent, text, check);
  const issues = useMemo(() => [...check.issues, ...refusal.issues], [check, refusal]);
  const marks = useMemo(
    () => issues.map((issue): Mark => ({ ...issue.position, message: t.say(issue.text) })),
    [issues, t],
  );
  const change = (next: string) => {
    texts.set(session, next);
    setText(next);
  };
  const { host, view } = useEditor(text, change, t('panels.manifest.label'));
  useEffect(() => {
    if (view.current !== null) showMarks(view.current, marks);
  }, [view, marks]);
  const apply = (line: string) => {
    setSent({ after: session.trace.logCount(TERMINAL, Number.POSITIVE_INFINITY), text });
    void session.kubectl(line, TERMINAL, { [MANIFEST_NAME]: text });
  };
  const pick = (example: string) => {
    if (view.current !== null) replaceText(view.current, example);
  };
  return (
    <section className={css.pane} aria-label={t('panels.manifest')} data-t={us}>
      <Bar problems={issues.length} onPick={pick} onApply={apply} />
      <div ref={host} className={css.host} />
      <Side
        check={check}
        issues={issues}
        marks={marks}
        said={refusal.said}
        onGo={(mark) => view.current !== null && goToMark(view.current, mark)}
      />
    </section>
  );
}

interface BarProps {
  readonly problems: number;
  readonly onPick: (example: string) => void;
  /** With the kubectl line that is to be run. */
  readonly onApply: (line: string) => void;
}

/** Examples, the verdict on the text, and the command that sends it. */
function Bar({ problems, onPick, onApply }: BarProps) {
  const t = useText();
  return (
    <div className={css.bar}>
      <Menu
        label={t('panels.manifest.examples')}
        lines={manifestExamples.map((example) => ({
          kind: 'item',
          id: example.id,
          label: t(example.name),
          onSelect: () => onPick(example.text),
        }))}
      >
        <Button size="small" icon={FileCode2}>
          {t('panels.manifest.examples')}
        </Button>
      </Menu>
      <StatusGlyph
        status={problems === 0 ? 'ready' : 'failed'}
        word={problems === 0 ? t('panels.manifest.ok') : t('panels.manifest.problems', { n: problems })}
      />
      <span className={css.end}>
        <code>$ {APPLY_LINE}</code>
        <IconButton
          size="small"
          icon={Copy}
          iconSize={14}
          label={t('panels.copy')}
          onClick={() => void navigator.clipboard?.writeText(APPLY_LINE)}
        />
        <Button size="small" icon={FlaskConical} title={DRY_RUN_LINE} onClick={() => onApply(DRY_RUN_LINE)}>
          {t('panels.manifest.dryRun')}
        </Button>
        <Button size="small" look="fill" icon={Play} title={APPLY_LINE} onClick={() => onApply(APPLY_LINE)}>
          {t('panels.manifest.apply')}
        </Button>
      </span>
    </div>
  );
}

/** A CodeMirror in a host element; made once. */
function useEditor(text: string, onChange: (text: string) => void, label: string) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ text, onChange, label });
  useEffect(() => {
    latest.current = { text, onChange, label };
    view.current?.contentDOM.setAttribute('aria-label', label);
  });
  useEffect(() => {
    if (host.current === null) return;
    const made = createYamlEditor({
      host: host.current,
      text: latest.current.text,
      label: latest.current.label,
      onChange: (next) => latest.current.onChange(next),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, []);
  return { host, view };
}

const NO_ISSUES: readonly ManifestIssue[] = [];

/** What kubectl said of the last apply, while the text is still the one that was sent. */
function useRefusal(
  sent: { readonly after: number; readonly text: string } | null,
  text: string,
  check: ManifestCheck,
): { readonly said: readonly string[]; readonly issues: readonly ManifestIssue[] } {
  const logs = useLogs(TERMINAL);
  return useMemo(() => {
    if (sent === null || sent.text !== text) return { said: [], issues: NO_ISSUES };
    const lines = logs
      .slice(sent.after)
      .filter((line) => line.stream === 'stdout' || line.stream === 'stderr');
    const refused = lines.filter((line) => line.stream === 'stderr').flatMap((line) => line.text.split('\n'));
    return {
      said: lines.map((line) => line.text).slice(0, SAID_MAX),
      issues: issuesInRefusal(refused, check),
    };
  }, [sent, text, logs, check]);
}

interface SideProps {
  readonly check: ManifestCheck;
  readonly issues: readonly ManifestIssue[];
  readonly marks: readonly Mark[];
  readonly said: readonly string[];
  readonly onGo: (mark: Mark) => void;
}

/** Problems as a list, the requests that will be made, and what the server answered. */
function Side({ check, issues, marks, said, onGo }: SideProps) {
  const t = useText();
  const session = useSession();
  useSessionState((state) => state.playheadUs);
  const calls = applyCalls(
    check.objects.map((entry) => entry.object),
    (key) => session.trace.objectAt(key, session.playhead.us) !== undefined,
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className={css.side} tabIndex={0} role="group" aria-label={t('panels.manifest.calls')}>
      {issues.length > 0 && (
        <h2 className="type-card">{t('panels.manifest.problems', { n: issues.length })}</h2>
      )}
      {marks.map((mark, i) => (
        <button
          key={`${mark.line}-${mark.column}-${i}`}
          type="button"
          className={css.problem}
          onClick={() => onGo(mark)}
        >
          <bdi>{mark.message}</bdi>{' '}
          <span>{t('panels.manifest.at', { line: mark.line, column: mark.column })}</span>
        </button>
      ))}
      {calls.length > 0 && <h2 className="type-card">{t('panels.manifest.calls')}</h2>}
      <ul className={css.calls}>
        {calls.map((call, i) => (
          <li key={`${call.verb}${i}`}>
            <b>{call.verb}</b> {call.path}
          </li>
        ))}
      </ul>
      {said.length > 0 && (
        <>
          <h2 className="type-card">{t('panels.manifest.server')}</h2>
          <pre className={css.said}>
            <bdi>{said.join('\n')}</bdi>
          </pre>
        </>
      )}
    </div>
  );
}
