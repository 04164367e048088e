import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import { iconOf, PartIcon } from '../../kit/part-icon.tsx';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useFace, useSession, useSessionState } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import { Card } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import { PartChips } from './machine-card.tsx';
import css from './small-card.module.css';
import { useMachine } from './use-machine.ts';
import { detailOf, useIsLit, usePartFault, useShownPart } from './use-part.ts';

/** A part beside the lists of Wire: its icon and its name; what it does stands in the lists. */
export const SmallCard = memo(function SmallCard(props: CardProps) {
  return props.data.node.kind === 'machine' ? <SmallMachine {...props} /> : <SmallPart {...props} />;
});

function SmallPart({ data }: CardProps) {
  const t = useText();
  const { node } = data;
  const shown = useShownPart(node.parts);
  const fault = usePartFault(shown);
  const etcd = detailOf(useFace(shown), 'etcd');
  const leads = etcd?.role === 'Leader' && fault !== 'stop' && fault !== 'crash';
  const Crown = iconOf('leader');
  const word = fault ? t(`canvas.fault.${fault}`) : leads ? t('canvas.role.Leader') : '';
  const label = word === '' ? node.title : `${node.title}, ${word}`;
  return (
    <Card
      parts={node.parts}
      shown={shown}
      label={label}
      className={leads ? `${css.part} ${css.leader}` : (css.part ?? '')}
    >
      <span className={css.name} title={label}>
        {fault ? (
          <PartIcon kind="fault" size={14} />
        ) : leads ? (
          <Crown size={14} strokeWidth={1.75} aria-hidden />
        ) : (
          <PartIcon kind={node.kind} size={14} coloured={node.kind === 'etcd'} />
        )}
        <span className={card.clip}>{node.title}</span>
      </span>
    </Card>
  );
}

function SmallMachine({ data }: CardProps) {
  const t = useText();
  const session = useSession();
  const machine = useMachine(data.node);
  const key = `nodes/${data.node.machines[0] ?? ''}`;
  const selected = useSessionState((state) => state.selection?.id === key);
  const lit = useIsLit([key]);
  const label = t('canvas.label.node', {
    name: data.node.title,
    status: machine.node.word,
    pods: machine.podsInAll,
  });
  const well = machine.node.status === 'ready';
  return (
    <section className={lit ? `${css.machine} ${card.lit}` : css.machine} aria-label={label}>
      <button
        type="button"
        tabIndex={-1}
        className={selected ? `${css.header} ${card.selected}` : css.header}
        aria-pressed={selected}
        title={label}
        data-focus={key}
        {...pointing(session, { kind: 'object', id: key }, { kind: 'part', id: machine.kubelet })}
      >
        <span>{data.node.title}</span>
        {machine.node.word !== '' && (
          <StatusGlyph status={machine.node.status} word={well ? null : machine.node.word} tiny />
        )}
      </button>
      <div className={css.chips}>
        <PartChips machine={machine} />
      </div>
    </section>
  );
}
