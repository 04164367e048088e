import { defaultNormalizeScore, type FilterPlugin, type ScorePlugin } from '../framework.ts';
import { tolerates, untolerated } from './tolerations.ts';

const UNTOLERATED = { resolvable: false, reasons: ['node(s) had untolerated taint(s)'] };

/** Models plugins/tainttoleration taint_toleration.go, Filter. */
export const taintTolerationFilter: FilterPlugin = {
  name: 'TaintToleration',
  filter: (pod, node) => {
    const taints = node.node?.spec.taints;
    if (taints === undefined || taints.length === 0) return null;
    const counts = (taint: { readonly effect: string }) =>
      taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
    return untolerated(taints, pod.pod.spec.tolerations ?? [], counts) ? UNTOLERATED : null;
  },
};

/** Counts the taints that would rather not have the Pod: fewer is better. Models taint_toleration.go, Score. */
export const taintTolerationScore: ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  score: (pod, node) => {
    const taints = node.node?.spec.taints;
    if (taints === undefined || taints.length === 0) return 0;
    const preferring = (pod.pod.spec.tolerations ?? []).filter(
      ({ effect }) => !effect || effect === 'PreferNoSchedule',
    );
    return taints.filter(
      (taint) =>
        taint.effect === 'PreferNoSchedule' && !preferring.some((toleration) => tolerates(toleration, taint)),
    ).length;
  },
  normalize: (scores) => defaultNormalizeScore(scores, true),
};
