import { useEffect } from 'react';
import type { BlastRow } from '../../../protocol/fault.ts';
import { Button } from '../../kit/button.tsx';
import type { Sayable } from '../../kit/i18n.ts';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { formatClock } from '../../kit/template.ts';
import { useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import { usePartNames } from '../inspector/part-names.ts';
import css from './faults.module.css';

const GROUPS = [
  { effect: 'works', status: 'ready' },
  { effect: 'stopped', status: 'stopped' },
  { effect: 'will-happen', status: 'pending' },
] as const;

/** A row in words. One code may say two things: a write that still works, and one that does not. */
export function blastWords(row: BlastRow, nameOf: (part: string) => string): Sayable {
  const inMs = row.params['inMs'];
  const part = row.params['part'];
  const params = {
    ...row.params,
    ...(typeof inMs === 'number' ? { inUs: inMs * 1000 } : {}),
    ...(typeof part === 'string' ? { part: nameOf(part) } : {}),
  };
  return { code: row.effect === 'stopped' ? `${row.code}.stopped` : row.code, params };
}

/** Still works, stopped, will happen: found by the engine, which tries it on a copy of the world. */
export function BlastCard() {
  const t = useText();
  const session = useSession();
  const faults = useFaults();
  const blast = useSessionState((state) => state.blast);
  const us = useSessionState((state) => state.playheadUs);
  const ids = faults.map((fault) => fault.id).join(' ');
  useEffect(() => {
    if (ids !== '') session.askBlast(session.playhead.us);
  }, [session, ids]);
  if (faults.length === 0) return null;
  return (
    <div className={css.card} role="group" aria-label={t('fault.blast')}>
      <div className={css.cardHead}>
        <h2 className="type-card">{t('fault.blast')}</h2>
      </div>
      {blast === null ? (
        <p className={css.nothing}>{t('fault.blast.asking')}</p>
      ) : (
        <BlastEffects rows={blast.rows} />
      )}
      {blast !== null && (
        <div className={css.cardFoot}>
          <span className={css.aside}>{t('fault.blast.at', { clock: formatClock(blast.atUs) })}</span>
          {Math.abs(us - blast.atUs) > 1_000_000 && (
            <Button size="small" look="quiet" onClick={() => session.askBlast(session.playhead.us)}>
              {t('fault.blast.again')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** The rows of a blast by what they say: works, stopped, will happen. */
export function BlastEffects({ rows }: { readonly rows: readonly BlastRow[] }) {
  const t = useText();
  const names = usePartNames();
  return (
    <div className={css.effects}>
      {GROUPS.map(({ effect, status }) => {
        const own = rows.filter((row) => row.effect === effect);
        if (own.length === 0) return null;
        return (
          <div key={effect} className={css.effect}>
            <StatusGlyph status={status} word={t(`fault.blast.${effect}`)} />
            <ul>
              {own.map((row, i) => (
                <li key={`${row.code}-${i}`}>
                  <bdi>{t.say(blastWords(row, names.nameOf))}</bdi>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}
