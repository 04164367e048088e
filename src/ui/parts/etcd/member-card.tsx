import { Camera, Check, Zap } from 'lucide-react';
import type { ActiveFault } from '../../../protocol/fault.ts';
import type { EtcdDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { iconOf, PartIcon } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useFace, useSession } from '../../session/hooks.ts';
import { coarse, spanText } from '../clock-text.ts';
import css from './etcd-xray.module.css';

const ROLES = ['Follower', 'PreCandidate', 'Candidate', 'Leader'] as const;

interface MemberCardProps {
  readonly part: string;
  readonly place: string;
  /** What is wrong with the member itself. */
  readonly faults: readonly ActiveFault[];
}

/** One member: its role in Raft's chart, its clock, its log with marks, its WAL and snapshot. */
export function MemberCard({ part, place, faults }: MemberCardProps) {
  const t = useText();
  const session = useSession();
  const face = useFace(part);
  const detail = face?.detail.kind === 'etcd' ? face.detail : undefined;
  const leads = detail?.role === 'Leader';
  const Crown = iconOf('leader');
  return (
    <article
      className={css.member}
      data-leader={leads}
      data-stopped={face?.status === 'stopped'}
      aria-label={part}
    >
      <header className={css.head}>
        <PartIcon kind="etcd" coloured />
        <button type="button" className={css.name} onClick={() => session.select({ kind: 'part', id: part })}>
          {part}
        </button>
        <span className="t3">{place}</span>
        {faults.map(({ id, fault }) => (
          <span key={id} className={css.fault}>
            <Zap size={12} aria-hidden />
            {t.say({
              code: `xray.etcd.fault.${fault.kind}`,
              params: { factor: fault.kind === 'slow' ? fault.factor : 1 },
            })}
          </span>
        ))}
        <span className={css.role}>
          {leads && <Crown size={14} strokeWidth={1.75} aria-hidden />}
          {detail ? t(`xray.etcd.role.${detail.role}`) : t('xray.etcd.stopped')}
        </span>
        {detail && <span className={css.term}>{t('xray.etcd.term', { term: detail.term })}</span>}
      </header>
      {detail ? <MemberBody detail={detail} /> : <p className="t3">{t('xray.etcd.stoppedWhy')}</p>}
    </article>
  );
}

function MemberBody({ detail }: { readonly detail: EtcdDetail }) {
  const t = useText();
  return (
    <>
      <ol className={css.chart} aria-label={t('xray.etcd.chart')}>
        {ROLES.map((role) => (
          <li
            key={role}
            data-lit={detail.role === role}
            aria-current={detail.role === role ? 'true' : undefined}
          >
            {role === 'PreCandidate' ? 'PreCand.' : role === 'Candidate' ? 'Cand.' : role}
          </li>
        ))}
      </ol>
      <Timer detail={detail} />
      <Log detail={detail} />
      <Disk detail={detail} />
    </>
  );
}

function Timer({ detail }: { readonly detail: EtcdDetail }) {
  const t = useText();
  const { timer } = detail;
  const us = useAtPlayhead((_, now) => coarse(now));
  if (!timer) return <p className={css.timer}>{t('xray.etcd.noTimer')}</p>;
  const whole = Math.max(1, timer.dueAtUs - timer.sinceUs);
  const share = Math.min(1, Math.max(0, (us - timer.sinceUs) / whole));
  const left = spanText(timer.dueAtUs - us);
  const asking = detail.role === 'PreCandidate' || detail.role === 'Candidate';
  return (
    <div className={css.timer}>
      <svg width="32" height="32" viewBox="0 0 36 36" aria-hidden data-asking={asking}>
        <circle cx="18" cy="18" r="14" className={css.ring} />
        <circle
          cx="18"
          cy="18"
          r="14"
          className={css.ringDone}
          pathLength={1}
          strokeDasharray={`${share} 1`}
          transform="rotate(-90 18 18)"
        />
      </svg>
      <span>
        <b>{t(asking ? 'xray.etcd.asksIn' : `xray.etcd.${timer.name}In`, { left })}</b>
        <small>
          {asking
            ? t(detail.role === 'PreCandidate' ? 'xray.etcd.asksFirst' : 'xray.etcd.asksVotes')
            : timer.name === 'election'
              ? t('xray.etcd.resetBy', { done: spanText(us - timer.sinceUs), whole: spanText(whole) })
              : t('xray.etcd.beats')}
        </small>
      </span>
    </div>
  );
}

