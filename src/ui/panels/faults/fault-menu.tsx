import {
  Clock,
  CopyPlus,
  HeartPulse,
  type LucideIcon,
  OctagonX,
  Pause,
  Percent,
  RefreshCw,
  Scissors,
  Snail,
  Square,
  Terminal,
  Unplug,
  X,
} from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Button } from '../../kit/button.tsx';
import { useText } from '../../kit/i18n.ts';
import { useSession, useSessionState } from '../../session/hooks.ts';
import type { Session } from '../../session/session.ts';
import type { Selection } from '../../session/state.ts';
import { usePartNames } from '../inspector/part-names.ts';
import css from './faults.module.css';
import { type FaultOption, faultGroups } from './fault-targets.ts';

const ICONS: Readonly<Record<FaultOption['kind'], LucideIcon>> = {
  stop: Square,
  crash: OctagonX,
  restart: RefreshCw,
  pause: Pause,
  slow: Snail,
  cut: Scissors,
  isolate: Unplug,
  delay: Clock,
  loss: Percent,
  'drop-message': X,
  'duplicate-message': CopyPlus,
  'delay-message': Clock,
  heal: HeartPulse,
  kubectl: Terminal,
};

interface FaultMenuProps {
  readonly target: Selection;
  readonly onDone: () => void;
  /** Takes the focus when it opens; off where it stands in a panel. */
  readonly takeFocus?: boolean;
}

/** What may go wrong with `target`, only what applies to it now; calls `onDone` when something was chosen. */
export function FaultMenu({ target, onDone, takeFocus = true }: FaultMenuProps) {
  const t = useText();
  const session = useSession();
  const names = usePartNames();
  const us = useSessionState((state) => state.playheadUs);
  const roster = useSessionState((state) => state.roster);
  const links = useSessionState((state) => state.links);
  const box = useRef<HTMLDivElement>(null);
  const groups = faultGroups(target, { trace: session.trace, us, roster, links, nameOf: names.nameOf });
  useEffect(() => {
    if (!takeFocus) return;
    const frame = requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('button')?.focus());
    return () => cancelAnimationFrame(frame);
  }, [takeFocus]);
  const choose = (option: FaultOption) => {
    onDone();
    if (option.action.kind === 'fault' && !('hop' in option.action.fault)) showTray(session);
    void session.act(option.action);
  };
  return (
    <div ref={box}>
      <PassedMessage target={target} onDone={onDone} />
      {groups.length === 0 ? (
        <p className={css.nothing}>{t('fault.menu.none')}</p>
      ) : (
        <div className={css.menu} role="menu" tabIndex={-1} aria-label={t('fault.how')} onKeyDown={moveFocus}>
          {groups.map((group) => (
            <div key={group.id} role="group" aria-label={t.say(group.title)}>
              <div className={css.menuTitle}>{t.say(group.title)}</div>
              {group.options.map((option) => {
                const Icon = ICONS[option.kind];
                return (
                  <button
                    key={option.id}
                    type="button"
                    role="menuitem"
                    className={css.option}
                    data-fault={option.kind}
                    onClick={() => choose(option)}
                  >
                    <Icon size={16} strokeWidth={1.75} aria-hidden />
                    <span>
                      <span className={css.optionName}>{t.say(option.label)}</span>
                      <span className={css.optionHint}>{t.say(option.hint)}</span>
                    </span>
                  </button>
                );
              })}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** What the fault does stands in the tray: beside the open panel if there is room for two. */
function showTray(session: Session): void {
  const { splitTab, bottomTab } = session.state;
  if (bottomTab === 'faults' || splitTab === 'faults') session.set({ bottomOpen: true });
  else if (splitTab === null || window.innerWidth < 1200)
    session.set({ bottomTab: 'faults', bottomOpen: true });
  else session.set({ splitTab: 'faults', bottomOpen: true });
}

/** A message can only be broken while it is on its way: offers to go there. */
function PassedMessage({ target, onDone }: { readonly target: Selection; readonly onDone: () => void }) {
  const t = useText();
  const session = useSession();
  const us = useSessionState((state) => state.playheadUs);
  const hop =
    target.kind === 'hop' || target.kind === 'event' ? session.trace.hopById(Number(target.id)) : undefined;
  if (hop === undefined || (us >= hop.atUs && us < hop.dueAtUs)) return null;
  const goThere = () => {
    onDone();
    session.playhead.pause();
    session.playhead.seek(hop.atUs + Math.floor((hop.dueAtUs - hop.atUs) / 2));
    session.openFaultMenu({ kind: 'hop', id: target.id }, window.innerWidth / 3, window.innerHeight / 4);
  };
  return (
    <div className={css.passed}>
      <p>{t('fault.menu.passed')}</p>
      <Button size="small" onClick={goThere}>
        {t('fault.menu.goThere')}
      </Button>
    </div>
  );
}

/** Up and down go through the lines, Home and End to the first and last. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || buttons.length === 0) return;
  event.preventDefault();
  event.stopPropagation();
  buttons[(to + buttons.length) % buttons.length]?.focus();
}
