import { useId } from 'react';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import type { Span, TrackModel } from './track-model.ts';
import css from './trace-view.module.css';

interface TraceLinesProps {
  readonly model: TrackModel;
  readonly tops: readonly number[];
  readonly laneHeight: number;
  readonly startUs: number;
  readonly widthUs: number;
  readonly width: number;
}

/** Spans and the messages between them. A span that lies ahead of the playhead is a dashed outline; one across it is cut in two. */
export function TraceLines({ model, tops, laneHeight, startUs, widthUs, width }: TraceLinesProps) {
  const hatch = useId();
  const xOf = (us: number) => ((us - startUs) / widthUs) * width;
  // A fiftieth of a pixel is fine enough for outlines; the line itself moves every frame.
  const us = useAtPlayhead(
    (_, now) => Math.floor(now / Math.max(1, widthUs / width)) * Math.max(1, widthUs / width),
  );
  const middle = new Map(
    model.tracks.map((track, i) => [track.part, (tops[i] ?? 0) + laneHeight / 2] as const),
  );
  const selected = useSessionState((s) =>
    s.selection?.kind === 'hop' || s.selection?.kind === 'event' ? s.selection.id : '',
  );
  return (
    <>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" fill="var(--line3)" fillOpacity="0.35" />
        </pattern>
        <clipPath id={`${hatch}-plot`}>
          <rect width={width} height={10_000} />
        </clipPath>
      </defs>
      <g clipPath={`url(#${hatch}-plot)`}>
        {model.flows.map((flow) => {
          const x1 = xOf(flow.fromUs);
          const x2 = xOf(flow.toUs);
          const y1 = middle.get(flow.from) ?? 0;
          const y2 = middle.get(flow.to) ?? 0;
          const bend = Math.max(6, (x2 - x1) / 2);
          return (
            <path
              key={flow.event}
              d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
              className={css.flow}
              data-later={flow.fromUs > us}
              data-picked={String(flow.event) === selected}
              style={{ stroke: `var(--w-${flow.wire})` }}
            />
          );
        })}
        {model.tracks.flatMap((track, i) =>
          track.spans.map((span) => (
            <SpanBox
              key={span.key}
              span={span}
              part={track.part}
              x={xOf(span.fromUs)}
              end={xOf(span.toUs)}
              y={(tops[i] ?? 0) + span.lane * laneHeight}
              height={laneHeight - 4}
              now={xOf(us)}
              hatch={hatch}
              picked={String(span.event) === selected}
              limit={width}
            />
          )),
        )}
      </g>
    </>
  );
}

interface SpanBoxProps {
  readonly span: Span;
  readonly part: string;
  readonly x: number;
  readonly end: number;
  readonly y: number;
  readonly height: number;
  readonly now: number;
  readonly hatch: string;
  readonly picked: boolean;
  readonly limit: number;
}

const CHARACTER = 6.4;

function SpanBox({ span, part, x, end, y, height, now, hatch, picked, limit }: SpanBoxProps) {
  const t = useText();
  const session = useSession();
  const width = Math.max(2, end - x);
  const played = Math.min(width, Math.max(0, now - x));
  const left = Math.max(x, 0);
  const room = Math.min(end, limit) - left - 10;
  const name = t('panels.trace.span', {
    part,
    label: span.label,
    clock: formatClock(span.fromUs),
    length: formatClock(span.toUs - span.fromUs),
  });
  const select = () =>
    session.select({
      kind: span.key.startsWith('x') || span.key.startsWith('w') ? 'hop' : 'event',
      id: String(span.event),
    });
  return (
    <g
      className={css.span}
      role="button"
      tabIndex={0}
      aria-label={name}
      data-picked={picked}
      data-later={now <= x}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key === 'Enter') select();
      }}
    >
      <title>{name}</title>
      <rect x={x} y={y} width={width} height={height} rx={4} className={css.outline} />
      {played > 0 && (
        <rect
          x={x}
          y={y}
          width={Math.max(2, played)}
          height={height}
          rx={4}
          className={css.fill}
          style={{
            fill: span.wire === 'now' ? 'var(--t3)' : `var(--w-${span.wire})`,
            stroke: span.wire === 'now' ? 'var(--t3)' : `var(--w-${span.wire})`,
          }}
        />
      )}
      {span.kind === 'wait' && played > 0 && (
        <rect x={x} y={y} width={played} height={height} rx={4} fill={`url(#${hatch})`} />
      )}
      {room > span.label.length * CHARACTER && (
        <text x={left + 6} y={y + height / 2 + 4} className={css.label}>
          {span.label}
        </text>
      )}
    </g>
  );
}