const SLOTS = 8;

function Log({ detail }: { readonly detail: EtcdDetail }) {
  const t = useText();
  const cells = detail.log.slice(-SLOTS);
  const at = (index: number) => cells.findIndex((cell) => cell.index === index);
  return (
    <div>
      <div className={css.line}>
        <span>{t('xray.etcd.log')}</span>
        <span className="t3">
          {t('xray.etcd.from', { first: detail.firstIndex, last: detail.lastIndex })}
        </span>
      </div>
      <div className={css.cells}>
        {cells.map((cell) => (
          <span
            key={cell.index}
            className={css.cell}
            data-disk={cell.onDisk}
            data-older={cell.term !== detail.term}
            title={cell.about}
          >
            {cell.index % 1000}
            <small>t{cell.term}</small>
          </span>
        ))}
        {Array.from({ length: SLOTS - cells.length }, (_, i) => (
          <span key={`slot ${SLOTS - i}`} className={css.cell} data-slot aria-hidden />
        ))}
      </div>
      {detail.applied === detail.committed ? (
        <Mark name="both" index={detail.applied} at={at(detail.applied)} />
      ) : (
        <>
          <Mark name="applied" index={detail.applied} at={at(detail.applied)} />
          <Mark name="committed" index={detail.committed} at={at(detail.committed)} />
        </>
      )}
    </div>
  );
}

function Mark({
  name,
  index,
  at,
}: {
  readonly name: 'applied' | 'committed' | 'both';
  readonly index: number;
  readonly at: number;
}) {
  const t = useText();
  const share = ((at + 1) / SLOTS) * 100;
  return (
    <div className={css.mark} style={{ width: `${at < 0 ? 50 : Math.max(46, share)}%` }} data-seen={at >= 0}>
      {t(`xray.etcd.${name}`)} <b>{index}</b>
    </div>
  );
}

function Disk({ detail }: { readonly detail: EtcdDetail }) {
  const t = useText();
  const { wal } = detail;
  const us = useAtPlayhead((_, now) => coarse(now, 100));
  const writing = detail.fsync !== null && us < detail.fsync.untilUs ? detail.fsync : null;
  return (
    <div className={css.disk}>
      <div className={css.line}>
        <span>WAL</span>
        <span
          className={css.segment}
          title={t('xray.etcd.segment', {
            used: Math.round(wal.usedInBytes / 1024),
            size: Math.round(wal.segmentInBytes / 1024 / 1024),
          })}
        >
          …{String(wal.segment).padStart(2, '0')} {Math.round(wal.segmentInBytes / 1024 / 1024)}M
          <i
            style={{ width: `${Math.min(100, (wal.usedInBytes / Math.max(1, wal.segmentInBytes)) * 100)}%` }}
          />
        </span>
        <span className={writing ? css.writing : css.safe}>
          {writing ? (
            t('xray.etcd.fsync', {
              done: spanText(us - writing.sinceUs),
              whole: spanText(writing.untilUs - writing.sinceUs),
            })
          ) : (
            <>
              <Check size={14} aria-hidden /> {t('xray.etcd.onDisk', { index: detail.onDiskIndex })}
            </>
          )}
        </span>
      </div>
      <div className={css.line}>
        <span className={css.snap}>
          <Camera size={14} strokeWidth={1.75} aria-hidden />{' '}
          {t('xray.etcd.snapshot', { index: detail.snapshotIndex })}
        </span>
      </div>
    </div>
  );
}
