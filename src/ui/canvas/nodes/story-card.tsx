import { memo } from 'react';
import type { Face } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useFace, useSession, useSessionState } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import { Card, FaultMark } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import { PodChip } from './pod-chip.tsx';
import css from './story-card.module.css';
import { type MachineView, useMachine } from './use-machine.ts';
import { usePartFault, useShownPart } from './use-part.ts';

/** One of the eight big cards of a Story: who it is and what it is for. */
export const StoryCard = memo(function StoryCard(props: CardProps) {
  return props.data.node.kind === 'machine' ? <StoryMachine {...props} /> : <StoryPart {...props} />;
});

function StoryPart({ data }: CardProps) {
  const t = useText();
  const shown = useShownPart(data.node.parts);
  const face = useFace(shown);
  const fault = usePartFault(shown);
  const does = t(`canvas.story.${data.node.kind as Exclude<typeof data.node.kind, 'machine'>}`);
  const works = isAtWork(face);
  return (
    <Card parts={data.node.parts} shown={shown} label={`${data.node.title}: ${does}`} className={css.card}>
      <span className={css.tile} data-works={works && !fault}>
        <PartIcon kind={data.node.kind} size={24} />
      </span>
      <span className={css.words}>
        <strong>{data.node.title}</strong>
        <span>{fault ? <FaultMark fault={fault} /> : does}</span>
      </span>
    </Card>
  );
}

/** True while the part has something of a person's in its hands. */
function isAtWork(face: Face | undefined): boolean {
  const detail = face?.detail;
  if (detail?.kind === 'kubectl') return detail.sessions.some((session) => session.running);
  if (detail?.kind === 'kube-scheduler') return detail.cycle !== null || detail.binding.length > 0;
  if (detail?.kind === 'kube-controller-manager')
    return detail.controllers.some((controller) => controller.working !== '');
  return false;
}

const STORY_PODS_MAX = 2;
const STORY_LETTERS_MAX = 9;

function StoryMachine({ data }: CardProps) {
  const t = useText();
  const session = useSession();
  const machine = useMachine(data.node);
  const key = `nodes/${data.node.machines[0] ?? ''}`;
  const selected = useSessionState((state) => state.selection?.id === key);
  const lit = useSessionState((state) => state.highlight.includes(key));
  const more = machine.pods.length - STORY_PODS_MAX;
  return (
    <section
      className={[css.machine, selected ? card.selected : '', lit ? card.lit : ''].join(' ')}
      aria-label={t('canvas.label.node', {
        name: data.node.title,
        status: machine.node.word,
        pods: machine.podsInAll,
      })}
    >
      <button
        type="button"
        tabIndex={-1}
        className={css.machineFace}
        aria-pressed={selected}
        data-focus={key}
        {...pointing(session, { kind: 'object', id: key }, { kind: 'part', id: machine.kubelet })}
      >
        <strong>{data.node.title}</strong>
        <Left machine={machine} />
      </button>
      <div className={css.pods}>
        {machine.pods.slice(0, STORY_PODS_MAX).map((pod) => (
          <PodChip key={pod.key} pod={pod} form="story" short lettersMax={STORY_LETTERS_MAX} />
        ))}
        {machine.podsInAll === 0 && <span className={css.more}>{t('canvas.node.noPods')}</span>}
        {more > 0 && <span className={css.more}>{t('canvas.story.more', { n: more })}</span>}
      </div>
    </section>
  );
}

const GIB = 1024 ** 3;

function Left({ machine }: { readonly machine: MachineView }) {
  const t = useText();
  const detail = machine.kubeletDetail;
  if (machine.kubeletFault) return <FaultMark fault={machine.kubeletFault} />;
  if (!detail) return <span className={css.third}>{machine.node.word}</span>;
  const cpu = detail.allocatable.milliCpu - detail.requested.milliCpu;
  const memory = detail.allocatable.memoryInBytes - detail.requested.memoryInBytes;
  return (
    <span className={css.left}>
      <span>CPU</span>
      <Bar share={detail.requested.milliCpu / Math.max(1, detail.allocatable.milliCpu)} />
      <span>{t('canvas.story.cores', { n: (cpu / 1000).toFixed(1) })}</span>
      <span>{t('canvas.story.memory')}</span>
      <Bar share={detail.requested.memoryInBytes / Math.max(1, detail.allocatable.memoryInBytes)} />
      <span>{t('canvas.story.gib', { n: (memory / GIB).toFixed(1) })}</span>
    </span>
  );
}

function Bar({ share }: { readonly share: number }) {
  return (
    <span className={css.bar}>
      <span style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}
