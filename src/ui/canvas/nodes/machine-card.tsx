import { memo } from 'react';
import type { PartId } from '../../../protocol/ids.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import { PAIR_CHIPS_WIDTH } from '../graph/pair.ts';
import type { GraphNode } from '../graph/model.ts';
import { chipsThatFit, countByStatus, type PodView, ROW_LETTERS_MAX, ROW_WIDTH } from '../view/pod-view.ts';
import { shortName } from '../view/short-name.ts';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import css from './machine-card.module.css';
import { PodChip, PodCount } from './pod-chip.tsx';
import { type MachineView, useCrowdedOwners, useMachine } from './use-machine.ts';
import { type PartFault, useIsLit, useIsSelected } from './use-part.ts';

const PODS_NAMED_MAX = 3;
/** Letters of a name for which one, two or three chips have room. */
const CARD_LETTERS_MAX = [36, 17, 9];
/** Above this a card counts by status and names none. */
const PODS_COUNTED_FROM = 16;

/** A node of the cluster: what runs on it, and how full it is. */
export const MachineCard = memo(function MachineCard({ data }: CardProps) {
  const t = useText();
  const machine = useMachine(data.node);
  const lit = useIsLit([`nodes/${data.node.machines[0] ?? ''}`]);
  const row = data.machineForm === 'row';
  return (
    <section
      className={[css.machine, row ? css.asRow : '', lit ? card.lit : ''].join(' ')}
      aria-label={labelOf(t, data.node, machine)}
    >
      <Header node={data.node} machine={machine} row={row} />
      {!row && <Parts machine={machine} />}
      <Pods
        pods={machine.pods}
        inAll={machine.podsInAll}
        form={row ? 'row' : 'card'}
        width={data.form === 'pair' ? PAIR_CHIPS_WIDTH : ROW_WIDTH}
      />
      {!row && (
        <div className={css.foot}>
          <span className="mono">{machine.node.podCidr || machine.kubeletDetail?.podCidr}</span>
          <span>
            {t('canvas.node.pods', {
              n: machine.podsInAll,
              max: machine.node.maxPods || (machine.kubeletDetail?.allocatable.pods ?? 0),
            })}
          </span>
        </div>
      )}
    </section>
  );
});

function Header({
  node,
  machine,
  row,
}: {
  readonly node: GraphNode;
  readonly machine: MachineView;
  readonly row: boolean;
}) {
  const t = useText();
  const session = useSession();
  const key = `nodes/${node.machines[0] ?? ''}`;
  const selected = useSessionState((state) => state.selection?.id === key);
  const names = [css.header, selected ? card.selected : ''];
  const fault = machine.kubeletFault ?? machine.runtimeFault;
  return (
    <div className={css.headRow}>
      <button
        type="button"
        tabIndex={-1}
        className={names.join(' ')}
        aria-pressed={selected}
        data-focus={key}
        {...pointing(session, { kind: 'object', id: key }, { kind: 'part', id: machine.kubelet })}
      >
        <PartIcon kind="node" />
        <span className="type-card">{node.title}</span>
        {machine.node.word !== '' && (
          <StatusGlyph status={machine.node.status} word={machine.node.word} tiny />
        )}
        {machine.node.unschedulable && <span className={card.third}>{t('canvas.node.cordoned')}</span>}
      </button>
      {row ? (
        <span className={card.end}>
          {fault ? t(`canvas.fault.${fault}`) : t('canvas.node.parts', { n: node.parts.length })}
        </span>
      ) : (
        <Bars machine={machine} />
      )}
    </div>
  );
}

function Bars({ machine }: { readonly machine: MachineView }) {
  const detail = machine.kubeletDetail;
  if (!detail) return null;
  return (
    <span className={css.bars}>
      <Bar name="cpu" used={detail.requested.milliCpu} whole={detail.allocatable.milliCpu} />
      <Bar name="mem" used={detail.requested.memoryInBytes} whole={detail.allocatable.memoryInBytes} />
    </span>
  );
}

