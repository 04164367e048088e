import { expect, test } from 'vitest';
import type { TraceEvent } from '../../protocol/trace.ts';
import { PaceMap } from './pace.ts';

let nextId = 1;
function hop(atUs: number, lengthInUs: number, background = false): TraceEvent {
  nextId += 1;
  return {
    kind: 'hop',
    id: nextId,
    atUs,
    cause: 0,
    background,
    from: 'a',
    to: 'b',
    wire: 'http',
    verb: 'GET',
    label: '',
    dueAtUs: atUs + lengthInUs,
    role: 'event',
    exchange: 0,
    subject: '',
    sizeInBytes: 0,
  };
}

function paced(events: readonly TraceEvent[], untilUs: number): PaceMap {
  const pace = new PaceMap({ hopInSeconds: 1, counts: (event) => !event.background });
  pace.extend(events, untilUs);
  return pace;
}

test('a hop lasts one second, however short it is', () => {
  const pace = paced([hop(0, 300), hop(1_000_000, 5)], 1_000_005);
  expect(pace.toSeconds(300) - pace.toSeconds(0)).toBeCloseTo(1);
  expect(pace.toSeconds(1_000_005) - pace.toSeconds(1_000_000)).toBeCloseTo(1);
});

test('hops that overlap share their time', () => {
  const pace = paced([hop(0, 400), hop(0, 400), hop(200, 400)], 600);
  expect(pace.toSeconds(600)).toBeCloseTo(1.5);
});

test('background does not stretch time', () => {
  const quiet = paced([hop(0, 100)], 10_000_000);
  const busy = paced([hop(0, 100), hop(500, 100, true), hop(5_000_000, 100, true)], 10_000_000);
  expect(busy.knownSeconds).toBeCloseTo(quiet.knownSeconds);
});

test('a span with nothing to see is skipped in a wink and listed', () => {
  const pace = paced([hop(0, 100), hop(50_000_000, 100)], 50_000_100);
  expect(pace.skips()).toHaveLength(1);
  expect(pace.toSeconds(50_000_000) - pace.toSeconds(100)).toBeCloseTo(0.3);
});

test('known work is shortened, never skipped', () => {
  const pull: TraceEvent = {
    kind: 'phase',
    id: 1,
    atUs: 0,
    cause: 0,
    background: false,
    part: 'a',
    chart: 'image',
    subject: '',
    from: '',
    to: 'Downloading',
    untilUs: 2_000_000,
  };
  const pace = paced([pull, hop(2_000_000, 100)], 2_000_100);
  expect(pace.skips()).toHaveLength(0);
  expect(pace.toSeconds(2_000_000)).toBeLessThanOrEqual(0.6);
  expect(pace.toSeconds(2_000_000)).toBeGreaterThan(0.3);
});

test('both ways of the map agree, also when the trace came in pieces', () => {
  const events = Array.from({ length: 40 }, (_, i) => hop(i * 7_919, 200 + (i % 7) * 90));
  const pace = new PaceMap({ hopInSeconds: 1, counts: () => true });
  for (const event of events) pace.extend([event], event.atUs);
  pace.extend([], 400_000);
  for (let us = 0; us < 310_000; us += 1_371) expect(pace.toUs(pace.toSeconds(us))).toBeCloseTo(us, 3);
});

test('a quiet span that grows batch by batch is skipped once', () => {
  const pace = paced([hop(0, 100)], 1_000_000);
  pace.extend([], 2_000_000);
  pace.extend([], 60_000_000);
  expect(pace.skips()).toHaveLength(1);
  expect(pace.knownSeconds).toBeCloseTo(1.3);
});

test('what is cut can be laid again', () => {
  const events = [hop(0, 100), hop(1_000, 400), hop(5_000, 100)];
  const whole = paced(events, 6_000);
  const again = paced(events, 6_000);
  again.cut(1_200);
  expect(again.knownUs).toBe(1_200);
  again.extend([events[2] as TraceEvent], 6_000);
  expect(again.knownSeconds).toBeCloseTo(whole.knownSeconds, 5);
});
