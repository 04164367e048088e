import { Bookmark, Diamond, FastForward, TriangleAlert, UserRound, Zap } from 'lucide-react';
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { ownMarks } from '../../session/own-marks.ts';
import { usePlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { labelsThatFit, sceneAt, type SceneSpan, type TimelineView, timelineView } from './timeline-view.ts';
import css from './timeline.module.css';

const MARK_ICONS = {
  own: Bookmark,
  action: UserRound,
  decision: Diamond,
  fault: Zap,
  warning: TriangleAlert,
} as const;
/** Generous width of a letter in a scene's name, in pixels; Chinese ones are wider. */
const LETTER_WIDTH = 7;
const percent = (place: number) => `${place * 100}%`;

/** The view of the timeline. Renders again when the trace, the pace or the playhead changed, and only then. */
function useTimelineView(): TimelineView {
  const { trace, playhead } = useSession();
  useSyncExternalStore(
    (listen) => trace.subscribe(listen),
    () => trace.version,
  );
  useSessionState((state) => state.hopInSeconds);
  useSessionState((state) => state.bookmarks);
  const playheadUs = useSessionState((state) => state.playheadUs);
  const state = useSession().state;
  const own = ownMarks(state).map(({ atUs, name }) => ({ kind: 'own', atUs, event: 0, name }) as const);
  return timelineView(trace, playhead.paceMap, playheadUs, playhead.playedToUs, own);
}

/** Scrubber with scenes, bookmarks and skipped spans. Drag, click, or use the arrow keys of the page. */
export function Timeline() {
  const t = useText();
  const session = useSession();
  const { playhead } = session;
  const line = useRef<HTMLDivElement>(null);
  const view = useTimelineView();
  const playheadUs = useSessionState((state) => state.playheadUs);
  const current = sceneAt(view.scenes, playheadUs);
  const width = useWidth(line);
  const scene = current === undefined ? t('transport.noScene') : t(`transport.scene.${current.scene.name}`);

  const scrub = (event: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    if (box === undefined || (event.type === 'pointermove' && event.buttons !== 1)) return;
    if (event.type === 'pointerdown') {
      line.current?.setPointerCapture(event.pointerId);
      playhead.pause();
    }
    playhead.seek(view.usAt(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))));
  };

  // The browser's own search looks through the page, not through time.
  const find = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'f') return;
    event.preventDefault();
    session.set({ overlay: 'go-to' });
  };

  return (
    <div className={css.whole}>
      <div
        ref={line}
        className={css.timeline}
        role="slider"
        tabIndex={0}
        aria-label={t('transport.timeline')}
        aria-valuemin={Math.floor(view.fromUs)}
        aria-valuemax={Math.ceil(view.toUs)}
        aria-valuenow={playheadUs}
        aria-valuetext={t('transport.timeline.value', { clock: formatClock(playheadUs), scene })}
        onPointerDown={scrub}
        onPointerMove={scrub}
        onKeyDown={find}
      >
        <Track view={view} />
        <Words view={view} current={current} width={width} />
      </div>
      <Marks view={view} />
    </div>
  );
}

/** The line itself: scenes, what was played, the lit part of the current scene, skips, and the head, which moves without React. */
function Track({ view }: { readonly view: TimelineView }) {
  const head = useRef<HTMLDivElement>(null);
  const played = useRef<HTMLDivElement>(null);
  const lit = useRef<HTMLDivElement>(null);
  usePlayhead((us) => {
    const place = view.placeOf(us);
    const from = Math.min(place, sceneAt(view.scenes, us)?.from ?? place);
    if (head.current !== null) head.current.style.left = percent(place);
    if (played.current !== null) played.current.style.width = percent(place);
    if (lit.current !== null)
      Object.assign(lit.current.style, { left: percent(from), width: percent(place - from) });
  });
  return (
    <>
      <div className={css.track}>
        {view.scenes.map((span) => (
          <div
            key={span.scene.event}
            className={css.scene}
            style={{ left: percent(span.from), width: percent(span.to - span.from) }}
          />
        ))}
        <div ref={played} className={css.played} />
        <div ref={lit} className={css.lit} />
        {view.skips.map((skip) => (
          <div
            key={skip.segment.fromUs}
            className={css.skip}
            style={{ left: percent(skip.from), width: percent(skip.to - skip.from) }}
          />
        ))}
      </div>
      <div ref={head} className={css.head} />
    </>
  );
}

interface WordsProps {
  readonly view: TimelineView;
  readonly current: SceneSpan | undefined;
  readonly width: number;
}

/** Width of an element in pixels, kept up to date. */
function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

/** A scene that began before the window is named only while it is the current one. */
function namedScenes(view: TimelineView, current: SceneSpan | undefined): readonly SceneSpan[] {
  return view.scenes.filter((span) => span === current || span.scene.fromUs >= view.fromUs);
}

/** Names of the scenes, lengths of what is skipped, and the marks; a name that does not fit is left out. */
function Words({ view, current, width }: WordsProps) {
  const t = useText();
  const nameOf = (span: SceneSpan) => t(`transport.scene.${span.scene.name}`);
  const letter = t.locale === 'zh-CN' ? 12 : LETTER_WIDTH;
  return (
    <>
      {labelsThatFit(namedScenes(view, current), current, width, (span) => nameOf(span).length * letter).map(
        ({ span, left }) => (
          <span
            key={span.scene.event}
            className={span === current ? `${css.label} ${css.labelNow}` : css.label}
            style={{ left }}
          >
            {nameOf(span)}
          </span>
        ),
      )}
      {view.skips
        .filter((skip) => skip.to - skip.from > 0.02)
        .map((skip) => {
          const span = skip.segment.toUs - skip.segment.fromUs;
          return (
            <span
              key={skip.segment.fromUs}
              className={css.skipLabel}
              style={{ left: percent((skip.from + skip.to) / 2) }}
              title={t('transport.skip.label', { span })}
            >
              <FastForward size={12} strokeWidth={1.75} aria-hidden />
              {t('transport.skip', { span })}
            </span>
          );
        })}
    </>
  );
}

/** A bookmark per place; of several at one place the first stands for all. */
function Marks({ view }: { readonly view: TimelineView }) {
  const t = useText();
  const { playhead } = useSession();
  const shown = view.marks.filter(
    (entry, i) =>
      i === 0 || entry.mark.kind === 'own' || entry.place - (view.marks[i - 1]?.place ?? -1) > 0.012,
  );
  return shown.map(({ mark, place }) => {
    const Icon = MARK_ICONS[mark.kind];
    const label = t(`transport.mark.${mark.kind}`, { clock: formatClock(mark.atUs), name: mark.name ?? '' });
    return (
      <button
        key={`${mark.kind} ${mark.event} ${mark.atUs}`}
        type="button"
        tabIndex={-1}
        data-kind={mark.kind}
        className={css.mark}
        style={{ left: percent(Math.min(0.99, Math.max(0.01, place))) }}
        aria-label={label}
        title={label}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => playhead.seek(mark.atUs)}
      >
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      </button>
    );
  });
}
