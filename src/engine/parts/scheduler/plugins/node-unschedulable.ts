import type { FilterPlugin } from '../framework.ts';
import { tolerates } from './tolerations.ts';

const UNSCHEDULABLE = { resolvable: false, reasons: ['node(s) were unschedulable'] };
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Models plugins/nodeunschedulable node_unschedulable.go. */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  filter: (pod, node) => {
    if (!node.node?.spec.unschedulable) return null;
    return pod.pod.spec.tolerations?.some((toleration) => tolerates(toleration, TAINT))
      ? null
      : UNSCHEDULABLE;
  },
};
