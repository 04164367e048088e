import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../kube/types/pod.ts';
import type { Status } from '../../../kube/status.ts';
import { pod, rig } from './testing/rig.ts';

const PODS = '/api/v1/namespaces/default/pods';
const SECOND = 1_000_000;

describe('when etcd has trouble', () => {
  test('a member that is not there is left for the next one', () => {
    const { ask, fault, run } = rig({ etcds: [{ id: 'etcd-1' }, { id: 'etcd-2' }] });
    fault({ kind: 'crash', part: 'etcd-1' });
    run(1000);
    expect(ask('POST', PODS, pod('web')).code).toBe(201);
  });

  test('a member that says nothing is left after ten seconds, and the request is asked again', () => {
    const { ask, fault, kernel } = rig({ etcds: [{ id: 'etcd-1' }, { id: 'etcd-2' }] });
    fault({ kind: 'pause', part: 'etcd-1' });
    const sinceUs = kernel.nowUs;
    expect(ask('POST', PODS, pod('web')).code).toBe(201);
    expect(kernel.nowUs - sinceUs).toBeGreaterThan(10 * SECOND);
    expect(kernel.nowUs - sinceUs).toBeLessThan(13 * SECOND);
  });

  test('without any member a write ends after 34 seconds and a read after 60, as upstream says it', () => {
    const { ask, fault, kernel } = rig();
    fault({ kind: 'crash', part: 'etcd-1' });
    const sinceUs = kernel.nowUs;
    expect(ask('POST', PODS, pod('web'))).toMatchObject({
      code: 504,
      body: {
        reason: 'Timeout',
        message: 'Timeout: request did not complete within requested timeout - context deadline exceeded',
      },
    });
    expect(Math.round((kernel.nowUs - sinceUs) / SECOND)).toBe(34);
    expect(ask('GET', `${PODS}/web`)).toMatchObject({
      code: 504,
      body: { message: 'Timeout: request did not complete within the allotted timeout' },
    });
  });

  test('requests that wait are answered when a member is back', () => {
    const { send, fault, run, kernel, heard } = rig();
    fault({ kind: 'crash', part: 'etcd-1' });
    run(1000);
    const id = send('POST', PODS, pod('web'));
    run(3 * SECOND);
    expect(heard(id)).toEqual([]);
    kernel.inject({ kind: 'heal-all' });
    run(3 * SECOND);
    expect(heard(id)).toMatchObject([{ code: 201 }]);
  });
});

describe('when the server itself ends', () => {
  test('a new process knows everything again, and watches go on from where they were', () => {
    const { ask, fault, kernel, run, send, events } = rig();
    const created = ask('POST', PODS, pod('a')).body as Pod;
    fault({ kind: 'crash', part: 'kube-apiserver/cp-1' });
    run(1000);
    kernel.inject({ kind: 'heal-all' });
    run(SECOND / 10);
    expect((ask('GET', PODS).body as { items: readonly unknown[] }).items).toHaveLength(1);
    ask('POST', PODS, pod('b'));
    const gone = send('GET', `${PODS}?watch=true&resourceVersion=1`);
    const kept = send('GET', `${PODS}?watch=true&resourceVersion=${created.metadata.resourceVersion}`);
    run(SECOND / 10);
    expect(events(gone)).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    expect(events(kept).map((e) => e.type)).toEqual(['ADDED']);
  });
});

describe('logs', () => {
  const bound = pod('web', { nodeName: 'node-1' });

  test('come from the kubelet, whole or in pieces', () => {
    const { ask, send, run, heard } = rig({
      kubelet: (delivery, context) => {
        if (delivery.kind !== 'message') return;
        const { id, path, query } = delivery.body as {
          id: number;
          path: string;
          query: readonly (readonly [string, string])[];
        };
        const base = { to: delivery.from, wire: 'http' as const, exchange: delivery.exchange, label: path };
        const follows = query.some(([key, value]) => key === 'follow' && value === 'true');
        context.send({
          ...base,
          verb: '200',
          role: follows ? 'event' : 'answer',
          body: {
            kind: 'response',
            id,
            code: 200,
            contentType: 'text/plain',
            warnings: [],
            body: follows ? null : `${path}\n`,
          },
        });
        if (!follows) return;
        context.send({
          ...base,
          verb: 'CHUNK',
          role: 'event',
          body: { kind: 'stream', id, type: 'CHUNK', object: 'one\n' },
        });
        context.send({ ...base, verb: 'END', role: 'answer', body: { kind: 'end', id } });
      },
    });
    ask('POST', PODS, bound);
    expect(ask('GET', `${PODS}/web/log`)).toMatchObject({
      code: 200,
      body: '/containerLogs/default/web/c\n',
    });
    const id = send('GET', `${PODS}/web/log?follow=true`);
    run(SECOND);
    expect(heard(id).map((m) => m.kind)).toEqual(['response', 'stream', 'end']);
  });

  test('of a node whose kubelet is gone are an error', () => {
    const { ask, fault, run } = rig();
    ask('POST', PODS, bound);
    fault({ kind: 'crash', part: 'kubelet/node-1' });
    run(1000);
    const answer = ask('GET', `${PODS}/web/log`);
    expect(answer.code).toBe(500);
    expect((answer.body as Status).message).toContain('connect: connection refused');
  });
});
