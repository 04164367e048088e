import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import { countByStatus, type PodView } from '../view/pod-view.ts';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import { PodCount } from './pod-chip.tsx';
import css from './tile-card.module.css';
import { useMachine } from './use-machine.ts';

/** A status more would not fit; the tooltip says them all. */
const COUNTS_MAX = 2;

/** One of very many nodes: its name, its state where it is not well, and its Pods counted by status. */
export const TileCard = memo(function TileCard({ data }: CardProps) {
  const t = useText();
  const session = useSession();
  const machine = useMachine(data.node);
  const { node } = machine;
  const name = data.node.title;
  const key = `nodes/${data.node.machines[0] ?? ''}`;
  const holds = (id: string): boolean => id === key || machine.pods.some((pod) => pod.key === id);
  const selected = useSessionState((state) => state.selection !== null && holds(state.selection.id));
  const lit = useSessionState((state) => state.highlight.some(holds));
  const fault = machine.kubeletFault ?? machine.runtimeFault;
  const label = t('canvas.label.node', { name, status: node.word, pods: machine.podsInAll });
  const names = [css.tile, selected ? card.selected : '', lit ? card.lit : '', fault ? css.faulty : ''];
  return (
    <button
      type="button"
      tabIndex={-1}
      className={names.filter(Boolean).join(' ')}
      aria-label={label}
      aria-pressed={selected}
      title={`${label}: ${counted(machine.pods)}`}
      data-focus={key}
      {...pointing(session, { kind: 'object', id: key }, { kind: 'part', id: machine.kubelet })}
    >
      <span className={css.head}>
        <PartIcon kind={fault ? 'fault' : 'node'} size={14} />
        <span className={css.name}>{name}</span>
        {node.word !== '' && (
          <StatusGlyph status={node.status} word={node.status === 'ready' ? null : node.word} tiny />
        )}
      </span>
      <Counts pods={machine.pods} inAll={machine.podsInAll} fault={fault ? t(`canvas.fault.${fault}`) : ''} />
    </button>
  );

  function counted(pods: readonly PodView[]): string {
    return countByStatus(pods)
      .map(([status, n]) => `${n} ${t(`canvas.pod.${status}`)}`)
      .join(', ');
  }
});

interface CountsProps {
  readonly pods: readonly PodView[];
  readonly inAll: number;
  readonly fault: string;
}

function Counts({ pods, inAll, fault }: CountsProps) {
  const t = useText();
  if (fault !== '') return <span className={card.fault}>{fault}</span>;
  if (pods.length === 0)
    return <span className={css.none}>{inAll > 0 ? `0 / ${inAll}` : t('canvas.node.noPods')}</span>;
  const counts = countByStatus(pods);
  // A word fits only where one status is all there is.
  const bare = counts.length > 1;
  return (
    <span className={css.counts}>
      {counts.slice(0, COUNTS_MAX).map(([status, n]) => (
        <PodCount key={status} status={status} n={n} bare={bare || status === 'ready'} />
      ))}
      {counts.length > COUNTS_MAX && <span className={css.none}>+{counts.length - COUNTS_MAX}</span>}
    </span>
  );
}
