import { describe, expect, test } from 'vitest';
import { rosterOf } from './fixture-roster.ts';
import { type Route, routeEdges } from './lanes.ts';
import { TRUNK } from './trunk.ts';
import { type Layout, layoutGraph, type Rect } from './layout.ts';
import { buildGraph, type Form, type Graph } from './model.ts';
import type { Point } from './path.ts';

interface Run {
  readonly from: Point;
  readonly to: Point;
}

function scenes(): {
  readonly name: string;
  readonly graph: Graph;
  readonly layout: Layout;
  readonly routes: readonly Route[];
}[] {
  const forms: readonly Form[] = ['wide', 'narrow', 'small', 'story', 'pair'];
  const sizes = [
    [1, 1],
    [3, 3],
    [3, 2],
    [1, 3],
    [3, 5],
    [3, 10],
    [3, 50],
  ] as const;
  return forms.flatMap((form) =>
    sizes.flatMap(([members, nodes]) =>
      ['etcd-1', 'etcd-2', 'etcd-3'].slice(0, members).map((endpoint) => {
        const graph = buildGraph({ ...rosterOf(members, nodes), form, etcdEndpoints: [endpoint] });
        const layout = layoutGraph(graph);
        return {
          name: `${form}, ${members} etcd, ${nodes} nodes, store ${endpoint}`,
          graph,
          layout,
          routes: [...routeEdges(graph, layout).values()],
        };
      }),
    ),
  );
}

const runsOf = (route: Route): Run[] =>
  route.points.slice(1).map((to, index) => ({ from: route.points[index] ?? to, to }));

const isOfTree = (route: Route): boolean => route.trunkInPx > 0 || route.edge.id === TRUNK;

function cuts(run: Run, rect: Rect): boolean {
  const left = Math.min(run.from.x, run.to.x);
  const right = Math.max(run.from.x, run.to.x);
  const top = Math.min(run.from.y, run.to.y);
  const bottom = Math.max(run.from.y, run.to.y);
  return (
    left < rect.x + rect.width &&
    rect.x < right + 1e-9 &&
    top < rect.y + rect.height &&
    rect.y < bottom + 1e-9 &&
    !touches(run, rect)
  );
}

/** A run that only ends on the border does not cut the card. */
function touches(run: Run, rect: Rect): boolean {
  const inside = (point: Point) =>
    point.x > rect.x && point.x < rect.x + rect.width && point.y > rect.y && point.y < rect.y + rect.height;
  const middle = { x: (run.from.x + run.to.x) / 2, y: (run.from.y + run.to.y) / 2 };
  return !inside(run.from) && !inside(run.to) && !inside(middle);
}

function meet(one: Run, two: Run): boolean {
  const overlap = (a1: number, a2: number, b1: number, b2: number) =>
    Math.max(Math.min(a1, a2), Math.min(b1, b2)) <= Math.min(Math.max(a1, a2), Math.max(b1, b2));
  return (
    overlap(one.from.x, one.to.x, two.from.x, two.to.x) && overlap(one.from.y, one.to.y, two.from.y, two.to.y)
  );
}

describe.each(scenes())('$name', ({ graph, layout, routes }) => {
  test('every edge has a way, made of upright and level runs only', () => {
    const trunks = layout.nodesFrame ? 1 : 0;
    expect(routes).toHaveLength(graph.edges.length + trunks);
    for (const route of routes) {
      for (const run of runsOf(route)) expect(run.from.x === run.to.x || run.from.y === run.to.y).toBe(true);
    }
  });

  test('no edge crosses a card or the words between the cards', () => {
    const machines = new Set(graph.nodes.filter((node) => node.kind === 'machine').map((node) => node.id));
    for (const route of routes) {
      const rects = [...layout.cards]
        .filter(([id]) => route.edge.wire !== 'cri' || !machines.has(id))
        .map(([, rect]) => rect);
      if (layout.onDisk) rects.push(layout.onDisk);
      for (const run of runsOf(route)) {
        for (const rect of rects)
          expect(cuts(run, rect), `${route.edge.id} over ${JSON.stringify(rect)}`).toBe(false);
      }
    }
  });

  test('no two edges meet, and ports are at least 14 apart', () => {
    routes.forEach((one, index) => {
      for (const two of routes.slice(index + 1)) {
        // Edges to nodes in a grid are branches of one tree.
        if (isOfTree(one) && isOfTree(two)) continue;
        const crossing = runsOf(one).some((a) => runsOf(two).some((b) => meet(a, b)));
        expect(crossing, `${one.edge.id} meets ${two.edge.id}`).toBe(false);
        for (const a of [one.points[0], one.points.at(-1)]) {
          for (const b of [two.points[0], two.points.at(-1)]) {
            if (a && b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(14);
          }
        }
      }
    });
  });

  test('no card overlaps another', () => {
    const rects = [...layout.cards.values()];
    rects.forEach((one, index) => {
      for (const two of rects.slice(index + 1)) {
        const apart =
          one.x + one.width <= two.x ||
          two.x + two.width <= one.x ||
          one.y + one.height <= two.y ||
          two.y + two.height <= one.y;
        expect(apart).toBe(true);
      }
    });
  });
});
