import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HopEvent, TraceEvent } from '../../protocol/trace.ts';
import type { HttpRequest } from '../wires/http.ts';
import { createTimeline, createWorld } from './world.ts';

const MANIFEST =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "registry.k8s.io/pause:3.10"}]}\n';

/** One Pod applied to a cluster of one node, until it runs. */
function livedPod() {
  const timeline = createTimeline(createWorld('nodes-1', 42));
  timeline.run(12_000_000);
  timeline.act(12_000_000, {
    kind: 'kubectl',
    session: 't1',
    line: 'kubectl apply -f a.yaml',
    files: { 'a.yaml': MANIFEST },
  });
  timeline.run(14_500_000);
  return timeline;
}

/** What differs between any two runs: times of Events, timeouts that clients draw. */
function normal(uri: string): string {
  return uri.replaceAll(/(timeout|timeoutSeconds)=[^&]*/g, '$1=…').replaceAll('node-0', 'node-1');
}

/** `kubelet POST /api/v1/…` for each request, by who asked; each asker's requests in its own order. */
function byAsker(
  requests: readonly { readonly agent: string; readonly method: string; readonly uri: string }[],
): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const { agent, method, uri } of requests)
    (lists[agent.split('/')[0] ?? ''] ??= []).push(`${method} ${normal(uri)}`);
  return lists;
}

const METHODS: Readonly<Record<string, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

describe('the life of one Pod', () => {
  const timeline = livedPod();
  const { trace } = timeline.kernel;
  const hops = trace
    .events()
    .filter(
      (e: TraceEvent): e is HopEvent =>
        e.kind === 'hop' &&
        e.wire === 'http' &&
        e.role === 'request' &&
        e.atUs >= 12_000_000 &&
        !e.background,
    );

  test('every hop of it leads back to the person who asked for it', () => {
    for (const hop of hops) {
      let event: TraceEvent = hop;
      while (event.cause !== 0) event = trace.eventOf(event.cause);
      expect(event).toMatchObject({ kind: 'note', code: 'root.action' });
    }
  });

  const recording = join(
    process.env['ORACLE_DIR'] ?? '../shared/oracle',
    'recordings/kubelet-run.requests.jsonl',
  );
  const recorded = existsSync(recording);
  if (!recorded) console.warn(`NOT COMPARED with a real cluster: ${recording} is not there`);

  test.runIf(recorded)('asks request for request what a real cluster was asked', () => {
    const lines = readFileSync(recording, 'utf8').trim().split('\n');
    const all = lines.map(
      (line) => JSON.parse(line) as { agent: string; verb: string; uri: string; code: number },
    );
    // Until the kubelet has reported the Pod Running; the apiserver's calls to itself cross no wire.
    const running = all.findIndex(
      (r, i) => r.verb === 'patch' && all.slice(0, i).filter((q) => q.verb === 'patch').length === 2,
    );
    const real = all.slice(0, running + 1).filter((r) => !r.agent.startsWith('kube-apiserver'));
    const asked = hops.map((hop) => {
      const request = trace.payloadOf(hop.id) as HttpRequest;
      return { agent: request.userAgent, method: request.method, uri: hop.label };
    });
    expect(byAsker(asked)).toEqual(
      byAsker(real.map((r) => ({ agent: r.agent, method: METHODS[r.verb] ?? r.verb, uri: r.uri }))),
    );
  });

  test('leaves every object with the revision that etcd gave it', () => {
    const objects = trace.events().filter((e) => e.kind === 'object');
    const revisions = objects.map((e) => (e.kind === 'object' ? e.resourceVersion : 0));
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
  });
});
