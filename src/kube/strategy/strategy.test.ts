import { describe, expect, it } from 'vitest';
import type { Pod } from '../types/pod.ts';
import type { KubeObject } from '../value.ts';
import { bindPod } from './pod.ts';
import {
  gracePeriodOf,
  markDeleted,
  prepareForCreate,
  prepareForUpdate,
  prepareStatusUpdate,
} from './strategy.ts';

const pod = (more: object = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', generation: 1 },
  spec: {
    containers: [{ name: 'c', image: 'x' }],
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    ...more,
  },
  status: { phase: 'Running', qosClass: 'BestEffort' },
});
const deployment = (replicas: number, annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', generation: 4, annotations },
  spec: { replicas },
  status: { replicas: 9 },
});

describe('strategies', () => {
  it('start a Pod as Pending, with its class and the old name of its account', () => {
    const created = prepareForCreate(pod());
    expect(created.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(created.spec.serviceAccount).toBe('default');
    expect(created.metadata.generation).toBe(1);
    expect(prepareForCreate(pod({ schedulingGates: [{ name: 'g' }] })).status?.conditions?.[0]?.reason).toBe(
      'SchedulingGated',
    );
  });

  it('leave the status alone in an update, and raise the generation with the spec', () => {
    const old = deployment(1);
    const same = prepareForUpdate({ ...deployment(1), status: { replicas: 0 } }, old);
    expect(same['status']).toBe(old['status']);
    expect(same.metadata.generation).toBe(4);
    expect(prepareForUpdate(deployment(2), old).metadata.generation).toBe(5);
    expect(prepareForUpdate(deployment(1, { a: 'b' }), old).metadata.generation).toBe(5);
  });

  it('leave everything but the status alone in a status update', () => {
    const old = pod();
    const next = prepareStatusUpdate(
      {
        ...pod({ nodeName: 'x' }),
        metadata: { name: 'a', generation: 7, ownerReferences: [] },
        status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
      },
      old,
    );
    expect(next.spec).toBe(old.spec);
    expect(next.metadata.generation).toBe(1);
    expect(next.metadata.ownerReferences).toBeUndefined();
    expect(next.status).toEqual({
      phase: 'Running',
      podIP: '10.0.0.1',
      podIPs: [{ ip: '10.0.0.1' }],
      qosClass: 'BestEffort',
    });
  });

  it('give a bound Pod time to end, and none to others', () => {
    expect(gracePeriodOf(pod(), undefined)).toBe(0);
    expect(gracePeriodOf(pod({ nodeName: 'n' }), undefined)).toBe(30);
    expect(gracePeriodOf(pod({ nodeName: 'n' }), 5)).toBe(5);
    expect(gracePeriodOf(pod({ nodeName: 'n' }), -3)).toBe(1);
    expect(gracePeriodOf(deployment(1), 5)).toBeUndefined();
    expect(markDeleted(pod(), '2026-05-01T12:00:30Z', 30).metadata).toMatchObject({
      deletionGracePeriodSeconds: 30,
      generation: 2,
    });
  });

  it('bind a Pod to its node', () => {
    const bound = bindPod(pod(), 'node-1', '2026-05-01T12:00:00Z', undefined);
    expect(bound.spec.nodeName).toBe('node-1');
    expect(bound.status?.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: '2026-05-01T12:00:00Z',
      },
    ]);
  });

  it('take stringData into data, and give a Namespace its finalizer', () => {
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { a: 'grün' },
    };
    expect(prepareForCreate(secret)).toMatchObject({ data: { a: 'Z3LDvG4=' } });
    const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
    expect(prepareForCreate(namespace)).toMatchObject({
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });
});
