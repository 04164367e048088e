import { expect, test } from 'vitest';
import type { TraceEvent } from '../../protocol/trace.ts';
import { Tempo } from './tempo.ts';

let nextId = 0;
function hop(atUs: number, verb: string): TraceEvent {
  nextId += 1;
  return {
    kind: 'hop',
    id: nextId,
    atUs,
    cause: 0,
    background: false,
    from: 'etcd-1',
    to: 'etcd-2',
    wire: 'raft',
    verb,
    label: '',
    dueAtUs: atUs + 1,
    role: 'event',
    exchange: 0,
    subject: '',
    sizeInBytes: 0,
  };
}
function action(atUs: number): TraceEvent {
  nextId += 1;
  return {
    kind: 'note',
    id: nextId,
    atUs,
    cause: 0,
    background: false,
    part: 'kubectl',
    code: 'root.action',
    params: {},
    of: 0,
  };
}

test('what was just seen goes faster the next time, and a new action starts anew', () => {
  const tempo = new Tempo();
  expect(
    [hop(1, 'MsgApp'), hop(2, 'MsgApp'), hop(3, 'MsgApp'), hop(4, 'MsgApp')].map((event) =>
      tempo.shareOf(event),
    ),
  ).toEqual([1, 0.4, 0.12, 0.12]);
  tempo.shareOf(action(5));
  expect(tempo.shareOf(hop(6, 'MsgApp'))).toBe(1);
});

test('a heartbeat is never news', () => {
  expect(new Tempo().shareOf(hop(1, 'MsgHeartbeat'))).toBeLessThan(0.2);
});

test('a future that is cut leaves no trace in the counts', () => {
  const tempo = new Tempo();
  tempo.shareOf(hop(1, 'MsgApp'));
  tempo.shareOf(hop(2, 'MsgApp'));
  tempo.shareOf(action(3));
  tempo.shareOf(hop(4, 'MsgApp'));
  tempo.cut(2);
  expect(tempo.shareOf(hop(2, 'MsgApp'))).toBe(0.4);
});
