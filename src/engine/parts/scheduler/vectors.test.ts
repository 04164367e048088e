import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../../kube/types/node.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import { imageNodesOf } from './cache.ts';
import { schedulePod } from './cycle.ts';
import { emptyNodeInfo, type NodeInfo, withNode, withPod } from './node-info.ts';
import { podInfoOf } from './pod-info.ts';
import { filterPlugins, scorePlugins } from './profile.ts';

const file = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'vectors/scheduler-filter-score.jsonl');
if (!existsSync(file))
  console.warn(`SKIPPED: no vectors at ${file}; the plugins were not compared with kube-scheduler`);

interface Verdict {
  readonly code: string;
  readonly reasons?: readonly string[];
}
interface Case {
  readonly id: string;
  readonly in: {
    readonly nodes: Node[];
    readonly pods: Pod[];
    readonly pod: Pod;
    readonly pluginConfig?: unknown;
  };
  readonly out: {
    readonly filter?: Record<string, Record<string, Verdict>>;
    readonly score?: {
      readonly raw: Record<string, Record<string, number>>;
      readonly normalized: Record<string, Record<string, number>>;
    };
    readonly feasible?: string[];
    readonly best?: string[];
    readonly errorAfterPreemption?: string;
  };
}

/** Plugins of the real default profile that are not modelled: a case in which one of them speaks cannot be compared as a whole. */
const LEFT_OUT = new Set([
  'InterPodAffinity',
  'PodTopologySpread',
  'NodeVolumeLimits',
  'VolumeBinding',
  'VolumeRestrictions',
  'VolumeZone',
  'DynamicResources',
]);

function snapshotOf({ in: { nodes, pods } }: Case): NodeInfo[] {
  return nodes.map((node) => {
    let info = withNode(emptyNodeInfo(node.metadata.name ?? ''), node);
    for (const pod of pods) if (pod.spec.nodeName === info.name) info = withPod(info, podInfoOf(pod));
    return info;
  });
}

/** No plugin that is left out has a word in the case. */
function onlyModelled(c: Case): boolean {
  const filters = Object.values(c.out.filter ?? {}).flatMap((byPlugin) => Object.keys(byPlugin));
  const scorers = Object.values(c.out.score?.normalized ?? {}).flatMap((byPlugin) =>
    Object.keys(byPlugin).filter((name) => (byPlugin[name] ?? 0) > 0),
  );
  if ([...filters, ...scorers].some((name) => LEFT_OUT.has(name))) return false;
  // Preemption of Pods that are on their way out is left out.
  if (c.out.errorAfterPreemption?.includes('not eligible')) return false;
  return !c.id.startsWith('volumes') && !c.in.pods.some((pod) => pod.status?.nominatedNodeName);
}

function verdictOf(
  rejection: { readonly resolvable: boolean; readonly reasons: readonly string[] } | null,
): Verdict {
  if (rejection === null) return { code: 'Success' };
  return {
    code: rejection.resolvable ? 'Unschedulable' : 'UnschedulableAndUnresolvable',
    reasons: [...rejection.reasons].sort(),
  };
}

describe.skipIf(!existsSync(file))('plugins against kube-scheduler v1.36', () => {
  const cases = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Case)
    : [];
  // Where the Pod names a node, the real figures count it there already.
  const plain = cases.filter((c) => c.in.pluginConfig === undefined && c.in.pod.spec.nodeName === undefined);

  it('filters as the real plugins do, each run alone', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const c of plain) {
      const pod = podInfoOf(c.in.pod);
      for (const info of snapshotOf(c)) {
        const said = c.out.filter?.[info.name] ?? {};
        for (const plugin of filterPlugins) {
          const expected = said[plugin.name];
          if (expected === undefined) continue;
          count += 1;
          const actual = verdictOf(plugin.filter(pod, info));
          if (JSON.stringify(actual) !== JSON.stringify(expected))
            wrong.push(
              `${c.id} ${info.name} ${plugin.name} ${JSON.stringify(actual)} not ${JSON.stringify(expected)}`,
            );
        }
      }
    }
    console.log(`filter verdicts equal: ${count - wrong.length}/${count}`);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(count).toBeGreaterThan(5000);
  });

  it('scores as the real plugins do, raw and normalised', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const c of plain) {
      const { score, feasible } = c.out;
      if (!score || !feasible) continue;
      const pod = podInfoOf(c.in.pod);
      const nodes = snapshotOf(c);
      const snapshot = { nodes, imageNodes: imageNodesOf(nodes) };
      const names = Object.keys(score.raw);
      for (const plugin of scorePlugins) {
        if (score.raw[names[0] ?? '']?.[plugin.name] === undefined) continue;
        const raw = names.map((name) =>
          plugin.score(pod, nodes.find((n) => n.name === name) as NodeInfo, snapshot),
        );
        const normalized = plugin.normalize ? plugin.normalize(raw) : raw;
        names.forEach((name, i) => {
          count += 2;
          if (raw[i] !== score.raw[name]?.[plugin.name])
            wrong.push(`${c.id} ${name} ${plugin.name} raw ${raw[i]} not ${score.raw[name]?.[plugin.name]}`);
          if (normalized[i] !== score.normalized[name]?.[plugin.name])
            wrong.push(`${c.id} ${name} ${plugin.name} normalised ${normalized[i]}`);
        });
      }
    }
    console.log(`scores equal: ${count - wrong.length}/${count}`);
    expect(wrong.slice(0, 12)).toEqual([]);
    expect(count).toBeGreaterThan(2000);
  });

  it('comes to the same end where only modelled plugins speak', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const c of plain.filter(onlyModelled)) {
      const nodes = snapshotOf(c);
      const snapshot = { nodes, imageNodes: imageNodesOf(nodes) };
      const record = schedulePod({
        pod: podInfoOf(c.in.pod),
        attempt: 1,
        snapshot,
        startIndex: 0,
        nowUs: 0,
        draw: () => 0,
      });
      count += 1;
      if (c.out.best && c.out.feasible && c.out.feasible.length > 1) {
        if (JSON.stringify([...record.tied].sort()) !== JSON.stringify([...c.out.best].sort()))
          wrong.push(`${c.id} ${record.tied} not ${c.out.best}`);
      } else if (c.out.feasible?.length === 1) {
        if (record.chosen !== c.out.feasible[0])
          wrong.push(`${c.id} ${record.chosen} not ${c.out.feasible[0]}`);
      } else if (c.out.errorAfterPreemption && record.message !== c.out.errorAfterPreemption) {
        wrong.push(`${c.id} ${record.message} not ${c.out.errorAfterPreemption}`);
      }
    }
    console.log(`decisions equal: ${count - wrong.length}/${count} (others need plugins that are left out)`);
    expect(wrong.slice(0, 12)).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });
});
