import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSeconds } from '../../../../kube/time.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { Deployment, ReplicaSet } from '../../../../kube/types/workload.ts';
import { compareForDeletion } from '../replicaset/delete-ranking.ts';
import {
  activeOnes,
  activeOrLatest,
  actualOf,
  availableOf,
  fenceposts,
  findNewReplicaSet,
  findOldReplicaSets,
  isSaturated,
  maxRevision,
  maxSurge,
  maxUnavailable,
  minAvailable,
  newReplicaSetSize,
  proportionOf,
  readyOf,
  sizeOf,
  sumOf,
} from './rolling.ts';
import { isComplete, isProgressing } from './status.ts';

const file = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'vectors/deployment.jsonl');
if (!existsSync(file))
  console.warn(`SKIPPED: no vectors at ${file}; rollouts were not reckoned against kube-controller-manager`);

interface Case {
  readonly id: string;
  readonly in: { readonly op: string; readonly [field: string]: unknown };
  readonly out: { readonly [field: string]: unknown };
}

function limits({ in: input }: Case): Record<string, unknown> {
  const d = input['deployment'] as Deployment;
  const rolling = d.spec.strategy?.type !== 'Recreate';
  return {
    ...(rolling ? { fenceposts: { error: null, ...fenceposts(d) } } : {}),
    maxSurge: maxSurge(d),
    maxUnavailable: maxUnavailable(d),
    minAvailable: minAvailable(d),
  };
}

function rollout({ in: input }: Case): Record<string, unknown> {
  const d = input['deployment'] as Deployment;
  const list = input['replicaSets'] as ReplicaSet[];
  const toAdd = input['replicasToAdd'] as number;
  const newRs = findNewReplicaSet(d, list);
  const old = findOldReplicaSets(d, list);
  const names = (sets: readonly ReplicaSet[]) => sets.map((rs) => rs.metadata.name);
  let added = 0;
  const proportions = list.map((rs) => {
    const share = proportionOf(rs, d, toAdd, added);
    added += share;
    return share;
  });
  return {
    activeOrLatest: activeOrLatest(newRs, old)?.metadata.name,
    actual: sumOf(list, actualOf),
    available: sumOf(list, availableOf),
    maxRevision: maxRevision(list),
    newReplicaSet: newRs?.metadata.name,
    newReplicas: newReplicaSetSize(d, list, list[0] as ReplicaSet),
    old: names(old),
    oldWithPods: names(activeOnes(old)),
    proportions,
    ready: sumOf(list, readyOf),
    saturated: isSaturated(d, list[0]),
    total: sumOf(list, sizeOf),
  };
}

function status({ in: input }: Case): Record<string, unknown> {
  const d = input['deployment'] as Deployment;
  const next = input['newStatus'] as NonNullable<Deployment['status']>;
  return { complete: isComplete(d, next), progressing: isProgressing(d, next) };
}

function order({ in: input }: Case): Record<string, unknown> {
  const ranks = input['rank'] as number[];
  const ranked = (input['pods'] as Pod[]).map((pod, i) => ({ pod, rank: ranks[i] ?? 0 }));
  const nowSeconds = parseSeconds(input['now'] as string) ?? 0;
  return {
    withRanks: ranked
      .sort((a, b) => compareForDeletion(a, b, nowSeconds))
      .map(({ pod }) => pod.metadata.name),
  };
}

const OPERATIONS: Readonly<Record<string, (c: Case) => Record<string, unknown>>> = {
  limits,
  rollout,
  status,
  ActivePodsWithRanks: order,
};

describe.skipIf(!existsSync(file))('rollout arithmetic against kube-controller-manager v1.36', () => {
  const cases = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Case)
    : [];

  for (const op of Object.keys(OPERATIONS)) {
    it(`reckons ${op} as the real one does`, () => {
      const wrong: string[] = [];
      const own = cases.filter((c) => c.in.op === op);
      for (const c of own) {
        const actual = OPERATIONS[op]?.(c) ?? {};
        for (const [field, value] of Object.entries(actual)) {
          if (JSON.stringify(value) !== JSON.stringify(c.out[field]))
            wrong.push(`${c.id} ${field}: ${JSON.stringify(value)} not ${JSON.stringify(c.out[field])}`);
        }
      }
      console.log(`${op}: ${wrong.length} differences in ${own.length} cases`);
      expect(wrong.slice(0, 6)).toEqual([]);
      expect(own.length).toBeGreaterThan(20);
    });
  }
});
