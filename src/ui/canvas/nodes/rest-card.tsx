import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { countByStatus } from '../view/pod-view.ts';
import type { CardProps } from './card-data.ts';
import css from './small-card.module.css';
import { usePodsOn } from './use-machine.ts';

/** All machines that have no card of their own: how many, and their Pods by status. */
export const RestCard = memo(function RestCard({ data }: CardProps) {
  const t = useText();
  const pods = usePodsOn(data.node.machines);
  const title = t('canvas.node.rest', { n: data.node.machines.length });
  const big = data.form === 'story';
  return (
    <section className={big ? `${css.rest} ${css.story}` : css.rest} aria-label={title}>
      <strong>{title}</strong>
      <span className={css.counts}>
        {pods.length === 0 && t('canvas.node.noPods')}
        {countByStatus(pods).map(([status, n]) => (
          <StatusGlyph
            key={status}
            status={status}
            word={`${n} ${t(`canvas.pod.${status}`)}`}
            size={big ? 20 : 13}
            tiny={!big}
          />
        ))}
      </span>
    </section>
  );
});
