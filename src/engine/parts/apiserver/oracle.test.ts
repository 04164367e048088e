import { describe, expect, test } from 'vitest';
import { differences, ORACLE } from './testing/oracle.ts';

/** Files of recorded requests, and how many of them may still be answered otherwise than a real server does. */
const FILES: readonly (readonly [string, number])[] = [
  ['deletes', 0],
  ['watch', 1],
  ['lists', 2],
  ['patches', 3],
  ['bodies', 4],
  ['field-validation', 12],
  ['pod-subresources', 15],
];

describe('against recordings of a real server', () => {
  test.each(FILES)('%s: at most %i requests get another code or another refusal', (file, most) => {
    const found = differences(file);
    if (found === undefined) {
      console.warn(`NO ORACLE: ${ORACLE} has no recordings of ${file}; nothing was compared`);
      return;
    }
    expect(found.wrong.length, found.wrong.join(' ')).toBeLessThanOrEqual(most);
    expect(found.played).toBeGreaterThan(20);
  });
});
