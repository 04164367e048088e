/** Values that fill the places of a template. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * Fills a template: `{name}` is a value as it is, `{n, plural, one {# Pod} other {# Pods}}` picks by Intl.PluralRules (`=0 {…}` wins over a
 * category; `#` is the number), `{at, duration}` writes microseconds as people read them. Unknown places stay visible as `{name}`.
 */
export function fillTemplate(template: string, params: TextParams, locale: string): string {
  let out = '';
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open < 0) return out + template.slice(at);
    const close = closingBrace(template, open);
    if (close < 0) return out + template.slice(at);
    out += template.slice(at, open) + fillPlace(template.slice(open + 1, close), params, locale);
    at = close + 1;
  }
  return out;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function fillPlace(place: string, params: TextParams, locale: string): string {
  const comma = place.indexOf(',');
  const name = (comma < 0 ? place : place.slice(0, comma)).trim();
  const value = params[name];
  if (value === undefined) return `{${name}}`;
  if (comma < 0) return String(value);
  const rest = place.slice(comma + 1).trim();
  if (rest === 'duration') return formatDuration(Number(value));
  if (rest === 'number') return new Intl.NumberFormat(locale).format(Number(value));
  if (!rest.startsWith('plural')) return String(value);
  const cases = pluralCases(rest.slice(rest.indexOf(',') + 1));
  const n = Number(value);
  const chosen = cases.get(`=${n}`) ?? cases.get(pluralRules(locale).select(n)) ?? cases.get('other') ?? '';
  return fillTemplate(chosen.replaceAll('#', String(n)), params, locale);
}

function pluralCases(text: string): ReadonlyMap<string, string> {
  const cases = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    if (open < 0) break;
    const close = closingBrace(text, open);
    if (close < 0) break;
    cases.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
  return cases;
}

const rulesByLocale = new Map<string, Intl.PluralRules>();
function pluralRules(locale: string): Intl.PluralRules {
  const known = rulesByLocale.get(locale);
  if (known !== undefined) return known;
  const rules = new Intl.PluralRules(locale);
  rulesByLocale.set(locale, rules);
  return rules;
}

/**
 * Names of the places in a template, for the test that both languages have the same ones. A number that only
 * chooses a plural and is not shown does not count: Chinese needs no choice.
 */
export function placesOf(template: string): readonly string[] {
  const names = new Set<string>();
  collectPlaces(template, names);
  return [...names].sort();
}

function collectPlaces(template: string, names: Set<string>): void {
  let at = template.indexOf('{');
  while (at >= 0) {
    const close = closingBrace(template, at);
    if (close < 0) return;
    const [name = '', format = '', ...rest] = template.slice(at + 1, close).split(',');
    const cases = format.trim() === 'plural' ? [...pluralCases(rest.join(',')).values()] : [];
    if (cases.length === 0 || cases.some((text) => text.includes('#'))) names.add(name.trim());
    for (const text of cases) collectPlaces(text, names);
    at = template.indexOf('{', close);
  }
}

/** Microseconds as people read them: `320 µs`, `5.1 ms`, `1.9 s`, `4 m 10 s`. */
export function formatDuration(us: number): string {
  const abs = Math.abs(us);
  if (abs < 1_000) return `${Math.round(us)} µs`;
  if (abs < 1_000_000) return `${trim(us / 1_000)} ms`;
  if (abs < 60_000_000) return `${trim(us / 1_000_000)} s`;
  const seconds = Math.round(us / 1_000_000);
  return seconds % 60 === 0 ? `${seconds / 60} m` : `${Math.trunc(seconds / 60)} m ${seconds % 60} s`;
}

function trim(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

/** The virtual clock: seconds, a point, six digits in two groups: `12.005 114`. */
export function formatClock(us: number): string {
  const whole = Math.max(0, Math.floor(us));
  const micros = String(whole % 1_000_000).padStart(6, '0');
  return `${Math.floor(whole / 1_000_000)}.${micros.slice(0, 3)} ${micros.slice(3)}`;
}
