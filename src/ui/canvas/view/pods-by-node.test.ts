import { expect, test } from 'vitest';
import { sampleUpdates } from '../../session/sample-trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { crowdedOwners, podsByNode } from './pods-by-node.ts';

const pod = (name: string, node: string, owner: string, atUs: number) => ({
  key: `pods/default/${name}`,
  atUs,
  object: {
    metadata: {
      name,
      ...(owner === '' ? {} : { ownerReferences: [{ kind: 'ReplicaSet', name: owner, controller: true }] }),
    },
    spec: { nodeName: node },
  },
});

function traceOf(pods: readonly ReturnType<typeof pod>[]): TraceWindow {
  const trace = new TraceWindow();
  trace.apply({ ...sampleUpdates()[1], events: [], faces: [], objects: pods });
  return trace;
}

test("a node's list stays the same object while none of its Pods changes", () => {
  const trace = traceOf([pod('a', 'node-1', '', 1), pod('b', 'node-2', '', 2), pod('c', 'node-2', '', 5)]);
  const before = podsByNode(trace, 3);
  expect(before.get('node-2')?.map((entry) => entry.key)).toEqual(['pods/default/b']);
  const after = podsByNode(trace, 6);
  expect(after.get('node-2')).toHaveLength(2);
  expect(after.get('node-1')).toBe(before.get('node-1'));
  expect(podsByNode(trace, 0).size).toBe(0);
});

test('an owner is crowded above fifteen Pods, wherever they are; a Pod that a person made has none', () => {
  const of = (count: number, owner: string) =>
    traceOf(Array.from({ length: count }, (_, index) => pod(`p${index}`, `node-${index % 3}`, owner, 1)));
  expect(crowdedOwners(of(15, 'web-1'), 2)).toBe('');
  expect(crowdedOwners(of(16, 'web-1'), 2)).toBe('ReplicaSet/web-1');
  expect(crowdedOwners(of(40, ''), 2)).toBe('');
});
