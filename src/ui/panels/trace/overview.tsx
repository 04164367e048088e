import { ZoomIn, ZoomOut } from 'lucide-react';
import { type PointerEvent, useMemo, useRef } from 'react';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { formatDuration } from '../../kit/template.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import css from './trace-view.module.css';

const BINS = 240;
/** Rows of the picture: what people and parts ask, what is stored, what runs on the nodes. */
const ROW_OF: Readonly<Record<string, number>> = { http: 0, etcd: 1, raft: 1 };
const ROWS = 3;

interface OverviewProps {
  readonly startUs: number;
  readonly widthUs: number;
  readonly tracks: number;
  readonly onMove: (startUs: number) => void;
  readonly onZoom: (factor: number) => void;
}

/** From virtual time to a share of the strip and back, at human pace: so that quiet time takes no room. */
function scaleOf(session: Session): { shareOf: (us: number) => number; usOf: (share: number) => number } {
  const { paceMap } = session.playhead;
  const begin = paceMap.toSeconds(session.trace.notes.find((note) => note.code === 'root.action')?.atUs ?? 0);
  const whole = Math.max(0.001, paceMap.knownSeconds - begin);
  return {
    shareOf: (us) => Math.min(1, Math.max(0, (paceMap.toSeconds(us) - begin) / whole)),
    usOf: (share) => paceMap.toUs(begin + Math.min(1, Math.max(0, share)) * whole),
  };
}

/** The whole run as dashes where something travelled, with the span that is shown framed; the frame can be dragged. */
export function Overview({ startUs, widthUs, tracks, onMove, onZoom }: OverviewProps) {
  const t = useText();
  const session = useSession();
  const version = useAtPlayhead((trace) => `${trace.version} ${session.playhead.paceMap.knownSeconds}`);
  const dashes = useDashes(version);
  const { shareOf, usOf } = scaleOf(session);
  const left = shareOf(startUs);
  const right = shareOf(startUs + widthUs);
  const drag = useDrag((share, grabbed) => onMove(usOf(share - grabbed)), left, right);
  const words = t('panels.trace.window', {
    width: formatDuration(widthUs),
    whole: formatDuration(session.trace.frontierUs),
  });
  const onKeyDown = (key: string) => {
    const way = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (way !== 0) onMove(startUs + way * widthUs * 0.25);
  };
  return (
    <div className={css.overview}>
      <b>{t('panels.trace.title')}</b>
      <span className={css.count}>{t('panels.trace.tracks', { count: tracks })}</span>
      <div
        className={css.bins}
        role="slider"
        tabIndex={0}
        data-own-arrows
        aria-label={t('panels.trace.overview')}
        aria-valuemin={0}
        aria-valuemax={session.trace.frontierUs}
        aria-valuenow={Math.round(startUs)}
        aria-valuetext={words}
        onKeyDown={(event) => onKeyDown(event.key)}
        {...drag}
      >
        <Dashes lit={dashes} />
        <i style={{ left: `${left * 100}%`, width: `${Math.max(0.6, (right - left) * 100)}%` }}>
          {right - left > 0.16 && <em>{words}</em>}
        </i>
      </div>
      <IconButton
        icon={ZoomIn}
        size="small"
        label={t('panels.trace.zoomIn')}
        keyName="W"
        onClick={() => onZoom(0.7)}
      />
      <IconButton
        icon={ZoomOut}
        size="small"
        label={t('panels.trace.zoomOut')}
        keyName="S"
        onClick={() => onZoom(1.4)}
      />
    </div>
  );
}

/** Which cells of the picture hold a message; made anew only when the trace or the pace has changed. */
function useDashes(version: string): ReadonlySet<number> {
  const session = useSession();
  return useMemo(() => {
    const lit = new Set<number>();
    const { shareOf } = scaleOf(session);
    for (const event of version === '' ? [] : session.trace.foreground) {
      if (event.kind !== 'hop') continue;
      const share = shareOf(event.atUs);
      const bin = Math.min(BINS - 1, Math.floor(share * BINS));
      if (share > 0) lit.add(bin * ROWS + (ROW_OF[event.wire] ?? 2));
    }
    return lit;
  }, [session, version]);
}

function Dashes({ lit }: { readonly lit: ReadonlySet<number> }) {
  return (
    <svg viewBox={`0 0 ${BINS} ${ROWS}`} preserveAspectRatio="none" aria-hidden>
      {[...lit].map((cell) => (
        <rect
          key={cell}
          x={Math.floor(cell / ROWS)}
          y={(cell % ROWS) + 0.35}
          width={1}
          height={0.3}
          className={css.bin}
        />
      ))}
    </svg>
  );
}

/** A drag that begins inside the frame keeps hold of it where it was taken; one beside it brings its middle there. */
function useDrag(move: (share: number, grabbed: number) => void, left: number, right: number) {
  const grabbed = useRef(0);
  const shareOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return (event.clientX - box.left) / Math.max(1, box.width);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      const share = shareOf(event);
      const inside = share >= left && share <= right;
      grabbed.current = inside ? share - left : (right - left) / 2;
      if (!inside) move(share, grabbed.current);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (event.buttons === 1) move(shareOf(event), grabbed.current);
    },
  };
}
