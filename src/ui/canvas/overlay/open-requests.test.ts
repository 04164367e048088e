import { expect, test } from 'vitest';
import type { HopEvent, TraceEvent } from '../../../protocol/trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { heldReader, isStuck, lostReader } from './open-requests.ts';

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

const API = 'kube-apiserver/cp-1';
const rst = (id: number, atUs: number, from: string, to: string) =>
  hop(id, atUs, { verb: 'RST', role: 'event', exchange: 0, from, to, dueAtUs: atUs + 50 });
const note = (id: number, atUs: number, code: string, of: number, params = {}): TraceEvent => ({
  kind: 'note',
  id,
  atUs,
  cause: of,
  background: false,
  part: API,
  code,
  params,
  of,
});

test('a request is over when the process that made it ends, or the one that had it', () => {
  expect([499, 500].map((us) => idsAt(traceOf([hop(1, 100), rst(2, 500, 'kubectl', API)]), us))).toEqual([
    [1],
    [],
  ]);
  expect([549, 550].map((us) => idsAt(traceOf([hop(1, 100), rst(2, 500, API, 'kubectl')]), us))).toEqual([
    [1],
    [],
  ]);
  expect(idsAt(traceOf([hop(1, 100), rst(2, 500, API, 'kubelet/node-1')]), 600)).toEqual([1]);
  expect(idsAt(traceOf([rst(1, 50, API, 'kubectl'), hop(2, 100)]), 600)).toEqual([2]);
});

test('a request is over when its connection or itself is given up', () => {
  const gaveUp = traceOf([hop(1, 100), note(2, 500, 'fault.gave-up', 0, { a: API, b: 'kubectl' })]);
  expect(idsAt(gaveUp, 500)).toEqual([]);
  const cancel = (label: string) => hop(2, 500, { verb: 'CANCEL', role: 'event', exchange: 0, label });
  expect(idsAt(traceOf([hop(1, 100, { label: '/a' }), cancel('/a')]), 500)).toEqual([]);
  expect(idsAt(traceOf([hop(1, 100, { label: '/a' }), cancel('/b')]), 500)).toEqual([1]);
  expect(idsAt(traceOf([hop(1, 100), note(2, 500, 'fault.withdrawn', 1)]), 500)).toEqual([]);
});

test('what waits at a cut is said to be there until something comes of it', () => {
  const trace = traceOf([hop(1, 100), note(2, 110, 'fault.held', 1), hop(3, 900, { cause: 1 })]);
  expect([109, 110, 899, 900].map((us) => isStuck(trace, trace.hopById(1)!, us))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
