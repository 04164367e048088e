import { ViewportPortal } from '@xyflow/react';
import { memo } from 'react';
import type { Route } from '../graph/lanes.ts';
import { TRUNK } from '../graph/trunk.ts';
import type { Form } from '../graph/model.ts';
import type { EdgeStates } from './edge-state.ts';
import { TrunkEdge } from './trunk-edge.tsx';
import { WireEdge } from './wire-edge.tsx';
import css from './wire-edge.module.css';

interface WireLayerProps {
  readonly routes: ReadonlyMap<string, Route>;
  readonly states: EdgeStates;
  readonly form: Form;
}

/**
 * All wires in one drawing above the cards, whose borders carry the ports. They are not React Flow's edges: those would look for a handle
 * on each card to begin at, while these know their whole way from the lanes.
 */
export const WireLayer = memo(function WireLayer({ routes, states, form }: WireLayerProps) {
  const trunk = routes.get(TRUNK);
  const branches = [...routes.values()].filter((route) => route.trunkInPx > 0).length;
  return (
    <ViewportPortal>
      <svg className={css.layer} width="1" height="1">
        {trunk && <TrunkEdge route={trunk} states={states} nodes={branches} />}
        {[...routes.values()]
          .filter((route) => route !== trunk)
          .map((route) => (
            <WireEdge
              key={route.edge.id}
              route={route}
              states={states}
              says={form === 'wide' && route.edge.pattern === 'watch' && route.points.length === 2}
            />
          ))}
      </svg>
    </ViewportPortal>
  );
});
