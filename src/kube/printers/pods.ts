import { ageOf } from '../duration.ts';
import { isConditionTrue, printedPodStatus } from '../pod-status.ts';
import type { Pod } from '../types/pod.ts';
import { columnsOf, age, nameOf, type Cell, type Printer } from './table.ts';

const CONDITIONS = {
  Succeeded: [
    {
      type: 'Completed',
      status: 'True',
      reason: 'Succeeded',
      message: 'The pod has completed successfully.',
    },
  ],
  Failed: [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }],
} as const;

function gates(pod: Pod): string {
  const list = pod.spec.readinessGates ?? [];
  if (list.length === 0) return '<none>';
  return `${list.filter((gate) => isConditionTrue(pod.status, gate.conditionType)).length}/${list.length}`;
}

function cells(pod: Pod, nowUs: number): readonly Cell[] {
  const printed = printedPodStatus(pod);
  const ago =
    printed.restarts > 0 && printed.lastRestart !== undefined
      ? ` (${ageOf(printed.lastRestart, nowUs)} ago)`
      : '';
  return [
    nameOf(pod),
    `${printed.ready}/${printed.total}`,
    printed.status,
    `${printed.restarts}${ago}`,
    age(pod, nowUs),
    (pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP) || '<none>',
    pod.spec.nodeName || '<none>',
    pod.status?.nominatedNodeName || '<none>',
    gates(pod),
  ];
}

/** Models printPod. */
export const podPrinter: Printer = {
  columns: columnsOf('Name|Ready|Status|Restarts|Age|IP*|Node*|Nominated Node*|Readiness Gates*'),
  cells: (object, nowUs) => cells(object as Pod, nowUs),
  conditions: (object) => {
    const phase = (object as Pod).status?.phase;
    return phase === 'Succeeded' || phase === 'Failed' ? CONDITIONS[phase] : undefined;
  },
};
