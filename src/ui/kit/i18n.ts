import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { isRead, type Locale, readCatalog, type TextCode, templateOf } from './catalog.ts';
import { fillTemplate, type TextParams } from './template.ts';

export type { Locale, TextCode } from './catalog.ts';

/** A sentence by code, as parts and captions give it (same shape as the protocol's Text). */
export interface Sayable {
  readonly code: string;
  readonly params?: TextParams;
}

/** `t('shell.play')` for codes known at compile time, `t.say(text)` for codes that come as data. */
export interface Translate {
  (code: TextCode, params?: TextParams): string;
  readonly say: (text: Sayable) => string;
  /** True if there is a template: generic views use it to choose between a name from the catalog and the name as it is. */
  readonly has: (code: string) => boolean;
  readonly locale: Locale;
}

const NO_PARAMS: TextParams = {};

/** A translator for one language; pure, so that tests and exports can use it without a page. */
export function translatorFor(locale: Locale): Translate {
  const say = (code: string, params: TextParams | undefined) => {
    const template = templateOf(code, locale);
    return template === undefined ? code : fillTemplate(template, params ?? NO_PARAMS, locale);
  };
  return Object.assign((code: TextCode, params?: TextParams) => say(code, params), {
    say: (text: Sayable) => say(text.code, text.params),
    has: (code: string) => templateOf(code, locale) !== undefined,
    locale,
  });
}

const TextContext = createContext<Translate>(translatorFor('en'));

/** Speaks `locale` to what is inside; until that language is here, the one that was spoken before. */
export function TextProvider({
  locale,
  children,
}: {
  readonly locale: Locale;
  readonly children: ReactNode;
}) {
  const [spoken, setSpoken] = useState<Locale>(isRead(locale) ? locale : 'en');
  useEffect(() => {
    let isWanted = true;
    // A language that does not come leaves the one before it spoken.
    readCatalog(locale).then(
      () => isWanted && setSpoken(locale),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [locale]);
  const shown = isRead(locale) ? locale : spoken;
  const translate = useMemo(() => translatorFor(shown), [shown]);
  return createElement(TextContext.Provider, { value: translate }, children);
}

/** The translator of the current language: `const t = useText(); t('shell.play')`. */
export function useText(): Translate {
  return useContext(TextContext);
}
