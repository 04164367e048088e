import { useMemo, useState } from 'react';
import type { EventId } from '../../../protocol/ids.ts';
import type { DiffLine, EventDetail } from '../../../protocol/update.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { Segments } from '../../kit/tabs.tsx';
import { useSessionState } from '../../session/hooks.ts';
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

const CONTEXT = 2;

/** Keeps unchanged lines only near changed ones. */
export function nearChanges(lines: readonly DiffLine[]): readonly (DiffLine | null)[] {
  const near = new Set<number>();
  lines.forEach((line, i) => {
    if (line.sign === ' ') return;
    for (let j = i - CONTEXT; j <= i + CONTEXT; j += 1) near.add(j);
  });
  const shown: (DiffLine | null)[] = [];
  lines.forEach((line, i) => {
    if (near.has(i)) shown.push(line);
    else if (shown.length === 0 || shown.at(-1) !== null) shown.push(null);
  });
  return shown;
}

const looks = { '+': css.added, '-': css.removed, ' ': '' } as const;

export function DiffBody({ lines }: { readonly lines: readonly DiffLine[] }) {
  const t = useText();
  const shown = useMemo(() => nearChanges(lines), [lines]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className={css.body} tabIndex={0} role="group" aria-label={t('inspector.body.diffLabel')}>
      {shown.map((line, i) =>
        line === null ? (
          <div key={`gap-${i}`} className={css.bodyLine}>
            <span />
            <span className="t3">⋯</span>
          </div>
        ) : (
          <div key={`${i}${line.text}`} className={`${css.bodyLine} ${looks[line.sign]}`}>
            <span className={css.sign}>{line.sign === ' ' ? '' : line.sign === '+' ? '+' : '−'}</span>
            <bdi className={css.bodyText}>{line.text}</bdi>
            {line.by !== '' && <span className={css.by}>{stageName(line.by, t)}</span>}
          </div>
        ),
      )}
    </div>
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
