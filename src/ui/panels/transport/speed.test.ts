import { expect, test } from 'vitest';
import { PLACE_MAX, placeOfSpeed, speedAtPlace, speedStep } from './speed.ts';

test('the scale goes from a thousandth to a hundredfold, with the usual speed in the middle', () => {
  expect(speedAtPlace(-PLACE_MAX)).toBe(0.001);
  expect(speedAtPlace(0)).toBe(1);
  expect(speedAtPlace(PLACE_MAX)).toBe(100);
  expect(speedAtPlace(PLACE_MAX / 2)).toBe(10);
});

test('every place of the scale is found again from its speed, and each is faster than the one before', () => {
  let before = 0;
  for (let place = -PLACE_MAX; place <= PLACE_MAX; place += 1) {
    const speed = speedAtPlace(place);
    expect(placeOfSpeed(speed)).toBe(place);
    expect(speed).toBeGreaterThan(before);
    before = speed;
  }
});

test('steps by key stay within the scale', () => {
  expect(speedStep(100, 1)).toBe(100);
  expect(speedStep(0.001, -1)).toBe(0.001);
  expect(speedStep(speedStep(1, 1), -1)).toBe(1);
});
