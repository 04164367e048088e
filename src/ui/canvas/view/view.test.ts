import { expect, test } from 'vitest';
import { durabilityOf, logCells } from './log-view.ts';
import { nodeView, podView, printedStatus } from './pod-view.ts';
import { shortName } from './short-name.ts';
import { pointAtInstant, railRequest, resourceOf, stagesAt } from './stage-view.ts';

const STAGES = ['authn', 'authz', 'admit', 'etcd'];

test('a stage is done, now or ahead by the marks and the playhead', () => {
  const marks = [
    { stage: 'authn', atUs: 10 },
    { stage: 'authz', atUs: 20 },
    { stage: 'admit', atUs: 30 },
  ];
  expect(stagesAt(STAGES, marks, 25)).toEqual(['done', 'now', 'ahead', 'ahead']);
  expect(stagesAt(STAGES, marks, 5)).toEqual(['ahead', 'ahead', 'ahead', 'ahead']);
  expect(pointAtInstant(marks, 30)).toBe('admit');
});

test('a URI is named by its resource', () => {
  expect(resourceOf('/api/v1/namespaces/default/pods')).toBe('pods');
  expect(resourceOf('/api/v1/namespaces/default/pods/web/binding')).toBe('pods/binding');
  expect(
    resourceOf('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1?timeout=10s'),
  ).toBe('leases');
  expect(resourceOf('/api/v1/nodes/node-1/status')).toBe('nodes/status');
  expect(resourceOf('/api/v1/namespaces/shop')).toBe('namespaces');
});

test('the rail shows the chosen request, else the oldest in the foreground', () => {
  const row = (exchange: number) => ({
    exchange,
    verb: 'GET',
    uri: '/',
    user: '',
    agent: '',
    receivedAtUs: 0,
    stages: [],
  });
  const rows = [row(1), row(2), row(3)];
  expect(railRequest(rows, 3, (exchange) => exchange === 1)?.exchange).toBe(3);
  expect(railRequest(rows, 0, (exchange) => exchange === 1)?.exchange).toBe(2);
  expect(railRequest(rows, 0, () => true)).toBeUndefined();
});

const entry = (index: number, onDisk = true) => ({ index, term: 3, onDisk, about: '' });

test('six cells end with a free slot, or with the entry that is not on disk', () => {
  const log = [1, 2, 3, 4, 5, 6, 7, 8].map((index) => entry(index));
  expect(logCells({ log, committed: 8 }).map((cell) => cell.index)).toEqual([4, 5, 6, 7, 8, 0]);
  const pending = logCells({ log: [...log, entry(9, false)], committed: 8 });
  expect(pending.map((cell) => cell.index)).toEqual([4, 5, 6, 7, 8, 9]);
  expect(pending.at(-1)).toMatchObject({ state: 'memory', committed: false });
});

test('durability counts the disks that hold the newest entry of the leader with the highest term', () => {
  const member = (
    id: string,
    role: 'Leader' | 'Follower',
    term: number,
    lastIndex: number,
    onDiskIndex: number,
  ) => ({ id, detail: { role, term, lastIndex, onDiskIndex } as never });
  const members = [
    member('etcd-1', 'Leader', 2, 40, 40),
    member('etcd-2', 'Leader', 3, 9, 8),
    member('etcd-3', 'Follower', 3, 9, 9),
  ];
  expect(durabilityOf(members)).toEqual({
    members: ['disk', 'memory', 'disk'],
    onDisk: 2,
    needed: 2,
    index: 9,
  });
  expect(durabilityOf([{ id: 'etcd-1', detail: undefined }, ...members.slice(1)])).toMatchObject({
    members: ['absent', 'memory', 'disk'],
    needed: 2,
  });
  expect(durabilityOf([])).toBeNull();
});

test('a Pod is printed as kubectl prints it', () => {
  const running = { state: { running: {} }, ready: true };
  expect(printedStatus({ status: { phase: 'Pending' } })).toBe('Pending');
  expect(
    printedStatus({
      status: {
        phase: 'Pending',
        containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
      },
    }),
  ).toBe('ContainerCreating');
  expect(
    printedStatus({
      status: {
        phase: 'Running',
        containerStatuses: [running, { state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    }),
  ).toBe('CrashLoopBackOff');
  expect(
    printedStatus({
      status: { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] },
    }),
  ).toBe('ExitCode:3');
  expect(
    printedStatus({
      metadata: { deletionTimestamp: 'x' },
      status: { phase: 'Running', containerStatuses: [running] },
    }),
  ).toBe('Terminating');
});

test('a Pod whose kubelet is not heard keeps its word but not its shape', () => {
  const ready = {
    metadata: { name: 'web' },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ ready: true, state: { running: {} } }],
    },
  };
  expect(podView('pods/default/web', ready, undefined, true)).toMatchObject({
    name: 'web',
    status: 'ready',
    word: 'Running',
  });
  expect(podView('pods/default/web', ready, undefined, false)).toMatchObject({
    status: 'unknown',
    word: 'Running',
    heard: false,
  });
  expect(podView('pods/default/x', { status: { phase: 'Evicted' } }, undefined, true).status).toBe('failed');
});

test('a node is Ready, NotReady, or not heard', () => {
  const of = (status: string) =>
    nodeView({ status: { conditions: [{ type: 'Ready', status }], capacity: { pods: '110' } } });
  expect(of('True')).toMatchObject({ status: 'ready', word: 'Ready', heard: true, maxPods: 110 });
  expect(of('False')).toMatchObject({ status: 'pending', word: 'NotReady', heard: true });
  expect(of('Unknown')).toMatchObject({ status: 'unknown', word: 'NotReady', heard: false });
  expect(nodeView(undefined).word).toBe('');
});

test('a long name is cut in its middle, so that siblings differ', () => {
  expect(shortName('web', 10)).toBe('web');
  expect(shortName('shop-64f4789bd-9nwwf', 10)).toBe('shop…9nwwf');
});
