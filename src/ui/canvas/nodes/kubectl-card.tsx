import { memo } from 'react';
import type { KubectlDetail } from '../../../protocol/face.ts';
import { type Translate, useText } from '../../kit/i18n.ts';
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
  const session = shownSession(detailOf(useFace(part), 'kubectl'));
  const line = withoutName(session?.line ?? '');
  const waits = waitOf(t, session, 'canvas.kubectl.waits');
  const full = waitOf(t, session, 'canvas.kubectl.waitsFull');
  const wide = data.form !== 'narrow';
  return (
    <Card
      parts={data.node.parts}
      shown={part}
      label={t('canvas.label.kubectl', { line, waits: full })}
      className={wide ? css.kubectl : `${css.kubectl} ${css.narrow}`}
    >
      <div className={card.title}>
        {wide && <PartIcon kind="kubectl" />}
        <span className="type-card">{data.node.title}</span>
      </div>
      {line !== '' && (
        <div className={`mono ${css.line}`} title={session?.line}>
          {unbroken(line)}
        </div>
      )}
      {wide && (
        <div className={`${css.waits} ${card.clip}`} title={full}>
          {waits}
        </div>
      )}
    </Card>
  );
});

type KubectlSession = KubectlDetail['sessions'][number];

/** The line that runs, else the last one that ran. */
function shownSession(detail: KubectlDetail | undefined): KubectlSession | undefined {
  return detail?.sessions.findLast((session) => session.running) ?? detail?.sessions.at(-1);
}

function waitOf(
  t: Translate,
  session: KubectlSession | undefined,
  code: 'canvas.kubectl.waits' | 'canvas.kubectl.waitsFull',
): string {
  const [verb = '', uri = ''] = (session?.waitsFor ?? '').split(' ');
  if (verb !== '') return t(code, { verb, what: resourceOf(uri) });
  return t(session?.running ? 'canvas.kubectl.runs' : 'canvas.kubectl.ready');
}

/** A flag is not torn from its hyphens at the end of a line. */
const unbroken = (line: string): string => line.replaceAll('-', '-\u2060');

const withoutName = (line: string): string =>
  line.startsWith('kubectl ') ? line.slice('kubectl '.length) : line;
