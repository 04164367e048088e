import { lazy, Suspense, useEffect, useRef } from 'react';
import { useText } from '../ui/kit/i18n.ts';
import { useSession, useSessionState } from '../ui/session/hooks.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import css from './shell.module.css';

const FaultMenu = lazy(async () => ({
  default: (await import('../ui/panels/faults/fault-menu.tsx')).FaultMenu,
}));
const MENU_WIDTH = 300;
const MENU_HEIGHT = 380;

/** The menu "break this" at the place where it was asked for; Esc, a click beside it or a choice closes it. */
export function FaultMenuLayer() {
  const t = useText();
  const session = useSession();
  const menu = useSessionState((state) => state.faultMenu);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (menu === null) return;
    const before = document.activeElement;
    box.current?.focus();
    const onPointerDown = (event: Event) => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true)
        session.set({ faultMenu: null });
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      session.set({ faultMenu: null });
    };
    const element = box.current;
    document.addEventListener('pointerdown', onPointerDown, true);
    element?.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown, true);
      element?.removeEventListener('keydown', onKeyDown);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [menu, session]);
  if (menu === null) return null;
  const left = Math.max(8, Math.min(menu.x, window.innerWidth - MENU_WIDTH - 8));
  const top = Math.max(8, Math.min(menu.y, window.innerHeight - MENU_HEIGHT - 8));
  return (
    <div
      ref={box}
      className={css.faultMenu}
      style={{ left, top }}
      role="dialog"
      aria-label={t('shell.key.fault')}
      tabIndex={-1}
    >
      <ErrorBoundary>
        <Suspense fallback={t('shell.loading')}>
          <FaultMenu target={menu.target} onDone={() => session.set({ faultMenu: null })} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
