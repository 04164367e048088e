import { useState } from 'react';
import { usePlayhead, useSession } from '../../session/hooks.ts';

const SPAN_FIRST_IN_US = 40_000;
const SPAN_MIN_IN_US = 400;
const SPAN_MAX_IN_US = 600_000_000;

/** The stretch of time that is shown. */
export interface ShownSpan {
  readonly startUs: number;
  readonly widthUs: number;
  readonly moveTo: (startUs: number) => void;
  /** Moves by a share of the width. */
  readonly pan: (share: number) => void;
  readonly zoom: (factor: number) => void;
  /** Moves only if an instant is out of sight. */
  readonly reveal: (us: number) => void;
}

/** Follows the playhead when it leaves the picture; otherwise stays where it was put. */
export function useSpan(): ShownSpan {
  const session = useSession();
  const [widthUs, setWidthUs] = useState(SPAN_FIRST_IN_US);
  const [startUs, setStartUs] = useState(() => Math.max(0, session.playhead.us - SPAN_FIRST_IN_US / 2));
  const moveTo = (us: number) => setStartUs(Math.max(0, us));
  usePlayhead((us) => {
    if (us < startUs || us > startUs + widthUs * 0.9) moveTo(us - widthUs * 0.5);
  });
  return {
    startUs,
    widthUs,
    moveTo,
    pan: (share) => moveTo(startUs + widthUs * share),
    zoom: (factor) => {
      const next = Math.min(SPAN_MAX_IN_US, Math.max(SPAN_MIN_IN_US, widthUs * factor));
      const { us } = session.playhead;
      moveTo(us - (us - startUs) * (next / widthUs));
      setWidthUs(next);
    },
    reveal: (us) => {
      if (us < startUs || us > startUs + widthUs * 0.95) moveTo(us - widthUs * 0.4);
    },
  };
}
