import '@xyflow/react/dist/base.css';
import {
  type AriaLabelConfig,
  Background,
  BackgroundVariant,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Translate, useText } from '../kit/i18n.ts';
import { useAtPlayhead, useSession, useSessionState } from '../session/hooks.ts';
import { type Camera, makeCamera, ZOOM_MAX, ZOOM_MIN } from './camera.ts';
import css from './cluster-canvas.module.css';
import { makeEdgeStates } from './edges/edge-state.ts';
import { WireLayer } from './edges/wire-layer.tsx';
import { flowNodes } from './flow-model.ts';
import { routeEdges } from './graph/lanes.ts';
import { type Layout, layoutGraph } from './graph/layout.ts';
import { buildGraph, type Depth, type Form } from './graph/model.ts';
import type { Token } from './graph/tokens.ts';
import { listenForKeys } from './keyboard.ts';
import { Legend } from './legend.tsx';
import { listenForLongPress } from './long-press.ts';
import { ApiserverCard } from './nodes/apiserver-card.tsx';
import { ControlPlane } from './nodes/control-plane.tsx';
import { EtcdCard } from './nodes/etcd-card.tsx';
import { KubectlCard } from './nodes/kubectl-card.tsx';
import { LoopCard } from './nodes/loop-card.tsx';
import { MachineCard } from './nodes/machine-card.tsx';
import { OnDiskLine } from './nodes/on-disk-line.tsx';
import { PairCard } from './nodes/pair-card.tsx';
import { PodSummary } from './nodes/pod-summary.tsx';
import { StoryCard } from './nodes/story-card.tsx';
import { type FramePicture, TokenLayer } from './overlay/token-layer.tsx';
import { ZoomControls } from './zoom-controls.tsx';

const nodeTypes: NodeTypes = {
  apiserver: ApiserverCard,
  controlPlane: ControlPlane,
  etcd: EtcdCard,
  kubectl: KubectlCard,
  loop: LoopCard,
  machine: MachineCard,
  onDisk: OnDiskLine,
  pair: PairCard,
  podSummary: PodSummary,
  story: StoryCard,
};
const proOptions = { hideAttribution: true };
const DEPTHS: readonly Depth[] = ['story', 'components', 'wire'];
/** Above this only what is in sight is in the document. */
const NODES_MANY = 60;
const NARROW_BELOW_PX = 1200;

/** Inside another page the wheel belongs to that page; it zooms only with Ctrl or Cmd. */
const embedded = globalThis.window !== undefined && window.self !== window.top;

/** The cluster at the playhead: parts, wires between them, and messages on the wires. `beside` another one it takes half the width. */
export function ClusterCanvas({ beside = false }: { readonly beside?: boolean }) {
  return (
    <ReactFlowProvider>
      <Picture beside={beside} />
    </ReactFlowProvider>
  );
}

interface Scene extends FramePicture {
  readonly nodes: ReturnType<typeof flowNodes>;
}

/** Below this the small words of a card could not be read: names grow in their place. */
const FAR_BELOW_ZOOM = 0.7;

function Picture({ beside }: { readonly beside: boolean }) {
  const t = useText();
  const session = useSession();
  const scene = useScene(beside);
  const root = useRef<HTMLDivElement>(null);
  const far = useStore((flow) => flow.transform[2] < FAR_BELOW_ZOOM);
  const { camera, following, track } = useCamera(root, scene.layout);
  useOwnKeys(root);
  const ariaLabels = useMemo(() => ariaLabelsOf(t), [t]);
  const compact = scene.graph.form !== 'wide';
  return (
    <div
      ref={root}
      className={css.root}
      role="application"
      aria-label={t('canvas.label')}
      aria-describedby="canvas-help"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application has its own keys: one tab stop, arrows inside
      tabIndex={0}
      data-depth={scene.depth}
      data-form={scene.graph.form}
      data-far={far && scene.depth !== 'story'}
    >
      <p id="canvas-help" className="unseen">
        {t('canvas.help')}
      </p>
      <ReactFlow
        nodes={scene.nodes}
        nodeTypes={nodeTypes}
        ariaLabelConfig={ariaLabels}
        proOptions={proOptions}
        minZoom={ZOOM_MIN}
        maxZoom={ZOOM_MAX}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        zoomOnScroll={!embedded}
        preventScrolling={!embedded}
        zoomActivationKeyCode={embedded ? ['Control', 'Meta'] : null}
        panActivationKeyCode={null}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        onlyRenderVisibleElements={scene.nodes.length > NODES_MANY}
        onMoveStart={(event) => camera.current?.setDragging(event !== null)}
        onMoveEnd={() => camera.current?.setDragging(false)}
        onPaneClick={() => !session.state.pinned && session.select(null)}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--dot)" />
        <WireLayer routes={scene.routes} states={scene.states} form={scene.graph.form} />
        <TokenLayer picture={scene} onFrame={track} />
      </ReactFlow>
      {!beside && <ZoomControls following={following} />}
      {!compact && scene.depth === 'components' && <Legend />}
    </div>
  );
}

