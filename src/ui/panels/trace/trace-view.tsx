import { ChevronDown, ChevronUp } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../../kit/i18n.ts';
import { mapName } from '../../kit/map-name.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { Axis, PlayheadLine } from './axis.tsx';
import { Overview } from './overview.tsx';
import { SelectedLine } from './selected-line.tsx';
import { TraceLines } from './trace-lines.tsx';
import css from './trace-view.module.css';
import { lastFirst, type PlacedTrack, wholeTracks } from './track-layout.ts';
import { type PlacedSpan, type Track, type TrackModel, trackModel } from './track-model.ts';
import { type ShownSpan, useSpan } from './use-span.ts';

const NAMES_WIDTH = 168;
const MARGIN = 16;

/** One track a part, spans for work and waits, arrows for messages; what the playhead has not reached is an outline. */
export function TraceView() {
  const t = useText();
  const session = useSession();
  const whole = useRef<HTMLElement>(null);
  const { ref, width, height } = useSize();
  const span = useSpan();
  const plotWidth = Math.max(100, width - NAMES_WIDTH - MARGIN);
  const model = useModel(span, plotWidth);
  const [wanted, setWanted] = useState(0);
  const first = Math.min(wanted, lastFirst(model.tracks, height));
  const places = wholeTracks(model.tracks, first, height);
  const found = useFound(model.tracks);
  const page = (by: number) => setWanted(Math.max(0, Math.min(first + by, lastFirst(model.tracks, height))));
  useTraceKeys(whole, { span, found, tracks: model.tracks, session });
  useWheel(ref, span, page);
  const plot = { startUs: span.startUs, widthUs: span.widthUs, width: plotWidth };
  const bottom = (places.at(-1)?.top ?? 0) + (places.at(-1)?.height ?? 0);
  return (
    <section
      ref={whole}
      className={css.whole}
      aria-label={t('panels.trace.label')}
      data-t={Math.floor(session.playhead.us)}
    >
      <Overview
        startUs={span.startUs}
        widthUs={span.widthUs}
        tracks={model.tracks.length}
        onMove={span.moveTo}
        onZoom={span.zoom}
      />
      <div ref={ref} className={css.scroll} role="region" aria-label={t('panels.trace.picture')} tabIndex={0}>
        {model.tracks.length === 0 ? (
          <p className={css.empty}>
            {t('panels.trace.empty')}{' '}
            <button type="button" onClick={() => session.playhead.nextInteresting()}>
              {t('panels.trace.jump')}
            </button>
          </p>
        ) : (
          <>
            <TrackNames places={places} />
            <svg
              className={css.plot}
              width={plotWidth}
              height={height}
              role="group"
              aria-label={t('panels.trace.label')}
            >
              <Bands places={places} width={plotWidth} />
              <Axis {...plot} height={bottom} />
              <TraceLines {...plot} places={places} flows={model.flows} />
              <PlayheadLine {...plot} height={bottom} />
            </svg>
          </>
        )}
      </div>
      <SelectedLine found={found}>
        <Pages above={first} below={model.tracks.length - first - places.length} onPage={page} />
      </SelectedLine>
    </section>
  );
}

/** Every second track on another ground, to lead the eye along it. */
function Bands({ places, width }: { readonly places: readonly PlacedTrack[]; readonly width: number }) {
  return (
    <>
      {places.map(({ track, top, height }, i) =>
        i % 2 === 0 ? (
          <rect key={track.part} x={0} y={top} width={width} height={height} className={css.band} />
        ) : null,
      )}
    </>
  );
}

/** The parts at the left; a click selects one. */
function TrackNames({ places }: { readonly places: readonly PlacedTrack[] }) {
  const t = useText();
  const session = useSession();
  return (
    <div className={css.names}>
      {places.map(({ track, top, height }) => (
        <button
          key={track.part}
          type="button"
          style={{ top, height }}
          onClick={() => session.select({ kind: 'part', id: track.part })}
        >
          <PartIcon kind={track.kind} coloured />
          <span>{mapName(track.part.split('/')[0] ?? track.part)}</span>
          <small>{track.machine}</small>
          {track.hidden > 0 && <small>{t('panels.trace.hidden', { count: track.hidden })}</small>}
        </button>
      ))}
    </div>
  );
}

interface PagesProps {
  readonly above: number;
  readonly below: number;
  readonly onPage: (by: number) => void;
}

