import { ChevronDown, ChevronUp, Columns2, GitBranch, Square } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react';
import { IconButton } from '../ui/kit/button.tsx';
import { useText } from '../ui/kit/i18n.ts';
import { Tabs } from '../ui/kit/tabs.tsx';
import { formatClock } from '../ui/kit/template.ts';
import { useFaults, useObjects, useSession, useSessionState } from '../ui/session/hooks.ts';
import type { BottomTab } from '../ui/session/state.ts';
import { Pane } from './panes.tsx';
import css from './shell.module.css';

const TABS: readonly BottomTab[] = ['terminal', 'manifest', 'pods', 'nodes', 'events', 'trace', 'faults'];
const HEIGHT_MIN = 96;
const HEIGHT_STEP = 24;

/** What the map needs to stand at its own size with air around it, and all bars. */
const REST_OF_PAGE = 770;

function firstHeight(pageInPx: number, wire: boolean, narrow: boolean): number {
  if (wire) return Math.round(pageInPx * (narrow ? 0.38 : 0.46));
  if (narrow) return Math.round(pageInPx * 0.17);
  return Math.round(Math.min(pageInPx * 0.19, pageInPx - REST_OF_PAGE));
}

/** Tabs under the transport, one or two at a time. On narrow windows it is a sheet whose first tab is the inspector. */
export function BottomPanel({ narrow, wire }: { readonly narrow: boolean; readonly wire: boolean }) {
  const t = useText();
  const session = useSession();
  const open = useSessionState((state) => state.bottomOpen);
  const tab = useSessionState((state) => state.bottomTab);
  const split = useSessionState((state) => (narrow || wire ? null : state.splitTab));
  const [height, setHeight] = useState(() =>
    Math.max(HEIGHT_MIN, firstHeight(window.innerHeight, wire, narrow)),
  );
  useEffect(() => {
    // Wire depth is about the trace; leaving it shows the terminal again.
    if (wire) session.set({ bottomTab: 'trace', bottomOpen: true });
    return () => {
      if (wire && session.state.bottomTab === 'trace') session.set({ bottomTab: 'terminal' });
    };
  }, [wire, session]);
  const counts = useCounts();
  const ids = narrow ? (['inspector', ...TABS] as const) : TABS;
  const shown = !narrow && tab === 'inspector' ? 'terminal' : tab;
  const tabs = ids.map((id) => ({ id, label: t(`shell.tab.${id}`), count: counts[id] }));
  return (
    <section className={narrow ? `${css.bottom} ${css.sheet}` : css.bottom} aria-label={t('shell.panels')}>
      <div className={css.tabRow}>
        <Tabs
          label={t('shell.panels')}
          panelId="panel"
          tabs={tabs}
          value={shown}
          onChange={(id) => session.set({ bottomTab: id, bottomOpen: true })}
        />
        <div className={css.tabEnd}>
          {!narrow && <EveryPane />}
          {!narrow && !wire && (
            <IconButton
              icon={split === null ? Columns2 : Square}
              label={t(split === null ? 'shell.panel.split' : 'shell.panel.unsplit')}
              onClick={() => session.set({ splitTab: split === null ? 'pods' : null })}
            />
          )}
          <IconButton
            icon={open ? ChevronDown : ChevronUp}
            label={t(open ? 'shell.panel.close' : 'shell.panel.open')}
            aria-expanded={open}
            onClick={() => session.set({ bottomOpen: !open })}
          />
        </div>
        {open && <Handle height={height} onHeight={setHeight} />}
      </div>
      {open && (
        <div className={css.panes} style={{ height }}>
          <div
            className={css.pane}
            id="panel"
            role="tabpanel"
            aria-labelledby={`panel-${shown}`}
            tabIndex={-1}
          >
            <Pane tab={shown} />
          </div>
          {split !== null && split !== shown && (
            <section className={css.pane} aria-label={t(`shell.tab.${split}`)}>
              <Pane tab={split} />
            </section>
          )}
        </div>
      )}
    </section>
  );
}

/** Says that all panes show one and the same instant. */
function EveryPane() {
  const t = useText();
  const us = useSessionState((state) => state.playheadUs);
  return (
    <span className={css.everyPane} data-t={us}>
      <GitBranch size={12} strokeWidth={1.75} aria-hidden />
      {t('shell.everyPane', { clock: formatClock(us) })}
    </span>
  );
}

function useCounts(): Partial<Record<BottomTab, number>> {
  const faults = useFaults().length;
  const pods = useObjects('pods/').length;
  const nodes = useObjects('nodes/').length;
  const events = useObjects('events').length;
  return { pods, nodes, events, ...(faults > 0 ? { faults } : {}) };
}

/** Drag, or arrow keys, for the height. */
function Handle({
  height,
  onHeight,
}: {
  readonly height: number;
  readonly onHeight: (height: number) => void;
}) {
  const t = useText();
  const max = Math.round(window.innerHeight * 0.6);
  const set = (next: number) => onHeight(Math.min(max, Math.max(HEIGHT_MIN, next)));
  const onPointerMove = (event: PointerEvent) => {
    if (event.buttons === 1) set(height - event.movementY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? HEIGHT_STEP : event.key === 'ArrowDown' ? -HEIGHT_STEP : 0;
    if (step === 0) return;
    event.preventDefault();
    set(height + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be dragged
    <div
      className={css.handle}
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('shell.resize')}
      aria-valuenow={height}
      aria-valuemin={HEIGHT_MIN}
      aria-valuemax={max}
      tabIndex={0}
      data-own-arrows
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
