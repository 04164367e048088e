/** The letters that generated names are drawn from: no vowels and no look-alikes. Models apimachinery util/rand. */
export const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
export const SUFFIX_LENGTH = 5;
const GENERATED_NAME_LENGTH_MAX = 63;

/** `base` and five letters drawn by `next` (a number in [0, 1)); the base is cut so that the whole fits 63. Models names.SimpleNameGenerator. */
export function generateName(base: string, next: () => number): string {
  return base.slice(0, GENERATED_NAME_LENGTH_MAX - SUFFIX_LENGTH) + randomSuffix(SUFFIX_LENGTH, next);
}

export function randomSuffix(length: number, next: () => number): string {
  let out = '';
  for (let i = 0; i < length; i += 1) out += SUFFIX_ALPHABET[Math.floor(next() * SUFFIX_ALPHABET.length)];
  return out;
}

/** Maps each character onto the suffix alphabet, so that a hash makes no words. Models rand.SafeEncodeString. */
export function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 1)
    out += SUFFIX_ALPHABET[text.charCodeAt(i) % SUFFIX_ALPHABET.length];
  return out;
}

/** A version-4 UID drawn by `next`. */
export function randomUid(next: () => number): string {
  let hex = '';
  for (let i = 0; i < 8; i += 1)
    hex += Math.floor(next() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  const variant = '89ab'[Math.floor(next() * 4)];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const LABEL_FORMAT = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_FORMAT = `${LABEL_FORMAT}(\\.${LABEL_FORMAT})*`;
const NAME_PART_FORMAT = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const DNS_1123_LABEL_MESSAGE = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL_FORMAT}')`;
const DNS_1123_SUBDOMAIN_MESSAGE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN_FORMAT}')`;

function tooLong(max: number, unit = 'bytes'): string {
  return `must be no more than ${max} ${unit}`;
}

const isLower = (c: number) => c >= 97 && c <= 122;
const isDigit = (c: number) => c >= 48 && c <= 57;
const isAlnum = (c: number) => isLower(c) || isDigit(c) || (c >= 65 && c <= 90);

function isLabelText(text: string, from: number, to: number): boolean {
  if (from >= to) return false;
  for (let i = from; i < to; i += 1) {
    const c = text.charCodeAt(i);
    if (isLower(c) || isDigit(c)) continue;
    if (c !== 45 || i === from || i === to - 1) return false;
  }
  return true;
}

/** Complaints about a DNS-1123 label; empty when it is one. Models util/validation IsDNS1123Label. */
export function dns1123LabelErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(tooLong(63, 'characters'));
  if (!isLabelText(value, 0, value.length))
    errors.push(isSubdomainText(value) ? 'must not contain dots' : DNS_1123_LABEL_MESSAGE);
  return errors;
}

function isSubdomainText(value: string): boolean {
  let from = 0;
  for (;;) {
    const dot = value.indexOf('.', from);
    if (!isLabelText(value, from, dot < 0 ? value.length : dot)) return false;
    if (dot < 0) return true;
    from = dot + 1;
  }
}

/** Complaints about a DNS-1123 subdomain: the names of most objects. */
export function dns1123SubdomainErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(tooLong(253));
  if (!isSubdomainText(value)) errors.push(DNS_1123_SUBDOMAIN_MESSAGE);
  return errors;
}

function isNamePart(text: string): boolean {
  if (text === '' || !isAlnum(text.charCodeAt(0)) || !isAlnum(text.charCodeAt(text.length - 1))) return false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (!isAlnum(c) && c !== 45 && c !== 95 && c !== 46) return false;
  }
  return true;
}

/** Complaints about a label or annotation key: `name` or `prefix/name`. Models IsQualifiedName. */
export function qualifiedNameErrors(value: string): readonly string[] {
  const errors: string[] = [];
  const parts = value.split('/');
  let name = parts[0] ?? '';
  if (parts.length === 2) {
    if (name === '') errors.push('prefix part must be non-empty');
    else for (const error of dns1123SubdomainErrors(name)) errors.push(`prefix part ${error}`);
    name = parts[1] ?? '';
  } else if (parts.length !== 1) {
    return [
      `a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME_PART_FORMAT}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (name.length > 63) errors.push(`name part ${tooLong(63)}`);
  if (!isNamePart(name)) {
    errors.push(
      `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME_PART_FORMAT}')`,
    );
  }
  return errors;
}

/** Complaints about a label's value. Models IsValidLabelValue. */
export function labelValueErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(tooLong(63));
  if (value !== '' && !isNamePart(value)) {
    errors.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${NAME_PART_FORMAT})?')`,
    );
  }
  return errors;
}
