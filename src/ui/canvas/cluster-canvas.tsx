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
import { useSession } from '../session/hooks.ts';
import { type Camera, makeCamera, ZOOM_MAX, ZOOM_MIN } from './camera.ts';
import css from './cluster-canvas.module.css';
import { WireLayer } from './edges/wire-layer.tsx';
import type { Layout } from './graph/layout.ts';
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
import { NodesFrame } from './nodes/nodes-frame.tsx';
import { OnDiskLine } from './nodes/on-disk-line.tsx';
import { PairCard } from './nodes/pair-card.tsx';
import { PodSummary } from './nodes/pod-summary.tsx';
import { RestCard } from './nodes/rest-card.tsx';
import { SmallCard } from './nodes/small-card.tsx';
import { StoryCard } from './nodes/story-card.tsx';
import { TileCard } from './nodes/tile-card.tsx';
import { TokenLayer } from './overlay/token-layer.tsx';
import { SmallMap } from './small-map.tsx';
import { PodFilterBar } from './pod-filter-bar.tsx';
import { useScene } from './use-scene.ts';
import { ZoomControls } from './zoom-controls.tsx';

const nodeTypes: NodeTypes = {
  apiserver: ApiserverCard,
  controlPlane: ControlPlane,
  etcd: EtcdCard,
  kubectl: KubectlCard,
  loop: LoopCard,
  machine: MachineCard,
  nodesFrame: NodesFrame,
  onDisk: OnDiskLine,
  pair: PairCard,
  podSummary: PodSummary,
  rest: RestCard,
  small: SmallCard,
  story: StoryCard,
  tile: TileCard,
};
const proOptions = { hideAttribution: true };
/** Above this only what is in sight is in the document. */
const NODES_MANY = 160;

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

/** Below this the small words of a card could not be read: names grow in their place. */
const FAR_BELOW_ZOOM = 0.7;
/** Many nodes are there to be seen together, and their Pods to be counted: names grow sooner. */
const FAR_BELOW_ZOOM_IN_GRID = 0.85;
/** Below this only labels are left. */
const DISTANT_BELOW_ZOOM = 0.42;

function Picture({ beside }: { readonly beside: boolean }) {
  const t = useText();
  const session = useSession();
  const scene = useScene(beside);
  const root = useRef<HTMLDivElement>(null);
  const far = useStore(
    (flow) => flow.transform[2] < (scene.layout.nodesFrame ? FAR_BELOW_ZOOM_IN_GRID : FAR_BELOW_ZOOM),
  );
  const distant = useStore((flow) => flow.transform[2] < DISTANT_BELOW_ZOOM);
  const { camera, following, track } = useCamera(root, scene.layout);
  useOwnKeys(root);
  const ariaLabels = useMemo(() => ariaLabelsOf(t), [t]);
  const { form } = scene.graph;
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
      data-form={form}
      data-distant={distant}
      data-far={far && (form === 'wide' || form === 'narrow')}
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
        <WireLayer routes={scene.routes} states={scene.states} form={form} />
        <TokenLayer picture={scene} onFrame={track} />
        <SmallMap layout={scene.layout} />
      </ReactFlow>
      {!beside && <PodFilterBar />}
      {!beside && <ZoomControls following={following} level={form === 'small'} />}
      {form === 'wide' && scene.depth === 'components' && <Legend />}
    </div>
  );
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
    'minimap.ariaLabel': t('canvas.minimap'),
  };
}
