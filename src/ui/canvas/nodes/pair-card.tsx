import { memo } from 'react';
import type { Face } from '../../../protocol/face.ts';
import type { PartId } from '../../../protocol/ids.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useFace } from '../../session/hooks.ts';
import { Card } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import css from './pair-card.module.css';
import { faultOn, useShownPart } from './use-part.ts';

/** A part in one half of a comparison: its name, and in one line what it is about. */
export const PairCard = memo(function PairCard({ data }: CardProps) {
  const t = useText();
  const { node } = data;
  const leader = useAtPlayhead((trace, us) => node.parts.find((part) => leads(trace.faceAt(part, us))));
  const shownPart = useShownPart(node.parts);
  const shown = leader ?? shownPart;
  const face = useFace(shown);
  const broken = useBroken(node.parts);
  const many = node.parts.length > 1 ? ` ×${node.parts.length}` : '';
  const line = broken === '' ? lineOf(t, face) : '';
  const fault = broken === '' ? '' : faultLine(t, broken, node.parts.length > 1);
  return (
    <Card
      parts={node.parts}
      shown={shown}
      label={`${node.title}${many}: ${fault}${line}`}
      className={css.part}
    >
      <span className={card.title}>
        <PartIcon kind={node.kind} coloured={node.kind === 'etcd'} />
        <span className={`type-card ${card.clip}`}>
          {node.title}
          {many}
        </span>
      </span>
      <span className={`${css.line} ${card.clip}`} title={fault === '' ? line : fault}>
        {fault === '' ? line : <span className={card.fault}>{fault}</span>}
      </span>
    </Card>
  );
});

const leads = (face: Face | undefined): boolean =>
  face?.detail.kind === 'etcd' && face.detail.role === 'Leader';

/** Part and fault of the first of several that something is wrong with, as one string; empty if all are well. */
function useBroken(parts: readonly PartId[]): string {
  return useAtPlayhead((trace, us) => {
    for (const part of parts) {
      const fault = faultOn(trace, us, part);
      if (fault !== null) return `${part} ${fault}`;
    }
    return '';
  });
}

function faultLine(t: Translate, broken: string, named: boolean): string {
  const [part = '', fault = ''] = broken.split(' ');
  const word = t(`canvas.fault.${fault as 'stop'}`);
  return named ? `${part}: ${word}` : word;
}

function lineOf(t: Translate, face: Face | undefined): string {
  if (face === undefined) return '';
  const { detail } = face;
  if (detail.kind === 'etcd')
    return t('canvas.pair.etcd', { leader: detail.leader || '–', term: detail.term });
  if (detail.kind === 'kube-apiserver') return t('canvas.pair.watches', { n: detail.watches.length });
  return face.waitingFor === null ? t('canvas.pair.works') : t.say(face.waitingFor);
}
