import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../kube/types/pod.ts';
import type { KubeObject } from '../../../kube/value.ts';
import { pod, rig } from './testing/rig.ts';

const PODS = '/api/v1/namespaces/default/pods';

describe('a Pod through the API server', () => {
  test('is stored with defaults, a token volume, tolerations and a priority', () => {
    const { ask } = rig();
    const created = ask('POST', PODS, pod('web'));
    expect(created.code).toBe(201);
    const { metadata, spec, status } = created.body as Pod;
    expect(metadata).toMatchObject({
      name: 'web',
      namespace: 'default',
      generation: 1,
      resourceVersion: '2',
    });
    expect(spec.volumes?.[0]?.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      priority: 0,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      enableServiceLinks: true,
    });
    expect(spec.tolerations).toHaveLength(2);
    expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(ask('GET', `${PODS}/web`).body).toEqual(created.body);
  });

  test('is bound, gets its status by patch and is deleted in two steps', () => {
    const { ask, run } = rig();
    ask('POST', PODS, pod('web'));
    const bound = ask(
      'POST',
      `${PODS}/web/binding`,
      { metadata: { name: 'web' }, target: { kind: 'Node', name: 'node-1' } },
      { credential: 'system:kube-scheduler' },
    );
    expect(bound).toMatchObject({ code: 201, body: { kind: 'Status', status: 'Success' } });
    const node = { credential: 'system:node:node-1' };
    const patched = ask(
      'PATCH',
      `${PODS}/web/status`,
      { status: { phase: 'Running' }, spec: { nodeName: 'x' } },
      node,
    );
    expect(patched.body).toMatchObject({
      spec: { nodeName: 'node-1' },
      status: { phase: 'Running', conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    const marked = ask('DELETE', `${PODS}/web`);
    expect(marked.body).toMatchObject({ metadata: { deletionGracePeriodSeconds: 30, generation: 2 } });
    run(10_000);
    expect(ask('GET', `${PODS}/web`).code).toBe(200);
    expect(
      ask(
        'DELETE',
        `${PODS}/web`,
        { gracePeriodSeconds: 0, preconditions: { uid: marked.body && (marked.body as Pod).metadata.uid } },
        node,
      ).code,
    ).toBe(200);
    expect(ask('GET', `${PODS}/web`)).toMatchObject({
      code: 404,
      body: { message: 'pods "web" not found', reason: 'NotFound' },
    });
  });
});

describe('refusals', () => {
  test('speak as the real server does', () => {
    const { ask } = rig();
    ask('POST', PODS, pod('web'));
    const message = (code: number, answer: { code: number; body: unknown }) => [
      answer.code === code,
      (answer.body as { message: string }).message,
    ];
    expect(message(409, ask('POST', PODS, pod('web')))).toEqual([true, 'pods "web" already exists']);
    expect(message(403, ask('GET', PODS, null, { credential: '' }))).toEqual([
      true,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    ]);
    expect(message(404, ask('POST', '/api/v1/namespaces/nowhere/pods', pod('web')))).toEqual([
      true,
      'namespaces "nowhere" not found',
    ]);
    const old = ask('GET', `${PODS}/web`).body as KubeObject;
    ask('PATCH', `${PODS}/web`, { metadata: { labels: { a: 'b' } } });
    expect(
      message(409, ask('PUT', `${PODS}/web`, { ...old, metadata: { ...old.metadata, labels: { c: 'd' } } })),
    ).toEqual([
      true,
      'Operation cannot be fulfilled on pods "web": the object has been modified; please apply your changes to the latest version and try again',
    ]);
  });
});

describe('watches', () => {
  test('tell of changes in order, and of what comes into a selection and leaves it', () => {
    const { ask, send, events, run } = rig();
    const all = send('GET', `${PODS}?watch=true&resourceVersion=1`);
    const mine = send('GET', '/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3Dnode-1', null, {
      credential: 'system:node:node-1',
    });
    run(10_000);
    ask('POST', PODS, pod('web'));
    ask('POST', `${PODS}/web/binding`, { metadata: { name: 'web' }, target: { name: 'node-1' } });
    ask('PATCH', `${PODS}/web`, { metadata: { labels: { a: 'b' } } });
    ask('DELETE', `${PODS}/web?gracePeriodSeconds=0`);
    run(10_000);
    expect(events(all).map((e) => e.type)).toEqual(['ADDED', 'MODIFIED', 'MODIFIED', 'DELETED']);
    expect(events(mine).map((e) => e.type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  test('begin with what is there and a bookmark when the list streams', () => {
    const { ask, send, events, run } = rig();
    ask('POST', PODS, pod('a'));
    ask('POST', PODS, pod('b'));
    const id = send(
      'GET',
      `${PODS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    run(20_000);
    expect(events(id).map((e) => e.type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
    expect(events(id)[2]?.object).toMatchObject({
      metadata: { resourceVersion: '3', annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
  });
});
