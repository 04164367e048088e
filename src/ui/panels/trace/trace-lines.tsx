import { useId, useMemo } from 'react';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { FlowLines } from './flow-lines.tsx';
import { SpanBox } from './span-box.tsx';
import { chainOf } from './trace-chain.ts';
import { type PlacedTrack, spanTop } from './track-layout.ts';
import type { Flow } from './track-model.ts';

interface TraceLinesProps {
  readonly places: readonly PlacedTrack[];
  readonly flows: readonly Flow[];
  readonly startUs: number;
  readonly widthUs: number;
  readonly width: number;
}

/** Spans and the messages between them. A span that lies ahead of the playhead is a dashed outline; one across it is cut in two. */
export function TraceLines({ places, flows, startUs, widthUs, width }: TraceLinesProps) {
  const hatch = useId();
  const session = useSession();
  const xOf = (us: number) => ((us - startUs) / widthUs) * width;
  // A pixel is fine enough for outlines; the line itself moves every frame.
  const step = Math.max(1, widthUs / width);
  const us = useAtPlayhead((_, now) => Math.floor(now / step) * step);
  const version = useAtPlayhead((trace) => trace.version);
  const selected = useSessionState((s) =>
    s.selection?.kind === 'hop' || s.selection?.kind === 'event' ? Number(s.selection.id) : 0,
  );
  const chain = useMemo(
    () => (version < 0 ? new Set<number>() : chainOf(session.trace, selected)),
    [session, selected, version],
  );
  return (
    <>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" fill="var(--bg)" fillOpacity="0.55" />
        </pattern>
        <clipPath id={`${hatch}-plot`}>
          <rect width={width} height={10_000} />
        </clipPath>
      </defs>
      <g clipPath={`url(#${hatch}-plot)`}>
        {/* Under the spans: where a message passes a track that it is not for, the track's own work is what is read. */}
        <FlowLines flows={flows} places={places} chain={chain} xOf={xOf} width={width} us={us} />
        {places.flatMap((place) =>
          place.track.spans.map((span) => (
            <SpanBox
              key={span.key}
              span={span}
              part={place.track.part}
              x={xOf(span.fromUs)}
              end={xOf(span.toUs)}
              y={spanTop(place, span)}
              now={xOf(us)}
              hatch={hatch}
              picked={span.event === selected}
              lit={chain.has(span.event)}
              limit={width}
            />
          )),
        )}
      </g>
    </>
  );
}
