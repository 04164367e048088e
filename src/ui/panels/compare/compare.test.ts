import { describe, expect, test } from 'vitest';
import type { Face } from '../../../protocol/face.ts';
import type { TraceUpdate } from '../../../protocol/update.ts';
import { sampleApiserver, sampleEtcd, sampleFace, sampleRoster } from '../../session/sample-faces.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { differencesAt } from './differences.ts';
import { podPairs } from './pods-rows.ts';

const AT = 20;

function pod(name: string, node: string, phase = 'Running') {
  const ready = phase === 'Running';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', creationTimestamp: '2026-01-05T09:00:00Z' },
    spec: { nodeName: node, containers: [{ name: 'web', image: 'nginx' }] },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: ready ? [{ name: 'web', ready, restartCount: 0, state: { running: {} } }] : [],
    },
  };
}

function traceOf(change: Partial<TraceUpdate>): TraceWindow {
  const trace = new TraceWindow();
  trace.apply({
    kind: 'trace',
    branch: 'main',
    rewindToUs: -1,
    keptEvents: 0,
    events: [],
    faces: [],
    objects: [],
    faults: [],
    frontierUs: 100,
    hash: '',
    ...change,
  });
  return trace;
}

const face = (made: Face) => ({ atUs: 1, face: made });
const stored = (object: ReturnType<typeof pod>, atUs = 1) => ({
  atUs,
  key: `pods/default/${object.metadata.name}`,
  object,
});

describe('places that differ', () => {
  const differ = (a: Partial<TraceUpdate>, b: Partial<TraceUpdate>) =>
    differencesAt(traceOf(a), traceOf(b), AT, sampleRoster).map((difference) => difference.key);
  const machine = sampleRoster.find((entry) => entry.kind === 'kubelet')?.machine ?? '';
  const etcd = sampleRoster.filter((entry) => entry.kind === 'etcd').map((entry) => entry.id);

  test('none between a branch and itself', () => {
    const same = { faces: [face(sampleEtcd(1, 5, 5, 0))], objects: [stored(pod('web', machine))] };
    expect(differ(same, same)).toEqual([]);
  });

  test('a Pod that is elsewhere, or in another state, is one on its machine', () => {
    expect(differ({ objects: [stored(pod('web', machine))] }, {})).toEqual([`nodes/${machine}`]);
    expect(
      differ(
        { objects: [stored(pod('web', machine))] },
        { objects: [stored(pod('web', machine, 'Pending'))] },
      ),
    ).toEqual([`nodes/${machine}`]);
    expect(differ({ objects: [stored(pod('web', machine), AT + 1)] }, {})).toEqual([]);
  });

  test('members of etcd are one place, whichever of them is broken', () => {
    const fault = (part: string) => ({
      faults: [
        { atUs: 2, faults: [{ id: 1, fault: { kind: 'crash', part } as const, sinceUs: 2, lost: 0 }] },
      ],
    });
    for (const member of etcd) expect(differ({}, fault(member))).toEqual([etcd[0]]);
  });

  test('counters that always run apart are no difference, a closed watch is', () => {
    const api = sampleApiserver(1, 1, 0);
    const { detail } = api;
    if (detail.kind !== 'kube-apiserver') throw new Error('no apiserver');
    const later = {
      ...api,
      detail: { ...detail, caches: detail.caches.map((c) => ({ ...c, resourceVersion: 9 })) },
    };
    expect(differ({ faces: [face(api)] }, { faces: [face(later)] })).toEqual([]);
    const fewer = { ...api, detail: { ...detail, watches: [{ client: 'kubelet/x', uri: '/api/v1/pods' }] } };
    expect(differ({ faces: [face(api)] }, { faces: [face(fewer)] })).toEqual([api.id]);
  });

  test('a part in another state is one', () => {
    const scheduler = sampleRoster.find((entry) => entry.kind === 'kube-scheduler')?.id ?? '';
    const well = sampleFace(scheduler, { kind: 'none' });
    expect(differ({ faces: [face(well)] }, { faces: [face({ ...well, status: 'stopped' })] })).toEqual([
      scheduler,
    ]);
  });
});

test('Pods of both branches stand in one table, cells that differ are known', () => {
  const now = (object: ReturnType<typeof pod>) => stored(object);
  const pairs = podPairs(
    [now(pod('a', 'node-1')), now(pod('b', 'node-1'))],
    [now(pod('b', 'node-2')), now(pod('c', 'node-3', 'Pending'))],
    Date.UTC(2026, 0, 5, 9, 1) * 1000,
  );
  expect(pairs.map((pair) => [pair.name, pair.a !== null, pair.b !== null])).toEqual([
    ['a', true, false],
    ['b', true, true],
    ['c', false, true],
  ]);
  expect([...(pairs[1]?.differs ?? [])]).toEqual(['NODE']);
  expect(pairs[1]?.a?.cells).toEqual({ READY: '1/1', STATUS: 'Running', NODE: 'node-1', Ready: 'True' });
  expect(pairs[2]?.b?.cells).toMatchObject({ STATUS: 'Pending', Ready: 'False' });
});
