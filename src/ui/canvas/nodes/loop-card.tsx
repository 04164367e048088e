import { memo } from 'react';
import type { ControllerManagerDetail, Face, SchedulerDetail } from '../../../protocol/face.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { iconOf, PartIcon } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useFace } from '../../session/hooks.ts';
import { shortName } from '../view/short-name.ts';
import { pointAtInstant } from '../view/stage-view.ts';
import { Card, FaultMark } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import css from './loop-card.module.css';
import { shortWait } from './short-wait.ts';
import { detailOf, usePartFault, useShownPart } from './use-part.ts';

/** scheduler and controller-manager: what is queued, what is worked on, what they wait for. */
export const LoopCard = memo(function LoopCard({ data }: CardProps) {
  const t = useText();
  const shown = useShownPart(data.node.parts);
  const face = useFace(shown);
  const fault = usePartFault(shown);
  const scheduler = detailOf(face, 'kube-scheduler');
  const manager = detailOf(face, 'kube-controller-manager');
  const point = useAtPlayhead((_, us) =>
    scheduler?.cycle ? pointAtInstant(scheduler.cycle.points, us) : '',
  );
  const says = scheduler ? saysOfScheduler(t, scheduler, face, point) : saysOfManager(t, manager, face);
  const leads = (scheduler ?? manager)?.leader ?? false;
  const narrow = data.form === 'narrow';
  return (
    <Card
      parts={data.node.parts}
      shown={shown}
      label={`${data.node.title}, ${says.join(', ')}`}
      className={narrow ? css.narrow : css.wide}
    >
      <div className={card.title}>
        <PartIcon kind={data.node.kind} />
        <span className="type-card">{data.node.title}</span>
        <span className={card.end}>
          {fault ? (
            <FaultMark fault={fault} />
          ) : narrow ? (
            <span className={`${card.third} ${card.clip}`}>{scheduler ? says.at(-1) : says[0]}</span>
          ) : (
            leads && <Lease />
          )}
        </span>
      </div>
      {!narrow && <div className={`${css.says} ${card.clip}`}>{says.join(' · ')}</div>}
    </Card>
  );
});

function Lease() {
  const t = useText();
  const Key = iconOf('lease');
  return (
    <span className={css.lease}>
      <Key size={13} strokeWidth={1.75} aria-hidden />
      {t('canvas.loop.lease')}
    </span>
  );
}

function saysOfScheduler(
  t: Translate,
  detail: SchedulerDetail,
  face: Face | undefined,
  point: string,
): readonly string[] {
  const counts = [
    t('canvas.loop.active', { n: detail.active.length }),
    t('canvas.loop.backoff', { n: detail.backoff.length }),
  ];
  if (detail.unschedulable.length > 0)
    counts.push(t('canvas.loop.unschedulable', { n: detail.unschedulable.length }));
  if (detail.cycle)
    return [...counts.slice(0, 1), t('canvas.loop.cycle', { pod: nameOf(detail.cycle.pod), point })];
  const binding = detail.binding[0];
  if (binding)
    return [
      ...counts.slice(0, 1),
      t('canvas.loop.binding', { pod: nameOf(binding.pod), node: binding.node }),
    ];
  const waits = shortWait(t, face?.waitingFor);
  return waits === '' ? counts : [...counts, waits];
}

function saysOfManager(
  t: Translate,
  detail: ControllerManagerDetail | undefined,
  face: Face | undefined,
): readonly string[] {
  if (!detail) return [shortWait(t, face?.waitingFor)];
  const loops = t('canvas.loop.loops', { n: detail.controllers.length });
  const working = detail.controllers.find((controller) => controller.working !== '');
  if (working)
    return [loops, t('canvas.loop.working', { controller: working.name, key: nameOf(working.working) })];
  const queued = detail.controllers.reduce((sum, controller) => sum + controller.queue.length, 0);
  if (queued > 0) return [loops, t('canvas.loop.queued', { n: queued })];
  return [loops, detail.leader ? t('canvas.loop.quiet') : shortWait(t, face?.waitingFor)];
}

const NAME_MAX = 13;

/** A Pod's name without its namespace. */
const nameOf = (key: string): string => shortName(key.split('/').at(-1) ?? key, NAME_MAX);
