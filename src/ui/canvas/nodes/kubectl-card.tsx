import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useFace } from '../../session/hooks.ts';
import { resourceOf } from '../view/stage-view.ts';
import { Card } from './card.tsx';
import card from './card.module.css';
import type { CardProps } from './card-data.ts';
import css from './loop-card.module.css';
import { detailOf } from './use-part.ts';

/** kubectl: the line that runs now and the answer it waits for. */
export const KubectlCard = memo(function KubectlCard({ data }: CardProps) {
  const t = useText();
  const part = data.node.parts[0] ?? '';
  const sessions = detailOf(useFace(part), 'kubectl')?.sessions ?? [];
  const session = sessions.findLast((candidate) => candidate.running) ?? sessions.at(-1);
  const line = withoutName(session?.line ?? '');
  const [verb = '', uri = ''] = (session?.waitsFor ?? '').split(' ');
  const waits =
    verb === ''
      ? t(session?.running ? 'canvas.kubectl.runs' : 'canvas.kubectl.ready')
      : t('canvas.kubectl.waits', { verb, what: resourceOf(uri) });
  return (
    <Card
      parts={data.node.parts}
      shown={part}
      label={t('canvas.label.kubectl', { line, waits })}
      className={css.kubectl}
    >
      <div className={card.title}>
        {data.form !== 'narrow' && <PartIcon kind="kubectl" />}
        <span className="type-card">{data.node.title}</span>
      </div>
      {line !== '' && (
        <div className={`mono ${css.line} ${card.clip}`} title={session?.line}>
          {line}
        </div>
      )}
      {data.form !== 'narrow' && <div className={`${css.waits} ${card.clip}`}>{waits}</div>}
    </Card>
  );
});

const withoutName = (line: string): string =>
  line.startsWith('kubectl ') ? line.slice('kubectl '.length) : line;
