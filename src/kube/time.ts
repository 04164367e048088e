/** Virtual microseconds are counted from the epoch of the session; `epochSeconds` says which Unix second that is. */
const US_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;

interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days since 1970-01-01 → date of the proleptic Gregorian calendar, in integers only (Howard Hinnant's algorithm). */
function civilFromDays(days: number): CivilDay {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));

/** Unix seconds → `2026-05-01T12:00:00Z`. */
export function formatSeconds(unixSeconds: number): string {
  const days = Math.floor(unixSeconds / SECONDS_PER_DAY);
  const rest = unixSeconds - days * SECONDS_PER_DAY;
  const { year, month, day } = civilFromDays(days);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}Z`;
}

/** Virtual time → RFC 3339 with whole seconds, the form of meta/v1 Time. The part of a second is cut off. */
export function timeText(atUs: number, epochSeconds: number): string {
  return formatSeconds(epochSeconds + Math.floor(atUs / US_PER_SECOND));
}

/** Virtual time → RFC 3339 with microseconds, the form of meta/v1 MicroTime. */
export function microTimeText(atUs: number, epochSeconds: number): string {
  const seconds = Math.floor(atUs / US_PER_SECOND);
  const text = formatSeconds(epochSeconds + seconds);
  return `${text.slice(0, -1)}.${String(atUs - seconds * US_PER_SECOND).padStart(6, '0')}Z`;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339 → Unix microseconds, or undefined when the text is no such time. */
export function parseTimeUs(text: string): number | undefined {
  if (text.length > 40) return undefined;
  const m = TIME.exec(text);
  if (m === null) return undefined;
  const part = (i: number) => Number(m[i]);
  if (!inRange(part(2), 1, 12) || !inRange(part(3), 1, 31) || part(4) > 23 || part(5) > 59 || part(6) > 59)
    return undefined;
  const zone = m[8] as string;
  const offset =
    zone.length === 1
      ? 0
      : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60);
  const seconds =
    daysFromCivil(part(1), part(2), part(3)) * SECONDS_PER_DAY +
    part(4) * 3600 +
    part(5) * 60 +
    part(6) -
    offset;
  const fraction = m[7] === undefined ? 0 : Number(m[7].padEnd(6, '0').slice(0, 6));
  return seconds * US_PER_SECOND + fraction;
}

function inRange(n: number, from: number, to: number): boolean {
  return n >= from && n <= to;
}

/** RFC 3339 → whole Unix seconds, or undefined. */
export function parseSeconds(text: string): number | undefined {
  const us = parseTimeUs(text);
  return us === undefined ? undefined : Math.floor(us / US_PER_SECOND);
}

/** RFC 3339 → virtual microseconds of a session that began at `epochSeconds`, or undefined. */
export function virtualTimeOf(text: string | null | undefined, epochSeconds: number): number | undefined {
  const us = text ? parseTimeUs(text) : undefined;
  return us === undefined ? undefined : us - epochSeconds * US_PER_SECOND;
}

const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-05-01T12:00:00Z` → `Fri, 01 May 2026 12:00:00 +0000`, as kubectl describe prints times in UTC. */
export function rfc1123Text(time: string): string {
  const unix = parseSeconds(time);
  if (unix === undefined) return '<unknown>';
  const days = Math.floor(unix / SECONDS_PER_DAY);
  const { year, month, day } = civilFromDays(days);
  return `${WEEKDAYS[((days % 7) + 7) % 7]}, ${two(day)} ${MONTHS[month - 1]} ${year} ${formatSeconds(unix).slice(11, 19)} +0000`;
}
