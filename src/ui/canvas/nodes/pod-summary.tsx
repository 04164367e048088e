import type { Node } from '@xyflow/react';
import { memo } from 'react';
import type { Status } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useObjects } from '../../session/hooks.ts';
import { countByStatus, nodeOf, podView } from '../view/pod-view.ts';
import css from './card.module.css';

export type PodSummaryNode = Node<Record<string, never>, 'podSummary'>;

const SHOWN: readonly Status[] = ['ready', 'terminating', 'warning', 'pending', 'failed'];

/** All Pods by status: the legend of the shapes in the rows above it. */
export const PodSummary = memo(function PodSummary() {
  const t = useText();
  const pods = useObjects('pods/');
  const views = pods.map((pod) => podView(pod.key, pod.object, undefined, true));
  const counts = new Map(countByStatus(views));
  const homeless = pods.filter((pod) => nodeOf(pod.object) === '').length;
  return (
    <section className={css.summary} aria-label={t('canvas.summary.title', { n: pods.length })}>
      <div className="type-card">
        {t('canvas.summary.title', { n: pods.length })}
        {homeless > 0 && <span className={css.third}> {t('canvas.summary.homeless', { n: homeless })}</span>}
      </div>
      <div className={css.counts}>
        {SHOWN.filter((status) => status !== 'failed' || (counts.get(status) ?? 0) > 0).map((status) => (
          <StatusGlyph
            key={status}
            status={status}
            word={
              <span className={css.count}>
                {t(`canvas.pod.${status}`)} <span>{counts.get(status) ?? 0}</span>
              </span>
            }
          />
        ))}
      </div>
    </section>
  );
});
