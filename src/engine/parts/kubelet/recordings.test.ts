import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Pod } from '../../../kube/types/pod.ts';
import { runUntil, testKernel } from '../../kernel/harness.ts';
import { createRuntime } from '../runtime/runtime.ts';
import { createKubelet } from './kubelet.ts';
import { fakeApiserver, type ScriptEntry } from './testing/fake-apiserver.ts';

const S = 1_000_000;
const directory = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'recordings');

interface Change {
  readonly verb: string;
  readonly key: string;
  readonly object?: Pod;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

/** A status without what differs from run to run; `limits` of the Pod are a quirk of the recorded machine's cgroup v1. */
function normal(pod: Pod): string {
  const text = JSON.stringify(sorted({ name: pod.metadata.name, ...pod.status, resources: undefined }));
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<t>')
    .replace(/containerd:\/\/[0-9a-f]+/g, '<id>')
    .replace(/sha256:[0-9a-f]+/g, '<image>')
    .replace(/10\.244\.\d+\.\d+/g, '<ip>');
}

function distinct(pods: readonly Pod[]): string[] {
  return [...new Set(pods.map(normal))];
}

/** Statuses a real kubelet wrote, how many of them ours writes too, for the same Pods. */
function play(
  name: string,
  forUs: number,
  deletion?: Omit<ScriptEntry, 'object'>,
):
  | {
      readonly wanted: readonly string[];
      readonly missing: readonly string[];
      readonly ours: readonly string[];
    }
  | undefined {
  const file = join(directory, `${name}.changes.jsonl`);
  if (!existsSync(file)) return undefined;
  const changes = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Change);
  const pods = changes.flatMap((c) =>
    c.key.startsWith('/registry/pods/') && c.object?.status ? [c.object] : [],
  );
  const bound = pods.filter(
    (pod, i) =>
      pod.spec.nodeName &&
      pods.findIndex((p) => p.metadata.uid === pod.metadata.uid && p.spec.nodeName) === i,
  );
  const script: ScriptEntry[] = [
    ...bound.map((object) => ({ atUs: 2 * S, object: object as never })),
    ...(deletion ? [deletion] : []),
  ];
  const api = fakeApiserver(script);
  const runtime = createRuntime({
    id: 'rt',
    machine: 'node-0',
    name: 'containerd',
    preloadedImages: ['local/busybox:1'],
    emptyRegistries: true,
  });
  const kubelet = createKubelet({
    id: 'kubelet',
    node: 'node-0',
    machine: 'node-0',
    runtime: 'rt',
    apiserver: 'api',
    podCidr: '10.244.0.0/24',
    allocatable: { milliCpu: 2000, memoryInBytes: 2 ** 33, pods: 110 },
  });
  runUntil(testKernel([api.part, runtime, kubelet]), forUs);
  const wanted = distinct(pods.filter((pod) => pod.spec.nodeName));
  const ours = distinct(api.podHistory);
  return { wanted, ours, missing: wanted.filter((text) => !ours.includes(text)) };
}

it.each([
  ['kubelet-run', 12, 0, { atUs: 9 * S, delete: 'a', grace: 2 }],
  ['kubelet-crash', 75, 2, undefined],
  ['kubelet-pull', 60, 2, undefined],
  ['kubelet-init', 40, 2, undefined],
  ['kubelet-term', 40, 0, { atUs: 9 * S, delete: 'slow', grace: 6 }],
  ['kubelet-oom', 30, 0, undefined],
] as const)('writes the statuses of the recorded %s', (name, forS, missingMax, deletion) => {
  const played = play(name, forS * S, deletion);
  if (!played) {
    console.warn(`!! no ${directory}: the recorded ${name} was NOT played`);
    return;
  }
  console.log(`${name}: ${played.wanted.length - played.missing.length}/${played.wanted.length} statuses`);
  if (process.env['ORACLE_SHOW'])
    for (const text of played.missing) console.log(`missing ${text}\n ours ${played.ours.join('\n      ')}`);
  expect(played.missing.length).toBeLessThanOrEqual(missingMax);
});
