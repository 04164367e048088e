import { expect, test } from 'vitest';
import type { HopEvent } from '../../../protocol/trace.ts';
import { rosterOf } from './fixture-roster.ts';
import { routeEdges } from './lanes.ts';
import { TRUNK } from './trunk.ts';
import { layoutGraph } from './layout.ts';
import { buildGraph, type Form } from './model.ts';
import { placeTokens, type Token, type TokenScene } from './tokens.ts';

let nextId = 1;
function hop(change: Partial<HopEvent> = {}): HopEvent {
  const id = nextId++;
  return {
    kind: 'hop',
    id,
    atUs: 0,
    cause: 0,
    background: false,
    from: 'kubectl',
    to: 'kube-apiserver/cp-1',
    wire: 'http',
    verb: 'POST',
    label: '/api/v1/namespaces/default/pods',
    dueAtUs: 1000,
    role: 'request',
    exchange: id,
    subject: 'pods/default/web',
    sizeInBytes: 400,
    ...change,
  };
}

function sceneOf(form: Form, change: Partial<TokenScene>, nodes = 3): TokenScene {
  const graph = buildGraph({ ...rosterOf(3, nodes), form, etcdEndpoints: ['etcd-1'] });
  const routes = routeEdges(graph, layoutGraph(graph));
  return {
    graph,
    routes,
    depth: form === 'story' ? 'story' : 'components',
    atUs: 500,
    flying: [],
    held: [],
    ghost: null,
    selected: 0,
    zoom: 1,
    paused: false,
    reducedMotion: false,
    ambient: false,
    isLost: () => false,
    ratePerEdge: new Map(),
    faintRatePerEdge: new Map(),
    stepOf: () => 7,
    ...change,
  };
}

const toNode = (change: Partial<HopEvent> = {}): HopEvent =>
  hop({ from: 'kubelet/node-1', verb: 'PUT', ...change });
const one = (tokens: readonly Token[]): Token => {
  expect(tokens).toHaveLength(1);
  return tokens[0] as Token;
};

test('a token is halfway at half its time, whichever way it goes', () => {
  const there = one(placeTokens(sceneOf('wide', { flying: [toNode()] })));
  const back = one(
    placeTokens(
      sceneOf('wide', {
        flying: [hop({ from: 'kube-apiserver/cp-1', to: 'kubelet/node-1', role: 'answer', verb: '200' })],
      }),
    ),
  );
  expect(Math.hypot(there.x - back.x, there.y - back.y)).toBeLessThan(1);
  expect(there.filled).toBe(true);
  expect(back.filled).toBe(false);
});

test('a pill never covers the card that it leaves or reaches', () => {
  const scene = sceneOf('wide', {});
  const cards = [...layoutGraph(scene.graph).cards.values()];
  for (const atUs of [0, 1, 250, 999]) {
    for (const message of [
      hop(),
      toNode(),
      hop({ to: 'etcd-1', from: 'kube-apiserver/cp-1', wire: 'etcd', verb: 'Txn' }),
      hop({ from: 'etcd-1', to: 'etcd-3', wire: 'raft', verb: 'MsgApp' }),
    ]) {
      const token = one(placeTokens({ ...scene, atUs, flying: [message] }));
      for (const card of cards) {
        const apart =
          token.x + token.width / 2 <= card.x ||
          card.x + card.width <= token.x - token.width / 2 ||
          token.y + 11 <= card.y ||
          card.y + card.height <= token.y - 11;
        expect(apart, `${message.verb} at ${atUs} over ${JSON.stringify(card)}`).toBe(true);
      }
    }
  }
});

