import { expect, test } from 'vitest';
import { rosterOf } from './fixture-roster.ts';
import { buildGraph, laneOfHop } from './model.ts';

const { roster, links } = rosterOf(3, 3);
const input = { roster, links, etcdEndpoints: ['etcd-2'] };

test('a Story shows at most eight parts, whatever the roster holds', () => {
  for (const nodes of [1, 3, 4, 12]) {
    const world = rosterOf(3, nodes);
    const graph = buildGraph({ ...world, form: 'story', etcdEndpoints: ['etcd-1'] });
    expect(graph.nodes.length).toBeLessThanOrEqual(8);
    expect(
      graph.nodes.filter((node) => node.kind === 'machine').flatMap((node) => node.machines),
    ).toHaveLength(nodes);
  }
});

test('the gRPC edge goes to the member that the apiserver really talks to, and no other is drawn', () => {
  const grpc = buildGraph({ ...input, form: 'wide' }).edges.filter((edge) => edge.wire === 'etcd');
  expect(grpc.map((edge) => [edge.a, edge.b])).toEqual([['kube-apiserver', 'etcd-2']]);
});

test('a hop finds its edge in both ways', () => {
  const graph = buildGraph({ ...input, form: 'wide' });
  const there = laneOfHop(graph, 'kubelet/node-2', 'kube-apiserver/cp-1', 'http');
  const back = laneOfHop(graph, 'kube-apiserver/cp-1', 'kubelet/node-2', 'http');
  expect(there?.edge).toBe(back?.edge);
  expect(there?.forward).toBe(true);
  expect(back?.forward).toBe(false);
});

test('CRI has a lane inside a whole card and none where the machine is one row', () => {
  const lane = (form: 'wide' | 'narrow' | 'story') =>
    laneOfHop(buildGraph({ ...input, form }), 'kubelet/node-1', 'runtime/node-1', 'cri');
  expect(lane('wide')?.edge.pattern).toBe('cri');
  expect(lane('narrow')).toBeNull();
  expect(lane('story')).toBeNull();
});

test('the loops and kubelets hold watches, kubectl does not', () => {
  const graph = buildGraph({ ...input, form: 'wide' });
  expect(graph.edges.find((edge) => edge.a === 'kubectl')?.pattern).toBe('http');
  expect(graph.edges.filter((edge) => edge.pattern === 'watch')).toHaveLength(5);
});

test('replicas of one part share a card and their edges are one', () => {
  const second = {
    id: 'kube-apiserver/cp-2',
    kind: 'kube-apiserver' as const,
    title: 'kube-apiserver',
    machine: 'cp-2',
  };
  const graph = buildGraph({
    roster: [...roster, second],
    links: [...links, { a: 'kube-apiserver/cp-2', b: 'kubectl', wire: 'http' }],
    form: 'wide',
    etcdEndpoints: ['etcd-1'],
  });
  expect(graph.nodes.find((node) => node.kind === 'kube-apiserver')?.parts).toHaveLength(2);
  expect(graph.edges.find((edge) => edge.a === 'kubectl')?.pairs).toEqual([
    ['kubectl', 'kube-apiserver/cp-1'],
    ['kubectl', 'kube-apiserver/cp-2'],
  ]);
});

test('where few machines have a card, those that are asked for keep theirs and one card stands for the rest', () => {
  const world = rosterOf(3, 12);
  for (const form of ['small', 'story'] as const) {
    const graph = buildGraph({
      ...world,
      form,
      etcdEndpoints: ['etcd-1'],
      machinesShown: ['node-9', 'node-4'],
    });
    const machines = graph.nodes.filter((node) => node.kind === 'machine');
    expect(machines.map((node) => (node.rest ? '+' : node.title))).toEqual(['node-4', 'node-9', '+']);
    expect(machines.at(-1)?.machines).toHaveLength(10);
    const shown = laneOfHop(graph, 'kubelet/node-9', 'kube-apiserver/cp-1', 'http')?.edge;
    const folded = laneOfHop(graph, 'kubelet/node-7', 'kube-apiserver/cp-1', 'http')?.edge;
    expect(shown?.pairs).toHaveLength(1);
    expect(folded?.pairs).toHaveLength(10);
  }
});
