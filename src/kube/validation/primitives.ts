import { isAllDigits } from '../digits.ts';
import { invalidValue, unsupportedValue, type FieldError } from '../field-error.ts';
import type { IntOrString } from '../value.ts';

export const AT_LEAST_ZERO = 'must be greater than or equal to 0';

export function validateNonNegative(value: number | undefined, field: string, out: FieldError[]): void {
  if (value !== undefined && value !== null && value < 0) out.push(invalidValue(field, value, AT_LEAST_ZERO));
}

/** A list of names, each reported as an Invalid value with the complaints of `errorsOf`. */
export function validateName(
  value: string,
  field: string,
  errorsOf: (value: string) => readonly string[],
  out: FieldError[],
): void {
  for (const error of errorsOf(value)) out.push(invalidValue(field, value, error));
}

export function validateOneOf(
  value: string | undefined,
  supported: readonly string[],
  field: string,
  out: FieldError[],
): void {
  if (value !== undefined && !supported.includes(value)) out.push(unsupportedValue(field, value, supported));
}

const PORT_RANGE = 'must be between 1 and 65535, inclusive';

export function validatePortNumber(value: number, field: string, out: FieldError[]): void {
  if (value < 1 || value > 65_535) out.push(invalidValue(field, value, PORT_RANGE));
}

/** Complaints about an IANA port name. Models IsValidPortName. */
export function portNameErrors(name: string): readonly string[] {
  const out: string[] = [];
  if (name.length > 15) out.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    out.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) out.push('must contain at least one letter (a-z)');
  if (name.includes('--')) out.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) out.push('must not begin or end with a hyphen');
  return out;
}

/** A port by number or by name, as probes and Services name it. */
export function validatePortNumberOrName(
  port: IntOrString | undefined,
  field: string,
  out: FieldError[],
): void {
  if (typeof port === 'number' || port === undefined) validatePortNumber(port ?? 0, field, out);
  else validateName(port, field, portNameErrors, out);
}

function isIpV4(text: string): boolean {
  const parts = text.split('.');
  return (
    parts.length === 4 &&
    parts.every(
      (p) => p !== '' && p.length <= 3 && isAllDigits(p) && Number(p) <= 255 && (p === '0' || p[0] !== '0'),
    )
  );
}

function isIpV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || text.length > 45) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const hasV4 = last.includes('.');
  if (hasV4 && !isIpV4(last)) return false;
  const hex = hasV4 ? groups.slice(0, -1) : groups;
  const isHex = (g: string) => /^[0-9a-fA-F]{1,4}$/.test(g);
  const count = hex.length + (hasV4 ? 2 : 0);
  return hex.every(isHex) && (halves.length === 2 ? count < 8 : count === 8);
}

export function isIp(text: string): boolean {
  return isIpV4(text) || isIpV6(text);
}

export const IP_MESSAGE = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
export const CIDR_MESSAGE = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

export function isCidr(text: string): boolean {
  const slash = text.indexOf('/');
  const bits = text.slice(slash + 1);
  if (slash < 0 || bits === '' || bits.length > 3 || !isAllDigits(bits)) return false;
  const ip = text.slice(0, slash);
  return (isIpV4(ip) && Number(bits) <= 32) || (isIpV6(ip) && Number(bits) <= 128);
}

/** An integer or a percentage such as `25%`. Models ValidatePositiveIntOrPercent. */
export function validatePositiveIntOrPercent(
  value: IntOrString | undefined,
  field: string,
  out: FieldError[],
): void {
  if (typeof value === 'number') validateNonNegative(value, field, out);
  else if (value !== undefined && percentOf(value) === undefined) {
    out.push(
      invalidValue(
        field,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ),
    );
  }
}

export function percentOf(value: IntOrString | undefined): number | undefined {
  if (typeof value !== 'string' || !value.endsWith('%') || value.length < 2) return undefined;
  const digits = value.slice(0, -1);
  return isAllDigits(digits) ? Number(digits) : undefined;
}