function Bar({
  name,
  used,
  whole,
}: {
  readonly name: 'cpu' | 'mem';
  readonly used: number;
  readonly whole: number;
}) {
  const t = useText();
  const share = whole === 0 ? 0 : Math.min(1, used / whole);
  const said = t(`canvas.node.${name}Requested`, { share: Math.round(share * 100) });
  return (
    <span className={css.barWithName} title={said}>
      {t(`canvas.node.${name}`)}
      <span className={css.bar} role="img" aria-label={said}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

function Parts({ machine }: { readonly machine: MachineView }) {
  return (
    <div className={css.parts}>
      <PartChips machine={machine} />
    </div>
  );
}

/** What runs on a node beside its Pods. */
export function PartChips({ machine }: { readonly machine: MachineView }) {
  return (
    <>
      <PartChip part={machine.kubelet} kind="kubelet" name="kubelet" fault={machine.kubeletFault} />
      {machine.runtime !== '' && (
        <PartChip
          part={machine.runtime}
          kind="runtime"
          name={machine.runtimeName}
          fault={machine.runtimeFault}
        />
      )}
    </>
  );
}

interface PartChipProps {
  readonly part: PartId;
  readonly kind: 'kubelet' | 'runtime';
  readonly name: string;
  readonly fault: PartFault | null;
}

function PartChip({ part, kind, name, fault }: PartChipProps) {
  const t = useText();
  const session = useSession();
  const selected = useIsSelected([part]);
  const lit = useIsLit([part]);
  const down = fault === 'stop' || fault === 'crash';
  const names = [
    css.part,
    css[kind],
    selected ? card.selected : '',
    lit ? card.lit : '',
    fault ? css.faulty : '',
    down ? css.stopped : '',
  ];
  const word = fault ? t(`canvas.fault.${fault}`) : '';
  return (
    <button
      type="button"
      tabIndex={-1}
      className={names.filter(Boolean).join(' ')}
      aria-label={
        word === ''
          ? t('canvas.label.part', { name, part })
          : t('canvas.label.partFault', { name, part, word })
      }
      aria-pressed={selected}
      title={word === '' ? part : `${part}: ${word}`}
      data-focus={`part:${part}`}
      {...pointing(session, { kind: 'part', id: part }, { kind: 'part', id: part })}
    >
      <PartIcon kind={fault ? 'fault' : kind} size={14} coloured={!fault} />
      <span className={card.clip}>{fault ? word : name}</span>
    </button>
  );
}

interface PodsProps {
  readonly pods: readonly PodView[];
  readonly inAll: number;
  readonly form: 'card' | 'row';
  /** Width that a row's chips may take. */
  readonly width: number;
}

function Pods({ pods, inAll, form, width }: PodsProps) {
  const t = useText();
  const crowded = useCrowdedOwners();
  if (pods.length >= PODS_COUNTED_FROM) {
    return (
      <div className={css.pods}>
        {countByStatus(pods).map(([status, n]) => (
          <PodCount key={status} status={status} n={n} />
        ))}
      </div>
    );
  }
  if (pods.length === 0)
    return (
      <div className={`${css.pods} ${css.none}`}>
        {inAll > 0 ? t('canvas.filter.shown', { n: 0, of: inAll }) : t('canvas.node.noPods')}
      </div>
    );
  const counted = crowded.filter((owner) => pods.some((pod) => pod.owner === owner));
  const single = pods.filter((pod) => !counted.includes(pod.owner));
  const room = counted.length > 0 ? 1 : PODS_NAMED_MAX;
  const named = namedPods(single, form, width).slice(0, room);
  const short = form === 'row' || named.length + counted.length > 2;
  const lettersMax = form === 'row' ? ROW_LETTERS_MAX : (CARD_LETTERS_MAX[named.length - 1] ?? 9);
  return (
    <div className={css.pods}>
      {counted.map((owner) => (
        <OwnerChip key={owner} owner={owner} pods={pods.filter((pod) => pod.owner === owner)} />
      ))}
      {named.map((pod) => (
        <PodChip key={pod.key} pod={pod} form={form} short={short} lettersMax={lettersMax} />
      ))}
      {single.length > named.length && <span className={css.more}>+{single.length - named.length}</span>}
    </div>
  );
}

const OWNER_LETTERS_MAX = 16;

/** Pods of an owner with very many, on this machine: counted by status. */
function OwnerChip({ owner, pods }: { readonly owner: string; readonly pods: readonly PodView[] }) {
  const t = useText();
  const lit = useSessionState((state) => pods.some((pod) => state.highlight.includes(pod.key)));
  const counts = countByStatus(pods);
  const said = counts.map(([status, n]) => `${n} ${t(`canvas.pod.${status}`)}`).join(', ');
  const label = t('canvas.label.owner', { owner: owner.replace('/', ' '), counts: said });
  return (
    <span
      className={lit ? `${css.owner} ${card.lit}` : css.owner}
      title={label}
      role="img"
      aria-label={label}
    >
      <span className={card.clip}>{shortName(owner.slice(owner.indexOf('/') + 1), OWNER_LETTERS_MAX)}</span>
      {counts.map(([status, n]) => (
        <PodCount key={status} status={status} n={n} bare />
      ))}
    </span>
  );
}

function namedPods(pods: readonly PodView[], form: 'card' | 'row', width: number): readonly PodView[] {
  const room = (list: readonly PodView[]): number =>
    form === 'row' ? chipsThatFit(list, width) : PODS_NAMED_MAX;
  if (pods.length <= room(pods)) return pods;
  const sorted = unwellFirst(pods);
  return sorted.slice(0, room(sorted));
}

/** Where not all fit, those that are not well come first: they are why a person looks. */
function unwellFirst(pods: readonly PodView[]): readonly PodView[] {
  const unwell = pods.filter((pod) => pod.status !== 'ready');
  const well = pods.filter((pod) => pod.status === 'ready');
  return [...unwell, ...well];
}

function labelOf(t: Translate, node: GraphNode, machine: MachineView): string {
  return t('canvas.label.node', { name: node.title, status: machine.node.word, pods: machine.podsInAll });
}
