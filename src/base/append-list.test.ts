import { describe, expect, test } from 'vitest';
import { AppendList } from './append-list.ts';

describe('the append list', () => {
  test('an old version may be continued, and nobody sees the other tail', () => {
    const base = AppendList.empty<string>(1).append('a').append('b');
    const one = base.append('c').append('d');
    const other = base.append('x');
    expect([...base]).toEqual(['a', 'b']);
    expect([...one]).toEqual(['a', 'b', 'c', 'd']);
    expect([...other]).toEqual(['a', 'b', 'x']);
    const cut = one.cutFrom(2);
    expect([...cut.append('z')]).toEqual(['a', 'z']);
    expect([...one]).toEqual(['a', 'b', 'c', 'd']);
  });

  test('positions stay when the front is dropped', () => {
    let list = AppendList.empty<number>(1);
    for (let i = 1; i <= 10; i += 1) list = list.append(i * i);
    const late = list.dropBefore(5);
    expect(late.at(4)).toBeUndefined();
    expect(late.at(5)).toBe(25);
    expect(late.end).toBe(11);
    expect(late.slice(8)).toEqual([64, 81, 100]);
    expect(late.search((n) => n >= 50)).toBe(8);
  });
});
