import type { Locale } from '../ui/kit/i18n.ts';
import type { SessionState } from '../ui/session/state.ts';

const KEY = 'kube-orrery.preferences';

type Preferences = Pick<SessionState, 'theme' | 'locale' | 'reducedMotion' | 'shortcutsOn' | 'depth'>;

/** What the reader chose last time, else what the browser says about theme, language and motion. */
export function readPreferences(): Preferences {
  const browser: Preferences = {
    theme: matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark',
    locale: localeOf(navigator.language),
    reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
    shortcutsOn: true,
    depth: 2,
  };
  const saved = savedPreferences();
  return {
    theme: saved['theme'] === 'dark' || saved['theme'] === 'light' ? saved['theme'] : browser.theme,
    locale: saved['locale'] === 'en' || saved['locale'] === 'zh-CN' ? saved['locale'] : browser.locale,
    reducedMotion:
      typeof saved['reducedMotion'] === 'boolean' ? saved['reducedMotion'] : browser.reducedMotion,
    shortcutsOn: saved['shortcutsOn'] !== false,
    depth: saved['depth'] === 1 || saved['depth'] === 3 ? saved['depth'] : 2,
  };
}

export function writePreferences(state: Preferences, before: Preferences): void {
  const { theme, locale, reducedMotion, shortcutsOn, depth } = state;
  if (
    theme === before.theme &&
    locale === before.locale &&
    reducedMotion === before.reducedMotion &&
    shortcutsOn === before.shortcutsOn &&
    depth === before.depth
  )
    return;
  // What equals the browser's own wish is not written, so that it goes on following the browser.
  const kept: Record<string, unknown> = { ...savedPreferences() };
  if (theme !== before.theme) kept['theme'] = theme;
  if (locale !== before.locale) kept['locale'] = locale;
  if (reducedMotion !== before.reducedMotion) kept['reducedMotion'] = reducedMotion;
  if (shortcutsOn !== before.shortcutsOn) kept['shortcutsOn'] = shortcutsOn;
  if (depth !== before.depth) kept['depth'] = depth;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}

function savedPreferences(): Readonly<Record<string, unknown>> {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof saved === 'object' && saved !== null ? (saved as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function localeOf(language: string): Locale {
  return language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
