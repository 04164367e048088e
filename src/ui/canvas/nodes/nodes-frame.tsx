import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useObjects } from '../../session/hooks.ts';
import { countByStatus, nodeOf, podView } from '../view/pod-view.ts';
import { usePodFilter } from './use-machine.ts';
import card from './card.module.css';
import css from './tile-card.module.css';

export type NodesFrameNode = Node<{ readonly machines: readonly string[] }, 'nodesFrame'>;

/** The frame around many nodes: how many, and all Pods by status, which is the legend of the shapes inside. */
export const NodesFrame = memo(function NodesFrame({ data }: NodeProps<NodesFrameNode>) {
  const t = useText();
  const all = useObjects('pods/');
  const filter = usePodFilter();
  const pods = all.filter((pod) => filter(podView(pod.key, pod.object, undefined, true), pod.object));
  const homeless = pods.filter((pod) => nodeOf(pod.object) === '').length;
  const counts = countByStatus(pods.map((pod) => podView(pod.key, pod.object, undefined, true)));
  return (
    <section className={card.group} aria-label={t('canvas.nodes.title', { n: data.machines.length })}>
      <div className={css.summary}>
        <strong>{t('canvas.nodes.title', { n: data.machines.length })}</strong>
        <span>
          {pods.length === all.length
            ? t('canvas.summary.title', { n: pods.length })
            : t('canvas.filter.shown', { n: pods.length, of: all.length })}
        </span>
        {counts.map(([status, n]) => (
          <StatusGlyph key={status} status={status} word={`${n} ${t(`canvas.pod.${status}`)}`} tiny />
        ))}
        {homeless > 0 && <span className={css.end}>{t('canvas.summary.homeless', { n: homeless })}</span>}
      </div>
    </section>
  );
});