test('tokens nearer than their width spread, then are counted, then become a band', () => {
  const requests = (count: number) => Array.from({ length: count }, () => toNode());
  const two = placeTokens(sceneOf('wide', { flying: requests(2) }));
  expect(two).toHaveLength(2);
  expect(
    Math.hypot((two[0]?.x ?? 0) - (two[1]?.x ?? 0), (two[0]?.y ?? 0) - (two[1]?.y ?? 0)),
  ).toBeGreaterThan(22);
  expect(one(placeTokens(sceneOf('wide', { flying: requests(40) }))).text).toBe('PUT ×40');
  const mixed = Array.from({ length: 40 }, (_, index) => toNode({ verb: `V${index}` }));
  expect(one(placeTokens(sceneOf('wide', { flying: mixed })))).toMatchObject({ kind: 'band', text: '×40' });
});

test('above ten a second an edge shows a band while playing, and its messages one by one when paused', () => {
  const scene = sceneOf('wide', { flying: [toNode(), toNode()] });
  const edge = [...scene.routes.keys()].find((id) => id.includes('node-1') && id.startsWith('http')) ?? '';
  const busy = { ...scene, ratePerEdge: new Map([[edge, 23]]) };
  expect(one(placeTokens(busy))).toMatchObject({ kind: 'band', text: '25/s' });
  expect(one(placeTokens({ ...busy, flying: [] }))).toMatchObject({ kind: 'band', text: '25/s' });
  expect(placeTokens({ ...busy, paused: true }).map((token) => token.kind)).toEqual(['pill', 'pill']);
});

test('far away tokens are dots, farther away counts', () => {
  const flying = [toNode(), toNode({ atUs: 200, dueAtUs: 1200 })];
  expect(placeTokens(sceneOf('wide', { flying, zoom: 0.5 })).map((token) => token.kind)).toEqual([
    'dot',
    'dot',
  ]);
  expect(one(placeTokens(sceneOf('wide', { flying, zoom: 0.3 }))).text).toBe('×2');
});

test('a Story shows at most twelve tokens, with names of things, and no background', () => {
  const flying = Array.from({ length: 15 }, (_, index) =>
    hop({ from: `kubelet/node-${(index % 3) + 1}`, atUs: index }),
  );
  const tokens = placeTokens(sceneOf('story', { flying: [...flying, hop({ background: true })] }));
  expect(tokens.length).toBeLessThanOrEqual(12);
  expect(one(placeTokens(sceneOf('story', { flying: [hop()] }))).text).toBe('Pod web');
});

test('background is a faint dot in Components and a full token in Wire', () => {
  const flying = [toNode({ background: true })];
  expect(one(placeTokens(sceneOf('wide', { flying }))).kind).toBe('faint');
  expect(one(placeTokens(sceneOf('wide', { flying, depth: 'wire' })))).toMatchObject({
    kind: 'pill',
    text: `PUT ${flying[0]?.id}`,
  });
});

test('with reduced motion a token stands in the middle with its step number', () => {
  const message = toNode();
  const at = (atUs: number) =>
    one(placeTokens(sceneOf('wide', { flying: [message], reducedMotion: true, atUs })));
  expect(at(1)).toEqual(at(900));
  expect(at(1).text).toBe('7 PUT');
});

test('the arrow shows only while paused and points along the lane', () => {
  expect(one(placeTokens(sceneOf('wide', { flying: [hop()], paused: true }))).arrow).toBe('→');
  expect(one(placeTokens(sceneOf('wide', { flying: [hop()] }))).arrow).toBe('');
});

test('a chosen message stays where it arrived', () => {
  const gone = toNode();
  const token = one(placeTokens(sceneOf('wide', { ghost: gone, selected: gone.id, atUs: 9000 })));
  expect(token).toMatchObject({ state: 'ghost', selected: true });
});

test('a lost message gets no farther than the middle of its wire', () => {
  const message = toNode();
  const at = (atUs: number) =>
    placeTokens(sceneOf('wide', { flying: [message], atUs, isLost: (one) => one === message }));
  expect(at(400)).toHaveLength(1);
  expect(at(600)).toHaveLength(0);
});

