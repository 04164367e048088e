import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../protocol/trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { translatorFor } from '../../kit/i18n.ts';
import { chainOf } from './trace-chain.ts';
import { packBlocks, packTrack } from './track-lanes.ts';
import { AXIS_HEIGHT, fitLabel, LANE_HEIGHT, lastFirst, TRACK_GAP, wholeTracks } from './track-layout.ts';
import { type Block, type Span, type Track, trackModel } from './track-model.ts';

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
  const pipeline: TraceEvent = {
    ...base,
    kind: 'phase',
    id: 2,
    atUs: 1100,
    part: api,
    chart: 'request-pipeline',
    subject: 'req 1',
    from: 'authentication',
    to: 'answered',
    data: {
      stages: [
        { stage: 'authentication', atUs: 1100 },
        { stage: 'audit', atUs: 1150 },
        { stage: 'etcd', atUs: 1200 },
      ],
    },
  };
  const trace = traceOf([
    pipeline,
    hop(1, 1000, 1100, 'kubectl', api, 'request', 1),
    fsync,
    hop(9, 4000, 4100, api, 'kubectl', 'answer', 1),
  ]);

  const model = (usPerPixel: number) =>
    trackModel(trace, roster, { fromUs: 0, toUs: 5000, usPerPixel, all: false });
  const says = (span: Span | undefined) => translatorFor('en').say(span?.labels[0] ?? { code: '' });

  test('a request is work for its receiver, from its arrival to the answer, and a wait for kubectl', () => {
    const { tracks, flows } = model(10);
    expect(tracks.map((t) => t.part)).toEqual(['kubectl', api, 'etcd-1']);
    const [waits, works, disk] = tracks.map((t) => t.spans[0]);
    expect(works).toMatchObject({ fromUs: 1100, toUs: 4000, kind: 'work' });
    expect(says(works)).toBe('POST default/pods, 201');
    expect(waits).toMatchObject({ fromUs: 1000, toUs: 4100, kind: 'wait' });
    expect(says(waits)).toBe('waits for POST default/pods');
    expect(disk).toMatchObject({ fromUs: 1200, toUs: 3200 });
    expect(says(disk)).toBe('WAL fsync 2.0 ms');
    expect(flows).toHaveLength(2);
  });

  test('stages stand under their request; runs of those too short for a word are told by their number', () => {
    const stages = (usPerPixel: number) =>
      model(usPerPixel).tracks[1]?.spans.filter((s) => s.lane === 1) ?? [];
    expect(stages(1).map(says)).toEqual(['authn', 'audit', 'etcd, waits for the commit']);
    expect(stages(10).map(says)).toEqual(['2 stages', 'etcd, waits for the commit']);
    expect(stages(10).map((s) => [s.fromUs, s.toUs, s.kind])).toEqual([
      [1100, 1200, 'work'],
      [1200, 4000, 'wait'],
    ]);
  });

  test('a cycle is one span from its first point to its end, and rest is none', () => {
    const phase = (id: number, atUs: number, from: string, to: string): TraceEvent => ({
      ...base,
      kind: 'phase',
      id,
      atUs,
      part: 'kube-scheduler/cp-1',
      chart: 'scheduling-cycle',
      subject: 'pods/default/web',
      from,
      to,
    });
    const cycle = trackModel(
      traceOf([
        phase(1, 1000, 'PreEnqueue', 'queued'),
        phase(2, 1100, 'queued', 'PreFilter'),
        phase(3, 1150, 'PreFilter', 'Filter'),
        phase(4, 1300, 'Permit', 'assumed'),
      ]),
      [{ id: 'kube-scheduler/cp-1', kind: 'kube-scheduler', title: 'kube-scheduler', machine: 'cp-1' }],
      { fromUs: 0, toUs: 5000, usPerPixel: 1, all: false },
    );
    expect(cycle.tracks[0]?.spans.map((s) => [says(s), s.fromUs, s.toUs])).toEqual([
      ['cycle for web', 1100, 1300],
    ]);
  });

  test('blocks at the same time stand in lanes of their own, a high one over free lanes', () => {
    const block = (key: string, fromUs: number, toUs: number, height: number): Block => ({
      part: api,
      height,
      spans: [{ key, event: 1, select: 'hop', fromUs, toUs, labels: [], wire: 'http', kind: 'work', row: 0 }],
    });
    const lanes = packBlocks([block('a', 0, 10, 2), block('b', 5, 12, 1), block('c', 10, 20, 2)]);
    expect(lanes.map((s) => [s.key, s.lane])).toEqual([
      ['a', 0],
      ['b', 2],
      ['c', 0],
    ]);
    const crowd = packTrack(Array.from({ length: 9 }, (_, i) => block(`c${i}`, i, 100, 2)));
    expect(crowd.spans).toHaveLength(6);
    expect(crowd.hidden).toBe(3);
    expect(packTrack([block('a', 0, 10, 2), block('b', 5, 12, 2)])).toMatchObject({ hidden: 0 });
  });
});

