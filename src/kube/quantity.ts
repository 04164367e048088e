import { isAllDigits } from './digits.ts';

/**
 * Kubernetes quantities (`100m`, `1.5Gi`, `12e6`), exact: an integer times a power of ten. Models apimachinery api/resource quantity.go,
 * whose two number forms (int64 with a scale, and an arbitrary decimal) differ only in what they print and in where they round.
 */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** The value is `amount` × 10^`scale`. */
  readonly amount: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** The text it was read from, while that is still how it prints; empty otherwise. */
  readonly text: string;
  /** Set where upstream holds an arbitrary decimal: then int64 readings wrap instead of giving 0. */
  readonly wide?: boolean;
}

const FORMAT_WRONG =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_WRONG = "unable to parse quantity's suffix";
const NUMERIC_WRONG = 'unable to parse numeric part of quantity';

const DECIMAL_SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY_SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);
const DECIMAL_BY_EXPONENT = new Map([...DECIMAL_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_BY_EXPONENT = new Map([...BINARY_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));

const NANO = -9;
const MAX_INT64 = 9_223_372_036_854_775_807n;
const DIGITS_OF_INT64 = 18;
const EXPONENT_MAX = 100_000;

interface Scanned {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: string;
}

const isDigit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9';

function scan(text: string): Scanned | undefined {
  let at = text[0] === '-' || text[0] === '+' ? 1 : 0;
  while (text[at] === '0') at += 1;
  const wholeFrom = at;
  while (isDigit(text[at])) at += 1;
  const whole = text.slice(wholeFrom, at) || '0';
  let fraction = '';
  if (text[at] === '.') {
    const from = at + 1;
    for (at = from; isDigit(text[at]); at += 1);
    fraction = text.slice(from, at);
  }
  const suffixFrom = at;
  while (at < text.length && 'eEinumkKMGTP'.includes(text[at] as string)) at += 1;
  if (at < text.length && (text[at] === '-' || text[at] === '+')) at += 1;
  while (isDigit(text[at])) at += 1;
  return at < text.length
    ? undefined
    : { negative: text[0] === '-', whole, fraction, suffix: text.slice(suffixFrom) };
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(suffix: string): Suffix | undefined {
  const decimal = DECIMAL_SUFFIXES.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY_SUFFIXES.get(suffix);
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' };
  if (suffix.length < 2 || (suffix[0] !== 'e' && suffix[0] !== 'E')) return undefined;
  const digits = suffix[1] === '-' || suffix[1] === '+' ? suffix.slice(2) : suffix.slice(1);
  if (digits === '' || !isAllDigits(digits)) return undefined;
  const exponent = Number(suffix.slice(1));
  return exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX
    ? undefined
    : { base: 10, exponent, format: 'DecimalExponent' };
}

function pow10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Rounds away from zero to a multiple of 10^`scale`. */
function roundUpTo(amount: bigint, from: number, scale: number): bigint {
  if (from >= scale) return amount * pow10(from - scale);
  const divisor = pow10(scale - from);
  const quotient = amount / divisor;
  if (quotient * divisor === amount) return quotient;
  return amount < 0n ? quotient - 1n : quotient + 1n;
}

/** Whether upstream keeps the number as an int64 with a scale, and with it the text it was read from. */
function fitsFastPath(s: Scanned, suffix: Suffix): boolean {
  const digits = s.whole.length + s.fraction.length;
  if (suffix.format !== 'BinarySI')
    return DIGITS_OF_INT64 - digits >= 0 && suffix.exponent - s.fraction.length >= NANO;
  return s.fraction === '' && 15 - s.whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1 >= 0;
}

/** Whether number and exponent are already those of the canonical form: then the text is kept, `007` and `+1Gi` too. */
function isCanonical(amount: bigint, scale: number, suffix: Suffix): boolean {
  if (amount === 0n) return false;
  if (suffix.base === 2) return amount % 2n ** BigInt(suffix.exponent + 10) !== 0n;
  return scale % 3 === 0 && amount % 1000n !== 0n;
}

function parseUncached(text: string): Quantity | string {
  if (text === '') return FORMAT_WRONG;
  const s = scan(text);
  if (s === undefined) return FORMAT_WRONG;
  const suffix = readSuffix(s.suffix);
  if (suffix === undefined) return SUFFIX_WRONG;
  const digits = s.whole + s.fraction;
  if (digits.length > 1000) return NUMERIC_WRONG;
  let amount = BigInt(digits) * (s.negative ? -1n : 1n);
  if (suffix.base === 2) amount *= 2n ** BigInt(suffix.exponent);
  let scale = (suffix.base === 10 ? suffix.exponent : 0) - s.fraction.length;
  if (fitsFastPath(s, suffix))
    return {
      amount,
      scale,
      format: suffix.format,
      text: s.whole !== '0' && isCanonical(amount, scale, suffix) ? text : '',
    };
  if (scale < NANO) {
    amount = roundUpTo(amount, scale, NANO);
    scale = NANO;
  }
  return capped(amount, scale, suffix.format);
}

function capped(amount: bigint, scale: number, format: QuantityFormat): Quantity {
  if (format !== 'BinarySI') return { amount, scale, format, text: '', wide: true };
  const sign = amount < 0n ? -1n : 1n;
  if (roundUpTo(amount * sign, scale, 0) > MAX_INT64)
    return { amount: MAX_INT64 * sign, scale: 0, format, text: '', wide: true };
  const belowOne = amount !== 0n && scale < 0 && amount * sign < pow10(-scale);
  return { amount, scale, format: belowOne ? 'DecimalSI' : format, text: '', wide: true };
}

/** Parsed texts. A cluster uses few different ones; the table is thrown away when somebody feeds it many. */
const parsed = new Map<string, Quantity | string>();
const PARSED_MAX = 4096;

/** A quantity, or upstream's complaint about the text. */
export function tryParseQuantity(text: string): Quantity | string {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const result = parseUncached(text);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(text, result);
  return result;
}

/** A quantity from text that validation has let through; throws on any other. Numbers stand for their decimal text. */
export function parseQuantity(text: string | number): Quantity {
  const result = tryParseQuantity(String(text));
  if (typeof result === 'string') throw new Error(`${result}: ${text}`);
  return result;
}

/** Undefined when the text is a quantity, else upstream's complaint. */
export function quantityError(text: string): string | undefined {
  const result = tryParseQuantity(text);
  return typeof result === 'string' ? result : undefined;
}

export const ZERO_QUANTITY: Quantity = { amount: 0n, scale: 0, format: 'DecimalSI', text: '' };

/** The value in units of 10^`scale`, rounded away from zero; `scale` -3 gives milli-units. */
export function scaledValue(quantity: Quantity, scale: number): bigint {
  return roundUpTo(quantity.amount, quantity.scale, scale);
}

/** Value, MilliValue and ScaledValue of upstream as an int64, rounded up. What does not fit is 0, or wraps where the number was never an int64. */
export function scaledInt64(quantity: Quantity, scale: number): bigint {
  const value = scaledValue(quantity, scale);
  if (value <= MAX_INT64 && value >= -MAX_INT64) return value;
  return quantity.wide === true ? BigInt.asIntN(64, value) : 0n;
}

interface Measures {
  readonly milli: number;
  readonly whole: number;
}

const measures = new Map<string, Measures>();

function measure(text: string): Measures {
  const known = measures.get(text);
  if (known !== undefined) return known;
  const quantity = parseQuantity(text);
  const result = { milli: Number(scaledValue(quantity, -3)), whole: Number(scaledValue(quantity, 0)) };
  if (measures.size >= PARSED_MAX) measures.clear();
  measures.set(text, result);
  return result;
}

/** Thousandths as a number: what the scheduler reckons cpu in. Missing counts as 0. Cached by text. */
export function milliValueOf(text: string | undefined): number {
  return text === undefined ? 0 : measure(text).milli;
}

/** Whole units (bytes, Pods) as a number. Missing counts as 0. Cached by text. */
export function valueOf(text: string | undefined): number {
  return text === undefined ? 0 : measure(text).whole;
}

export function isZero(quantity: Quantity): boolean {
  return quantity.amount === 0n;
}

/** Negative, zero or positive, as a is less than, equal to or greater than b. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const scale = Math.min(a.scale, b.scale);
  const left = a.amount * pow10(a.scale - scale);
  const right = b.amount * pow10(b.scale - scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum; it keeps the format of `a` unless `a` is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  const amount = a.amount * pow10(a.scale - scale) + b.amount * pow10(b.scale - scale);
  return { amount, scale, format: isZero(a) ? b.format : a.format, text: '' };
}

export function negateQuantity(a: Quantity): Quantity {
  return { amount: -a.amount, scale: a.scale, format: a.format, text: '' };
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, negateQuantity(b));
}

/** Rounds away from zero to 10^`scale`; what is coarser already is returned as it is. Models RoundUp. */
export function roundUpQuantity(quantity: Quantity, scale: number): Quantity {
  if (quantity.scale >= scale) return quantity;
  return {
    amount: roundUpTo(quantity.amount, quantity.scale, scale),
    scale,
    format: quantity.format,
    text: '',
    wide: quantity.wide,
  };
}

function stripFactor(amount: bigint, factor: bigint): { readonly amount: bigint; readonly times: number } {
  let rest = amount;
  let times = 0;
  while (rest !== 0n && rest % factor === 0n) {
    rest /= factor;
    times += 1;
  }
  return { amount: rest, times };
}

function decimalText(quantity: Quantity, format: QuantityFormat): string {
  const stripped = stripFactor(quantity.amount, 10n);
  let { amount } = stripped;
  let exponent = quantity.scale + stripped.times;
  for (; exponent % 3 !== 0; exponent -= 1) amount *= 10n;
  if (format === 'DecimalExponent') return exponent === 0 ? String(amount) : `${amount}e${exponent}`;
  return `${amount}${DECIMAL_BY_EXPONENT.get(exponent) ?? ''}`;
}

/** How the API prints it: the text it was read from where upstream keeps that, else the canonical form. */
export function quantityText(quantity: Quantity): string {
  return quantity.text === '' ? canonicalText(quantity) : quantity.text;
}

/** The canonical form: no fraction, the largest suffix that keeps the number whole. */
export function canonicalText(quantity: Quantity): string {
  if (quantity.amount === 0n) return '0';
  if (quantity.format !== 'BinarySI') return decimalText(quantity, quantity.format);
  const whole = roundUpTo(quantity.amount, quantity.scale, 0);
  const exact = quantity.scale >= 0 || whole * pow10(-quantity.scale) === quantity.amount;
  if (!exact || (whole > -1024n && whole < 1024n)) return decimalText(quantity, 'DecimalSI');
  const { amount, times } = stripFactor(whole, 1024n);
  return `${amount}${times === 0 ? '' : (BINARY_BY_EXPONENT.get(times * 10) ?? '')}`;
}
