import { useLayoutEffect, useRef } from 'react';
import { formatClock, formatDuration } from '../../kit/template.ts';
import { useAtPlayhead, usePlayhead, useSession } from '../../session/hooks.ts';
import { AXIS_HEIGHT } from './track-layout.ts';
import css from './trace-view.module.css';

interface AxisProps {
  readonly startUs: number;
  readonly widthUs: number;
  readonly width: number;
  readonly height: number;
}

/** Steps of 1, 2 or 5 that leave about 130 pixels between two ticks. */
function stepOf(widthUs: number, width: number): number {
  let step = 1;
  for (let i = 0; (step * width) / widthUs < 130; i += 1) step *= i % 3 === 1 ? 2.5 : 2;
  return step;
}

const CHIP_HALF = 48;
const LABEL = 76;

/** The first tick says the time, the others how much later they are. */
export function Axis({ startUs, widthUs, width, height }: AxisProps) {
  const step = stepOf(widthUs, width);
  const first = Math.ceil(startUs / step) * step;
  // Ticks that the playhead's chip would cut are left out; eight pixels are fine enough for that.
  const coarse = Math.max(1, (8 * widthUs) / width);
  const now = useAtPlayhead((_, us) => Math.floor(us / coarse) * coarse);
  const chipX = Math.min(Math.max(((now - startUs) / widthUs) * width, CHIP_HALF), width - CHIP_HALF);
  const ticks = Array.from(
    { length: Math.max(0, Math.floor((startUs + widthUs - first) / step) + 1) },
    (_, i) => first + i * step,
  );
  return (
    <g aria-hidden>
      {ticks.map((us, i) => {
        const x = ((us - startUs) / widthUs) * width;
        return (
          <g key={us}>
            <line x1={x} x2={x} y1={AXIS_HEIGHT - 4} y2={height} className={css.grid} />
            {x < width - 60 && (x + LABEL < chipX - CHIP_HALF || x > chipX + CHIP_HALF + 8) && (
              <text x={x + 4} y={15} className={css.tick}>
                {i === 0 ? formatClock(us) : `+${formatDuration(us - first)}`}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Moves every frame outside React: one line and its chip. */
export function PlayheadLine({ startUs, widthUs, width, height }: AxisProps) {
  const line = useRef<SVGGElement>(null);
  const chip = useRef<SVGGElement>(null);
  const text = useRef<SVGTextElement>(null);
  const session = useSession();
  const draw = (us: number): void => {
    const x = ((us - startUs) / widthUs) * width;
    line.current?.setAttribute('transform', `translate(${x} 0)`);
    line.current?.setAttribute('visibility', x < 0 || x > width ? 'hidden' : 'visible');
    const aside = Math.min(Math.max(x, CHIP_HALF), width - CHIP_HALF) - x;
    chip.current?.setAttribute('transform', `translate(${aside} 0)`);
    if (text.current) text.current.textContent = formatClock(us);
  };
  usePlayhead(draw);
  // Another width or another span moves the line although time stands.
  useLayoutEffect(() => draw(session.playhead.us));
  return (
    <g ref={line} className={css.head} aria-hidden>
      <line y1={20} y2={height} />
      <g ref={chip}>
        <rect x={-CHIP_HALF} y={0} width={2 * CHIP_HALF} height={20} rx={10} />
        <text ref={text} x={0} y={14} />
      </g>
    </g>
  );
}
