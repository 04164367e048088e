import { expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/value.ts';
import type { LogEvent } from '../../../protocol/trace.ts';
import { type LogSource, ofInstance, podsMadeBy, textOf } from './log-lines.ts';

const EPOCH_SECONDS = Date.UTC(2026, 0, 5, 9, 0, 0) / 1000;
const line = (atUs: number): LogEvent => ({
  kind: 'log',
  id: 1,
  atUs,
  cause: 0,
  background: false,
  part: 'runtime/node-1',
  source: 'pods/default/web/app',
  stream: 'stdout',
  text: 'hello',
});
const source = (change: Partial<LogSource> = {}): LogSource => ({
  id: 'pods/default/web/app',
  pod: 'pods/default/web',
  restarts: 1,
  startedAt: '2026-01-05T09:00:20Z',
  ...change,
});

it('tells the lines of the instance that runs from those of the one before', () => {
  const of = (atUs: number, previous: boolean) => ofInstance(line(atUs), source(), EPOCH_SECONDS, previous);
  expect([of(5_000_000, false), of(5_000_000, true)]).toEqual([false, true]);
  expect([of(25_000_000, false), of(25_000_000, true)]).toEqual([true, false]);
  expect(ofInstance(line(0), source({ restarts: 0 }), EPOCH_SECONDS, false)).toBe(true);
});

it('writes a line as kubectl logs does, with --prefix where Pods stand together', () => {
  expect(textOf(line(0), source(), { named: false, stamp: '' })).toBe('hello');
  expect(textOf(line(0), source(), { named: true, stamp: '2026-01-05T09:00:00Z' })).toBe(
    '[pod/web/app] 2026-01-05T09:00:00Z hello',
  );
});

it("finds a Deployment's Pods through its ReplicaSets, and nobody else's", () => {
  const made = (kind: string, name: string, owner: string): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      uid: `uid-${name}`,
      ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: owner, uid: `uid-${owner}`, controller: true }],
    },
  });
  const at = (object: KubeObject) => ({ key: `pods/default/${object.metadata.name}`, atUs: 0, object });
  const pods = [at(made('Pod', 'web-1-a', 'web-1')), at(made('Pod', 'shop-1-a', 'shop-1'))];
  const sets = [at(made('ReplicaSet', 'web-1', 'web')), at(made('ReplicaSet', 'shop-1', 'shop'))];
  const owner = made('Deployment', 'web', 'nobody');
  expect(podsMadeBy(owner, pods, sets).map(({ key }) => key)).toEqual(['pods/default/web-1-a']);
});
