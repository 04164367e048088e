import type { Face, SchedulerDetail } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useFace } from '../../session/hooks.ts';
import { Cycles } from './cycles.tsx';
import { DecisionTable } from './decision-table.tsx';
import { Queues } from './queues.tsx';
import css from './scheduler-xray.module.css';
import { WhyNot } from './why-not.tsx';

export function schedulerDetailOf(face: Face | undefined): SchedulerDetail | undefined {
  return face?.detail.kind === 'kube-scheduler' ? face.detail : undefined;
}

/** The scheduler from inside: its three queues, the two cycles with their extension points, and the last decision, node by plugin. */
export function SchedulerXray({ part }: { readonly part: string }) {
  const t = useText();
  const detail = schedulerDetailOf(useFace(part));
  if (!detail) return <p className="t3">{t('xray.stopped')}</p>;
  return (
    <div className={css.whole}>
      <Queues detail={detail} />
      <div className={css.main}>
        <Cycles part={part} detail={detail} />
        {detail.decision ? (
          <>
            <DecisionTable decision={detail.decision} />
            <WhyNot decision={detail.decision} />
          </>
        ) : (
          <p className={css.none}>{t('xray.scheduler.none')}</p>
        )}
      </div>
    </div>
  );
}
