import type { Update } from '../../protocol/update.ts';
import type { Port } from './port.ts';

export interface WatchdogOptions {
  readonly nowInMs: () => number;
  /** Calls back again and again, about four times a second; returns the way to stop it. */
  readonly every: (look: () => void) => () => void;
  readonly onBusy: (busy: boolean) => void;
  readonly onHang: () => void;
}

const BUSY_AFTER_MS = 2_000;
const HANG_AFTER_MS = 10_000;
/** A world that replays a long journal may be silent for longer. */
const START_HANG_AFTER_MS = 40_000;

/**
 * A port that notices when the engine goes silent: 2 s after a command nobody answered it is busy, after 10 s it counts as hung. Time
 * in which the page itself did not run (a sleeping laptop, a breakpoint) is not held against the engine.
 */
export function watchPort(port: Port, options: WatchdogOptions): Port {
  let waitedInMs = -1;
  let lastLookMs = options.nowInMs();
  let starting = false;
  let busy = false;
  const setBusy = (now: boolean) => {
    if (now === busy) return;
    busy = now;
    options.onBusy(now);
  };
  options.every(() => {
    const now = options.nowInMs();
    const sinceInMs = Math.min(1_000, now - lastLookMs);
    lastLookMs = now;
    if (waitedInMs < 0) return;
    waitedInMs += sinceInMs;
    if (waitedInMs > (starting ? START_HANG_AFTER_MS : HANG_AFTER_MS)) {
      waitedInMs = -1;
      setBusy(false);
      options.onHang();
    } else if (waitedInMs > BUSY_AFTER_MS) setBusy(true);
  });
  return {
    respawn: () => {
      waitedInMs = -1;
      port.respawn();
    },
    post: (command) => {
      if (waitedInMs < 0) waitedInMs = 0;
      starting = command.kind === 'start' || (starting && waitedInMs > 0);
      port.post(command);
    },
    onUpdate: (listen) =>
      port.onUpdate((update: Update) => {
        waitedInMs = -1;
        starting = false;
        setBusy(false);
        listen(update);
      }),
  };
}