/** Everything that only a change of topology, depth or width makes anew. */
function useScene(beside: boolean): Scene {
  const roster = useSessionState((state) => state.roster);
  const links = useSessionState((state) => state.links);
  const chosen = DEPTHS[useSessionState((state) => state.depth) - 1] ?? 'components';
  const depth = beside && chosen === 'story' ? 'components' : chosen;
  const reducedMotion = useSessionState((state) => state.reducedMotion);
  const narrow = useNarrow();
  const form: Form = beside
    ? 'pair'
    : depth === 'story'
      ? 'story'
      : narrow || depth === 'wire'
        ? 'narrow'
        : 'wide';
  const endpoints = useEndpoints();
  return useMemo(() => {
    const graph = buildGraph({
      roster,
      links,
      form,
      etcdEndpoints: endpoints === '' ? [] : endpoints.split(' '),
    });
    const layout = layoutGraph(graph);
    const routes = routeEdges(graph, layout);
    const states = makeEdgeStates();
    return { graph, layout, routes, depth, states, reducedMotion, nodes: flowNodes(graph, layout) };
  }, [roster, links, form, endpoints, depth, reducedMotion]);
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

/** The camera: fits at first and after every change of size, until a person moves it; then it stays where it was put. */
function useCamera(root: RefObject<HTMLDivElement | null>, layout: Layout) {
  const session = useSession();
  const flow = useReactFlow();
  const camera = useRef<Camera | null>(null);
  const current = useRef(layout);
  const moved = useRef(false);
  const [following, setFollowing] = useState(false);

  // Before the other effects: they fit what is laid out now.
  useEffect(() => {
    current.current = layout;
  }, [layout]);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const made = makeCamera({
      flow,
      sizeOf: () => ({ width: element.clientWidth, height: element.clientHeight }),
      layoutOf: () => current.current,
      reducedMotion: () => session.state.reducedMotion,
      onFollow: setFollowing,
    });
    camera.current = made;
    const byHand = () => {
      moved.current = true;
    };
    const pane = element.querySelector('.react-flow__pane');
    pane?.addEventListener('wheel', byHand, { passive: true });
    pane?.addEventListener('pointerdown', byHand);
    const observer = new ResizeObserver(() => !moved.current && made.fit(false));
    observer.observe(element);
    const stopView = session.onView((command) => {
      if (command === 'fit') moved.current = false;
      if (command === 'fit') made.fit(true);
      else if (command === 'zoom-in') made.zoomBy(1.25);
      else if (command === 'zoom-out') made.zoomBy(0.8);
      else if (command === 'follow') made.toggleFollow();
      else made.leaveFollow();
    });
    return () => {
      stopView();
      observer.disconnect();
      pane?.removeEventListener('wheel', byHand);
      pane?.removeEventListener('pointerdown', byHand);
    };
  }, [flow, root, session]);

  // Another depth or another set of machines is another picture: it is shown whole.
  const { width, height } = layout;
  useEffect(() => {
    moved.current = false;
    camera.current?.fit(false);
  }, [width, height]);
  const track = useCallback((tokens: readonly Token[], playing: boolean) => {
    camera.current?.track(tokens, playing);
  }, []);
  return { camera, following, track };
}

function useOwnKeys(root: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    const stops = [listenForKeys(element), listenForLongPress(element)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [root]);
}

function ariaLabelsOf(t: Translate): Partial<AriaLabelConfig> {
  return {
    'node.a11yDescription.default': t('canvas.help'),
    'node.a11yDescription.keyboardDisabled': t('canvas.help'),
    'edge.a11yDescription.default': t('canvas.help'),
    'controls.ariaLabel': t('canvas.zoom'),
    'controls.zoomIn.ariaLabel': t('canvas.zoom.in'),
    'controls.zoomOut.ariaLabel': t('canvas.zoom.out'),
    'controls.fitView.ariaLabel': t('canvas.zoom.fit'),
    'minimap.ariaLabel': t('canvas.label'),
  };
}
