import { lazy, Suspense } from 'react';
import { useText } from '../ui/kit/i18n.ts';
import type { BottomTab } from '../ui/session/state.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import css from './shell.module.css';

// Each comes in a chunk of its own: xterm and CodeMirror are heavy, and the first picture needs none of them.
const Inspector = lazy(async () => ({
  default: (await import('../ui/panels/inspector/inspector.tsx')).Inspector,
}));
const Terminal = lazy(async () => ({
  default: (await import('../ui/panels/terminal/terminal.tsx')).Terminal,
}));
const ManifestEditor = lazy(async () => ({
  default: (await import('../ui/panels/manifest/manifest-editor.tsx')).ManifestEditor,
}));
const PodsTable = lazy(async () => ({
  default: (await import('../ui/panels/tables/pods-table.tsx')).PodsTable,
}));
const NodesTable = lazy(async () => ({
  default: (await import('../ui/panels/tables/nodes-table.tsx')).NodesTable,
}));
const EventsTable = lazy(async () => ({
  default: (await import('../ui/panels/events/events-table.tsx')).EventsTable,
}));
const TraceView = lazy(async () => ({
  default: (await import('../ui/panels/trace/trace-view.tsx')).TraceView,
}));
const FaultTray = lazy(async () => ({
  default: (await import('../ui/panels/faults/fault-tray.tsx')).FaultTray,
}));

const panes = {
  inspector: Inspector,
  terminal: Terminal,
  manifest: ManifestEditor,
  pods: PodsTable,
  nodes: NodesTable,
  events: EventsTable,
  trace: TraceView,
  faults: FaultTray,
} as const satisfies Record<BottomTab, unknown>;

/** The content of a tab, loaded when it is first shown. */
export function Pane({ tab }: { readonly tab: BottomTab }) {
  const t = useText();
  const Content = panes[tab];
  return (
    <ErrorBoundary resetKey={tab}>
      <Suspense fallback={<p className={css.loading}>{t('shell.loading')}</p>}>
        <Content />
      </Suspense>
    </ErrorBoundary>
  );
}
