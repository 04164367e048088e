import { useText } from '../../kit/i18n.ts';
import { formatClock, formatDuration } from '../../kit/template.ts';
import { useSession } from '../../session/hooks.ts';
import { fitLabel, SPAN_HEIGHT } from './track-layout.ts';
import type { PlacedSpan } from './track-model.ts';
import css from './trace-view.module.css';

interface SpanBoxProps {
  readonly span: PlacedSpan;
  readonly part: string;
  readonly x: number;
  readonly end: number;
  readonly y: number;
  /** Where the playhead stands. */
  readonly now: number;
  readonly hatch: string;
  readonly picked: boolean;
  readonly lit: boolean;
  readonly limit: number;
}

/** What the playhead has passed is filled, what lies ahead is a dashed outline; waiting is hatched. */
export function SpanBox({ span, part, x, end, y, now, hatch, picked, lit, limit }: SpanBoxProps) {
  const t = useText();
  const session = useSession();
  const width = Math.max(2, end - x);
  const played = Math.min(width, Math.max(0, now - x));
  const texts = span.labels.map((label) => t.say(label));
  const word = fitLabel(texts, x, end, now, limit);
  const name = t('panels.trace.span', {
    part,
    label: texts[0] ?? '',
    clock: formatClock(span.fromUs),
    length: formatDuration(span.toUs - span.fromUs),
  });
  const select = () => session.select({ kind: span.select, id: String(span.event) });
  const colour = span.wire === 'now' ? 'var(--t3)' : `var(--w-${span.wire})`;
  return (
    <g
      className={css.span}
      role="button"
      tabIndex={0}
      aria-label={name}
      data-span={span.key}
      data-picked={picked}
      data-lit={lit}
      data-kind={span.kind}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key === 'Enter') select();
      }}
    >
      <title>{name}</title>
      {played < width && (
        <rect x={x} y={y} width={width} height={SPAN_HEIGHT} rx={4} className={css.outline} />
      )}
      {played > 0 && (
        <>
          <rect x={x} y={y} width={Math.max(2, played)} height={SPAN_HEIGHT} rx={4} className={css.ground} />
          <rect
            x={x}
            y={y}
            width={Math.max(2, played)}
            height={SPAN_HEIGHT}
            rx={4}
            className={css.fill}
            style={{ fill: colour, stroke: colour }}
          />
          {span.kind === 'wait' && (
            <rect
              x={x}
              y={y}
              width={played}
              height={SPAN_HEIGHT}
              rx={4}
              className={css.hatch}
              fill={`url(#${hatch})`}
            />
          )}
        </>
      )}
      {word && (
        <text x={word.x} y={y + SPAN_HEIGHT / 2 + 4} className={css.label} data-ahead={word.ahead}>
          {word.text}
        </text>
      )}
    </g>
  );
}
