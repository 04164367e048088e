/** The reason of a field error, as the causes of a Status name it. */
export type FieldErrorReason =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

/** One complaint of validation: `field` is a path such as `spec.containers[0].image`, `message` the text behind the colon. */
export interface FieldError {
  readonly reason: FieldErrorReason;
  readonly message: string;
  readonly field: string;
}

/** A value as Go's field errors print it: strings and objects as JSON, scalars plainly. */
export function fieldValueText(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return goQuote(value);
  return typeof value === 'object' ? goJson(value) : String(value);
}

/** JSON as Go's encoder writes it: no spaces, and `<`, `>`, `&` escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026');
}

const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** A string as Go's %q prints it. */
export function goQuote(text: string): string {
  let out = '"';
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    const escape = SHORT_ESCAPES[c];
    if (escape !== undefined) out += escape;
    else if (c < 32 || c === 127) out += `\\x${c.toString(16).padStart(2, '0')}`;
    else out += text[i];
  }
  return `${out}"`;
}

const withDetail = (word: string, detail: string) => (detail === '' ? word : `${word}: ${detail}`);

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return {
    reason: 'FieldValueInvalid',
    message: withDetail(`Invalid value: ${fieldValueText(value)}`, detail),
    field,
  };
}

export function requiredValue(field: string, detail = ''): FieldError {
  return { reason: 'FieldValueRequired', message: withDetail('Required value', detail), field };
}

export function duplicateValue(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${fieldValueText(value)}`, field };
}

export function notFoundValue(field: string, value: unknown): FieldError {
  return { reason: 'FieldValueNotFound', message: `Not found: ${fieldValueText(value)}`, field };
}

/** `supported` in the order in which upstream lists it, which is sorted for most fields. */
export function unsupportedValue(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  return {
    reason: 'FieldValueNotSupported',
    message: withDetail(`Unsupported value: ${fieldValueText(value)}`, list),
    field,
  };
}

export function forbiddenValue(field: string, detail: string): FieldError {
  return { reason: 'FieldValueForbidden', message: withDetail('Forbidden', detail), field };
}

export function tooLongValue(field: string, maxBytes: number): FieldError {
  return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${maxBytes} bytes`, field };
}

/** `field: message`, the form in which the aggregated message lists an error. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${error.message}`;
}
