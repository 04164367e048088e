import { describe, expect, it } from 'vitest';
import { runUntil, scriptedPart, testKernel } from '../kernel/harness.ts';
import { carryOut } from '../kernel/fault-action.ts';
import type { Part } from '../kernel/part.ts';
import { uriOf } from '../wires/http.ts';
import {
  type Change,
  createInformers,
  handleInformers,
  type InformerSet,
  startInformers,
} from './informer.ts';
import { scriptedWriter } from './scripted-writer.ts';
import { toyApiserver, type ToyState } from './toy-apiserver.ts';

interface Watcher {
  readonly set: InformerSet;
  readonly changes: readonly Change[];
}

function watcher(): Part<Watcher> {
  const client = {
    name: 'informers',
    channel: 0,
    apiserver: 'api',
    userAgent: 'test/v1',
    credential: 'x',
    qps: 0,
    burst: 0,
  };
  return {
    ...(scriptedPart('watcher') as unknown as Part<Watcher>),
    start: (_disk, context) => ({
      set: startInformers(createInformers(client, [{ name: 'nodes', path: '/api/v1/nodes' }]), context),
      changes: [],
    }),
    handle: (state, delivery, context) => {
      const { set, changes } = handleInformers(state.set, delivery, context);
      return { set, changes: [...state.changes, ...changes] };
    },
  };
}

const node = (name: string) =>
  ['/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {} }] as const;
const said = (changes: readonly Change[]) =>
  changes.map((change) => (change.type === 'synced' ? 'synced' : `${change.type} ${change.key}`));

const heartbeat = { metadata: {}, status: { conditions: [] } };

describe('an informer', () => {
  it('lists by a streaming watch and then tells every change with what was before', () => {
    const asked: string[] = [];
    const api = toyApiserver('api', {
      initial: [node('a'), node('b')],
      intercept: (request) => (asked.push(uriOf(request)), null),
    });
    const writes = scriptedWriter('api', [
      { atUs: 1_000_000, method: 'PATCH', path: '/api/v1/nodes/a', body: heartbeat },
      { atUs: 2_000_000, method: 'DELETE', path: '/api/v1/nodes/b' },
    ]);
    const kernel = testKernel([api, watcher(), writes] as never);
    runUntil(kernel, 3_000_000);
    const { changes, set } = kernel.states[1] as Watcher;
    expect(said(changes)).toEqual(['add a', 'add b', 'synced', 'update a', 'delete b']);
    expect([...(set.informers.get('nodes')?.store.keys() ?? [])]).toEqual(['a']);
    expect(asked[0]).toMatch(
      /^\/api\/v1\/nodes\?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeout=\d+m\d+s&timeoutSeconds=\d+&watch=true$/,
    );
  });

  it('goes on from where it was when the connection breaks, and lists anew when that is too old', () => {
    let tooOld = false;
    const asked: string[] = [];
    const api = toyApiserver('api', {
      initial: [node('a')],
      intercept: (request, state) => {
        if (!request.query.some(([key]) => key === 'watch')) return null;
        asked.push(uriOf(request));
        const resumes = request.query.some(([key]) => key === 'resourceVersion');
        if (!tooOld || !resumes) return null;
        (state as ToyState).objects.delete('/api/v1/nodes /a');
        return { code: 410, body: { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 } };
      },
    });
    const kernel = testKernel([api, watcher()] as never);
    runUntil(kernel, 1_000_000);
    carryOut(kernel, { kind: 'fault', fault: { kind: 'stop', part: 'api' } } as never);
    runUntil(kernel, 1_500_000);
    tooOld = true;
    carryOut(kernel, { kind: 'heal-all' } as never);
    runUntil(kernel, 60_000_000);
    expect(asked.map((uri) => uri.includes('sendInitialEvents'))).toEqual([true, false, true]);
    expect(said((kernel.states[1] as Watcher).changes)).toEqual(['add a', 'synced', 'delete a']);
  });
});
