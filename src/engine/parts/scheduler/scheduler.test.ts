import { describe, expect, it } from 'vitest';
import type { SchedulerDetail } from '../../../protocol/face.ts';
import { runUntil, testKernel } from '../../kernel/harness.ts';
import { type ScriptedWrite, scriptedWriter } from '../../loops/scripted-writer.ts';
import { toyApiserver, type ToyOptions, type ToyState } from '../../loops/toy-apiserver.ts';
import { bindingCycleChart } from './binding-cycle.chart.ts';
import { createScheduler } from './scheduler.ts';
import { schedulingCycleChart } from './scheduling-cycle.chart.ts';
import type { SchedulerState } from './types.ts';

const API = 'kube-apiserver/cp-1';
const scheduler = createScheduler({ id: 'kube-scheduler/cp-1', machine: 'cp-1', apiserver: API });

function node(name: string, spec: object = {}, cpu = '2') {
  const allocatable = { cpu, memory: '4Gi', pods: '110' };
  return [
    '/api/v1/nodes',
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, generation: 1 },
      spec,
      status: { allocatable, capacity: allocatable },
    },
  ] as const;
}

function pod(name: string, cpu: string, spec: object = {}) {
  const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, generation: 1 },
    spec: { schedulerName: 'default-scheduler', containers, ...spec },
    status: { phase: 'Pending' },
  };
}

function run(options: ToyOptions, writes: readonly ScriptedWrite[], untilUs: number) {
  const kernel = testKernel([toyApiserver(API, options), scheduler, scriptedWriter(API, writes)] as never);
  runUntil(kernel, untilUs);
  const state = kernel.states[1] as SchedulerState;
  const lines = (kernel.states[0] as ToyState).log.filter(({ line }) => !line.includes('leases'));
  return {
    kernel,
    state,
    api: kernel.states[0] as ToyState,
    lines,
    detail: scheduler.face(state, kernel.nowUs).detail as SchedulerDetail,
  };
}

const create = (atUs: number, object: { metadata: { namespace: string } }): ScriptedWrite => ({
  atUs,
  method: 'POST',
  path: '/api/v1/namespaces/default/pods',
  body: object,
});
const pods = '/api/v1/pods';

describe('kube-scheduler', () => {
  it('says in Kubernetes’ words why no node fits, and tries again when a node changes', () => {
    const initial = [
      node('n-0', { unschedulable: true }),
      node('n-1', { taints: [{ key: 'a', effect: 'NoSchedule' }] }),
      node('n-2', {}, '1'),
    ];
    const uncordon = { ...node('n-0')[1] };
    const { lines, api, detail, state } = run(
      { initial },
      [
        create(1_000_000, pod('big', '1500m')),
        { atUs: 3_000_000, method: 'PUT', path: '/api/v1/nodes/n-0', body: uncordon },
      ],
      5_000_000,
    );
    const message =
      '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
    const event = lines.find(({ line }) => line.includes('events.k8s.io'))?.body as Record<string, unknown>;
    expect(event).toMatchObject({
      reason: 'FailedScheduling',
      action: 'Scheduling',
      type: 'Warning',
      note: message,
      reportingController: 'default-scheduler',
    });
    const patch = lines.find(({ line }) => line === 'PATCH /api/v1/namespaces/default/pods/big/status')
      ?.body as { status: { conditions: object[] } };
    expect(patch.status.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ]);
    expect(
      (api.objects.get(`${pods} default/big`) as unknown as { spec: { nodeName: string } }).spec.nodeName,
    ).toBe('n-0');
    expect(detail.decision).toMatchObject({ pod: 'default/big', attempt: 2, chosen: 'n-0', message: '' });
    expect([state.queue.unschedulable.size, state.cache.pods.get('default/big')?.assumed]).toEqual([
      0,
      false,
    ]);
  });

  it('reckons with a Pod it has assumed while the binding is still on its way', () => {
    const { state, lines } = run(
      { initial: [node('n-0'), node('n-1')], serveInUs: 50_000 },
      [1, 2, 3].map((i) => create(1_000_000, pod(`p-${i}`, '1500m'))),
      1_060_000,
    );
    expect(
      state.binding.size + lines.filter(({ line }) => line.endsWith('/binding')).length,
    ).toBeGreaterThanOrEqual(2);
    expect([...state.cache.nodes].map(({ requested }) => requested.milliCpu)).toEqual([1500, 1500]);
    expect([...state.queue.unschedulable.keys()]).toHaveLength(1);
  });

  it('gives the room back and comes again when a binding is refused', () => {
    let refused = 0;
    const intercept: ToyOptions['intercept'] = (request) => {
      if (!request.path.endsWith('/binding') || refused > 0) return null;
      refused += 1;
      return {
        code: 500,
        body: { kind: 'Status', status: 'Failure', message: 'etcd has no leader', code: 500 },
      };
    };
    const { state, lines } = run(
      { initial: [node('n-0')], intercept },
      [create(1_000_000, pod('a', '1'))],
      4_000_000,
    );
    expect(lines.filter(({ line }) => line.endsWith('/binding')).map(({ code }) => code)).toEqual([500, 201]);
    expect(state.cache.nodes[0]?.requested.milliCpu).toBe(1000);
    expect([state.scheduled, state.failed]).toEqual([1, 1]);
  });

  it('shows the whole decision: each node with each plugin’s verdict and score', () => {
    const { detail } = run(
      { initial: [node('n-0', {}, '1'), node('n-1', {}, '4'), node('n-2', {}, '8')] },
      [create(1_000_000, pod('a', '2'))],
      2_000_000,
    );
    const rows = detail.decision?.nodes ?? [];
    expect(rows.map(({ name, filters }) => [name, filters.every(({ fits }) => fits)])).toEqual([
      ['n-0', false],
      ['n-1', true],
      ['n-2', true],
    ]);
    expect(rows[0]?.filters.at(-1)).toEqual({
      plugin: 'NodeResourcesFit',
      fits: false,
      reasons: ['Insufficient cpu'],
    });
    expect(rows[2]?.scores.find(({ plugin }) => plugin === 'NodeResourcesFit')).toEqual({
      plugin: 'NodeResourcesFit',
      raw: 85,
      normalized: 85,
      weight: 1,
    });
    expect(rows[2]?.total).toBe(
      rows[2]?.scores.reduce((sum, { normalized, weight }) => sum + normalized * weight, 0),
    );
    expect(detail.decision?.chosen).toBe('n-2');
  });

  it('is the same at every run of the same seed', () => {
    const once = () =>
      run(
        { initial: [0, 1, 2, 3].map((i) => node(`n-${i}`, {}, '64')) },
        [1, 2, 3, 4, 5].map((i) => create(i * 1_000, pod(`p-${i}`, '1m'))),
        3_000_000,
      ).kernel.stateHash();
    expect(once()).toBe(once());
  });

  it('can reach every state of its charts', () => {
    for (const { picture } of [schedulingCycleChart, bindingCycleChart]) {
      const reached = new Set([picture.initial]);
      for (let size = 0; size !== reached.size; ) {
        size = reached.size;
        for (const { from, to } of picture.transitions) if (reached.has(from)) reached.add(to);
      }
      expect([...reached].sort()).toEqual(picture.states.map(({ name }) => name).sort());
    }
  });
});
