import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from '../types/workload.ts';
import type { Pod } from '../types/pod.ts';
import { parseTimeUs } from '../time.ts';
import { eventsText } from './sections.ts';
import type { KubeObject } from '../value.ts';
import { oracleFile } from '../testing/vectors.ts';
import { describeDeployment } from './deployment.ts';
import { describePod } from './pod.ts';
import { alignTabs } from './tabwriter.ts';

interface Change {
  readonly key: string;
  readonly object: KubeObject;
}

/** The objects as a recording left them or, for a key, at each change; and what kubectl printed. */
function recording(
  name: string,
): { readonly changes: readonly Change[]; readonly outputs: readonly string[] } | undefined {
  const text = oracleFile(`recordings/${name}.json`);
  const changes = oracleFile(`recordings/${name}.changes.jsonl`);
  if (text === undefined || changes === undefined) {
    console.warn(`!! recording ${name} is absent: descriptions were NOT compared`);
    return undefined;
  }
  const { raw } = JSON.parse(text) as { raw: readonly { out: string }[] };
  return {
    changes: changes
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Change),
    outputs: raw.map((s) => s.out),
  };
}

/** What kubectl printed and the objects come from two runs of the same story: times and drawn suffixes differ. The Events are left out. */
const comparable = (text: string) =>
  (text.split('Events:')[0] as string)
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000/g, 'TIME')
    .replaceAll(/kube-api-access-\w{5}/g, 'kube-api-access')
    .replaceAll(/-\w{8,10}( |-)/g, '-HASH$1')
    .replaceAll(/(containerd|sha256):.*/g, 'ID');

describe('kubectl describe', () => {
  it('aligns columns over neighbouring lines only', () => {
    expect(alignTabs('a:\tb\nlong:\tc\nplain\nd:\te\n')).toBe('a:     b\nlong:  c\nplain\nd:  e\n');
  });

  it('prints a Pod as a real kubectl printed it', () => {
    for (const [name, pod] of [
      ['kubelet-run', 'a'],
      ['kubelet-crash', 'crash'],
      ['pod-run', 'web'],
    ] as const) {
      const played = recording(name);
      if (played === undefined) return;
      const wanted = played.outputs.find((out) => out.startsWith('Name:')) as string;
      const texts = played.changes
        .filter((c) => c.key === `/registry/pods/default/${pod}` && c.object)
        .map((c) => comparable(describePod(c.object as Pod, [], 0)));
      expect(texts).toContain(comparable(wanted));
    }
  });

  it('ends with the Events, oldest first, repeated ones counted', () => {
    const event = (reason: string, last: string, count: number) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {},
      type: 'Normal',
      reason,
      message: 'm',
      source: { component: 'kubelet' },
      firstTimestamp: '2026-05-01T11:59:00Z',
      lastTimestamp: last,
      count,
      involvedObject: { fieldPath: 'spec.containers{c}' },
    });
    const text = eventsText(
      [event('Started', '2026-05-01T11:59:55Z', 4), event('Pulled', '2026-05-01T11:59:00Z', 1)],
      parseTimeUs('2026-05-01T12:00:00Z') as number,
    );
    expect(alignTabs(text).split('\n').slice(3)).toEqual([
      '  Normal  Pulled   60s               kubelet  spec.containers{c}: m',
      '  Normal  Started  5s (x4 over 60s)  kubelet  spec.containers{c}: m',
      '',
    ]);
  });

  it('prints a Deployment as a real kubectl printed it', () => {
    const played = recording('deploy-basic');
    if (played === undefined) return;
    const wanted = played.outputs.find((out) => out.startsWith('Name:')) as string;
    const sets = played.changes
      .filter((c) => c.key.startsWith('/registry/replicasets/') && c.object)
      .map((c) => c.object as ReplicaSet);
    const current = sets.find((rs) => rs.status?.replicas === 3);
    const texts = played.changes
      .filter((c) => c.key === '/registry/deployments/default/web' && c.object)
      .map((c) => comparable(describeDeployment(c.object as Deployment, { old: [], current }, undefined, 0)));
    expect(texts).toContain(comparable(wanted));
  });
});
