import { lazy, Suspense, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ClusterCanvas } from '../ui/canvas/cluster-canvas.tsx';
import { TextProvider, useText } from '../ui/kit/i18n.ts';
import { TooltipLayer } from '../ui/kit/tooltip.tsx';
import { CaptionBar } from '../ui/panels/caption/caption-bar.tsx';
import { Palette } from '../ui/panels/palette/palette.tsx';
import { Settings } from '../ui/panels/palette/settings.tsx';
import { useShortcuts } from '../ui/panels/palette/shortcut-listener.ts';
import { Shortcuts } from '../ui/panels/palette/shortcuts.tsx';
import { TopBar } from '../ui/panels/top-bar/top-bar.tsx';
import { Transport } from '../ui/panels/transport/transport.tsx';
import { useInstantOf, useSessionState } from '../ui/session/hooks.ts';
import { Banners } from './banners.tsx';
import { BottomPanel } from './bottom-panel.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { FaultMenuLayer } from './fault-menu-layer.tsx';
import { Pane } from './panes.tsx';
import css from './shell.module.css';

const RequestList = lazy(async () => ({
  default: (await import('../ui/panels/trace/request-list.tsx')).RequestList,
}));
const Compare = lazy(async () => ({ default: (await import('../ui/panels/compare/compare.tsx')).Compare }));
const GoTo = lazy(async () => ({ default: (await import('../ui/panels/go-to/go-to.tsx')).GoTo }));
const MarkSheet = lazy(async () => ({
  default: (await import('../ui/panels/go-to/mark-sheet.tsx')).MarkSheet,
}));
const XRay = lazy(async () => ({ default: (await import('../ui/parts/xray.tsx')).XRay }));

const narrowQuery = window.matchMedia('(max-width: 1199px)');
function useNarrow(): boolean {
  return useSyncExternalStore(
    (listen) => {
      narrowQuery.addEventListener('change', listen);
      return () => narrowQuery.removeEventListener('change', listen);
    },
    () => narrowQuery.matches,
  );
}

/** Writes theme, language and motion where CSS and assistive technology look for them. */
function usePageAttributes(): void {
  const theme = useSessionState((state) => state.theme);
  const locale = useSessionState((state) => state.locale);
  const reduced = useSessionState((state) => state.reducedMotion);
  // Before the effects of the panels: some of them read the theme's colours.
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset['theme'] = theme;
    root.dataset['motion'] = reduced ? 'reduced' : 'full';
    root.lang = locale;
  }, [theme, locale, reduced]);
}

export function Page() {
  const locale = useSessionState((state) => state.locale);
  return (
    <TextProvider locale={locale}>
      <TooltipLayer>
        <Shell />
      </TooltipLayer>
    </TextProvider>
  );
}

function Shell() {
  const t = useText();
  const narrow = useNarrow();
  usePageAttributes();
  useShortcuts();
  const depth = useSessionState((state) => state.depth);
  const xray = useSessionState((state) => state.xray);
  const comparing = useSessionState((state) => state.compare !== null);
  const plain = depth === 1 || xray !== null || comparing;
  const wire = depth === 3 && !plain;
  return (
    <div className={css.page}>
      <a className={css.skip} href="#map">
        {t('shell.skip')}
      </a>
      <TopBar />
      <Banners />
      <div className={css.body}>
        <div className={wire ? `${css.left} ${css.wire}` : css.left}>
          {comparing ? (
            <Comparison />
          ) : (
            <div className={css.stage}>
              <Stage />
              {wire && <Requests />}
              {wire && !narrow && <InspectorPane />}
              {xray !== null && <ChosenInside />}
            </div>
          )}
          {!wire && !comparing && <CaptionBar />}
          <Transport />
          {!plain && <BottomPanel key={String(wire)} narrow={narrow} wire={wire} />}
        </div>
        {!plain && !narrow && !wire && <InspectorPane />}
      </div>
      <FaultMenuLayer />
      <Palette />
      <Shortcuts />
      <Settings />
      <TimeSheets />
    </div>
  );
}

/** Sheets about time, loaded when they are first asked for. */
function TimeSheets() {
  const overlay = useSessionState((state) => state.overlay);
  return (
    <Suspense fallback={null}>
      {overlay === 'go-to' && <GoTo />}
      {overlay === 'mark' && <MarkSheet />}
    </Suspense>
  );
}

/** Two branches side by side. */
function Comparison() {
  const t = useText();
  return (
    <main id="map" className={css.compare} aria-label={t('compare.label')} tabIndex={-1}>
      <ErrorBoundary>
        <Suspense fallback={<p className={css.loading}>{t('shell.loading')}</p>}>
          <Compare />
        </Suspense>
      </ErrorBoundary>
    </main>
  );
}

/** In an X-ray the inspector comes with what is chosen there, and goes with it; what was chosen on the map before does not bring it. */
function ChosenInside() {
  const selection = useSessionState((state) => state.selection);
  const [before] = useState(selection);
  return selection === null || selection === before ? null : <InspectorPane />;
}

function InspectorPane() {
  const t = useText();
  return (
    <aside className={css.inspector} aria-label={t('shell.inspector')}>
      <Pane tab="inspector" />
    </aside>
  );
}

/** At Wire depth every message stands in a list beside the map. */
function Requests() {
  const t = useText();
  const box = useRef<HTMLElement>(null);
  useInstantOf(box);
  return (
    <section ref={box} className={css.requests} aria-label={t('shell.requests')}>
      <ErrorBoundary>
        <Suspense fallback={<p className={css.loading}>{t('shell.loading')}</p>}>
          <RequestList />
        </Suspense>
      </ErrorBoundary>
    </section>
  );
}

/** The map, or one part from inside. */
function Stage() {
  const t = useText();
  const xray = useSessionState((state) => state.xray);
  const box = useRef<HTMLElement>(null);
  useInstantOf(box);
  return (
    <main ref={box} id="map" className={css.map} aria-label={t('shell.map')} tabIndex={-1}>
      <ErrorBoundary resetKey={xray ?? 'map'}>
        {xray === null ? (
          <ClusterCanvas />
        ) : (
          <Suspense fallback={<p className={css.loading}>{t('shell.loading')}</p>}>
            <XRay part={xray} />
          </Suspense>
        )}
      </ErrorBoundary>
    </main>
  );
}
