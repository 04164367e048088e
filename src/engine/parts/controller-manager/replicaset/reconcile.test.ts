import { describe, expect, it } from 'vitest';
import { SortedMap } from '../../../../base/sorted-map.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { ReplicaSet } from '../../../../kube/types/workload.ts';
import { keyOf, type KubeObject } from '../../../../kube/value.ts';
import type { Plan, View } from '../../../loops/controller.ts';
import type { Change, InformerSet } from '../../../loops/informer.ts';
import { expect as expectSeen, type ReplicaSetMemory } from './memory.ts';
import { replicaSetController } from './replicaset.ts';

function replicaSet(
  replicas: number,
  status: object = { replicas: 0, terminatingReplicas: 0, observedGeneration: 1 },
): ReplicaSet {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', uid: 'rs-1', generation: 1, resourceVersion: '7' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
    status: status as ReplicaSet['status'],
  };
}

function pod(
  name: string,
  more: {
    readonly ready?: boolean;
    readonly node?: string;
    readonly owned?: boolean;
    readonly labels?: Record<string, string>;
  } = {},
): Pod {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs-1', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      labels: more.labels ?? { app: 'web' },
      ...(more.owned === false ? {} : { ownerReferences: [owner] }),
    },
    spec: { containers: [], ...(more.node ? { nodeName: more.node } : {}) },
    status: {
      phase: more.node ? 'Running' : 'Pending',
      conditions: [{ type: 'Ready', status: more.ready ? 'True' : 'False' }],
    },
  };
}

/** Caches and memory as they are after the informers have shown these objects. */
function viewOf(
  rs: ReplicaSet,
  pods: readonly Pod[],
  adjust: (memory: ReplicaSetMemory) => ReplicaSetMemory = (m) => m,
): View<ReplicaSetMemory> {
  const store = (objects: readonly KubeObject[]) => ({
    store: SortedMap.from(objects.map((o) => [keyOf(o), o] as const)),
  });
  const caches = {
    informers: new Map([
      ['replicasets', store([rs])],
      ['pods', store(pods)],
    ]),
  } as unknown as InformerSet;
  let memory = replicaSetController.initial;
  for (const object of pods) {
    const change: Change = { informer: 'pods', type: 'add', key: keyOf(object), object };
    ({ memory } = replicaSetController.observe(memory, change, caches));
  }
  return { caches, memory: adjust(memory), nowUs: 60_000_000, epochSeconds: 1_800_000_000 };
}

function actionsOf(plan: Plan): string[] {
  return plan.batches.map(
    ({ actions, when }) =>
      `${actions.map(({ method, path }) => `${method} ${path.replace('/api/v1/namespaces/default', '').replace('/apis/apps/v1/namespaces/default', '')}`).join(', ')}${when ? ` (${when})` : ''}`,
  );
}

const reconcile = (view: View<ReplicaSetMemory>) =>
  actionsOf(replicaSetController.reconcile('default/web', view));

describe('the ReplicaSet controller', () => {
  it('makes missing Pods in batches of 1, 2, 4 … and at most 500', () => {
    const plan = replicaSetController.reconcile('default/web', viewOf(replicaSet(1000), []));
    expect(plan.batches.filter(({ when }) => !when).map(({ actions }) => actions.length)).toEqual([
      1, 2, 4, 8, 16, 32, 64, 128, 245,
    ]);
    expect(plan.batches[0]?.actions[0]).toMatchObject({
      method: 'POST',
      body: {
        metadata: {
          generateName: 'web-',
          labels: { app: 'web' },
          ownerReferences: [{ name: 'web', uid: 'rs-1', controller: true, blockOwnerDeletion: true }],
        },
      },
      onSuccess: { reason: 'SuccessfulCreate', message: 'Created pod: {name}' },
    });
  });

  it('does nothing while what it asked for has not been seen', () => {
    const view = viewOf(replicaSet(3), [], (memory) => expectSeen(memory, 'default/web', 3, [], 59_000_000));
    expect(reconcile(view)).toEqual([]);
    const tooLong = viewOf(replicaSet(1), [], (memory) =>
      expectSeen(memory, 'default/web', 3, [], -250_000_000),
    );
    expect(reconcile(tooLong)[0]).toBe('POST /pods');
  });

  it('deletes those first that are not placed, not ready, or crowd a node', () => {
    const pods = [
      pod('a', { ready: true, node: 'n1' }),
      pod('b', { ready: true, node: 'n1' }),
      pod('c', { ready: false, node: 'n2' }),
      pod('d'),
      pod('e', { ready: true, node: 'n3' }),
    ];
    const status = {
      replicas: 5,
      fullyLabeledReplicas: 5,
      readyReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
      observedGeneration: 1,
    };
    expect(reconcile(viewOf(replicaSet(2, status), pods))[0]).toMatch(
      /^DELETE \/pods\/d, DELETE \/pods\/c, DELETE \/pods\/[ab]$/,
    );
  });

  it('tells its status when the counts changed, and is quiet when they did not', () => {
    const pods = [pod('a', { ready: true, node: 'n1' }), pod('b', { node: 'n2' })];
    const plan = replicaSetController.reconcile('default/web', viewOf(replicaSet(2), pods));
    expect(actionsOf(plan)).toEqual(['PUT /replicasets/web/status']);
    const put = plan.batches[0]?.actions[0] as { readonly body: unknown };
    const { status } = put.body as ReplicaSet;
    expect(status).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 1,
      availableReplicas: 1,
      terminatingReplicas: 0,
      observedGeneration: 1,
    });
    expect(reconcile(viewOf(replicaSet(2, status), pods))).toEqual([]);
  });

  it('adopts a Pod that matches and lets one go whose labels were changed', () => {
    const status = { replicas: 1, fullyLabeledReplicas: 1, terminatingReplicas: 0, observedGeneration: 1 };
    const adopt = replicaSetController.reconcile(
      'default/web',
      viewOf(replicaSet(2, status), [pod('a'), pod('orphan', { owned: false })]),
    );
    expect(actionsOf(adopt)[0]).toBe('PATCH /pods/orphan');
    expect(adopt.batches[0]?.actions[0]?.body).toMatchObject({
      metadata: { uid: 'orphan', ownerReferences: [{ uid: 'rs-1', controller: true }] },
    });
    const release = replicaSetController.reconcile(
      'default/web',
      viewOf(replicaSet(1, status), [pod('a', { labels: { app: 'debug' } })]),
    );
    expect(release.batches[0]?.actions[0]?.body).toMatchObject({
      metadata: { ownerReferences: [{ $patch: 'delete', uid: 'rs-1' }] },
    });
  });

  it('has a status ready that names the failure, should Pods be refused', () => {
    const plan = replicaSetController.reconcile('default/web', viewOf(replicaSet(1), []));
    const failed = plan.batches.find(({ when }) => when === 'failed')?.actions[0]?.body as ReplicaSet;
    expect(failed.status?.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: '{error}' },
    ]);
  });

  it('wakes up for its own Pods only', () => {
    const view = viewOf(replicaSet(1), []);
    const seen = (object: Pod) =>
      replicaSetController.observe(
        view.memory,
        { informer: 'pods', type: 'add', key: keyOf(object), object },
        view.caches,
      ).keys;
    expect([
      seen(pod('a')),
      seen(pod('b', { owned: false })),
      seen(pod('c', { owned: false, labels: { app: 'other' } })),
    ]).toEqual([['default/web'], ['default/web'], []]);
  });
});
