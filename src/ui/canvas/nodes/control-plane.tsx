import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import css from './card.module.css';

export type ControlPlaneNode = Node<
  { readonly machines: readonly string[]; readonly narrow: boolean },
  'controlPlane'
>;

/** The frame around the control plane; its machines stand at the right. */
export const ControlPlane = memo(function ControlPlane({ data }: NodeProps<ControlPlaneNode>) {
  const t = useText();
  const list = data.machines.join(', ');
  return (
    <div className={css.group}>
      <div className={css.groupTitle}>
        <span>{t('canvas.controlPlane')}</span>
        {list !== '' && (
          <span className={css.third}>
            {data.narrow ? list : t('canvas.machines', { n: data.machines.length, list })}
          </span>
        )}
      </div>
    </div>
  );
});
