import type { ReactNode } from 'react';
import css from './chip.module.css';
import { useText } from './i18n.ts';

/** The status set: shape and icon carry it, the word always follows, colour is the fourth cue. */
export type GlyphStatus = 'ready' | 'pending' | 'warning' | 'failed' | 'terminating' | 'unknown' | 'stopped';

interface StatusGlyphProps {
  readonly status: GlyphStatus;
  /** The word: Running, ContainerCreating, Back-off 18 s. Left out: the status' own name. `null` hides it (only beside a legend). */
  readonly word?: ReactNode;
  readonly size?: number;
  readonly tiny?: boolean;
}

export function StatusGlyph({ status, word, size, tiny = false }: StatusGlyphProps) {
  const t = useText();
  const shown = word === undefined ? t(`shell.status.${status}`) : word;
  const colour = `var(--st-${status === 'stopped' ? 'failed' : status})`;
  return (
    <span className={tiny ? `${css.glyph} ${css.tiny}` : css.glyph} data-status={status}>
      <StatusShape
        status={status}
        size={size ?? (tiny ? 13 : 14)}
        label={shown === null ? t(`shell.status.${status}`) : undefined}
      />
      {shown !== null && <span style={{ color: colour }}>{shown}</span>}
    </span>
  );
}

/** The shape alone, as an svg that can also stand on the canvas. */
export function StatusShape({
  status,
  size = 14,
  label,
}: {
  readonly status: GlyphStatus;
  readonly size?: number;
  readonly label?: string;
}) {
  const colour = `var(--st-${status === 'stopped' ? 'failed' : status})`;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
    >
      {shapes[status](colour)}
    </svg>
  );
}

const INK = 'var(--pill-ink)';
const line = { strokeWidth: 1.75, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const shapes: Readonly<Record<GlyphStatus, (colour: string) => ReactNode>> = {
  ready: (c) => (
    <>
      <circle cx="8" cy="8" r="7" fill={c} />
      <path d="M4.8 8.2 7 10.4l4.2-4.6" stroke={INK} {...line} />
    </>
  ),
  pending: (c) => (
    <>
      <circle cx="8" cy="8" r="6.2" stroke={c} strokeWidth="1.6" strokeDasharray="2.6 2.2" />
      <path d="M8 8V3.6A4.4 4.4 0 0 1 12.4 8Z" fill={c} />
    </>
  ),
  warning: (c) => (
    <>
      <path d="M8 1.2 15.3 14.4H.7Z" fill={c} strokeLinejoin="round" stroke={c} strokeWidth="1" />
      <path
        d="M10.3 9.4A2.4 2.4 0 1 1 8.6 7.5M8.4 5.9l1.4 1.5-1.6 1.2"
        stroke={INK}
        {...line}
        strokeWidth={1.3}
      />
    </>
  ),
  failed: (c) => (
    <>
      <rect x="1.5" y="1.5" width="13" height="13" rx="2" fill={c} />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" stroke={INK} {...line} />
    </>
  ),
  terminating: (c) => (
    <>
      <circle cx="8" cy="8" r="6.2" stroke={c} strokeWidth="1.6" />
      <path d="M8 1.8a6.2 6.2 0 0 0 0 12.4Z" fill={c} />
      <path d="M9.5 5.2h4M9.5 8h4.6M9.5 10.8h4" stroke={c} strokeWidth="1.1" />
    </>
  ),
  unknown: (c) => (
    <>
      <path
        d="M8 1 15 8l-7 7-7-7Z"
        stroke={c}
        strokeWidth="1.5"
        strokeDasharray="1.4 1.8"
        strokeLinecap="round"
      />
      <path
        d="M6.5 6.7a1.5 1.5 0 1 1 2.2 1.3c-.5.3-.7.5-.7 1.1M8 10.9v.1"
        stroke={c}
        {...line}
        strokeWidth={1.4}
      />
    </>
  ),
  stopped: (c) => (
    <>
      <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2" stroke={c} strokeWidth="1.6" />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" stroke={c} {...line} />
    </>
  ),
};
