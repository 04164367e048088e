import { describe, expect, it } from 'vitest';
import { runUntil, testKernel } from '../../kernel/harness.ts';
import { toyApiserver, type ToyState } from '../../loops/toy-apiserver.ts';
import { createScheduler } from '../scheduler/scheduler.ts';
import { createControllerManager } from './controller-manager.ts';

const API = 'kube-apiserver/cp-1';

function nodeObject(i: number) {
  const amount = { cpu: '64', memory: '256Gi', pods: '110', 'ephemeral-storage': '100Gi' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: `node-${i}`, labels: { 'kubernetes.io/hostname': `node-${i}` } }, spec: {}, status: { allocatable: amount, capacity: amount } };
}

function deploymentObject(replicas: number, image = 'nginx:1.27') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'uid-web', generation: 1, creationTimestamp: '2027-01-15T08:00:00Z', labels: { app: 'web' } },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image, resources: {} }], schedulerName: 'default-scheduler' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {},
  };
}

function world(nodes: number) {
  const react = (object: Record<string, unknown>, path: string) => {
    const pod = object as { spec?: { nodeName?: string }; status?: { phase?: string } };
    if (path !== '/api/v1/pods' || !pod.spec?.nodeName || pod.status?.phase !== 'Pending') return null;
    return {
      object: { ...object, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2027-01-15T08:00:01Z' }] } } as never,
      afterInUs: 500_000,
    };
  };
  const api = toyApiserver(API, { react });
  const parts = [api, createScheduler({ id: 'kube-scheduler/cp-1', machine: 'cp-1', apiserver: API }), createControllerManager({ id: 'kube-controller-manager/cp-1', machine: 'cp-1', apiserver: API })];
  const kernel = testKernel(parts as never);
  const state = kernel.stateOf(API) as ToyState;
  const set = (collection: string, object: { metadata: Record<string, unknown> }) => {
    state.revision += 1;
    state.objects.set(`${collection} ${object.metadata['namespace'] ?? ''}/${object.metadata['name']}`, { ...object, metadata: { ...object.metadata, resourceVersion: String(state.revision) } });
  };
  for (let i = 0; i < nodes; i += 1) set('/api/v1/nodes', nodeObject(i));
  return { kernel, state, set };
}

function podsOf(state: ToyState) {
  return [...state.objects].filter(([key]) => key.startsWith('/api/v1/pods ')).map(([, pod]) => pod as never as { metadata: { name: string }; spec: { nodeName?: string; containers: { image: string }[] }; status: { phase: string } });
}

describe('a Deployment on its way', () => {
  it('becomes running Pods by way of a ReplicaSet, the scheduler and back to its status', () => {
    const { kernel, state, set } = world(3);
    set('/apis/apps/v1/deployments', deploymentObject(3));
    runUntil(kernel, 10_000_000);
    const pods = podsOf(state);
    expect(pods.map((pod) => pod.status.phase)).toEqual(['Running', 'Running', 'Running']);
    expect(new Set(pods.map((pod) => pod.spec.nodeName)).size).toBe(3);
    const d = state.objects.get('/apis/apps/v1/deployments default/web') as never as ReturnType<typeof deploymentObject> & { status: Record<string, unknown>; metadata: { annotations: Record<string, string> } };
    expect(d.status).toMatchObject({ observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, terminatingReplicas: 0 });
    expect((d.status['conditions'] as { type: string; reason: string }[]).map(({ type, reason }) => `${type} ${reason}`)).toEqual(['Available MinimumReplicasAvailable', 'Progressing NewReplicaSetAvailable']);
    expect(d.metadata.annotations['deployment.kubernetes.io/revision']).toBe('1');
    const lines = state.log.filter(({ line }) => !line.includes('leases')).map(({ line, code }) => `${line.replace(/web-[a-z0-9]+(-[a-z0-9]+)?/, 'X')} ${code}`);
    expect(lines.slice(0, 4)).toEqual([
      'POST /apis/apps/v1/namespaces/default/replicasets 201',
      'PUT /apis/apps/v1/namespaces/default/deployments/web/status 200',
      'POST /api/v1/namespaces/default/events 201',
      expect.stringMatching(/./) as never,
    ]);
    expect(lines).toContain('PUT /apis/apps/v1/namespaces/default/deployments/web/status 409');
    expect(lines.filter((line) => line === 'POST /api/v1/namespaces/default/pods/X/binding 201')).toHaveLength(3);
    expect(lines.filter((line) => line === 'POST /apis/events.k8s.io/v1/namespaces/default/events 201')).toHaveLength(3);
    console.log(lines.join('\n'));
  });

  it('takes as long for many Pods as the client’s rate limit says', () => {
    for (const [replicas, fromUs, toUs] of [[10, 0, 1_500_000], [100, 3_000_000, 5_500_000], [1000, 48_000_000, 56_000_000]] as const) {
      const { kernel, state, set } = world(100);
      set('/apis/apps/v1/deployments', deploymentObject(replicas));
      const before = performance.now();
      runUntil(kernel, 70_000_000);
      const tookMs = performance.now() - before;
      const bound = state.log.filter(({ line }) => line.endsWith('/binding'));
      const lastAtUs = bound.at(-1)?.atUs ?? 0;
      console.log(`${replicas} Pods: last binding at ${lastAtUs / 1e6} s, ${tookMs.toFixed(0)} ms of real time, ${state.log.length} writes`);
      expect(bound).toHaveLength(replicas);
      expect(lastAtUs).toBeGreaterThan(fromUs);
      expect(lastAtUs).toBeLessThan(toUs);
    }
  });
});
