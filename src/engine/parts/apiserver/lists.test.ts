import { describe, expect, test } from 'vitest';
import type { KubeList, KubeObject } from '../../../kube/value.ts';
import { pod, rig } from './testing/rig.ts';

const PODS = '/api/v1/namespaces/default/pods';
const names = (body: unknown) => (body as KubeList).items.map((item) => item.metadata.name);

describe('lists', () => {
  test('come in pages that show one state, whatever is written meanwhile', () => {
    const { ask } = rig();
    for (const name of ['a', 'b', 'c']) ask('POST', PODS, pod(name));
    const first = ask('GET', `${PODS}?limit=2`).body as KubeList;
    expect(names(first)).toEqual(['a', 'b']);
    expect(first.metadata.remainingItemCount).toBe(1);
    const second = ask('GET', `${PODS}?limit=2&continue=${encodeURIComponent(first.metadata.continue ?? '')}`)
      .body as KubeList;
    expect(names(second)).toEqual(['c']);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    expect(first.items[0]).not.toHaveProperty('kind');
  });

  test('are selected by labels and fields, and refused in the real words', () => {
    const { ask } = rig();
    ask('POST', PODS, { ...pod('a'), metadata: { name: 'a', labels: { app: 'x' } } });
    ask('POST', PODS, pod('b'));
    expect(names(ask('GET', `${PODS}?labelSelector=app%3Dx`).body)).toEqual(['a']);
    expect(names(ask('GET', `${PODS}?fieldSelector=metadata.name!%3Da`).body)).toEqual(['b']);
    expect(ask('GET', `${PODS}?fieldSelector=spec.image%3Da`)).toMatchObject({
      code: 400,
      body: { message: 'field label not supported: spec.image' },
    });
  });

  test('are Tables for who asks for them', () => {
    const { ask } = rig();
    ask('POST', PODS, pod('a'));
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const table = ask('GET', PODS, null, { accept }).body as {
      kind: string;
      columnDefinitions: readonly { name: string }[];
      rows: readonly { cells: readonly unknown[] }[];
    };
    expect(table.kind).toBe('Table');
    expect(table.columnDefinitions[0]?.name).toBe('Name');
    expect(table.rows[0]?.cells.slice(0, 4)).toEqual(['a', '0/1', 'Pending', '0']);
  });

  test('of Events are the same in both of their APIs', () => {
    const { ask } = rig();
    const event = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'default' },
      regarding: { kind: 'Pod', name: 'a' },
      note: 'bound',
      reason: 'Scheduled',
      eventTime: '2026-01-05T09:00:00.000001Z',
      reportingController: 'default-scheduler',
      reportingInstance: 's',
      action: 'Binding',
      type: 'Normal',
    };
    expect(ask('POST', '/apis/events.k8s.io/v1/namespaces/default/events', event)).toMatchObject({
      code: 201,
      body: { note: 'bound', regarding: { name: 'a' } },
    });
    expect(ask('GET', '/api/v1/namespaces/default/events/e').body).toMatchObject({
      apiVersion: 'v1',
      message: 'bound',
      involvedObject: { name: 'a' },
      source: {},
      firstTimestamp: null,
    });
  });
});

describe('writes', () => {
  test('that change nothing keep the revision; a changed spec raises the generation, a status does not', () => {
    const { ask } = rig();
    const path = '/apis/apps/v1/namespaces/default/deployments';
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    };
    const made = ask('POST', path, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { selector: { matchLabels: { app: 'web' } }, template },
    }).body as KubeObject;
    expect(made.metadata.generation).toBe(1);
    const merge = { contentType: 'application/merge-patch+json' };
    expect(ask('PATCH', `${path}/web`, { spec: { replicas: 1 } }, merge).body).toEqual(made);
    expect(
      ask('PATCH', `${path}/web`, { spec: { replicas: 3 }, status: { replicas: 9 } }, merge).body,
    ).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 }, status: {} });
    expect(
      ask('PATCH', `${path}/web/status`, { status: { replicas: 2 }, spec: { replicas: 7 } }, merge).body,
    ).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 }, status: { replicas: 2 } });
    expect(ask('GET', `${path}/web/scale`).body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 3 },
      status: { replicas: 2, selector: 'app=web' },
    });
    expect(ask('PATCH', `${path}/web/scale`, { spec: { replicas: 5 } }, merge).body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 5 },
    });
    expect(ask('GET', `${path}/web`).body).toMatchObject({
      metadata: { generation: 3 },
      spec: { replicas: 5 },
    });
  });

  test('that are overtaken are made again from the new state', () => {
    const { ask, send, run, heard } = rig();
    ask('POST', PODS, pod('a'));
    const ids = ['x', 'y', 'z'].map((key) =>
      send('PATCH', `${PODS}/a`, { metadata: { labels: { [key]: '1' } } }),
    );
    run(1_000_000);
    expect(ids.map((id) => (heard(id)[0] as { code: number }).code)).toEqual([200, 200, 200]);
    expect((ask('GET', `${PODS}/a`).body as KubeObject).metadata.labels).toEqual({ x: '1', y: '1', z: '1' });
  });

  test('of an object that a finalizer holds wait until it lets go', () => {
    const { ask } = rig();
    const maps = '/api/v1/namespaces/default/configmaps';
    ask('POST', maps, { metadata: { name: 'm', finalizers: ['example.com/hold'] } });
    expect(ask('DELETE', `${maps}/m`).body).toMatchObject({
      kind: 'ConfigMap',
      metadata: { deletionGracePeriodSeconds: 0 },
    });
    expect(ask('GET', `${maps}/m`).code).toBe(200);
    ask(
      'PATCH',
      `${maps}/m`,
      { metadata: { finalizers: null } },
      { contentType: 'application/merge-patch+json' },
    );
    expect(ask('GET', `${maps}/m`).code).toBe(404);
  });
});
