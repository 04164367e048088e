import { ChevronLeft, Plus, Scissors, Zap } from 'lucide-react';
import { useState } from 'react';
import type { ActiveFault } from '../../../protocol/fault.ts';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import type { Selection } from '../../session/state.ts';
import { usePartNames } from '../inspector/part-names.ts';
import { BlastCard } from './blast-card.tsx';
import { FaultMenu } from './fault-menu.tsx';
import { faultWords } from './fault-targets.ts';
import css from './faults.module.css';

/** The faults that are on, what they do, and the way to make and to heal them. */
export function FaultTray() {
  const t = useText();
  const session = useSession();
  const faults = useFaults();
  const us = useSessionState((state) => state.playheadUs);
  const [breaking, setBreaking] = useState(false);
  return (
    <div className={css.tray} data-t={us}>
      <div className={css.card} role="group" aria-label={t('fault.title')}>
        <div className={css.cardHead}>
          <Zap size={16} strokeWidth={1.75} color="var(--st-failed)" aria-hidden />
          <h2 className="type-card">{t('fault.title')}</h2>
          <span className={css.count}>{faults.length}</span>
          {faults.length > 0 && (
            <Button
              size="small"
              look="fill"
              keyName="B"
              onClick={() => void session.act({ kind: 'heal-all' })}
            >
              {t('fault.healAll')}
            </Button>
          )}
        </div>
        {faults.length === 0 && <p className={css.nothing}>{t('fault.none')}</p>}
        {faults.map((fault) => (
          <FaultLine key={fault.id} active={fault} us={us} />
        ))}
        {!breaking && (
          <Button look="quiet" icon={Plus} keyName="X" onClick={() => setBreaking(true)}>
            {t('fault.break')}
          </Button>
        )}
      </div>
      {breaking && <Breaking onDone={() => setBreaking(false)} />}
      <BlastCard />
    </div>
  );
}

function FaultLine({ active, us }: { readonly active: ActiveFault; readonly us: number }) {
  const t = useText();
  const session = useSession();
  const names = usePartNames();
  const { fault } = active;
  const shown: Selection | null =
    'part' in fault
      ? { kind: 'part', id: fault.part }
      : 'a' in fault
        ? { kind: 'edge', id: `${fault.a}~${fault.b}` }
        : null;
  const words = t.say(faultWords(fault, names.nameOf));
  return (
    <div className={css.fault}>
      {'part' in fault ? (
        <PartIcon kind={names.kindOf(fault.part)} />
      ) : (
        <Scissors size={16} strokeWidth={1.75} color="var(--st-failed)" aria-hidden />
      )}
      <button
        type="button"
        className={css.faultName}
        disabled={shown === null}
        onClick={() => session.select(shown)}
      >
        <span>{words}</span>
        <span className={css.aside}>
          {t('fault.age', { age: Math.max(0, us - active.sinceUs) })}
          {active.lost > 0 && ` · ${t('fault.lost.count', { n: active.lost })}`}
        </span>
      </button>
      <Button
        size="small"
        aria-label={`${t('fault.heal')}: ${words}`}
        onClick={() => void session.act({ kind: 'heal', fault: active.id })}
      >
        {t('fault.heal')}
      </Button>
    </div>
  );
}

/** First what, then how: parts and links as a list, then the menu of the chosen one. */
function Breaking({ onDone }: { readonly onDone: () => void }) {
  const t = useText();
  const names = usePartNames();
  const roster = useSessionState((state) => state.roster);
  const links = useSessionState((state) => state.links);
  const [target, setTarget] = useState<Selection | null>(null);
  return (
    <div className={css.card} role="group" aria-label={t('fault.break')}>
      <div className={css.cardHead}>
        {target !== null && (
          <Button size="small" look="quiet" icon={ChevronLeft} onClick={() => setTarget(null)}>
            {t('fault.back')}
          </Button>
        )}
        <h2 className="type-card">{t(target === null ? 'fault.what' : 'fault.how')}</h2>
        <Button size="small" look="quiet" onClick={onDone}>
          {t('shell.close')}
        </Button>
      </div>
      {target !== null ? (
        <FaultMenu target={target} onDone={onDone} />
      ) : (
        <>
          <div className={css.targets}>
            {roster.map((entry) => (
              <button
                key={entry.id}
                type="button"
                className={css.target}
                onClick={() => setTarget({ kind: 'part', id: entry.id })}
              >
                <PartIcon kind={entry.kind} size={14} coloured />
                {names.nameOf(entry.id)}
              </button>
            ))}
          </div>
          <div className={css.menuTitle}>{t('fault.links')}</div>
          <div className={css.targets}>
            {uniqueEdges(links).map(([a, b]) => (
              <button
                key={`${a}~${b}`}
                type="button"
                className={css.target}
                onClick={() => setTarget({ kind: 'edge', id: `${a}~${b}` })}
              >
                {names.nameOf(a)} ↔ {names.nameOf(b)}
              </button>
            ))}
          </div>
        </>
      )}
    </div>
  );
}

function uniqueEdges(
  links: readonly { readonly a: string; readonly b: string }[],
): readonly (readonly [string, string])[] {
  const seen = new Map<string, readonly [string, string]>();
  for (const { a, b } of links) seen.set(a < b ? `${a}~${b}` : `${b}~${a}`, [a, b]);
  return [...seen.values()];
}
