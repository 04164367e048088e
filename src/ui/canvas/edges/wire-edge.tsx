import { memo } from 'react';
import { type Translate, useText } from '../../kit/i18n.ts';
import { iconOf } from '../../kit/part-icon.tsx';
import { useAtPlayhead, useSession, useSessionState } from '../../session/hooks.ts';
import { pointing } from '../pointing.ts';
import type { Route } from '../graph/lanes.ts';
import type { GraphEdge, Pattern } from '../graph/model.ts';
import type { Point } from '../graph/path.ts';
import { useEdgeFault } from './edge-fault.ts';
import { type EdgeState, type EdgeStates, useEdgeState } from './edge-state.ts';
import css from './wire-edge.module.css';

export interface WireProps {
  readonly route: Route;
  readonly states: EdgeStates;
  /** True where a quiet watch says so beside its wire. */
  readonly says: boolean;
}

const PATTERNS: Readonly<
  Record<Pattern, { readonly width: number; readonly dash?: string; readonly cap?: 'round' }>
> = {
  http: { width: 1.75 },
  watch: { width: 2, dash: '1 5', cap: 'round' },
  etcd: { width: 3 },
  raft: { width: 2, dash: '9 4' },
  cri: { width: 2, dash: '10 3 2 3' },
};

/** A wire: thin and grey while idle, in its colour while a message is on it or a request is open. */
export const WireEdge = memo(function WireEdge({ route, states, says }: WireProps) {
  const t = useText();
  const session = useSession();
  const state = useEdgeState(states, route.edge.id);
  const fault = useEdgeFault(route.edge);
  const id = selectionOf(route.edge);
  const selected = useSessionState(
    (current) => current.selection?.kind === 'edge' && current.selection.id === id,
  );
  const lit = useSessionState((current) => current.highlight.includes(id));
  // Many idle branches would be a web: the trunk stands for them.
  if (route.trunkInPx > 0 && !state && !selected && !lit && fault === '') return null;
  return (
    <g
      role="button"
      tabIndex={-1}
      className={css.wire}
      aria-label={labelOf(t, route.edge, fault)}
      aria-pressed={selected}
      data-focus={`edge:${route.edge.id}`}
      data-state={fault === 'cut' ? 'cut' : (state ?? 'idle')}
      {...pointing(session, { kind: 'edge', id }, { kind: 'edge', id })}
    >
      {(selected || lit) && <path d={route.d} className={css.lamp} />}
      <path d={route.d} className={css.touch} />
      <Line route={route} state={state} cut={fault === 'cut'} />
      {fault !== '' && <FaultOnWire t={t} fault={fault} route={route} />}
      {says && !state && fault === '' && <Quiet route={route} t={t} />}
    </g>
  );
});

export function Line({
  route,
  state,
  cut,
}: {
  readonly route: Route;
  readonly state: EdgeState;
  readonly cut: boolean;
}) {
  const pattern = PATTERNS[state ?? route.edge.pattern];
  const idle = state ? `var(--w-${route.edge.wire})` : 'var(--line3)';
  const colour = cut ? 'var(--st-failed)' : idle;
  return (
    <>
      <path
        d={route.d}
        fill="none"
        stroke={colour}
        strokeWidth={state ? pattern.width : 1.25}
        strokeDasharray={cut ? '4 5' : pattern.dash}
        strokeLinecap={cut ? undefined : pattern.cap}
      />
      <Port at={route.points[0]} colour={colour} />
      <Port at={route.points.at(-1)} colour={colour} />
    </>
  );
}

function labelOf(t: Translate, edge: GraphEdge, fault: string): string {
  const [a = '', b = ''] = edge.pairs[0] ?? [];
  const wire = t(`canvas.legend.${edge.pattern}`);
  if (fault === '') return t('canvas.label.edge', { wire, a, b });
  return t('canvas.label.edgeFault', { wire, a, b, fault: faultWord(t, fault) });
}

/** Id under which an edge is selected: the two parts that it joins first. */
const selectionOf = (edge: GraphEdge): string => edge.pairs[0]?.join('~') ?? edge.id;

function Port({ at, colour }: { readonly at: Point | undefined; readonly colour: string }) {
  return at ? <circle cx={at.x} cy={at.y} r={4} className={css.port} stroke={colour} /> : null;
}

/** A short lane is filled by its token: there the mark stands above it. */
const SHORT_RUN = 120;

/** Scissors or a zap on the wire; what exactly is wrong stands in its tooltip, because messages pass over this place. */
function FaultOnWire({
  t,
  fault,
  route,
}: {
  readonly t: Translate;
  readonly fault: string;
  readonly route: Route;
}) {
  const Icon = iconOf(fault === 'cut' ? 'cut' : 'fault');
  const { x, y } = route.label;
  const above =
    route.edge.wire === 'http' &&
    route.points.length === 2 &&
    route.points[0]?.y === y &&
    route.runInPx < SHORT_RUN;
  return (
    <g className={css.fault} transform={`translate(${x} ${above ? y - 25 : y})`}>
      <title>{faultWord(t, fault)}</title>
      <circle r={11} />
      <Icon x={-7} y={-7} width={14} height={14} size={14} strokeWidth={1.75} aria-hidden />
    </g>
  );
}

function faultWord(t: Translate, fault: string): string {
  const [kind = '', amount = ''] = fault.split(' ');
  if (kind === 'cut') return t('canvas.edge.cut');
  if (kind === 'delay') return t('canvas.edge.delay', { delay: Number(amount) });
  return t('canvas.edge.loss', { share: Math.round(Number(amount) * 100) });
}

/** Beside a watch on which nothing moves: how many it stands for, and that it is quiet. */
function Quiet({ route, t }: { readonly route: Route; readonly t: Translate }) {
  const clients = route.edge.pairs.flat();
  const n = useAtPlayhead((trace, us) => {
    let open = 0;
    for (const part of clients) {
      const detail = trace.faceAt(part, us)?.detail;
      if (detail?.kind === 'kube-apiserver')
        open += detail.watches.filter((watch) => clients.includes(watch.client)).length;
    }
    return open;
  });
  if (n === 0) return null;
  return (
    <text x={route.label.x + 12} y={route.label.y + 4} className={css.quiet}>
      {t('canvas.edge.watches', { n })}
    </text>
  );
}
