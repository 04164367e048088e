/**
 * A named random stream: sfc32 over four 32-bit words. The words are the stream's whole state, so a checkpoint is a copy of them.
 * A stream is derived from the session's seed and its name; a new part therefore never shifts another part's dice.
 */
export interface RandomStream {
  /** A number in [0, 1) with 32 bits of chance. */
  next(): number;
  /** An integer in [from, to], both included. */
  between(from: number, to: number): number;
  /** One item of a non-empty list. */
  pick<T>(items: readonly T[]): T;
  /** `base` microseconds stretched by up to ± `spread` (0.1 = ten percent), as an integer of at least 1. */
  jitterInUs(baseInUs: number, spread: number): number;
}

/** Words a stream's state takes. */
export const STREAM_WORDS = 4;

/** The four start words of the stream `name` under `seed`. */
export function streamSeed(seed: number, name: string): readonly [number, number, number, number] {
  let h = (seed ^ 0x9e3779b9) | 0;
  for (let i = 0; i < name.length; i += 1) h = Math.imul(h ^ name.charCodeAt(i), 0x5bd1e995) ^ (h >>> 15);
  const word = (k: number) => {
    let x = Math.imul(h + Math.imul(k, 0x6c078965), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return (x ^ (x >>> 16)) | 0;
  };
  return [word(1), word(2), word(3), 1];
}

/** A stream over `words[offset … offset+3]`, which it advances in place. */
export class WordStream implements RandomStream {
  private readonly words: Int32Array;
  private readonly offset: number;

  constructor(words: Int32Array, offset: number) {
    this.words = words;
    this.offset = offset;
  }

  next(): number {
    const w = this.words;
    const o = this.offset;
    const a = w[o] as number;
    const b = w[o + 1] as number;
    const c = w[o + 2] as number;
    const d = w[o + 3] as number;
    const t = (((a + b) | 0) + d) | 0;
    w[o + 3] = (d + 1) | 0;
    w[o] = b ^ (b >>> 9);
    w[o + 1] = (c + (c << 3)) | 0;
    w[o + 2] = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4294967296;
  }

  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)] as T;
  }

  jitterInUs(baseInUs: number, spread: number): number {
    return Math.max(1, Math.round(baseInUs * (1 + spread * (2 * this.next() - 1))));
  }
}
