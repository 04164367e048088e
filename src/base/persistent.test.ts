import { describe, expect, test } from 'vitest';
import { Hasher, hashData, hashToHex } from './hash.ts';
import { DueHeap } from './heap.ts';
import { STREAM_WORDS, streamSeed, WordStream } from './random-stream.ts';
import { prefixEnd, SortedMap } from './sorted-map.ts';

describe('the persistent map', () => {
  test('a change leaves the old version as it was', () => {
    let map = SortedMap.empty<number>();
    const versions: SortedMap<number>[] = [map];
    for (let i = 0; i < 500; i += 1) {
      map = map.with(`key-${(i * 7919) % 500}`, i);
      versions.push(map);
    }
    expect(versions.map((v) => v.size)).toEqual(Array.from({ length: 501 }, (_, i) => i));
    expect([...map.keys()]).toEqual([...map.keys()].sort());
    expect(map.without('key-3').size).toBe(499);
    expect(map.size).toBe(500);
  });

  test('a prefix range ends before the next prefix', () => {
    const map = SortedMap.from<number>([
      ['/a/1', 1],
      ['/a/2', 2],
      ['/b/1', 3],
    ]);
    expect(map.range('/a/', prefixEnd('/a/'))).toEqual([
      ['/a/1', 1],
      ['/a/2', 2],
    ]);
    expect(map.range('/a/', undefined, 1)).toEqual([['/a/1', 1]]);
  });
});

describe('the queue', () => {
  test('gives entries by due time and, at the same time, in the order they came', () => {
    const heap = new DueHeap();
    for (let i = 0; i < 300; i += 1) heap.push({ dueUs: (i * 31) % 17, sequence: i });
    const saved = heap.save();
    const drained = () => Array.from({ length: heap.size }, () => heap.pop());
    const out = drained() as { dueUs: number; sequence: number }[];
    const sorted = [...out].sort((a, b) => a.dueUs - b.dueUs || a.sequence - b.sequence);
    expect(out).toEqual(sorted);
    expect(out).toHaveLength(300);
    heap.load(saved);
    expect(heap.firstDueUs()).toBe(0);
    expect(drained()).toEqual(out);
    expect(heap.pop()).toBeUndefined();
    expect(heap.firstDueUs()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('hash and chance', () => {
  test('key order does not change the hash of an object, values do', () => {
    const of = (v: unknown) => {
      const h = new Hasher();
      hashData(h, v);
      return hashToHex(h.value());
    };
    expect(of({ a: 1, b: [2, 'x'] })).toBe(of({ b: [2, 'x'], a: 1 }));
    expect(of({ a: 1 })).not.toBe(of({ a: 2 }));
    expect(of(SortedMap.from([['k', 1]]))).not.toBe(of(SortedMap.from([['k', 2]])));
  });

  test('a stream restarts from its words and differs by name', () => {
    const words = new Int32Array(2 * STREAM_WORDS);
    words.set(streamSeed(42, 'scheduler'), 0);
    words.set(streamSeed(42, 'kubectl'), STREAM_WORDS);
    const saved = words.slice();
    const first = new WordStream(words, 0);
    const draws = Array.from({ length: 20 }, () => first.next());
    const again = new WordStream(saved, 0);
    expect(Array.from({ length: 20 }, () => again.next())).toEqual(draws);
    expect(new WordStream(words, STREAM_WORDS).next()).not.toBe(draws[0]);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  });
});
