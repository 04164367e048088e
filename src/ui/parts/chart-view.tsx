import { useMemo } from 'react';
import type { ChartPicture } from '../../protocol/face.ts';
import { useText } from '../kit/i18n.ts';
import { CHART_STATE_HEIGHT, layoutChart } from './chart-layout.ts';
import css from './chart-view.module.css';

interface ChartViewProps {
  readonly chart: ChartPicture;
  /** The state that is lit, as the face says. */
  readonly value: string;
  readonly subject: string;
}

const WORDS_MAX = 7;

/** A state chart, drawn from the definition that drives the behaviour, with its current state lit. */
export function ChartView({ chart, value, subject }: ChartViewProps) {
  const t = useText();
  const placed = useMemo(() => layoutChart(chart), [chart]);
  const lit = (name: string) => value === name || value.startsWith(`${name}.`);
  const title = t('xray.chart.label', { chart: chart.id, subject, state: value });
  // In a busy chart only what can happen next is written out; the rest says its word when pointed at.
  const calm = placed.transitions.length <= WORDS_MAX;
  const marker = `arrow-${chart.id}`;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={title}>
      <svg
        width={placed.width}
        height={placed.height}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        role="img"
        aria-label={title}
      >
        <Arrowhead id={marker} />
        {placed.transitions.map((edge) => (
          <g key={`${edge.from}→${edge.to}`}>
            <path
              d={edge.path}
              className={lit(edge.from) ? css.open : css.edge}
              data-busy={!calm}
              markerEnd={`url(#${marker})`}
            />
            <title>{`${edge.from} → ${edge.to}: ${edge.label}`}</title>
          </g>
        ))}
        {placed.transitions
          .filter((edge) => calm || lit(edge.from))
          .map((edge) => (
            <text key={`word ${edge.from}→${edge.to}`} x={edge.labelX} y={edge.labelY} className={css.word}>
              {edge.label.length > 30 ? `${edge.label.slice(0, 29)}…` : edge.label}
            </text>
          ))}
        {placed.states.map((state) => (
          <g key={state.name} data-lit={lit(state.name)}>
            <rect
              x={state.x}
              y={state.y}
              width={state.width}
              height={CHART_STATE_HEIGHT}
              rx={state.final ? 6 : 16}
              className={css.state}
              data-lit={lit(state.name)}
            />
            <text
              x={state.x + state.width / 2}
              y={state.y + 20}
              className={css.name}
              data-lit={lit(state.name)}
            >
              {state.name}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function Arrowhead({ id }: { readonly id: string }) {
  return (
    <defs>
      <marker
        id={id}
        viewBox="0 0 8 8"
        refX="6"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto-start-reverse"
      >
        <path d="M1 1 7 4 1 7" fill="none" stroke="var(--line3)" strokeWidth="1.4" />
      </marker>
    </defs>
  );
}
