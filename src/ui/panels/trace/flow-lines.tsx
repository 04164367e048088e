import { useId } from 'react';
import type { EventId } from '../../../protocol/ids.ts';
import { anchorY, type PlacedTrack } from './track-layout.ts';
import type { Flow } from './track-model.ts';
import css from './trace-view.module.css';

interface FlowLinesProps {
  readonly flows: readonly Flow[];
  readonly places: readonly PlacedTrack[];
  readonly chain: ReadonlySet<EventId>;
  readonly xOf: (us: number) => number;
  readonly width: number;
  readonly us: number;
}

/** Messages between the tracks, from span to span: those of the selected chain in lamplight and on top, the rest faint. */
export function FlowLines({ flows, places, chain, xOf, width, us }: FlowLinesProps) {
  const id = useId();
  const by = new Map(places.map((place) => [place.track.part, place] as const));
  const drawn = flows
    .filter((flow) => by.has(flow.from) && by.has(flow.to))
    .filter((flow) => xOf(flow.toUs) >= 0 && xOf(flow.fromUs) <= width)
    .sort((a, b) => Number(chain.has(a.event)) - Number(chain.has(b.event)));
  return (
    <>
      <defs>
        {(['faint', 'lit'] as const).map((kind) => (
          <marker
            key={kind}
            id={`${id}${kind}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth={kind === 'lit' ? 8 : 6}
            markerHeight={kind === 'lit' ? 8 : 6}
            orient="auto"
          >
            <path d="M0 0 8 4 0 8Z" className={kind === 'lit' ? css.headLit : css.headFaint} />
          </marker>
        ))}
      </defs>
      {drawn.map((flow) => {
        const lit = chain.has(flow.event);
        return (
          <path
            key={flow.event}
            d={pathOf(flow, by, xOf)}
            className={css.flow}
            data-lit={lit}
            data-later={flow.fromUs > us}
            markerEnd={`url(#${id}${lit ? 'lit' : 'faint'})`}
          />
        );
      })}
    </>
  );
}

/** Out of a span's edge and into another's, upright at both ends. */
function pathOf(flow: Flow, by: ReadonlyMap<string, PlacedTrack>, xOf: (us: number) => number): string {
  const from = by.get(flow.from);
  const to = by.get(flow.to);
  if (!from || !to) return '';
  const down = to.top > from.top;
  const x1 = xOf(flow.fromUs);
  const x2 = xOf(flow.toUs);
  const y1 = anchorY(from, flow.fromUs, 'leaves', down);
  const y2 = anchorY(to, flow.toUs, 'arrives', !down);
  const bend = (y2 - y1) * 0.45;
  return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}
