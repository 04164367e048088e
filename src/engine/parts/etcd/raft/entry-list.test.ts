import { describe, expect, test } from 'vitest';
import { appendAll, emptyList, type EntryList, sliceOf } from './entry-list.ts';
import type { Entry } from './types.ts';

const entry = (index: number, term = 1): Entry => ({
  term,
  index,
  type: 'EntryNormal',
  data: index,
  size: 10,
});
const entries = (from: number, end: number, term = 1): Entry[] =>
  Array.from({ length: end - from }, (_, i) => entry(from + i, term));
const all = (list: EntryList): number[] =>
  sliceOf(list, list.first, list.end, Number.POSITIVE_INFINITY).map(({ index }) => index);
const numbers = (from: number, end: number): number[] => entries(from, end).map(({ index }) => index);

describe('a list of entries', () => {
  test('grows by one and by many', () => {
    let list = emptyList(11);
    for (let index = 11; index < 300; index += 1) list = appendAll(list, [entry(index)]);
    list = appendAll(list, entries(300, 1000));
    expect(all(list)).toEqual(numbers(11, 1000));
    expect([list.at(10), list.at(1000)]).toEqual([undefined, undefined]);
  });

  test.each([12, 128, 300])('cut at %i, in front or behind, keeps the rest and goes on growing', (at) => {
    const whole = appendAll(emptyList(1), entries(1, 400));
    const short = whole.cutFrom(at);
    expect(all(appendAll(short, entries(at, at + 5, 2)))).toEqual(numbers(1, at + 5));
    const late = appendAll(whole.dropBefore(at), entries(400, 450));
    expect([late.first, all(late)]).toEqual([at, numbers(at, 450)]);
    expect(all(late.cutFrom(at + 1))).toEqual([at]);
    expect(all(whole)).toEqual(numbers(1, 400));
  });

  test('gives as much as fits, but at least one entry', () => {
    const list = appendAll(emptyList(1), entries(1, 20));
    expect(sliceOf(list, 3, 20, 50)).toHaveLength(2);
    expect(sliceOf(list, 3, 20, 1)).toHaveLength(1);
  });
});
