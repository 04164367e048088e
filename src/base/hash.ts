/**
 * A 64-bit rolling hash kept as two 32-bit lanes, because JavaScript has no fast 64-bit integers. Each lane is a multiply-and-rotate
 * mix (the constants are those of MurmurHash3); the lanes use different constants so that together they behave as 64 bits.
 */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

export const HASH_START: Hash64 = { high: 0x9e3779b9, low: 0x85ebca6b };

/** Mutable accumulator for the hot path; `value()` gives the immutable pair. */
export class Hasher {
  private high: number;
  private low: number;

  constructor(start: Hash64 = HASH_START) {
    this.high = start.high | 0;
    this.low = start.low | 0;
  }

  /** Mixes the low 32 bits of an integer. */
  int(value: number): void {
    const v = value | 0;
    this.low = Math.imul(((this.low ^ v) << 13) | ((this.low ^ v) >>> 19), 0xcc9e2d51) + 0x1b873593;
    this.high = Math.imul(((this.high + v) << 15) | ((this.high + v) >>> 17), 0x85ebca6b) ^ this.low;
  }

  /** Mixes a non-negative integer of up to 53 bits, such as a time in microseconds. */
  long(value: number): void {
    this.int(value);
    this.int(Math.floor(value / 0x1_0000_0000));
  }

  /** Mixes a string by UTF-16 code units, and its length so that neighbours cannot merge. */
  text(value: string): void {
    let h = value.length;
    for (let i = 0; i < value.length; i += 1) h = Math.imul(h ^ value.charCodeAt(i), 0x01000193);
    this.int(h);
    this.int(value.length);
  }

  value(): Hash64 {
    return { high: this.high, low: this.low };
  }
}

/** The hash as 16 hexadecimal digits. */
export function hashToHex(hash: Hash64): string {
  const lane = (n: number) => (n >>> 0).toString(16).padStart(8, '0');
  return lane(hash.high) + lane(hash.low);
}

/** Hash of any plain data: objects by sorted keys, Maps and other iterables in their order. Used for state hashes, not on the hot path. */
export function hashData(hasher: Hasher, value: unknown): void {
  if (value === null || value === undefined) hasher.int(value === null ? 1 : 2);
  else if (typeof value === 'boolean') hasher.int(value ? 3 : 4);
  else if (typeof value === 'number') hasher.text(String(value));
  else if (typeof value === 'string') hasher.text(value);
  else if (typeof value === 'object') hashObject(hasher, value);
  else throw new Error(`state holds a ${typeof value}; only plain data may stand in state`);
}

function hashObject(hasher: Hasher, value: object): void {
  if (ArrayBuffer.isView(value) || Array.isArray(value) || Symbol.iterator in value) {
    hasher.int(5);
    for (const item of value as unknown as Iterable<unknown>) hashData(hasher, item);
    return;
  }
  hasher.int(6);
  for (const key of Object.keys(value).sort()) {
    hasher.text(key);
    hashData(hasher, (value as Record<string, unknown>)[key]);
  }
}

/** FNV-1a of a string as an unsigned 32-bit number; Kubernetes uses the same function for pod-template-hash. */
export function fnv1a32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
