/** Where frames come from; tests give their own. */
export interface FrameSource {
  readonly nowInMs: () => number;
  /** Calls back once before the next painting; returns the way to take it back. */
  readonly request: (tick: (nowInMs: number) => void) => () => void;
}

export const browserFrames: FrameSource = {
  nowInMs: () => performance.now(),
  request: (tick) => {
    const id = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(id);
  },
};
