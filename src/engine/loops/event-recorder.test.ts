import { describe, expect, it } from 'vitest';
import { eventNameSuffix } from './event-recorder.ts';

describe('the suffix of an Event’s name', () => {
  it('is the exact nanosecond in hexadecimal, with the number of the Event in its last three digits', () => {
    const exact = (nowUs: number, epochSeconds: number, made: number) =>
      ((BigInt(epochSeconds) * 1_000_000n + BigInt(nowUs)) * 1000n + BigInt(made % 1000)).toString(16);
    for (const epochSeconds of [0, 1, 1_777_636_800, 4_102_444_800]) {
      for (const nowUs of [0, 1, 16_777, 16_778, 16_777_215, 16_777_216, 5_000_000, 86_399_999_999]) {
        for (const made of [0, 7, 999, 1000, 54_321])
          expect(eventNameSuffix(nowUs, epochSeconds, made)).toBe(exact(nowUs, epochSeconds, made));
      }
    }
  });
});
