import { type ReactNode, useMemo, useState } from 'react';
import type { EventId } from '../../../protocol/ids.ts';
import type { DiffLine, EventDetail } from '../../../protocol/update.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { Segments } from '../../kit/tabs.tsx';
import { useSessionState } from '../../session/hooks.ts';
import { type DiffRow, diffRows, shortUids } from './diff-rows.ts';
import css from './inspector.module.css';
import { Section } from './section.tsx';

type View = 'sent' | 'stored' | 'diff';

/** The details of an event that the engine was asked for: undefined = not asked, null = on the way. */
export function useDetail(event: EventId): EventDetail | null | undefined {
  return useSessionState((state) => state.details[event]);
}

/** Name of a stage of the request pipeline as the map has it. */
export function stageName(stage: string, t: Translate): string {
  const code = `canvas.stage.${stage}`;
  return t.has(code) ? t.say({ code }) : stage;
}

/** What was sent, what the store took, and what differs, with the stage that wrote it. */
export function BodyView({ detail }: { readonly detail: EventDetail }) {
  const t = useText();
  const [wanted, setWanted] = useState<View>('diff');
  const added = useMemo(() => detail.diff.filter((line) => line.sign !== ' ').length, [detail]);
  const views = [
    ...(detail.sent === '' ? [] : [{ id: 'sent' as const, label: t('inspector.body.sent') }]),
    ...(detail.stored === '' ? [] : [{ id: 'stored' as const, label: t('inspector.body.stored') }]),
    ...(added === 0 ? [] : [{ id: 'diff' as const, label: t('inspector.body.diff', { n: added }) }]),
  ];
  const view = views.some((entry) => entry.id === wanted) ? wanted : views[0]?.id;
  if (view === undefined) return null;
  const end = views.length > 1 && (
    <Segments small label={t('inspector.body')} options={views} value={view} onChange={setWanted} />
  );
  return (
    <Section title={t('inspector.body')} end={end}>
      {view === 'diff' ? (
        <DiffBody lines={detail.diff} />
      ) : (
        <PlainBody text={view === 'sent' ? detail.sent : detail.stored} />
      )}
    </Section>
  );
}

const looks = { '+': css.added, '-': css.removed, ' ': '' } as const;

export function DiffBody({ lines }: { readonly lines: readonly DiffLine[] }) {
  const t = useText();
  const rows = useMemo(() => diffRows(lines), [lines]);
  return (
    <div
      className={`${css.body} ${css.diff}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
      tabIndex={0}
      role="group"
      aria-label={t('inspector.body.diffLabel')}
    >
      {rows.map((row, i) => {
        if (row.kind === 'line') return <DiffLineView key={`${i}${row.line.text}`} line={row.line} />;
        return <DiffBlock key={`${i}${row.head.text}`} row={row} />;
      })}
    </div>
  );
}

/** Longer lines may be cut; their tooltip and the view of what is stored have them whole. */
const LETTERS_WHOLE = 28;

/** The stage that wrote a line, in one word. */
function writerOf(stage: string, t: Translate): string {
  const code = `inspector.diff.by.${stage}`;
  return t.has(code) ? t.say({ code }) : stageName(stage, t);
}

function DiffLineView({ line, children }: { readonly line: DiffLine; readonly children?: ReactNode }) {
  const t = useText();
  const short = shortUids(line.text);
  return (
    <div className={`${css.bodyLine} ${looks[line.sign]}`}>
      <span className={css.sign}>{line.sign === ' ' ? '' : line.sign === '+' ? '+' : '−'}</span>
      <span className={css.bodyText} title={line.text.length > LETTERS_WHOLE ? line.text.trim() : undefined}>
        <bdi>{short}</bdi>
        {children}
      </span>
      {line.by !== '' && <span className={css.by}>{writerOf(line.by, t)}</span>}
    </div>
  );
}

const NAMES_SHOWN = 2;

/** A key that came or went with all it holds: one row, which opens. */
function DiffBlock({ row }: { readonly row: Extract<DiffRow, { kind: 'block' }> }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const named = row.names.length > 0 && row.names.length <= NAMES_SHOWN;
  const counted = row.list ? 'inspector.diff.items' : 'inspector.diff.fields';
  return (
    <>
      <DiffLineView line={row.head}>
        {' '}
        <button type="button" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {named ? `[${row.names.join(', ')}]` : t(counted, { n: row.items })}
        </button>
      </DiffLineView>
      {open && row.inner.map((line, i) => <DiffLineView key={`${i}${line.text}`} line={line} />)}
    </>
  );
}

const LINES_MAX = 400;

export function PlainBody({ text }: { readonly text: string }) {
  const t = useText();
  const lines = text.trimEnd().split('\n');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <pre className={css.body} tabIndex={0} aria-label={t('inspector.body')}>
      <bdi className={css.plain} style={{ display: 'block' }}>
        {lines.slice(0, LINES_MAX).join('\n')}
      </bdi>
      {lines.length > LINES_MAX && (
        <span className={`${css.plain} t3`}>{t('inspector.body.cut', { n: lines.length - LINES_MAX })}</span>
      )}
    </pre>
  );
}
