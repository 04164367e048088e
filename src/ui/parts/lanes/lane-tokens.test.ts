import { describe, expect, test } from 'vitest';
import type { HopEvent } from '../../../protocol/trace.ts';
import { placeOnLane, shareOfWay } from './lane-tokens.ts';

const hop = (id: number, verb: string, role: HopEvent['role'] = 'request'): HopEvent => ({
  kind: 'hop',
  id,
  atUs: 1000,
  dueAtUs: 2000,
  cause: 0,
  background: false,
  from: 'a',
  to: 'b',
  wire: 'http',
  verb,
  label: '',
  role,
  exchange: id,
  subject: '',
  sizeInBytes: 0,
});
const at = (x: number, one: HopEvent) => ({ hop: one, x, toRight: true });

describe('messages on a level lane', () => {
  test('move aside for each other, stay between the ends, and keep their order', () => {
    const tokens = placeOnLane(
      [at(5, hop(1, 'POST')), at(6, hop(2, 'PATCH')), at(200, hop(3, 'GET'))],
      0,
      300,
      true,
    );
    expect(tokens.map((t) => `${t.word}${t.arrow}`)).toEqual(['POST→', 'PATCH→', 'GET→']);
    tokens.reduce((left, right) => {
      expect(right.x - right.width / 2).toBeGreaterThan(left.x + left.width / 2);
      return right;
    });
    for (const t of tokens) {
      expect(t.x - t.width / 2).toBeGreaterThanOrEqual(0);
      expect(t.x + t.width / 2).toBeLessThanOrEqual(300);
    }
  });

  test('of one kind become one with a number where the lane is short, and still stand for each', () => {
    const [token, none] = placeOnLane(
      [1, 2, 3].map((id) => at(20, hop(id, 'POST'))),
      0,
      90,
      false,
    );
    expect(none).toBeUndefined();
    expect(token).toMatchObject({ word: 'POST ×3', arrow: '' });
    expect(token?.hops.map((h) => h.id)).toEqual([1, 2, 3]);
  });

  test('of many kinds become a bare number where nothing else fits', () => {
    const tokens = placeOnLane(
      [at(1, hop(1, 'POST')), at(2, hop(2, '201', 'answer')), at(3, hop(3, 'PATCH'))],
      0,
      60,
      true,
    );
    expect(tokens.map((t) => t.word)).toEqual(['×3']);
  });

  test('are as far as the playhead says, or rest in the middle', () => {
    expect(shareOfWay(hop(1, 'GET'), 1250, false)).toBe(0.25);
    expect(shareOfWay(hop(1, 'GET'), 1250, true)).toBe(0.5);
  });
});
