import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from '../types/workload.ts';
import type { Pod } from '../types/pod.ts';
import { parseTimeUs } from '../time.ts';
import type { KubeObject } from '../value.ts';
import { oracleFile } from '../vectors.mjs';
import { describeDeployment } from './deployment.ts';
import { describePod } from './pod.ts';
import { alignTabs } from './tabwriter.ts';

interface Change {
  readonly key: string;
  readonly object: KubeObject;
}

/** The objects as a recording left them or, for a key, at each change; and what kubectl printed. */
function recording(name: string): { readonly changes: readonly Change[]; readonly outputs: readonly string[] } | undefined {
  const text = oracleFile(`recordings/${name}.json`);
  const changes = oracleFile(`recordings/${name}.changes.jsonl`);
  if (text === undefined || changes === undefined) {
    console.warn(`!! recording ${name} is absent: descriptions were NOT compared`);
    return undefined;
  }
  const { raw } = JSON.parse(text) as { raw: readonly { out: string }[] };
  return { changes: changes.trim().split('\n').map((line) => JSON.parse(line) as Change), outputs: raw.map((s) => s.out) };
}

/** Ages differ by when kubectl looked: they are compared as words only. */
const withoutAges = (text: string) => text.replaceAll(/ +\d[\dsmh]*( \(x\d+ over [\dsmh]+\))? +/g, ' AGE ').replaceAll(/(Type|----) +(Reason|------) +(Age|----) +(From|----) +/g, '');

describe('kubectl describe', () => {
  it('aligns columns over neighbouring lines only', () => {
    expect(alignTabs('a:\tb\nlong:\tc\nplain\nd:\te\n')).toBe('a:     b\nlong:  c\nplain\nd:  e\n');
  });

  it('prints a Pod as a real kubectl printed it', () => {
    for (const [name, pod] of [['kubelet-run', 'a'], ['kubelet-crash', 'crash'], ['pod-run', 'web']] as const) {
      const played = recording(name);
      if (played === undefined) return;
      const wanted = played.outputs.find((out) => out.startsWith('Name:')) as string;
      const events = played.changes.filter((c) => c.key.startsWith('/registry/events/') && c.object?.['involvedObject'] && (c.object['involvedObject'] as { name: string }).name === pod);
      const latest = [...new Map(events.map((c) => [c.key, c.object])).values()];
      const texts = played.changes.filter((c) => c.key === `/registry/pods/default/${pod}` && c.object).map((c) => withoutAges(describePod(c.object as Pod, latest, parseTimeUs('2026-11-23T08:00:00Z') as number)));
      const head = (text: string) => text.split('Events:')[0];
      expect(texts.map(head)).toContain(head(withoutAges(wanted)));
    }
  });

  it('prints a Deployment as a real kubectl printed it', () => {
    const played = recording('deploy-basic');
    if (played === undefined) return;
    const wanted = played.outputs.find((out) => out.startsWith('Name:')) as string;
    const sets = played.changes.filter((c) => c.key.startsWith('/registry/replicasets/') && c.object).map((c) => c.object as ReplicaSet);
    const current = sets.find((rs) => rs.status?.replicas === 3);
    const texts = played.changes.filter((c) => c.key === '/registry/deployments/default/web' && c.object).map((c) => describeDeployment(c.object as Deployment, { old: [], current }, undefined, 0));
    expect(texts).toContain(wanted.split('Events:')[0]);
  });
});
