import { memo } from 'react';
import type { EtcdDetail, Face } from '../../../protocol/face.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { iconOf, PartIcon } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useFace } from '../../session/hooks.ts';
import { type LogCell, logCells } from '../view/log-view.ts';
import { Card, FaultMark } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import css from './etcd-card.module.css';
import { detailOf, usePartFault } from './use-part.ts';

/** A member of etcd: its role, its term, the end of its log, and its disk. */
export const EtcdCard = memo(function EtcdCard({ data }: CardProps) {
  const t = useText();
  const part = data.node.parts[0] ?? '';
  const face = useFace(part);
  const detail = detailOf(face, 'etcd');
  const fault = usePartFault(part);
  const leads = detail?.role === 'Leader' && fault !== 'stop' && fault !== 'crash';
  return (
    <Card
      parts={data.node.parts}
      shown={part}
      label={labelOf(t, data.node.title, face, detail)}
      className={leads ? css.leader : ''}
    >
      <div className={card.title}>
        {fault ? (
          <span className={card.fault}>
            <PartIcon kind="fault" />
          </span>
        ) : (
          <PartIcon kind="etcd" coloured />
        )}
        <span className="type-card">{data.node.title}</span>
        <span className={card.end}>
          {fault ? <FaultMark fault={fault} bare /> : <Role detail={detail} />}
        </span>
      </div>
      <div className={css.second}>
        <span>{face?.place}</span>
        <span>{detail ? t('canvas.etcd.term', { term: detail.term }) : ''}</span>
      </div>
      <div className={css.cells} aria-hidden>
        {(detail ? logCells(detail) : []).map((cell, index) => (
          <Cell
            key={cell.state === 'slot' ? `slot ${index}` : cell.index}
            cell={cell}
            term={detail?.term ?? 0}
            mixed={hasTerms(detail)}
          />
        ))}
      </div>
      {detail ? (
        <Disk detail={detail} />
      ) : (
        <div className={css.silent}>{face?.waitingFor ? t.say(face.waitingFor) : ''}</div>
      )}
    </Card>
  );
});

function Role({ detail }: { readonly detail: EtcdDetail | undefined }) {
  const t = useText();
  if (!detail) return null;
  const word = t(`canvas.role.${detail.role}`);
  if (detail.role !== 'Leader')
    return <span className={detail.role === 'Follower' ? card.third : css.runs}>{word}</span>;
  const Crown = iconOf('leader');
  return (
    <span className={css.crown}>
      <Crown size={14} strokeWidth={1.75} aria-hidden />
      {word}
    </span>
  );
}

const hasTerms = (detail: EtcdDetail | undefined): boolean => {
  const shown = detail ? logCells(detail).filter((cell) => cell.state !== 'slot') : [];
  return shown.some((cell) => cell.term !== shown[0]?.term);
};

/** The term's number stands in the cells as soon as two terms meet; colour alone would not tell them apart. */
function Cell({
  cell,
  term,
  mixed,
}: {
  readonly cell: LogCell;
  readonly term: number;
  readonly mixed: boolean;
}) {
  const older = cell.state !== 'slot' && (term - cell.term) % 2 !== 0;
  return (
    <span className={css.cell} data-state={cell.state} data-older={older}>
      {mixed && cell.state !== 'slot' ? `t${cell.term}` : ''}
    </span>
  );
}

const millis = (us: number): string => (us / 1000).toFixed(1);

function Disk({ detail }: { readonly detail: EtcdDetail }) {
  const t = useText();
  const { fsync } = detail;
  const written = useAtPlayhead((_, us) =>
    fsync && us < fsync.untilUs ? Math.round(Math.max(0, us - fsync.sinceUs) / 100) * 100 : -1,
  );
  if (!fsync || written < 0)
    return <div className={css.disk}>{t('canvas.etcd.end', { index: detail.lastIndex })}</div>;
  const whole = fsync.untilUs - fsync.sinceUs;
  return (
    <div className={`${css.disk} ${css.writing}`}>
      <span>{t('canvas.etcd.fsync', { done: millis(written), whole: millis(whole) })}</span>
      <span className={css.bar}>
        <span style={{ width: `${Math.min(100, (written / whole) * 100)}%` }} />
      </span>
    </div>
  );
}

function labelOf(
  t: Translate,
  title: string,
  face: Face | undefined,
  detail: EtcdDetail | undefined,
): string {
  if (!detail) return title;
  return t('canvas.label.etcd', {
    title,
    role: t(`canvas.role.${detail.role}`),
    place: face?.place ?? '',
    term: detail.term,
    last: detail.lastIndex,
    disk: detail.onDiskIndex,
    committed: detail.committed,
  });
}
