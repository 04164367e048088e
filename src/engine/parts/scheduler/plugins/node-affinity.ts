import type { Node } from '../../../../kube/types/node.ts';
import type { NodeSelectorRequirement, NodeSelectorTerm } from '../../../../kube/types/pod.ts';
import { defaultNormalizeScore, type FilterPlugin, type ScorePlugin } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';

const NO_MATCH = { resolvable: false, reasons: ["node(s) didn't match Pod's node affinity/selector"] };

const INTEGER = /^[+-]?\d{1,18}$/;

function compare(value: string | undefined, bound: string | undefined, sign: number): boolean {
  if (value === undefined || bound === undefined || !INTEGER.test(value) || !INTEGER.test(bound))
    return false;
  return sign * (Number(value) - Number(bound)) > 0;
}

function matchesValue(value: string | undefined, { operator, values }: NodeSelectorRequirement): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compare(value, values?.[0], 1);
    case 'Lt':
      return compare(value, values?.[0], -1);
    default:
      return false;
  }
}

/** A term without requirements matches nothing. Models component-helpers nodeaffinity. */
function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  const labelOf = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    expressions.every((r) => matchesValue(labelOf(r.key), r)) &&
    fields.every((r) => r.key === 'metadata.name' && matchesValue(node.metadata.name, r))
  );
}

function matchesRequired(pod: PodInfo, node: Node): boolean {
  const { nodeSelector, affinity } = pod.pod.spec;
  for (const key in nodeSelector) if (node.metadata.labels?.[key] !== nodeSelector[key]) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    required === undefined ||
    required === null ||
    required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
  );
}

/** Names that every term asks for by field, or null when some term does not: then any node may do. */
function namesAskedFor(pod: PodInfo): readonly string[] | null {
  const terms =
    pod.pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined || terms.length === 0) return null;
  const names = new Set<string>();
  for (const { matchFields } of terms) {
    let ofTerm: readonly string[] | null = null;
    for (const { key, operator, values } of matchFields ?? []) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      const asked = values ?? [];
      ofTerm = ofTerm === null ? asked : ofTerm.filter((name) => asked.includes(name));
    }
    if (ofTerm === null) return null;
    for (const name of ofTerm) names.add(name);
  }
  return [...names].sort();
}

/** Models plugins/nodeaffinity node_affinity.go, PreFilter and Filter. */
export const nodeAffinityFilter: FilterPlugin = {
  name: 'NodeAffinity',
  skipFilter: ({ pod }) =>
    pod.spec.nodeSelector === undefined &&
    !pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
  preFilterNodes: namesAskedFor,
  filter: (pod, node) => (node.node !== null && matchesRequired(pod, node.node) ? null : NO_MATCH),
};

/** Models node_affinity.go, PreScore and Score: the weights of the preferred terms that match. */
export const nodeAffinityScore: ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  skipScore: ({ pod }) =>
    !pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.length,
  score: ({ pod }, { node }) => {
    let sum = 0;
    for (const { weight, preference } of pod.spec.affinity?.nodeAffinity
      ?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
      if (node !== null && matchesTerm(preference, node)) sum += weight;
    }
    return sum;
  },
  normalize: (scores) => defaultNormalizeScore(scores, false),
};
