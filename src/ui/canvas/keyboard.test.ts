import { expect, test } from 'vitest';
import { fitViewport } from './camera.ts';
import { nearestInDirection } from './keyboard.ts';

const RIGHT = { x: 1, y: 0 };

test('an arrow goes to the nearest thing ahead, and never backwards', () => {
  const others = [
    { x: -10, y: 0 },
    { x: 300, y: 0 },
    { x: 100, y: 5 },
  ];
  expect(nearestInDirection({ x: 0, y: 0 }, others, RIGHT)).toBe(2);
  expect(nearestInDirection({ x: 400, y: 0 }, others, RIGHT)).toBe(-1);
});

test('what lies straight ahead wins over what is nearer but aside', () => {
  expect(
    nearestInDirection(
      { x: 0, y: 0 },
      [
        { x: 60, y: 60 },
        { x: 120, y: 0 },
      ],
      RIGHT,
    ),
  ).toBe(1);
});

test('the whole picture is shown, at its own size where it just fits', () => {
  expect(fitViewport({ width: 1072, height: 500 }, 1104, 532)).toEqual({ x: 16, y: 16, zoom: 1 });
  expect(fitViewport({ width: 1072, height: 500 }, 600, 508).zoom).toBeCloseTo(568 / 1072);
  expect(fitViewport({ width: 100, height: 100 }, 2000, 2000).zoom).toBe(1.5);
});