describe('the tracks of a page', () => {
  const track = (part: string, lanes: number): Track => ({
    part,
    kind: 'etcd',
    machine: '',
    lanes,
    spans: [],
    hidden: 0,
  });
  const tracks = [track('a', 1), track('b', 3), track('c', 1), track('d', 1)];

  test('are whole ones, as many as fit', () => {
    const room = AXIS_HEIGHT + 5 * LANE_HEIGHT + 3 * TRACK_GAP;
    expect(wholeTracks(tracks, 0, room).map((p) => p.track.part)).toEqual(['a', 'b', 'c']);
    expect(wholeTracks(tracks, 0, room - 1).map((p) => p.track.part)).toEqual(['a', 'b']);
    expect(lastFirst(tracks, room)).toBe(1);
    expect(wholeTracks(tracks, 1, room).map((p) => p.track.part)).toEqual(['b', 'c', 'd']);
  });

  test('a label stands where it fits: in what is played, else in what is ahead, else it is shorter or not there', () => {
    expect(fitLabel(['WAL fsync', 'fsync'], 0, 200, 100, 500)).toMatchObject({
      text: 'WAL fsync',
      ahead: false,
    });
    expect(fitLabel(['WAL fsync', 'fsync'], 0, 200, 20, 500)).toMatchObject({
      text: 'WAL fsync',
      ahead: true,
    });
    expect(fitLabel(['WAL fsync', 'fsync'], 0, 60, 60, 500)).toMatchObject({ text: 'fsync' });
    expect(fitLabel(['WAL fsync', 'fsync'], 0, 30, 30, 500)).toBeNull();
  });
});

describe('the chain of a selected event', () => {
  const linked = [
    { ...hop(1, 0, 10, 'kubectl', 'api', 'request', 1) },
    { ...hop(2, 20, 30, 'api', 'etcd-1', 'request', 2), cause: 1 },
    { ...hop(3, 40, 50, 'etcd-1', 'etcd-2', 'request', 3), cause: 2 },
    { ...hop(4, 40, 55, 'etcd-1', 'etcd-3', 'request', 4), cause: 2 },
    { ...hop(5, 60, 70, 'etcd-1', 'api', 'answer', 2), cause: 2 },
    { ...hop(6, 80, 90, 'api', 'kubectl', 'answer', 1), cause: 5 },
    { ...hop(7, 95, 99, 'api', 'scheduler', 'request', 7), cause: 6 },
  ];
  const chain = (id: number) => [...chainOf(traceOf(linked), id)].sort((a, b) => a - b);

  test('of a request is all that it caused until it was answered', () => {
    expect(chain(1)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('of something inside leads from the request to its answer, and not to its neighbour', () => {
    expect(chain(3)).toEqual([1, 2, 3, 5, 6]);
  });

  test('of what came later leads back to the beginning', () => {
    expect(chain(7)).toEqual([1, 2, 5, 6, 7]);
  });

  test('of what is not known is empty', () => {
    expect(chain(99)).toEqual([]);
  });
});
