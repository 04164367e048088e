import { expect, test } from 'vitest';
import { podFilter } from './pod-filter.ts';
import { podView } from './pod-view.ts';

const pod = (name: string, namespace: string, app: string, phase: string) => ({
  metadata: {
    name,
    namespace,
    labels: { app },
    ownerReferences: [{ kind: 'ReplicaSet', name: `${app}-1`, controller: true }],
  },
  status: {
    phase,
    ...(phase === 'Running' ? { conditions: [{ type: 'Ready', status: 'True' }] } : {}),
  },
});
const PODS = [
  pod('web-1', 'default', 'web', 'Running'),
  pod('web-2', 'default', 'web', 'Pending'),
  pod('db-1', 'shop', 'db', 'Pending'),
];

test.each([
  ['', ['web-1', 'web-2', 'db-1']],
  ['web', ['web-1', 'web-2']],
  ['status:pend', ['web-1', 'web-2', 'db-1'].slice(1)],
  ['status:Running', ['web-1']],
  ['ns:shop', ['db-1']],
  ['app=web status:Pending', ['web-2']],
  ['app!=web', ['db-1']],
  ['kind:replicaset owner:db', ['db-1']],
  ['app=', []],
  ['nobody', []],
])('"%s" shows %j', (text, names) => {
  const filter = podFilter(text);
  const shown = PODS.filter((object) => filter(podView('', object, undefined, true), object));
  expect(shown.map((object) => object.metadata.name)).toEqual(names);
});
