import { expect, test } from 'vitest';
import type { HopEvent, TraceEvent } from '../../../protocol/trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { heldReader, lostReader } from './open-requests.ts';

function hop(id: number, atUs: number, change: Partial<HopEvent> = {}): HopEvent {
  return {
    kind: 'hop',
    id,
    atUs,
    cause: 0,
    background: false,
    from: 'kubectl',
    to: 'kube-apiserver/cp-1',
    wire: 'http',
    verb: 'POST',
    label: '',
    dueAtUs: atUs + 10,
    role: 'request',
    exchange: id,
    subject: '',
    sizeInBytes: 0,
    ...change,
  };
}

function traceOf(events: readonly TraceEvent[]): TraceWindow {
  const trace = new TraceWindow();
  trace.apply({
    kind: 'trace',
    branch: 'main',
    rewindToUs: -1,
    keptEvents: 0,
    events,
    faces: [],
    objects: [],
    faults: [],
    frontierUs: 1_000_000,
    hash: '',
  });
  return trace;
}

const idsAt = (trace: TraceWindow, us: number): readonly number[] =>
  heldReader(trace, lostReader(trace))(us).map((held) => held.id);

test('a request is held from its arrival until its answer leaves', () => {
  const trace = traceOf([hop(1, 100), hop(2, 500, { role: 'answer', exchange: 1 })]);
  expect([105, 110, 499, 500].map((us) => idsAt(trace, us))).toEqual([[], [1], [1], []]);
});

test('streams, background and lost messages do not wait', () => {
  const trace = traceOf([
    hop(1, 100, { label: '/api/v1/pods?watch=true' }),
    hop(2, 101, { verb: 'Subscribe' }),
    hop(3, 102, { background: true }),
    hop(4, 103),
    hop(5, 300, { role: 'event', exchange: 2 }),
    {
      kind: 'note',
      id: 6,
      atUs: 113,
      cause: 4,
      background: false,
      part: 'kube-apiserver/cp-1',
      code: 'fault.lost',
      params: {},
      of: 4,
    },
  ]);
  expect(idsAt(trace, 400)).toEqual([]);
});
