import { podRequestNumbers } from '../../../kube/pod-requests.ts';
import type { Node, Taint } from '../../../kube/types/node.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { Decision } from '../../../protocol/face.ts';

export type NodeRow = Decision['nodes'][number];

/** A sentence of the catalog: what stood against the node, or what would have to be otherwise. */
export interface Sentence {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Points that a plugin gave the chosen node more (or fewer) than this one. */
export interface Difference {
  readonly plugin: string;
  readonly by: number;
}

export const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)}Gi`;

/** Where the two nodes differ, the greatest difference first. */
export function differencesOf(node: NodeRow, chosen: NodeRow): readonly Difference[] {
  return chosen.scores
    .map((score) => {
      const other = node.scores.find((s) => s.plugin === score.plugin);
      const its = other ? other.normalized * other.weight : 0;
      return { plugin: score.plugin, by: score.normalized * score.weight - its };
    })
    .filter((difference) => difference.by !== 0)
    .sort((a, b) => b.by - a.by);
}

/** For a node that fits: how it stands to the chosen one, and what the totals were without the plugin that decided. */
export function whyLess(node: NodeRow, chosen: NodeRow): readonly Sentence[] {
  const pair = { node: node.name, chosen: chosen.name };
  const by = chosen.total - node.total;
  if (by === 0) return [{ code: 'xray.why.tie', params: pair }];
  const sentences: Sentence[] = [{ code: 'xray.why.less', params: { ...pair, by, total: node.total } }];
  const [most] = differencesOf(node, chosen);
  if (!most) return sentences;
  const left = by - most.by;
  const its = node.scores.find((s) => s.plugin === most.plugin);
  const without = node.total - (its ? its.normalized * its.weight : 0);
  const code = left > 0 ? 'xray.why.stillLess' : left === 0 ? 'xray.why.wouldTie' : 'xray.why.wouldWin';
  return [
    ...sentences,
    { code, params: { ...pair, plugin: most.plugin, mine: without, theirs: without + left } },
  ];
}

/** For a node that a filter refused: the plugin's word, and what would let the Pod pass, from the Pod and the Node as they were stored. */
export function whyRefused(
  node: NodeRow,
  pod: Pod | undefined,
  stored: Node | undefined,
): readonly Sentence[] {
  const refused = node.filters.find((f) => !f.fits);
  if (!refused) return [];
  const said: Sentence = {
    code: 'xray.why.refused',
    params: { node: node.name, plugin: refused.plugin, reason: refused.reasons.join(', ') },
  };
  const otherwise = otherwiseOf(refused.plugin, node, pod, stored);
  return otherwise ? [said, otherwise] : [said];
}

function otherwiseOf(
  plugin: string,
  node: NodeRow,
  pod: Pod | undefined,
  stored: Node | undefined,
): Sentence | undefined {
  switch (plugin) {
    case 'NodeResourcesFit':
      return pod && missingRoom(node, pod);
    case 'TaintToleration': {
      const taint = stored?.spec?.taints?.find(
        (one) => one.effect !== 'PreferNoSchedule' && !isTolerated(one, pod),
      );
      return taint && { code: 'xray.why.taint', params: { taint: taintText(taint), node: node.name } };
    }
    case 'NodeUnschedulable':
      return { code: 'xray.why.cordoned', params: { node: node.name } };
    case 'NodeAffinity': {
      const labels = stored?.metadata.labels ?? {};
      const missing = Object.entries(pod?.spec.nodeSelector ?? {}).filter(
        ([key, value]) => labels[key] !== value,
      );
      if (missing.length === 0) return undefined;
      const wanted = missing.map(([key, value]) => `${key}=${value}`).join(', ');
      return { code: 'xray.why.label', params: { wanted, node: node.name } };
    }
    default:
      return undefined;
  }
}

/** How much more would have to be free; the free amounts are those of the decision, before this Pod. */
function missingRoom(node: NodeRow, pod: Pod): Sentence | undefined {
  const asked = podRequestNumbers(pod);
  const cpu = asked.get('cpu') ?? 0;
  const memory = asked.get('memory') ?? 0;
  const lacks: string[] = [];
  if (cpu > node.freeMilliCpu) lacks.push(`${cpu - node.freeMilliCpu}m CPU`);
  if (memory > node.freeMemoryInBytes) lacks.push(gib(memory - node.freeMemoryInBytes));
  if (lacks.length === 0) return undefined;
  const room = `${node.freeMilliCpu}m CPU, ${gib(node.freeMemoryInBytes)}`;
  return { code: 'xray.why.room', params: { node: node.name, lacks: lacks.join(', '), room } };
}

const taintText = ({ key, value, effect }: Taint): string => `${key}${value ? `=${value}` : ''}:${effect}`;

function isTolerated(taint: Taint, pod: Pod | undefined): boolean {
  return (pod?.spec.tolerations ?? []).some(
    (one) =>
      (one.effect === undefined || one.effect === '' || one.effect === taint.effect) &&
      (one.key === undefined || one.key === '' || one.key === taint.key) &&
      (one.operator === 'Exists' || (one.value ?? '') === (taint.value ?? '')),
  );
}
