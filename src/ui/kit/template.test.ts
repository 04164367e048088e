import { describe, expect, test } from 'vitest';
import { fillTemplate, formatClock, formatDuration, placesOf } from './template.ts';

describe('fillTemplate', () => {
  test('fills places and leaves unknown ones visible', () => {
    expect(fillTemplate('{a} and {b}', { a: 1 }, 'en')).toBe('1 and {b}');
  });

  test.each([
    [1, '1 Pod'],
    [2, '2 Pods'],
    [0, 'none'],
  ])('chooses the plural for %i', (n, wanted) => {
    expect(fillTemplate('{n, plural, =0 {none} one {# Pod} other {# Pods}}', { n }, 'en')).toBe(wanted);
  });

  test('fills places inside a plural', () => {
    expect(fillTemplate('{n, plural, other {# on {node}}}', { n: 3, node: 'node-1' }, 'zh-CN')).toBe(
      '3 on node-1',
    );
  });

  test('survives braces that never close', () => {
    expect(fillTemplate('a {b', { b: 1 }, 'en')).toBe('a {b');
  });

  test('names the places of a template', () => {
    expect(placesOf('{b} {n, plural, one {# {x}} other {#}} {a, duration}')).toEqual(['a', 'b', 'n', 'x']);
  });
});

test.each([
  [320, '320 µs'],
  [5_100, '5.1 ms'],
  [1_900_000, '1.9 s'],
  [50_000_000, '50 s'],
  [250_000_000, '4 m 10 s'],
  [300_000_000, '5 m'],
])('%i µs reads %s', (us, wanted) => {
  expect(formatDuration(us)).toBe(wanted);
});

test('the clock has six digits in two groups', () => {
  expect(formatClock(12_005_114)).toBe('12.005 114');
});
