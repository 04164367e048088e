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

/** English, one file an area; areas never share a code. */
export const english: Readonly<Record<string, Catalog>> = {
  canvas: enCanvas,
  captions: enCaptions,
  compare: enCompare,
  faults: enFaults,
  inspector: enInspector,
  panels: enPanels,
  shell: enShell,
  simplified: enSimplified,
  terms: enTerms,
  transport: enTransport,
  xray: enXray,
};

/** All templates of a language. */
export function merged(areas: Readonly<Record<string, Catalog>>): ReadonlyMap<string, string> {
  return new Map(Object.values(areas).flatMap((area) => Object.entries(area)));
}

/** Languages that are here. English always is, since it stands in for what another lacks. */
const catalogs = new Map<Locale, ReadonlyMap<string, string>>([['en', merged(english)]]);

/** Whether the language can be spoken at once. */
export function isRead(locale: Locale): boolean {
  return catalogs.has(locale);
}

/** Fetches a language: nobody loads one that is not read. */
export async function readCatalog(locale: Locale): Promise<void> {
  if (isRead(locale)) return;
  const { chinese } = await import('./catalog-zh-cn.ts');
  catalogs.set(locale, merged(chinese));
}

/** The template of a code; English stands in for a missing one. */
export function templateOf(code: string, locale: Locale): string | undefined {
  return catalogs.get(locale)?.get(code) ?? catalogs.get('en')?.get(code);
}
