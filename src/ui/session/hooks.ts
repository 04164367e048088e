import {
  createContext,
  createElement,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { useStore } from 'zustand';
import type { Face } from '../../protocol/face.ts';
import type { ActiveFault } from '../../protocol/fault.ts';
import type { PartId } from '../../protocol/ids.ts';
import type { LogEvent } from '../../protocol/trace.ts';
import { type Caption, captionAt } from './caption.ts';
import type { Session } from './session.ts';
import type { SessionState } from './state.ts';
import type { ObjectNow, TraceWindow } from './trace-window.ts';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({
  session,
  children,
}: {
  readonly session: Session;
  readonly children: ReactNode;
}) {
  return createElement(SessionContext.Provider, { value: session }, children);
}

/** The session itself, for actions: `session.act(…)`, `session.select(…)`, `session.playhead.step(1, 'hop')`. Never changes. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider above it');
  return session;
}

/** A piece of the state; renders again only when that piece changes. The selector must not make new objects. */
export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useStore(useSession().store, select);
}

/** Renders again when what `read` gives for the playhead's instant changes; `read` must answer the same reference while nothing changed. */
export function useAtPlayhead<T>(read: (trace: TraceWindow, us: number) => T): T {
  const session = useSession();
  const subscribe = useCallback((listen: () => void) => session.playhead.subscribe(listen), [session]);
  const now = () => read(session.trace, session.playhead.us);
  return useSyncExternalStore(subscribe, now, now);
}

/** Calls `draw(us)` after every move of the playhead and every change of the trace, at most once a frame while it plays. No rendering. */
export function usePlayhead(draw: (us: number) => void): void {
  const session = useSession();
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
  });
  useEffect(() => {
    const run = () => latest.current(session.playhead.us);
    run();
    return session.playhead.subscribe(run);
  }, [session]);
}

/** Writes into `data-t` which instant an element shows, in every frame and without rendering. */
export function useInstantOf(box: RefObject<HTMLElement | null>): void {
  usePlayhead((us) => box.current?.setAttribute('data-t', String(Math.floor(us))));
}

/** The face of a part at the playhead. */
export function useFace(part: PartId): Face | undefined {
  return useAtPlayhead((trace, us) => trace.faceAt(part, us));
}

/** An API object at the playhead (`pods/default/web`); undefined while it does not exist. */
export function useObject(key: string): ObjectNow | undefined {
  return useAtPlayhead((trace, us) => trace.objectAt(key, us));
}

/** All objects whose key begins with `prefix`, at the playhead, by key. */
export function useObjects(prefix: string): readonly ObjectNow[] {
  const known = useRef<{ version: number; epoch: number; prefix: string; list: readonly ObjectNow[] } | null>(
    null,
  );
  return useAtPlayhead((trace, us) => {
    const epoch = trace.objectEpoch(us);
    const last = known.current;
    if (last !== null && last.prefix === prefix && last.epoch === epoch && last.version === trace.cuts)
      return last.list;
    const list = sameOr(last?.list, trace.objectsAt(us, prefix));
    known.current = { version: trace.cuts, epoch, prefix, list };
    return list;
  });
}

function sameOr(known: readonly ObjectNow[] | undefined, list: readonly ObjectNow[]): readonly ObjectNow[] {
  if (known === undefined || known.length !== list.length) return list;
  return list.every((entry, i) => entry === known[i]) ? known : list;
}

export function useFaults(): readonly ActiveFault[] {
  return useAtPlayhead((trace, us) => trace.faultsAt(us));
}

/** Lines of a terminal session or container up to the playhead. */
export function useLogs(source: string): readonly LogEvent[] {
  const known = useRef<{ count: number; cuts: number; source: string; lines: readonly LogEvent[] } | null>(
    null,
  );
  return useAtPlayhead((trace, us) => {
    const count = trace.logCount(source, us);
    const last = known.current;
    if (last !== null && last.source === source && last.count === count && last.cuts === trace.cuts)
      return last.lines;
    const lines = trace.logsOf(source, us);
    known.current = { count, cuts: trace.cuts, source, lines };
    return lines;
  });
}

/** While it plays, a sentence stays at least this long: ten stages in half a second could not be read. */
const CAPTION_MIN_IN_MS = 700;

/** The sentence of the playhead's instant and its reason; exact when paused, readable while playing. */
export function useCaption(): Caption {
  const session = useSession();
  const known = useRef<{ readonly caption: Caption; readonly sinceMs: number } | null>(null);
  return useAtPlayhead((trace, us) => {
    const nowMs = performance.now();
    const last = known.current;
    if (last !== null && session.playhead.playing && nowMs - last.sinceMs < CAPTION_MIN_IN_MS)
      return last.caption;
    const caption = captionAt(trace, us);
    if (last !== null && last.caption.event === caption.event && last.caption.what.code === caption.what.code)
      return last.caption;
    known.current = { caption, sinceMs: nowMs };
    return caption;
  });
}
