import { expect, test } from 'vitest';
import { directionAt, LUT_POINTS, lutOf, pointAt } from './lut.ts';
import { pathLength, roundedPath, svgPath } from './path.ts';

const bent = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 100, y: 60 },
  { x: 180, y: 60 },
];

test('a corner is a quarter circle of radius 10', () => {
  const arcs = roundedPath(bent).filter((segment) => segment.kind === 'arc');
  expect(arcs.map((arc) => arc.kind === 'arc' && arc.radius)).toEqual([10, 10]);
  expect(pathLength(roundedPath(bent))).toBeCloseTo(240 - 40 + 10 * Math.PI);
  expect(svgPath(roundedPath(bent))).toBe('M0 0L90 0A10 10 0 0 1 100 10L100 50A10 10 0 0 0 110 60L180 60');
});

test('a run too short for two corners gets smaller ones, and the path stays whole', () => {
  const segments = roundedPath([
    { x: 0, y: 0 },
    { x: 40, y: 0 },
    { x: 40, y: 8 },
    { x: 80, y: 8 },
  ]);
  for (let index = 1; index < segments.length; index += 1) {
    expect(segments[index]?.from).toEqual(segments[index - 1]?.to);
  }
  expect(segments.every((segment) => segment.kind === 'line' || segment.radius === 4)).toBe(true);
});

test('the 33 points are at equal distances along the drawn path', () => {
  const lut = lutOf(bent);
  const step = lut.lengthInPx / (LUT_POINTS - 1);
  for (let index = 1; index < LUT_POINTS; index += 1) {
    const gap = Math.hypot(
      (lut.xy[index * 2] ?? 0) - (lut.xy[index * 2 - 2] ?? 0),
      (lut.xy[index * 2 + 1] ?? 0) - (lut.xy[index * 2 - 1] ?? 0),
    );
    expect(gap).toBeLessThanOrEqual(step + 1e-4);
    expect(gap).toBeGreaterThan(step * 0.9);
  }
  expect(Array.from(lut.xy.slice(0, 2))).toEqual([0, 0]);
  expect(Array.from(lut.xy.slice(-2))).toEqual([180, 60]);
});

test('a place outside the path is its nearer end', () => {
  const lut = lutOf(bent);
  expect(pointAt(lut, -5)).toEqual({ x: 0, y: 0 });
  expect(pointAt(lut, 9999)).toEqual({ x: 180, y: 60 });
  expect(directionAt(lut, 0)).toEqual({ x: 1, y: 0 });
});
