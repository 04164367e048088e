import { ZoomIn, ZoomOut } from 'lucide-react';
import { IconButton } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { useAtPlayhead, useSession } from '../../session/hooks.ts';
import css from './trace-view.module.css';

const BINS = 160;

interface OverviewProps {
  readonly startUs: number;
  readonly widthUs: number;
  readonly tracks: number;
  readonly onMove: (us: number) => void;
  readonly onZoom: (factor: number) => void;
}

/** The whole run as a strip of how busy it was, with the part that is shown framed. */
export function Overview({ startUs, widthUs, tracks, onMove, onZoom }: OverviewProps) {
  const t = useText();
  const session = useSession();
  // A new text only when a bin changes, so that React stays out of the frame loop.
  const bars = useAtPlayhead((trace) => {
    const counts = new Array<number>(BINS).fill(0);
    const whole = Math.max(1, trace.frontierUs);
    for (const event of trace.foreground)
      counts[Math.min(BINS - 1, Math.floor((event.atUs / whole) * BINS))] =
        (counts[Math.min(BINS - 1, Math.floor((event.atUs / whole) * BINS))] ?? 0) + 1;
    return counts.map((count) => (count === 0 ? 0 : Math.min(9, Math.ceil(Math.sqrt(count))))).join('');
  });
  const whole = Math.max(1, session.trace.frontierUs);
  return (
    <div className={css.overview}>
      <b>{t('panels.trace.title')}</b>
      <span className={css.count}>{t('panels.trace.tracks', { count: tracks })}</span>
      <button
        type="button"
        className={css.bins}
        aria-label={t('panels.trace.overview')}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onMove(((event.clientX - box.left) / box.width) * whole);
        }}
      >
        <svg viewBox={`0 0 ${BINS} 10`} preserveAspectRatio="none" aria-hidden>
          {bars
            .split('')
            .map((digit, i) =>
              digit === '0' ? null : (
                <rect
                  key={`bin ${i + 0}`}
                  x={i}
                  width={0.8}
                  y={10 - Number(digit)}
                  height={Number(digit)}
                  className={css.bin}
                />
              ),
            )}
        </svg>
        <i
          style={{
            left: `${Math.min(99.5, (startUs / whole) * 100)}%`,
            width: `${Math.max(0.5, Math.min(100, (widthUs / whole) * 100))}%`,
          }}
        />
      </button>
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