/** Tracks come and go whole: how many more there are, and the way to them. */
function Pages({ above, below, onPage }: PagesProps) {
  const t = useText();
  if (above + below <= 0) return null;
  return (
    <span className={css.pages}>
      {above > 0 && (
        <button type="button" onClick={() => onPage(-1)}>
          <ChevronUp size={14} aria-hidden /> {t('panels.trace.above', { count: above })}
        </button>
      )}
      {below > 0 && (
        <button type="button" onClick={() => onPage(1)}>
          <ChevronDown size={14} aria-hidden /> {t('panels.trace.below', { count: below })}
        </button>
      )}
    </span>
  );
}

/** The tracks of the shown span, made anew when the trace has changed. */
function useModel({ startUs, widthUs }: ShownSpan, width: number): TrackModel {
  const session = useSession();
  const roster = useSessionState((s) => s.roster);
  const ambient = useSessionState((s) => s.ambient);
  const version = useAtPlayhead((trace) => trace.version);
  return useMemo(
    () => ({
      version,
      ...trackModel(session.trace, roster, {
        fromUs: startUs,
        toUs: startUs + widthUs,
        usPerPixel: widthUs / width,
        all: ambient,
      }),
    }),
    [version, session, roster, startUs, widthUs, width, ambient],
  );
}

interface Found {
  readonly track: Track;
  readonly span: PlacedSpan;
}

/** The span of the selection, if it is on a track: of several that tell of one message, the receiver's. */
function useFound(tracks: readonly Track[]): Found | null {
  const selected = useSessionState((s) =>
    s.selection?.kind === 'hop' || s.selection?.kind === 'event' ? Number(s.selection.id) : 0,
  );
  const all = tracks.flatMap((track) => track.spans.map((span) => ({ track, span })));
  return all.findLast(({ span }) => span.event === selected) ?? null;
}

interface KeyScene {
  readonly span: ShownSpan;
  readonly found: Found | null;
  readonly tracks: readonly Track[];
  readonly session: ReturnType<typeof useSession>;
}

/** W S A D by their place on the keyboard, comma and full stop by their sign; wherever the focus is inside the trace. */
function useTraceKeys(ref: RefObject<HTMLElement | null>, scene: KeyScene): void {
  const latest = useRef(scene);
  useEffect(() => {
    latest.current = scene;
  });
  useEffect(() => {
    const element = ref.current;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = actOf(event, latest.current);
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, [ref]);
}

function actOf(event: KeyboardEvent, scene: KeyScene): (() => void) | undefined {
  const { span } = scene;
  if (event.key === '.') return () => stepOnTrack(scene, 1);
  if (event.key === ',') return () => stepOnTrack(scene, -1);
  switch (event.code) {
    case 'KeyW':
      return () => span.zoom(0.7);
    case 'KeyS':
      return () => span.zoom(1.4);
    case 'KeyA':
      return () => span.pan(-0.15);
    case 'KeyD':
      return () => span.pan(0.15);
    default:
      return undefined;
  }
}

/** Selects the next span of the same track, or the one before it; without a selection the first of the first track. */
function stepOnTrack({ found, tracks, session, span: shown }: KeyScene, way: 1 | -1): void {
  const track = found?.track ?? tracks[0];
  if (!track) return;
  const spans = [...track.spans].sort((a, b) => a.fromUs - b.fromUs || a.lane - b.lane);
  const at = found ? spans.findIndex((span) => span.key === found.span.key) : way > 0 ? -1 : spans.length;
  // Stages tell of one event: on to the next event.
  const rest = way > 0 ? spans.slice(at + 1) : spans.slice(0, Math.max(0, at)).reverse();
  const next = rest.find((span) => span.event !== found?.span.event);
  if (!next) return shown.pan(way * 0.5);
  session.select({ kind: next.select, id: String(next.event) });
  shown.reveal(next.fromUs);
}

/** The wheel turns pages of tracks, sideways or with Shift it moves in time, with Ctrl it zooms. */
function useWheel(ref: RefObject<HTMLElement | null>, span: ShownSpan, page: (by: number) => void): void {
  const latest = useRef({ span, page });
  useEffect(() => {
    latest.current = { span, page };
  });
  useEffect(() => {
    const element = ref.current;
    const listen = (event: WheelEvent) => {
      event.preventDefault();
      const now = latest.current;
      const sideways = event.deltaX !== 0 ? event.deltaX : event.shiftKey ? event.deltaY : 0;
      if (event.ctrlKey || event.metaKey) now.span.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2);
      else if (sideways !== 0) now.span.pan(sideways / 1000);
      else now.page(Math.sign(event.deltaY));
    };
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, [ref]);
}

function useSize() {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 900, height: 240 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(
      ([entry]) =>
        entry && setSize({ width: entry.contentRect.width, height: Math.floor(entry.contentRect.height) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, ...size };
}
