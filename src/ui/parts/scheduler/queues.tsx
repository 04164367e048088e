import { Box } from 'lucide-react';
import type { QueuedPodRow, SchedulerDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import css from './scheduler-xray.module.css';

const SHOWN = 4;

/** The Pod in the cycle, and the three queues it can come from. */
export function Queues({ detail }: { readonly detail: SchedulerDetail }) {
  const t = useText();
  const session = useSession();
  const { cycle } = detail;
  return (
    <div className={css.queues}>
      {cycle ? (
        <button
          type="button"
          className={css.inCycle}
          onClick={() => session.select({ kind: 'pod', id: `pods/${cycle.pod}` })}
        >
          <b>
            <Box size={16} strokeWidth={1.75} aria-hidden /> {nameOf(cycle.pod)}
          </b>
          <span>{t('xray.scheduler.inCycle')}</span>
        </button>
      ) : (
        <p className={css.idle}>{t('xray.scheduler.idle')}</p>
      )}
      <Queue name="active" rows={detail.active} hint={t('xray.scheduler.activeHint')} />
      <Queue name="backoff" rows={detail.backoff} hint={t('xray.scheduler.backoffHint')} />
      <Queue name="unschedulable" rows={detail.unschedulable} hint={t('xray.scheduler.unschedulableHint')} />
    </div>
  );
}

const nameOf = (key: string): string => key.slice(key.indexOf('/') + 1);

interface QueueProps {
  readonly name: 'active' | 'backoff' | 'unschedulable';
  readonly rows: readonly QueuedPodRow[];
  readonly hint: string;
}

function Queue({ name, rows, hint }: QueueProps) {
  const t = useText();
  const session = useSession();
  const us = useAtPlayhead((_, now) => coarse(now, 100_000));
  return (
    <section className={css.queue}>
      <header>
        <b>{t(`xray.scheduler.${name}`)}</b>
        <span className={css.count}>{rows.length}</span>
        <span className={css.hint}>{hint}</span>
      </header>
      {rows.slice(0, SHOWN).map((row) => (
        <button
          key={row.pod}
          type="button"
          className={css.waiting}
          onClick={() => session.select({ kind: 'pod', id: `pods/${row.pod}` })}
        >
          <span>
            <Box size={14} strokeWidth={1.75} aria-hidden /> {nameOf(row.pod)}
          </span>
          <em data-soon={row.untilUs > us}>
            {row.untilUs > us
              ? t('xray.scheduler.backIn', { left: spanText(row.untilUs - us) })
              : t('xray.scheduler.waits', { time: spanText(us - row.sinceUs) })}
          </em>
          {row.reasons.length > 0 && <small>{row.reasons.join(', ')}</small>}
        </button>
      ))}
      {rows.length > SHOWN && <p className="t3">{t('xray.more', { count: rows.length - SHOWN })}</p>}
      {rows.length === 0 && <p className="t3">{t('xray.empty')}</p>}
    </section>
  );
}
