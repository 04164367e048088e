import { expect, test } from 'vitest';
import type { ApiserverDetail } from '../../../protocol/face.ts';
import { pod, rig } from './testing/rig.ts';

test('the face shows requests that wait for etcd with their stages, open watches and the caches by their resource', () => {
  const { kernel, send, run } = rig();
  send('GET', '/api/v1/nodes?watch=true&resourceVersion=0');
  run(10_000);
  send('POST', '/api/v1/namespaces/default/pods', pod('web'));
  run(1000);
  const server = kernel.indexOf('kube-apiserver/cp-1');
  const face = kernel.partAt(server).face(kernel.states[server], kernel.nowUs);
  expect(face.status).toBe('ready');
  const detail = face.detail as ApiserverDetail;
  expect(detail.requests.map((r) => `${r.verb} ${r.user}`)).toEqual(['create kubernetes-admin']);
  expect(detail.requests[0]?.stages.map((mark) => mark.stage)).toEqual(detail.stageNames);
  expect(detail.watches).toEqual([{ client: 'kubectl', uri: '/api/v1/nodes?watch=true&resourceVersion=0' }]);
  expect(detail.caches.find((cache) => cache.resource === 'nodes')).toMatchObject({ objects: 1 });
  expect(structuredClone(face)).toEqual(face);
});