test('on the ring no token covers another, a port or the words above, whatever the moment', () => {
  const raft = (from: string, to: string, verb: string): HopEvent =>
    hop({ from, to, wire: 'raft', role: 'event', verb, label: 'term 3' });
  const flying = [
    raft('etcd-1', 'etcd-2', 'MsgApp'),
    raft('etcd-2', 'etcd-1', 'MsgAppResp'),
    raft('etcd-1', 'etcd-3', 'MsgApp'),
    raft('etcd-3', 'etcd-1', 'MsgAppResp'),
  ];
  for (const form of ['wide', 'narrow'] as const) {
    for (const paused of [true, false]) {
      for (let atUs = 0; atUs <= 1000; atUs += 50) {
        const scene = sceneOf(form, { flying, atUs, paused });
        const pills = placeTokens(scene);
        const top = Math.min(...pills.map((pill) => pill.y - pill.height / 2));
        expect(top).toBeGreaterThanOrEqual(20);
        pills.forEach((pill, index) => {
          for (const other of pills.slice(index + 1)) {
            const apart =
              Math.abs(pill.x - other.x) >= (pill.width + other.width) / 2 ||
              Math.abs(pill.y - other.y) >= pill.height;
            expect(apart, `${form} at ${atUs}: ${pill.text} and ${other.text}`).toBe(true);
          }
        });
      }
    }
  }
});

test('on the small map a message whose word has no room is a dot, and never covers a card', () => {
  const scene = { ...sceneOf('small', {}), depth: 'wire' as const };
  const cri = hop({ from: 'kubelet/node-1', to: 'runtime/node-1', wire: 'cri', verb: 'RunPodSandbox' });
  expect(one(placeTokens({ ...scene, flying: [cri] })).kind).toBe('dot');
  const parts = [...layoutGraph(scene.graph).cards].filter(([id]) => !id.startsWith('machine/'));
  for (const message of [hop(), toNode(), toNode({ verb: 'MODIFIED' })]) {
    for (const atUs of [0, 500, 999]) {
      const token = one(placeTokens({ ...scene, atUs, flying: [message] }));
      for (const [id, card] of parts) {
        const apart =
          token.x + token.width / 2 <= card.x ||
          card.x + card.width <= token.x - token.width / 2 ||
          token.y + token.height / 2 <= card.y ||
          card.y + card.height <= token.y - token.height / 2;
        expect(apart, `${message.verb} at ${atUs} over ${id}`).toBe(true);
      }
    }
  }
});

test('messages to many nodes share the trunk, where they are counted together, and go on as dots on their own branches', () => {
  const to = (node: number, dueAtUs: number) =>
    hop({ from: 'kube-apiserver/cp-1', to: `kubelet/node-${node}`, verb: 'ADDED', role: 'event', dueAtUs });
  const early = [41, 42, 43, 44].map((node) => to(node, 1000));
  const scene = sceneOf('wide', { atUs: 40, flying: early }, 50);
  const counted = one(placeTokens(scene));
  expect(counted).toMatchObject({ kind: 'pill', edge: TRUNK, text: 'ADDED ×4' });
  const late = placeTokens({ ...scene, atUs: 900 });
  expect(late.map((token) => token.kind)).toEqual(['dot', 'dot', 'dot', 'dot']);
  expect(new Set(late.map((token) => token.edge)).size).toBe(4);
  const back = hop({ from: 'kubelet/node-50', verb: 'PATCH', dueAtUs: 1000 });
  const last = one(placeTokens({ ...scene, atUs: 999, flying: [back], paused: true }));
  expect(last).toMatchObject({ edge: TRUNK, arrow: '←' });
  const far = placeTokens({ ...scene, atUs: 900, zoom: 0.3 });
  expect(far).toHaveLength(1);
  expect(far[0]).toMatchObject({ kind: 'band', edge: TRUNK, text: '×4' });
});
