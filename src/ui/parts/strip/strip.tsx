import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../../kit/i18n.ts';
import { PartIcon } from '../../kit/part-icon.tsx';
import type { HopEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import { useAtPlayhead, useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import { TokenPill } from '../lanes/token-pill.tsx';
import {
  faultOn,
  litWires,
  NODES_SHOWN,
  type Place,
  type Stop,
  type StripScene,
  stopsOf,
  stripTokens,
  wiresOf,
} from './strip-model.ts';
import { StripWires } from './strip-wires.tsx';
import css from './strip.module.css';

/** Lines of the strip, in px from its top. */
const ABOVE = 15;
const LEVEL = 44;
const UNDER = 74;
const LINE_OF = { above: ABOVE, level: LEVEL, inside: UNDER } as const;

/** The map on one line while a part is open: the same order, the same wires, the messages of this instant. */
export function Strip({ part }: { readonly part: string }) {
  const t = useText();
  const session = useSession();
  const roster = useSessionState((s) => s.roster);
  const stops = useMemo(() => stopsOf(roster), [roster]);
  const nodes = roster.filter((entry) => entry.kind === 'kubelet').length;
  const row = useRef<HTMLElement>(null);
  const places = usePlaces(row, stops);
  return (
    <nav ref={row} className={css.strip} aria-label={t('xray.strip')}>
      <Traffic stops={stops} places={places} />
      {stops.map((stop) => (
        <button
          key={stop.key}
          type="button"
          className={css.stop}
          data-stop={stop.key}
          data-kind={stop.kind}
          aria-current={stop.parts.includes(part) ? 'page' : undefined}
          onClick={() => session.set({ xray: stop.parts.find((p) => p === part) ?? stop.parts[0] ?? null })}
        >
          <PartIcon kind={stop.kind} size={14} />
          {stop.title}
        </button>
      ))}
      {nodes > NODES_SHOWN && <span className="t3">+{nodes - NODES_SHOWN}</span>}
    </nav>
  );
}

/** Where the boxes stand, measured after they are laid out and whenever the strip changes its size. */
function usePlaces(row: RefObject<HTMLElement | null>, stops: readonly Stop[]): ReadonlyMap<string, Place> {
  const [places, setPlaces] = useState<ReadonlyMap<string, Place>>(new Map());
  useLayoutEffect(() => {
    const element = row.current;
    if (!element || stops.length === 0) return undefined;
    const measure = () => {
      const found = new Map<string, Place>();
      for (const box of element.querySelectorAll<HTMLElement>('[data-stop]'))
        found.set(box.dataset['stop'] ?? '', { left: box.offsetLeft, width: box.offsetWidth });
      setPlaces(found);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // The first widths may be those of a stand-in font.
    void document.fonts.ready.then(measure);
    return () => observer.disconnect();
  }, [row, stops]);
  return places;
}

interface TrafficProps {
  readonly stops: readonly Stop[];
  readonly places: ReadonlyMap<string, Place>;
}

const lostIn = (trace: TraceWindow, hop: HopEvent): boolean =>
  trace.notes.some((note) => note.code === 'fault.lost' && note.of === hop.id);

/** Requests without an answer. Who waits for whom changes with an event, not with every pixel. */
function useOpenRequests(): readonly HopEvent[] {
  const known = useRef<{ readonly at: string; readonly open: readonly HopEvent[] }>({ at: '', open: [] });
  return useAtPlayhead((trace, us) => {
    const at = `${trace.version} ${trace.eventCount(us)}`;
    if (known.current.at !== at) known.current = { at, open: trace.openRequests(us) };
    return known.current.open;
  });
}

/** The wires and what travels on them. */
function Traffic({ stops, places }: TrafficProps) {
  const session = useSession();
  const faults = useFaults();
  const wires = useMemo(() => wiresOf(stops), [stops]);
  const still = useSessionState((s) => s.reducedMotion);
  const everything = useSessionState((s) => s.depth === 3);
  useSessionState((s) => s.playing);
  const { playhead, trace } = session;
  const sceneAt = (us: number): StripScene => ({
    stops,
    wires,
    places,
    us,
    still,
    paused: !playhead.playing,
    flying: trace
      .hopsInFlight(us)
      .filter((hop) => everything || playhead.ambient || !hop.background)
      .filter((hop) => us < (hop.atUs + hop.dueAtUs) / 2 || !lostIn(trace, hop)),
  });
  // A new text only when something has moved by a pixel, so that React draws no more often than a person can see.
  useAtPlayhead((_, us) =>
    stripTokens(sceneAt(us))
      .flatMap((lane) => lane.tokens.map((token) => `${token.hops[0]?.id}@${Math.round(token.x)}`))
      .join(' '),
  );
  const open = useOpenRequests();
  const scene = sceneAt(playhead.us);
  const lit = litWires(scene, open);
  const broken = new Set(
    wires.filter((wire) => faults.some(({ fault }) => faultOn(fault, wire, stops))).map((wire) => wire.key),
  );
  return (
    <>
      <StripWires
        wires={wires}
        places={places}
        lit={lit}
        broken={broken}
        above={ABOVE}
        level={LEVEL}
        under={UNDER}
      />
      {stripTokens(scene).flatMap(({ key, way, tokens }) =>
        tokens.map((token) => (
          <TokenPill key={`${key} ${token.hops[0]?.id}`} token={token} y={LINE_OF[way]} />
        )),
      )}
    </>
  );
}
