import { describe, expect, it } from 'vitest';
import { runUntil, testKernel } from '../../kernel/harness.ts';
import { type ScriptedWrite, scriptedWriter } from '../../loops/scripted-writer.ts';
import { toyApiserver, type ToyOptions, type ToyState } from '../../loops/toy-apiserver.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createControllerManager } from './controller-manager.ts';

const API = 'kube-apiserver/cp-1';

function nodeObject(i: number) {
  const amount = { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `node-${i}`, labels: { 'kubernetes.io/hostname': `node-${i}` } },
    spec: {},
    status: { allocatable: amount, capacity: amount },
  };
}

function deploymentObject(replicas: number, image = 'nginx:1.27') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'uid-web',
      generation: 1,
      creationTimestamp: '2027-01-15T08:00:00Z',
      labels: { app: 'web' },
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'nginx', image, resources: {} }], schedulerName: 'default-scheduler' },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {},
  };
}

function world(
  nodes: number,
  replicas: number,
  writes: readonly ScriptedWrite[] = [],
  intercept?: ToyOptions['intercept'],
) {
  const react = (object: Record<string, unknown>, path: string) => {
    const pod = object as { spec?: { nodeName?: string }; status?: { phase?: string } };
    if (path !== '/api/v1/pods' || !pod.spec?.nodeName || pod.status?.phase !== 'Pending') return null;
    return {
      object: {
        ...object,
        status: {
          phase: 'Running',
          conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2027-01-15T08:00:01Z' }],
        },
      } as never,
      afterInUs: 500_000,
    };
  };
  const initial = [
    ...Array.from({ length: nodes }, (_, i) => ['/api/v1/nodes', nodeObject(i)] as const),
    ['/apis/apps/v1/deployments', deploymentObject(replicas)] as const,
  ];
  const api = toyApiserver(API, { react, initial, intercept });
  const parts = [
    api,
    createScheduler({ id: 'kube-scheduler/cp-1', machine: 'cp-1', apiserver: API }),
    createControllerManager({ id: 'kube-controller-manager/cp-1', machine: 'cp-1', apiserver: API }),
    scriptedWriter(API, writes),
  ];
  const kernel = testKernel(parts as never);
  return { kernel, run: (untilUs: number) => (runUntil(kernel, untilUs), kernel.states[0] as ToyState) };
}

function podsOf(state: ToyState) {
  return [...state.objects]
    .filter(([key]) => key.startsWith('/api/v1/pods '))
    .map(
      ([, pod]) =>
        pod as never as {
          metadata: { name: string };
          spec: { nodeName?: string; containers: { image: string }[] };
          status: { phase: string };
        },
    );
}

