import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { PartId } from '../../../protocol/ids.ts';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead } from '../../session/hooks.ts';
import { durabilityOf } from '../view/log-view.ts';
import css from './etcd-card.module.css';
import { detailOf, faultOn } from './use-part.ts';

export type OnDiskNode = Node<{ readonly members: readonly PartId[]; readonly short: boolean }, 'onDisk'>;

/** "On disk ●●○ 2 of 3, commit needs 2": how safe the newest entry is. */
export const OnDiskLine = memo(function OnDiskLine({ data }: NodeProps<OnDiskNode>) {
  const t = useText();
  const said = useAtPlayhead((trace, us) => {
    const members = data.members.map((id) => {
      const fault = faultOn(trace, us, id);
      const down = fault === 'stop' || fault === 'crash';
      return { id, detail: down ? undefined : detailOf(trace.faceAt(id, us), 'etcd') };
    });
    const safety = durabilityOf(members);
    return safety ? `${safety.onDisk} ${safety.needed} ${safety.index} ${safety.members.join(' ')}` : '';
  });
  if (said === '') return <div className={css.line}>{t('canvas.etcd.noLeader')}</div>;
  const [onDisk = '', needed = '', index = '', ...members] = said.split(' ');
  return (
    <div className={css.line} title={t('canvas.etcd.entry', { index })}>
      {t('canvas.etcd.onDisk')}
      <span className={css.discs} aria-hidden>
        {members.map((state, place) => (
          <span key={place} data-state={state} />
        ))}
      </span>
      <strong>{t('canvas.etcd.of', { n: onDisk, of: members.length })}</strong>
      <span className={css.needs}>
        {t(data.short ? 'canvas.etcd.needsShort' : 'canvas.etcd.needs', { n: needed })}
      </span>
    </div>
  );
});
