import { memo } from 'react';
import { useText } from '../../kit/i18n.ts';
import type { Route } from '../graph/lanes.ts';
import { type EdgeStates, useEdgeState } from './edge-state.ts';
import { Line } from './wire-edge.tsx';
import css from './wire-edge.module.css';

interface TrunkEdgeProps {
  readonly route: Route;
  readonly states: EdgeStates;
  /** How many edges it stands for. */
  readonly nodes: number;
}

/** All edges from the apiserver to the nodes as one, with their number; a node's own branch is drawn while a message is on it. */
export const TrunkEdge = memo(function TrunkEdge({ route, states, nodes }: TrunkEdgeProps) {
  const t = useText();
  const state = useEdgeState(states, route.edge.id);
  return (
    <g data-trunk={nodes}>
      <Line route={route} state={state} cut={false} />
      <text x={route.label.x} y={route.label.y - 18} textAnchor="middle" className={css.trunk}>
        {t('canvas.edge.trunk', { n: nodes })}
      </text>
    </g>
  );
});