describe('a Deployment on its way', () => {
  it('becomes running Pods by way of a ReplicaSet, the scheduler and back to its status', () => {
    const state = world(3, 3).run(10_000_000);
    const pods = podsOf(state);
    expect(pods.map((pod) => pod.status.phase)).toEqual(['Running', 'Running', 'Running']);
    expect(new Set(pods.map((pod) => pod.spec.nodeName)).size).toBe(3);
    const d = state.objects.get('/apis/apps/v1/deployments default/web') as never as ReturnType<
      typeof deploymentObject
    > & { status: Record<string, unknown>; metadata: { annotations: Record<string, string> } };
    expect(d.status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    });
    expect(
      (d.status['conditions'] as { type: string; reason: string }[]).map(
        ({ type, reason }) => `${type} ${reason}`,
      ),
    ).toEqual(['Available MinimumReplicasAvailable', 'Progressing NewReplicaSetAvailable']);
    expect(d.metadata.annotations['deployment.kubernetes.io/revision']).toBe('1');
    const lines = state.log
      .filter(({ line }) => !line.includes('leases'))
      .map(({ line, code }) => `${line.replace(/web-[a-z0-9]+(-[a-z0-9]+)?/, 'X')} ${code}`);
    // The Deployment is told twice in its first reconcile; the second time with a resourceVersion that is old by then, as in a real cluster.
    expect(
      lines.filter((line) => line.includes('/apis/apps/v1') && !line.includes('replicasets/')).slice(0, 4),
    ).toEqual([
      'POST /apis/apps/v1/namespaces/default/replicasets 201',
      'PUT /apis/apps/v1/namespaces/default/deployments/web/status 200',
      'PUT /apis/apps/v1/namespaces/default/deployments/web/status 409',
      'PUT /apis/apps/v1/namespaces/default/deployments/web/status 200',
    ]);
    expect(
      lines.filter((line) => line === 'POST /api/v1/namespaces/default/pods/X/binding 201'),
    ).toHaveLength(3);
    expect(
      lines.filter((line) => line === 'POST /apis/events.k8s.io/v1/namespaces/default/events 201'),
    ).toHaveLength(3);
  });

  it('takes as long for many Pods as the client’s rate limit says', { timeout: 30_000 }, () => {
    for (const [replicas, fromUs, toUs] of [
      [10, 0, 1_500_000],
      [100, 3_000_000, 5_500_000],
      [1000, 48_000_000, 56_000_000],
    ] as const) {
      const before = performance.now();
      const state = world(100, replicas).run(70_000_000);
      const tookMs = performance.now() - before;
      const bound = state.log.filter(({ line }) => line.endsWith('/binding'));
      const lastAtUs = bound.at(-1)?.atUs ?? 0;
      console.log(
        `${replicas} Pods: last binding at ${lastAtUs / 1e6} s, ${tookMs.toFixed(0)} ms of real time, ${state.log.length} writes`,
      );
      expect(bound).toHaveLength(replicas);
      expect(lastAtUs).toBeGreaterThan(fromUs);
      expect(lastAtUs).toBeLessThan(toUs);
    }
  });

  it('goes from one template to the next a step at a time, and back by the old ReplicaSet', () => {
    const put = (atUs: number, image: string) => {
      const d = deploymentObject(4, image);
      // Written without a resourceVersion: whatever is there is replaced, its annotations kept as kubectl would.
      return {
        atUs,
        method: 'PUT' as const,
        path: '/apis/apps/v1/namespaces/default/deployments/web',
        body: {
          ...d,
          metadata: {
            ...d.metadata,
            annotations: { 'deployment.kubernetes.io/revision': String(atUs / 10_000_000) },
          },
        },
      };
    };
    const state = world(3, 4, [put(10_000_000, 'nginx:1.28'), put(20_000_000, 'nginx:1.27')]).run(40_000_000);
    const messages = state.log
      .filter(({ line, code }) => line === 'POST /api/v1/namespaces/default/events' && code === 201)
      .map(({ body }) => body as { reason: string; message: string });
    const scaled = messages
      .filter(({ reason }) => reason === 'ScalingReplicaSet')
      .map(({ message }) => message);
    const [first, second] = [scaled[0], scaled[1]].map((message) => /web-\w+/.exec(message ?? '')?.[0] ?? '');
    const short = scaled.map((message) =>
      message
        .replace('Scaled ', '')
        .replace('replica set ', '')
        .replace(first as string, 'A')
        .replace(second as string, 'B'),
    );
    expect(short.slice(0, 3)).toEqual(['up A from 0 to 4', 'up B from 0 to 1', 'down A from 4 to 3']);
    expect(short).toContain('down A from 1 to 0');
    expect(short.at(-1)).toBe('(combined from similar events): up A from 0 to 1');
    const sets = [...state.objects]
      .filter(([key]) => key.includes('/replicasets '))
      .map(
        ([, rs]) =>
          rs as never as { spec: { replicas: number }; metadata: { annotations: Record<string, string> } },
      );
    expect(sets.map(({ spec }) => spec.replicas)).toEqual([4, 0]);
    expect(sets.map(({ metadata }) => metadata.annotations['deployment.kubernetes.io/revision'])).toEqual([
      '3',
      '2',
    ]);
    expect(sets[0]?.metadata.annotations['deployment.kubernetes.io/revision-history']).toBe('1');
    expect(podsOf(state).map((pod) => pod.spec.containers[0]?.image)).toEqual(
      Array.from({ length: 4 }, () => 'nginx:1.27'),
    );
    // Never fewer available than 3 (25 % of 4), never more than 5 at once.
    const d = state.objects.get('/apis/apps/v1/deployments default/web') as never as {
      status: { availableReplicas: number; conditions: { type: string; reason: string }[] };
    };
    expect(d.status.availableReplicas).toBe(4);
    expect(d.status.conditions.find(({ type }) => type === 'Progressing')?.reason).toBe(
      'NewReplicaSetAvailable',
    );
    const total = state.log.filter(({ line, code }) => line.endsWith('/pods') && code === 201).length;
    expect(total).toBe(12);
  });

  it('meets a refusal once and not five hundred times, says why, and tries again ever more slowly', () => {
    const message = 'pods "web-" is forbidden: exceeded quota: small';
    const refuse: ToyOptions['intercept'] = ({ method, path }) =>
      method === 'POST' && path.endsWith('/pods')
        ? { code: 403, body: { kind: 'Status', status: 'Failure', reason: 'Forbidden', message, code: 403 } }
        : null;
    const state = world(3, 500, [], refuse).run(20_000_000);
    const tries = state.log.filter(({ line }) => line === 'POST /api/v1/namespaces/default/pods');
    const gaps = tries.slice(1).map(({ atUs }, i) => atUs - (tries[i]?.atUs ?? 0));
    expect(tries.length).toBeLessThan(20);
    expect(gaps.at(-1)).toBeGreaterThan(4_000_000);
    const rs = [...state.objects].find(([key]) => key.includes('/replicasets '))?.[1];
    expect(rs).toMatchObject({
      status: {
        replicas: 0,
        conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
      },
    });
    const event = state.log.find(
      ({ line, body }) => line.endsWith('/events') && (body as { reason?: string }).reason === 'FailedCreate',
    );
    expect(event?.body).toMatchObject({ type: 'Warning', message: `Error creating: ${message}` });
    const d = state.objects.get('/apis/apps/v1/deployments default/web') as never as {
      status: { conditions: { type: string; reason: string }[] };
    };
    expect(d.status.conditions.find(({ type }) => type === 'ReplicaFailure')?.reason).toBe('FailedCreate');
  });
});
