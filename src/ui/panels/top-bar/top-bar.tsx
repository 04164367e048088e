import { Keyboard, Languages, Moon, Redo2, RotateCcw, Search, Settings, Sun, Undo2, Zap } from 'lucide-react';
import { Button, IconButton } from '../../kit/button.tsx';
import { type Locale, useText } from '../../kit/i18n.ts';
import { Menu } from '../../kit/menu.tsx';
import { Segments } from '../../kit/tabs.tsx';
import { useFaults, useSession, useSessionState } from '../../session/hooks.ts';
import type { Depth } from '../../session/state.ts';
import { Logo } from './logo.tsx';
import css from './top-bar.module.css';

const DEPTHS = ['1', '2', '3'] as const;
const LOCALES: readonly Locale[] = ['en', 'zh-CN'];

/** Name, depth, search and the ways back that are always there: undo, redo, reset, heal. */
export function TopBar() {
  const t = useText();
  const session = useSession();
  const depth = useSessionState((state) => state.depth);
  const options = DEPTHS.map((id) => ({ id, label: t(`shell.depth.${id}`), hint: id }));
  return (
    <header className={css.bar}>
      <div className={css.brand}>
        <Logo />
        <h1>{t('shell.title')}</h1>
        <span className={css.tagline}>{t('shell.tagline')}</span>
      </div>
      <Segments
        label={t('shell.depth')}
        options={options}
        value={String(depth) as (typeof DEPTHS)[number]}
        onChange={(id) => session.set({ depth: Number(id) as Depth })}
      />
      <div className={css.right}>
        <button
          type="button"
          className={css.search}
          aria-label={t('shell.search')}
          aria-keyshortcuts="Control+K"
          onClick={() => session.set({ overlay: 'palette' })}
        >
          <Search size={16} strokeWidth={1.75} aria-hidden />
          <span>{t('shell.search')}</span>
          <kbd aria-hidden>Ctrl K</kbd>
        </button>
        <WaysBack />
        <LanguageMenu />
        <ThemeButton />
        <IconButton
          icon={Keyboard}
          label={t('shell.shortcuts')}
          keyName="?"
          onClick={() => session.set({ overlay: 'shortcuts' })}
        />
        <IconButton
          icon={Settings}
          label={t('shell.settings')}
          onClick={() => session.set({ overlay: 'settings' })}
        />
      </div>
    </header>
  );
}

function WaysBack() {
  const t = useText();
  const session = useSession();
  const faults = useFaults().length;
  const branch = useSessionState((state) => state.branches.find((entry) => entry.id === state.branch));
  return (
    <>
      {faults > 0 && (
        <Button
          look="quiet"
          icon={Zap}
          className={css.faults}
          keyName="B"
          title={t('shell.healAll')}
          onClick={() => void session.act({ kind: 'heal-all' })}
        >
          {t('shell.faults', { n: faults })}
        </Button>
      )}
      <IconButton
        icon={Undo2}
        label={t('shell.undo')}
        keyName="Ctrl Z"
        disabled={branch?.canUndo !== true}
        onClick={() => session.undo()}
      />
      <IconButton
        icon={Redo2}
        label={t('shell.redo')}
        keyName="Ctrl Y"
        disabled={branch?.canRedo !== true}
        onClick={() => session.redo()}
      />
      <IconButton icon={RotateCcw} label={t('shell.reset')} onClick={() => void session.reset()} />
    </>
  );
}

function LanguageMenu() {
  const t = useText();
  const session = useSession();
  const lines = LOCALES.map((locale) => ({
    kind: 'item' as const,
    id: locale,
    label: t(`shell.language.${locale}`),
    checked: t.locale === locale,
    onSelect: () => session.set({ locale }),
  }));
  return (
    <Menu label={t('shell.language')} lines={lines} align="end">
      <Button
        look="quiet"
        icon={Languages}
        className={css.language}
        aria-label={`${t('shell.language')}: ${t(`shell.language.${t.locale}`)}`}
      >
        {t('shell.language.short')}
      </Button>
    </Menu>
  );
}

function ThemeButton() {
  const t = useText();
  const session = useSession();
  const other = useSessionState((state) => (state.theme === 'dark' ? 'light' : 'dark'));
  return (
    <IconButton
      icon={other === 'light' ? Sun : Moon}
      label={t(`shell.themeTo.${other}`)}
      onClick={() => session.set({ theme: other })}
    />
  );
}
