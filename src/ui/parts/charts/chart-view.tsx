import { useId, useMemo } from 'react';
import type { ChartPicture } from '../../../protocol/face.ts';
import { useText } from '../../kit/i18n.ts';
import { useWidth } from '../use-width.ts';
import { GROUP_BOTTOM, GROUP_TOP, layoutChart } from './chart-layout.ts';
import css from './chart-view.module.css';
import { type PlacedChart, STATE_HEIGHT } from './placed-chart.ts';

/** Something that is in a state of the chart now: a Pod's worker, a request, the part itself. */
export interface LitState {
  readonly subject: string;
  readonly value: string;
}

interface ChartViewProps {
  readonly chart: ChartPicture;
  readonly lit: readonly LitState[];
}

const isIn = (value: string, name: string): boolean => value === name || value.startsWith(`${name}.`);

/** A state chart, drawn from the definition that drives the behaviour, with its current states lit; it never needs more than the width there is. */
export function ChartView({ chart, lit }: ChartViewProps) {
  const t = useText();
  const { ref, width } = useWidth<HTMLDivElement>(600);
  const placed = useMemo(() => layoutChart(chart, width), [chart, width]);
  const marker = useId();
  const countIn = (name: string): number => lit.filter(({ value }) => isIn(value, name)).length;
  const states = lit.map(({ subject, value }) => `${subject} ${value}`.trim()).join(', ');
  return (
    <div ref={ref} className={css.whole}>
      <svg
        width={width}
        height={placed.height}
        viewBox={`0 0 ${width} ${placed.height}`}
        role="img"
        aria-label={t('xray.chart.label', { chart: chart.id, states })}
      >
        <Arrowheads id={marker} />
        <Frames placed={placed} />
        <Arrows placed={placed} countIn={countIn} marker={marker} />
        <States placed={placed} countIn={countIn} />
      </svg>
      <Next chart={chart} lit={lit} />
    </div>
  );
}

interface DrawnProps {
  readonly placed: PlacedChart;
  /** How many things are in a state. */
  readonly countIn: (state: string) => number;
}

function Frames({ placed }: Pick<DrawnProps, 'placed'>) {
  return (
    <>
      {placed.groups.map((group) => (
        <rect
          key={`${group.name} ${group.y}`}
          x={group.x}
          y={group.y}
          width={group.width}
          height={GROUP_TOP + STATE_HEIGHT + GROUP_BOTTOM}
          rx={8}
          className={css.group}
        />
      ))}
    </>
  );
}

/** Arrows, those out of a lit state last and so on top; the names of frames stand on them. */
function Arrows({ placed, countIn, marker }: DrawnProps & { readonly marker: string }) {
  return (
    <>
      {[...placed.transitions]
        .sort((a, b) => countIn(a.from) - countIn(b.from))
        .map((edge) => (
          <path
            key={`${edge.from}→${edge.to}`}
            d={edge.path}
            className={css.edge}
            data-open={countIn(edge.from) > 0}
            markerEnd={`url(#${marker}${countIn(edge.from) > 0 ? '-open' : ''})`}
          >
            <title>{`${edge.from} → ${edge.to}: ${edge.label}`}</title>
          </path>
        ))}
      {placed.groups.map((group) => (
        <text
          key={`${group.name} ${group.y}`}
          x={group.row === 0 ? group.x + 8 : group.x + group.width - 8}
          y={group.y + 15}
          className={css.groupName}
          textAnchor={group.row === 0 ? 'start' : 'end'}
        >
          {group.name}
        </text>
      ))}
    </>
  );
}

function States({ placed, countIn }: DrawnProps) {
  return (
    <>
      {placed.states.map((state) => {
        const count = countIn(state.name);
        return (
          <g key={state.name} className={css.state} data-lit={count > 0}>
            <rect
              x={state.x}
              y={state.y}
              width={state.width}
              height={STATE_HEIGHT}
              rx={state.final ? 6 : STATE_HEIGHT / 2}
            />
            <text x={state.x + state.width / 2} y={state.y + 19}>
              {count > 1 ? `${state.word} ×${count}` : state.word}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** In words: what can happen next in each state that is lit. */
function Next({ chart, lit }: ChartViewProps) {
  const t = useText();
  const values = [...new Set(lit.map(({ value }) => value))];
  if (values.length === 0) return <p className={`${css.next} t3`}>{t('xray.chart.idle')}</p>;
  return (
    <ul className={css.next}>
      {values.map((value) => {
        const ways = chart.transitions.filter(({ from }) => isIn(value, from));
        const subjects = lit
          .filter((one) => one.value === value && one.subject !== '')
          .map((one) => one.subject);
        return (
          <li key={value}>
            <b>{value}</b>
            {subjects.length > 0 && <span className="t3"> {subjects.slice(0, 3).join(', ')}</span>}
            {ways.length > 0 && <span className="t3"> {t('xray.chart.next')}</span>}
            {ways.map(({ event, guard, delay, to }) => (
              <span key={`${event} ${guard} ${delay} ${to}`} className={css.way}>
                {delay || event}
                {guard ? ` [${guard}]` : ''} → {to}
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}

function Arrowheads({ id }: { readonly id: string }) {
  return (
    <defs>
      {(['', '-open'] as const).map((kind) => (
        <marker
          key={kind}
          id={`${id}${kind}`}
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
        >
          <path d="M1 1 7 4 1 7" className={kind === '' ? css.head : css.headOpen} />
        </marker>
      ))}
    </defs>
  );
}
