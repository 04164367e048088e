import { Box } from 'lucide-react';
import { podRequests } from '../../../kube/pod-requests.ts';
import { quantityText } from '../../../kube/quantity.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { QueuedPodRow, SchedulerDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useObject, useSession } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import css from './queues.module.css';

const SHOWN = 4;

/** The Pod in the cycle, and the three queues it can come from. */
export function Queues({ detail }: { readonly detail: SchedulerDetail }) {
  const t = useText();
  return (
    <div className={css.queues}>
      {detail.cycle ? (
        <PodInCycle
          pod={detail.cycle.pod}
          attempt={detail.decision?.pod === detail.cycle.pod ? detail.decision.attempt : 1}
        />
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

/** What it asks for, how urgent it is and how often it was tried: all that the queue and the filters look at first. */
function PodInCycle({ pod, attempt }: { readonly pod: string; readonly attempt: number }) {
  const t = useText();
  const session = useSession();
  const stored = useObject(`pods/${pod}`)?.object as Pod | undefined;
  const asked = stored ? podRequests(stored) : new Map();
  const cpu = asked.get('cpu');
  const memory = asked.get('memory');
  const asks =
    cpu || memory
      ? t('xray.scheduler.asks', {
          cpu: cpu ? quantityText(cpu) : '0',
          memory: memory ? quantityText(memory) : '0',
        })
      : t('xray.scheduler.asksNothing');
  return (
    <button
      type="button"
      className={css.inCycle}
      onClick={() => session.select({ kind: 'pod', id: `pods/${pod}` })}
    >
      <b>
        <Box size={16} strokeWidth={1.75} aria-hidden /> {nameOf(pod)}
        <span>{t('xray.scheduler.inCycle')}</span>
      </b>
      <small>
        {asks} · {t('xray.scheduler.priority', { priority: stored?.spec.priority ?? 0 })} ·{' '}
        {t('xray.scheduler.try', { attempt })}
      </small>
    </button>
  );
}

interface QueueProps {
  readonly name: 'active' | 'backoff' | 'unschedulable';
  readonly rows: readonly QueuedPodRow[];
  readonly hint: string;
}

function Queue({ name, rows, hint }: QueueProps) {
  const t = useText();
  return (
    <section className={css.queue} aria-label={t(`xray.scheduler.${name}`)}>
      <header>
        <b>{t(`xray.scheduler.${name}`)}</b>
        <span className={css.count}>{rows.length}</span>
        <span className={css.hint}>{hint}</span>
      </header>
      {rows.slice(0, SHOWN).map((row) => (
        <QueuedPod key={row.pod} row={row} resting={name === 'backoff'} />
      ))}
      {rows.length > SHOWN && <p className="t3">{t('xray.more', { count: rows.length - SHOWN })}</p>}
      {rows.length === 0 && <p className="t3">{t('xray.empty')}</p>}
    </section>
  );
}

/** What wakes a Pod that a plugin refused; for a plugin that is not known here it is any change of a node. */
function useWakes(row: QueuedPodRow): string {
  const t = useText();
  if (row.rejectors.length === 0) return '';
  const events = row.rejectors.map((plugin) => {
    const code = `xray.wakes.${plugin}`;
    return t.say({ code: t.has(code) ? code : 'xray.wakes.other' });
  });
  return t('xray.scheduler.wakes', { events: [...new Set(events)].join(', ') });
}

function QueuedPod({ row, resting }: { readonly row: QueuedPodRow; readonly resting: boolean }) {
  const t = useText();
  const session = useSession();
  const us = useAtPlayhead((_, now) => coarse(now, 100_000));
  const wakes = useWakes(row);
  const left = Math.max(0, row.untilUs - us);
  return (
    <button
      type="button"
      className={css.waiting}
      onClick={() => session.select({ kind: 'pod', id: `pods/${row.pod}` })}
    >
      <span>
        <Box size={14} strokeWidth={1.75} aria-hidden /> {nameOf(row.pod)}
      </span>
      {resting ? (
        <em data-soon>
          <Ring share={1 - left / Math.max(1, row.untilUs - row.sinceUs)} />
          {t('xray.scheduler.backIn', { left: spanText(left) })}
        </em>
      ) : (
        <em>{t('xray.scheduler.waits', { time: spanText(us - row.sinceUs) })}</em>
      )}
      {row.attempts > 0 && (
        <small>
          {[t('xray.scheduler.try', { attempt: row.attempts }), row.reasons.join(', ')]
            .filter((word) => word !== '')
            .join(' · ')}
        </small>
      )}
      {!resting && wakes !== '' && <small>{wakes}</small>}
    </button>
  );
}

/** How much of a rest is over. */
function Ring({ share }: { readonly share: number }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
      <circle cx="7" cy="7" r="5" className={css.ring} />
      <circle
        cx="7"
        cy="7"
        r="5"
        className={css.ringDone}
        pathLength={1}
        strokeDasharray={`${Math.min(1, Math.max(0, share))} 1`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  );
}
