import type { FrameSource } from './frames.ts';
import { memoryJournal } from './journal.ts';
import { Session } from './session.ts';
import type { SessionState } from './state.ts';
import type { TraceWindow } from './trace-window.ts';

/** What a view shows as the page does. Selection, highlights and menus are its own. */
const shared = (state: SessionState) => ({
  engine: state.engine,
  roster: state.roster,
  links: state.links,
  charts: state.charts,
  epochSeconds: state.epochSeconds,
  depth: state.depth,
  theme: state.theme,
  locale: state.locale,
  reducedMotion: state.reducedMotion,
});

const noFrames: FrameSource = { nowInMs: () => performance.now(), request: () => () => undefined };
const deaf = { post: () => undefined, onUpdate: () => undefined, respawn: () => undefined };

/**
 * A second look at a session: the same playhead over a trace of its own. Canvas and tables drawn under it show that trace at the very
 * instant of the page; it can be pointed at, but nothing can be done in it.
 */
export function openView(
  main: Session,
  trace: TraceWindow,
): { readonly view: Session; readonly close: () => void } {
  const view = new Session({
    port: deaf,
    frames: noFrames,
    journal: memoryJournal(),
    seed: 0,
    preset: '',
    settings: shared(main.state),
    trace,
    playhead: main.playhead,
  });
  const stops = [
    main.store.subscribe((state) => view.set(shared(state))),
    main.onView((command) => view.view(command)),
    () => view.close(),
  ];
  return {
    view,
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
