import { memo } from 'react';
import type { Status } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { StatusGlyph } from '../../kit/status-glyph.tsx';
import { useSession, useSessionState } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import { type PodView, shortWord } from '../view/pod-view.ts';
import { shortName } from '../view/short-name.ts';
import card from './card.module.css';
import css from './machine-card.module.css';
import { useSecondsUntil } from './use-machine.ts';

interface PodChipProps {
  readonly pod: PodView;
  /** In a row the word is dropped for what runs; the summary beside it is the legend. */
  readonly form: 'card' | 'row' | 'story';
  /** Three chips share a row: long words are said short. */
  readonly short: boolean;
  readonly lettersMax: number;
}

/** A Pod on its machine: name, shape and printed STATUS. */
export const PodChip = memo(function PodChip({ pod, form, short, lettersMax }: PodChipProps) {
  const t = useText();
  const session = useSession();
  const selected = useSessionState((state) => state.selection?.id === pod.key);
  const lit = useSessionState((state) => state.highlight.includes(pod.key));
  const seconds = useSecondsUntil(pod.backoffUntilUs);
  const word = wordOf();
  const names = [
    css.pod,
    css[form],
    selected ? card.selected : '',
    lit ? card.lit : '',
    pod.heard ? '' : css.unheard,
  ];
  const full = pod.heard ? pod.word : t('canvas.pod.unheard', { word: pod.word });
  return (
    <button
      type="button"
      tabIndex={-1}
      className={names.filter(Boolean).join(' ')}
      aria-label={t('canvas.label.pod', { name: pod.name, status: full })}
      aria-pressed={selected}
      title={`${pod.name}: ${full}`}
      data-focus={pod.key}
      data-pod={pod.name}
      {...pointing(session, { kind: 'pod', id: pod.key }, null)}
    >
      {form !== 'card' && <StatusGlyph status={pod.status} word={null} size={form === 'row' ? 14 : 20} />}
      <span className={card.clip}>{shortName(pod.name, lettersMax)}</span>
      {form === 'card' && (
        <StatusGlyph status={pod.status} word={<span className={card.clip}>{word}</span>} tiny />
      )}
      {(form === 'story' || (form === 'row' && pod.status !== 'ready')) && (
        <span className={css.word} style={{ color: `var(--st-${pod.status})` }}>
          {word}
        </span>
      )}
    </button>
  );

  function wordOf(): string {
    if (!pod.heard) return t('canvas.pod.unheardShort');
    const said = short ? shortWord(pod.word) : pod.word;
    return seconds > 0 && pod.status === 'warning' ? t('canvas.pod.backoff', { n: seconds }) : said;
  }
});

interface PodCountProps {
  readonly status: Status;
  readonly n: number;
  /** Shape and number alone, where the words of all shapes stand beside. */
  readonly bare?: boolean;
}

/** "12 Running" for more Pods than a card can name. */
export function PodCount({ status, n, bare = false }: PodCountProps) {
  const t = useText();
  if (bare)
    return (
      <span className={css.bareCount}>
        <StatusGlyph status={status} word={null} tiny />
        {n}
      </span>
    );
  return (
    <span className={css.count}>
      <strong>{n}</strong>
      <StatusGlyph status={status} word={t(`canvas.pod.${status}`)} tiny />
    </span>
  );
}
