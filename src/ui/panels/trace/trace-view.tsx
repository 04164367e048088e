import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../../kit/i18n.ts';
import { mapName } from '../../kit/map-name.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { formatClock } from '../../kit/template.ts';
import { useAtPlayhead, usePlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { Overview } from './overview.tsx';
import { type Track, type TrackModel, trackModel } from './track-model.ts';
import { TraceLines } from './trace-lines.tsx';
import css from './trace-view.module.css';

const NAMES_WIDTH = 168;
const LANE_HEIGHT = 26;
const TRACK_GAP = 8;
const SPAN_MIN_US = 400;
const SPAN_MAX_US = 600_000_000;

/** One track a part, spans for work and waits, arrows for messages; what the playhead has not reached is an outline. */
export function TraceView() {
  const t = useText();
  const session = useSession();
  const { ref, width } = useWidth();
  const { startUs, widthUs, setStartUs, zoom } = useSpan(ref);
  const model = useModel(startUs, widthUs);
  const tops = topsOf(model.tracks);
  const height = (tops.at(-1)?.bottom ?? 0) + TRACK_GAP;
  const plotWidth = Math.max(100, width - NAMES_WIDTH - 16);
  return (
    <section
      ref={ref}
      className={css.whole}
      aria-label={t('panels.trace.label')}
      data-t={Math.floor(session.playhead.us)}
    >
      <Overview
        startUs={startUs}
        widthUs={widthUs}
        tracks={model.tracks.length}
        onMove={(us) => setStartUs(Math.max(0, us - widthUs / 2))}
        onZoom={zoom}
      />
      {model.tracks.length === 0 ? (
        <p className={css.empty}>
          {t('panels.trace.empty')}{' '}
          <button type="button" onClick={() => session.playhead.nextInteresting()}>
            {t('panels.trace.jump')}
          </button>
        </p>
      ) : (
        <div className={css.scroll} role="region" aria-label={t('panels.trace.picture')} tabIndex={0}>
          <TrackNames tracks={model.tracks} tops={tops} />
          <svg
            className={css.plot}
            width={plotWidth}
            height={height + 24}
            role="group"
            aria-label={t('panels.trace.label')}
          >
            <Axis startUs={startUs} widthUs={widthUs} width={plotWidth} height={height} />
            <TraceLines
              model={model}
              tops={tops.map((top) => top.top)}
              laneHeight={LANE_HEIGHT}
              startUs={startUs}
              widthUs={widthUs}
              width={plotWidth}
            />
            <PlayheadLine startUs={startUs} widthUs={widthUs} width={plotWidth} height={height} />
          </svg>
        </div>
      )}
      <p className={css.keys}>
        <kbd>W</kbd> <kbd>S</kbd> {t('panels.trace.zoom')} <kbd>A</kbd> <kbd>D</kbd> {t('panels.trace.move')}
        <span>{t('panels.trace.later')}</span>
      </p>
    </section>
  );
}

interface TrackNamesProps {
  readonly tracks: readonly Track[];
  readonly tops: readonly TrackSpan[];
}

/** The parts at the left; a click selects one. */
function TrackNames({ tracks, tops }: TrackNamesProps) {
  const session = useSession();
  return (
    <div className={css.names}>
      {tracks.map((track, i) => (
        <button
          key={track.part}
          type="button"
          style={{ top: tops[i]?.top ?? 0, height: (tops[i]?.bottom ?? 0) - (tops[i]?.top ?? 0) }}
          onClick={() => session.select({ kind: 'part', id: track.part })}
        >
          <PartIcon kind={track.kind} coloured />
          <span>{mapName(track.part.split('/')[0] ?? track.part)}</span>
          <small>{track.machine}</small>
        </button>
      ))}
    </div>
  );
}

/** The tracks of the shown span, made anew when the trace has changed. */
function useModel(startUs: number, widthUs: number): TrackModel {
  const session = useSession();
  const roster = useSessionState((s) => s.roster);
  const wire = useSessionState((s) => s.depth === 3);
  const version = useAtPlayhead((trace) => trace.version);
  return useMemo(
    () => ({ version, ...trackModel(session.trace, roster, startUs, startUs + widthUs, wire) }),
    [version, session, roster, startUs, widthUs, wire],
  );
}

/** Which span is shown: it follows the playhead, and W S A D zoom and move it. */
function useSpan(ref: RefObject<HTMLElement | null>) {
  const session = useSession();
  const [widthUs, setWidthUs] = useState(40_000);
  const [startUs, setStartUs] = useState(() => Math.max(0, session.playhead.us - 20_000));
  usePlayhead((us) => {
    if (us < startUs || us > startUs + widthUs * 0.9) setStartUs(Math.max(0, us - widthUs * 0.5));
  });
  const zoom = (factor: number) => {
    const next = Math.min(SPAN_MAX_US, Math.max(SPAN_MIN_US, widthUs * factor));
    const { us } = session.playhead;
    setStartUs(Math.max(0, us - (us - startUs) * (next / widthUs)));
    setWidthUs(next);
  };
  useKeys(ref, (event) => {
    const move: Readonly<Record<string, () => void>> = {
      KeyW: () => zoom(0.7),
      KeyS: () => zoom(1.4),
      KeyA: () => setStartUs(Math.max(0, startUs - widthUs * 0.15)),
      KeyD: () => setStartUs(startUs + widthUs * 0.15),
    };
    const act = move[event.code];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  return { startUs, widthUs, setStartUs, zoom };
}

/** W S A D work wherever the focus is inside the trace. The listener stands on the element, as the picture itself is no control. */
function useKeys(ref: RefObject<HTMLElement | null>, onKey: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const element = ref.current;
    const listen = (event: KeyboardEvent) => latest.current(event);
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, [ref]);
}

/** Where a track lies, in pixels from the top. */
interface TrackSpan {
  readonly top: number;
  readonly bottom: number;
}

function topsOf(tracks: readonly Track[]): readonly TrackSpan[] {
  let y = 28;
  return tracks.map((track) => {
    const top = y;
    y += Math.min(3, track.lanes) * LANE_HEIGHT + TRACK_GAP;
    return { top, bottom: y };
  });
}

function useWidth() {
  const ref = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(900);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

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

function Axis({ startUs, widthUs, width, height }: AxisProps) {
  const step = stepOf(widthUs, width);
  const first = Math.ceil(startUs / step) * step;
  const ticks = Array.from(
    { length: Math.floor((startUs + widthUs - first) / step) + 1 },
    (_, i) => first + i * step,
  );
  return (
    <g aria-hidden>
      {ticks.map((us) => {
        const x = ((us - startUs) / widthUs) * width;
        return (
          <g key={us}>
            <line x1={x} x2={x} y1={22} y2={height} className={css.grid} />
            {x < width - 60 && (
              <text x={x + 3} y={14} className={css.tick}>
                {formatClock(us)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Moves every frame outside React: one line and its chip. */
function PlayheadLine({ startUs, widthUs, width, height }: AxisProps) {
  const line = useRef<SVGGElement>(null);
  const text = useRef<SVGTextElement>(null);
  const session = useSession();
  const draw = (us: number): void => {
    const x = ((us - startUs) / widthUs) * width;
    line.current?.setAttribute('transform', `translate(${x} 0)`);
    line.current?.setAttribute('visibility', x < 0 || x > width ? 'hidden' : 'visible');
    if (text.current) text.current.textContent = formatClock(us);
  };
  usePlayhead(draw);
  // Another width or another span moves the line although time stands.
  useLayoutEffect(() => draw(session.playhead.us));
  return (
    <g ref={line} className={css.head} aria-hidden>
      <line y1={20} y2={height} />
      <rect x={-48} y={0} width={96} height={20} rx={10} />
      <text ref={text} x={0} y={14} />
    </g>
  );
}
