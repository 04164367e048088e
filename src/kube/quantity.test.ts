import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalText,
  compareQuantities,
  milliValueOf,
  negateQuantity,
  parseQuantity,
  quantityText,
  roundUpQuantity,
  scaledInt64,
  subtractQuantities,
  tryParseQuantity,
} from './quantity.ts';
import { judge } from './testing/vectors.ts';

interface ParseIn {
  readonly op: 'parse' | 'pair';
  readonly text: string;
  readonly a: string;
  readonly b: string;
}

function answer(input: ParseIn): unknown {
  if (input.op === 'pair') {
    const a = parseQuantity(input.a);
    const b = parseQuantity(input.b);
    const cmp = compareQuantities(a, b);
    const text = { add: addQuantities(a, b), sub: subtractQuantities(a, b), negA: negateQuantity(a) };
    return {
      cmp,
      equal: cmp === 0,
      add: quantityText(text.add),
      sub: quantityText(text.sub),
      negA: quantityText(text.negA),
    };
  }
  const q = tryParseQuantity(input.text);
  if (typeof q === 'string') return { error: q };
  return {
    string: quantityText(q),
    format: q.format,
    value: String(scaledInt64(q, 0)),
    milliValue: String(scaledInt64(q, -3)),
    roundedUp: quantityText(roundUpQuantity(q, 0)),
    isZero: q.amount === 0n,
  };
}

describe('quantities', () => {
  it('print in the canonical form', () => {
    expect(
      ['1500m', '0.5', '1024Mi', '1.5Gi', '1e3', '100u'].map((t) => canonicalText(parseQuantity(t))),
    ).toEqual(['1500m', '500m', '1Gi', '1536Mi', '1e3', '100u']);
  });

  it('give the scheduler thousandths, rounded up', () => {
    expect(['1', '250m', '0.1', '100u', undefined].map(milliValueOf)).toEqual([1000, 250, 100, 1, 0]);
  });

  judge('quantity.jsonl', 303, (input: ParseIn, out: Record<string, unknown>) => {
    const mine = answer(input) as Record<string, unknown>;
    return Object.keys(mine).every((key) => mine[key] === out[key]) ? undefined : mine;
  });
});
