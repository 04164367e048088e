import enCanvas from './i18n/en/canvas.json';
import enCaptions from './i18n/en/captions.json';
import enCompare from './i18n/en/compare.json';
import enFaults from './i18n/en/faults.json';
import enInspector from './i18n/en/inspector.json';
import enPanels from './i18n/en/panels.json';
import enShell from './i18n/en/shell.json';
import enSimplified from './i18n/en/simplified.json';
import enTerms from './i18n/en/terms.json';
import enTransport from './i18n/en/transport.json';
import enXray from './i18n/en/xray.json';
import zhCanvas from './i18n/zh-CN/canvas.json';
import zhCaptions from './i18n/zh-CN/captions.json';
import zhCompare from './i18n/zh-CN/compare.json';
import zhFaults from './i18n/zh-CN/faults.json';
import zhInspector from './i18n/zh-CN/inspector.json';
import zhPanels from './i18n/zh-CN/panels.json';
import zhShell from './i18n/zh-CN/shell.json';
import zhSimplified from './i18n/zh-CN/simplified.json';
import zhTerms from './i18n/zh-CN/terms.json';
import zhTransport from './i18n/zh-CN/transport.json';
import zhXray from './i18n/zh-CN/xray.json';

export type Locale = 'en' | 'zh-CN';

/** Every code that has a template; a code that is not here does not compile. */
export type TextCode =
  | keyof typeof enCanvas
  | keyof typeof enCaptions
  | keyof typeof enCompare
  | keyof typeof enFaults
  | keyof typeof enInspector
  | keyof typeof enPanels
  | keyof typeof enShell
  | keyof typeof enSimplified
  | keyof typeof enTerms
  | keyof typeof enTransport
  | keyof typeof enXray;

type Catalog = Readonly<Record<string, string>>;

/** One file per area and language; areas never share a code. */
export const areas: Readonly<Record<string, Readonly<Record<Locale, Catalog>>>> = {
  canvas: { en: enCanvas, 'zh-CN': zhCanvas },
  captions: { en: enCaptions, 'zh-CN': zhCaptions },
  compare: { en: enCompare, 'zh-CN': zhCompare },
  faults: { en: enFaults, 'zh-CN': zhFaults },
  inspector: { en: enInspector, 'zh-CN': zhInspector },
  panels: { en: enPanels, 'zh-CN': zhPanels },
  shell: { en: enShell, 'zh-CN': zhShell },
  simplified: { en: enSimplified, 'zh-CN': zhSimplified },
  terms: { en: enTerms, 'zh-CN': zhTerms },
  transport: { en: enTransport, 'zh-CN': zhTransport },
  xray: { en: enXray, 'zh-CN': zhXray },
};

function merged(locale: Locale): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const area of Object.values(areas))
    for (const [code, template] of Object.entries(area[locale])) all.set(code, template);
  return all;
}

const catalogs: Readonly<Record<Locale, ReadonlyMap<string, string>>> = {
  en: merged('en'),
  'zh-CN': merged('zh-CN'),
};

/** The template of a code; English stands in for a missing one. */
export function templateOf(code: string, locale: Locale): string | undefined {
  return catalogs[locale].get(code) ?? catalogs.en.get(code);
}
