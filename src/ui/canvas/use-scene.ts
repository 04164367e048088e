import { useEffect, useMemo, useState } from 'react';
import { useAtPlayhead, useSessionState } from '../session/hooks.ts';
import { makeEdgeStates } from './edges/edge-state.ts';
import { flowNodes } from './flow-model.ts';
import { MACHINES_SHOWN_MAX } from './graph/fold.ts';
import { routeEdges } from './graph/lanes.ts';
import { layoutGraph } from './graph/layout.ts';
import { buildGraph, type Depth, type Form } from './graph/model.ts';
import type { FramePicture } from './overlay/token-layer.tsx';
import { machinesConcerned } from './view/concerned.ts';

const DEPTHS: readonly Depth[] = ['story', 'components', 'wire'];
const NARROW_BELOW_PX = 1200;

export interface Scene extends FramePicture {
  readonly nodes: ReturnType<typeof flowNodes>;
}

/** Everything that only a change of topology, depth or width makes anew. */
export function useScene(beside: boolean): Scene {
  const roster = useSessionState((state) => state.roster);
  const links = useSessionState((state) => state.links);
  const chosen = DEPTHS[useSessionState((state) => state.depth) - 1] ?? 'components';
  const depth = beside && chosen === 'story' ? 'components' : chosen;
  const reducedMotion = useSessionState((state) => state.reducedMotion);
  const narrow = useNarrow();
  const form = formOf(depth, narrow, beside);
  const endpoints = useEndpoints();
  const concerned = useMachinesConcerned(form === 'story' || form === 'small');
  return useMemo(() => {
    const graph = buildGraph({
      roster,
      links,
      form,
      etcdEndpoints: endpoints === '' ? [] : endpoints.split(' '),
      machinesShown: concerned === '' ? [] : concerned.split(' '),
    });
    const layout = layoutGraph(graph);
    const routes = routeEdges(graph, layout);
    const states = makeEdgeStates();
    return { graph, layout, routes, depth, states, reducedMotion, nodes: flowNodes(graph, layout) };
  }, [roster, links, form, endpoints, concerned, depth, reducedMotion]);
}

function formOf(depth: Depth, narrow: boolean, beside: boolean): Form {
  if (beside) return 'pair';
  if (depth === 'story') return 'story';
  if (depth === 'wire') return 'small';
  return narrow ? 'narrow' : 'wide';
}

/** Which members the apiservers talk to at the playhead, as one string. */
function useEndpoints(): string {
  const roster = useSessionState((state) => state.roster);
  const apiservers = useMemo(
    () => roster.filter((entry) => entry.kind === 'kube-apiserver').map((entry) => entry.id),
    [roster],
  );
  return useAtPlayhead((trace, us) => {
    const found = new Set<string>();
    for (const id of apiservers) {
      const detail = trace.faceAt(id, us)?.detail;
      if (detail?.kind === 'kube-apiserver' && detail.etcdEndpoint !== '') found.add(detail.etcdEndpoint);
    }
    return [...found].sort().join(' ');
  });
}

/** Where few machines have a card: those that the playhead's instant is about, as one string. */
function useMachinesConcerned(few: boolean): string {
  const roster = useSessionState((state) => state.roster);
  const selection = useSessionState((state) => state.selection);
  const machineOf = useMemo(
    () =>
      new Map(
        roster
          .filter((entry) => entry.kind === 'kubelet' || entry.kind === 'runtime')
          .map((entry) => [entry.id, entry.machine] as const),
      ),
    [roster],
  );
  const fold = few && new Set(machineOf.values()).size > MACHINES_SHOWN_MAX;
  return useAtPlayhead((trace, us) =>
    fold ? machinesConcerned({ trace, us, selection, machineOf, max: MACHINES_SHOWN_MAX - 1 }).join(' ') : '',
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => window.innerWidth < NARROW_BELOW_PX);
  useEffect(() => {
    const query = window.matchMedia(`(max-width: ${NARROW_BELOW_PX - 1}px)`);
    const listen = () => setNarrow(query.matches);
    listen();
    query.addEventListener('change', listen);
    return () => query.removeEventListener('change', listen);
  }, []);
  return narrow;
}
