import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../protocol/trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { packLanes, trackModel } from './track-model.ts';

const base = { cause: 0, background: false };
const hop = (
  id: number,
  atUs: number,
  dueAtUs: number,
  from: string,
  to: string,
  role: 'request' | 'answer',
  exchange: number,
): TraceEvent => ({
  ...base,
  kind: 'hop',
  id,
  atUs,
  dueAtUs,
  from,
  to,
  wire: 'http',
  verb: role === 'request' ? 'POST' : '201',
  label: '/api/v1/namespaces/default/pods',
  role,
  exchange,
  subject: '',
  sizeInBytes: 0,
});

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
    frontierUs: 10_000,
    hash: '',
  });
  return trace;
}

const roster = [
  { id: 'kubectl', kind: 'kubectl' as const, title: 'kubectl', machine: '' },
  { id: 'kube-apiserver/cp-1', kind: 'kube-apiserver' as const, title: 'kube-apiserver', machine: 'cp-1' },
  { id: 'etcd-1', kind: 'etcd' as const, title: 'etcd-1', machine: 'cp-1' },
];

describe('the trace as tracks', () => {
  const api = 'kube-apiserver/cp-1';
  const fsync: TraceEvent = {
    ...base,
    kind: 'phase',
    id: 3,
    atUs: 1200,
    part: 'etcd-1',
    chart: 'wal',
    subject: 'entry 7',
    from: 'idle',
    to: 'fsync',
    untilUs: 3200,
  };
  const trace = traceOf([
    hop(1, 1000, 1100, 'kubectl', api, 'request', 1),
    fsync,
    hop(9, 4000, 4100, api, 'kubectl', 'answer', 1),
  ]);

  test('a request is work for its receiver, from its arrival to the answer, and a wait for kubectl', () => {
    const { tracks, flows } = trackModel(trace, roster, 0, 5000, false);
    expect(tracks.map((t) => t.part)).toEqual(['kubectl', api, 'etcd-1']);
    expect(tracks[1]?.spans[0]).toMatchObject({
      fromUs: 1100,
      toUs: 4000,
      label: 'POST default/pods, 201',
      kind: 'work',
    });
    expect(tracks[0]?.spans[0]).toMatchObject({ fromUs: 1000, toUs: 4100, kind: 'wait' });
    expect(tracks[2]?.spans[0]).toMatchObject({ fromUs: 1200, toUs: 3200, label: 'fsync entry 7' });
    expect(flows).toHaveLength(2);
  });

  test('spans at the same time stand in lanes of their own', () => {
    const span = (key: string, fromUs: number, toUs: number) => ({
      key,
      event: 1,
      fromUs,
      toUs,
      label: '',
      wire: 'http',
      kind: 'work' as const,
    });
    expect(packLanes([span('a', 0, 10), span('b', 5, 12), span('c', 10, 20)]).map((s) => s.lane)).toEqual([
      0, 1, 0,
    ]);
  });
});
