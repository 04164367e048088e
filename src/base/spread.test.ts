import { expect, test } from 'vitest';
import { spreadApart } from './spread.ts';

const gaps = (places: readonly number[]): number[] =>
  places.slice(1).map((place, index) => place - (places[index] ?? 0));

test('what has room stays where it is', () => {
  expect(
    spreadApart(
      [
        { at: 20, extent: 30 },
        { at: 60, extent: 30 },
      ],
      0,
      100,
    ),
  ).toEqual([20, 60]);
});

test('what collides moves apart around its mean', () => {
  expect(
    spreadApart(
      [
        { at: 50, extent: 20 },
        { at: 50, extent: 20 },
      ],
      0,
      100,
    ),
  ).toEqual([40, 60]);
});

test('a block at the end is pushed back inside and pushes its neighbour', () => {
  const places = spreadApart(
    [
      { at: 70, extent: 20 },
      { at: 98, extent: 20 },
      { at: 100, extent: 20 },
    ],
    0,
    100,
  );
  expect(places).toEqual([60, 80, 100]);
});

test('more than the line can hold gives null, one alone is clamped', () => {
  expect(
    spreadApart(
      [
        { at: 0, extent: 80 },
        { at: 5, extent: 80 },
      ],
      10,
      60,
    ),
  ).toBeNull();
  expect(spreadApart([{ at: 900, extent: 80 }], 10, 60)).toEqual([60]);
});

test('chains of collisions end with no overlap', () => {
  const wishes = Array.from({ length: 12 }, (_, index) => ({ at: 100 + (index % 3), extent: 16 })).sort(
    (a, b) => a.at - b.at,
  );
  const places = spreadApart(wishes, 0, 400) ?? [];
  expect(Math.min(...gaps(places))).toBeGreaterThanOrEqual(16 - 1e-9);
});
