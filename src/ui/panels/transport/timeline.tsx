import { Diamond, FastForward, TriangleAlert, UserRound, Zap } from 'lucide-react';
import {
  type PointerEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useText } from '../../kit/i18n.ts';
import { formatClock } from '../../kit/template.ts';
import { usePlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { labelsThatFit, sceneAt, type SceneSpan, type TimelineView, timelineView } from './timeline-view.ts';
import css from './timeline.module.css';

const MARK_ICONS = { action: UserRound, decision: Diamond, fault: Zap, warning: TriangleAlert } as const;
/** Generous width of a letter in a scene's name, in pixels; Chinese ones are wider. */
const LETTER_WIDTH = 7;
const percent = (place: number) => `${place * 100}%`;

/** Scrubber with scenes, bookmarks and skipped spans. Drag, click, or use the arrow keys of the page. */
export function Timeline() {
  const t = useText();
  const session = useSession();
  const { trace, playhead } = session;
  const line = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const played = useRef<HTMLDivElement>(null);
  const lit = useRef<HTMLDivElement>(null);
  const version = useSyncExternalStore(
    (listen) => trace.subscribe(listen),
    () => trace.version,
  );
  const playheadUs = useSessionState((state) => state.playheadUs);
  const hopInSeconds = useSessionState((state) => state.hopInSeconds);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trace is mutable; its version and the pace say when it changed
  const view = useMemo(
    () => timelineView(trace, playhead.paceMap, playheadUs, playhead.playedToUs),
    [version, hopInSeconds, playheadUs],
  );
  const current = sceneAt(view.scenes, playheadUs);
  const width = useWidth(line);

  usePlayhead((us) => {
    const place = percent(view.placeOf(us));
    if (head.current !== null) head.current.style.left = place;
    if (played.current !== null) played.current.style.width = place;
    const from = sceneAt(view.scenes, us)?.from ?? view.placeOf(us);
    if (lit.current !== null) {
      lit.current.style.left = percent(from);
      lit.current.style.width = percent(Math.max(0, view.placeOf(us) - from));
    }
  });

  const scrub = (event: PointerEvent) => {
    const box = line.current?.getBoundingClientRect();
    if (box === undefined || (event.type === 'pointermove' && event.buttons !== 1)) return;
    if (event.type === 'pointerdown') {
      line.current?.setPointerCapture(event.pointerId);
      playhead.pause();
    }
    playhead.seek(view.usAt(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width))));
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
        aria-valuetext={t('transport.timeline.value', {
          clock: formatClock(playheadUs),
          scene: current === undefined ? t('transport.noScene') : t(`transport.scene.${current.scene.name}`),
        })}
        onPointerDown={scrub}
        onPointerMove={scrub}
      >
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
        <Words view={view} current={current} width={width} />
        <div ref={head} className={css.head} />
      </div>
      <Marks view={view} />
    </div>
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

/** Names of the scenes, lengths of what is skipped, and the marks; a name that does not fit is left out. */
function Words({ view, current, width }: WordsProps) {
  const t = useText();
  const nameOf = (span: SceneSpan) => t(`transport.scene.${span.scene.name}`);
  const letter = t.locale === 'zh-CN' ? 12 : LETTER_WIDTH;
  return (
    <>
      {labelsThatFit(view.scenes, current, width, (span) => nameOf(span).length * letter).map(
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
    (entry, i) => i === 0 || entry.place - (view.marks[i - 1]?.place ?? -1) > 0.012,
  );
  return shown.map(({ mark, place }) => {
    const Icon = MARK_ICONS[mark.kind];
    const label = t(`transport.mark.${mark.kind}`, { clock: formatClock(mark.atUs) });
    return (
      <button
        key={mark.event}
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
