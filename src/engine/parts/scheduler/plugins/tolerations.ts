import type { Taint } from '../../../../kube/types/node.ts';
import type { Toleration } from '../../../../kube/types/pod.ts';

/** Whether one toleration covers one taint. Models component-helpers Toleration.ToleratesTaint. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? '') {
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/** The first taint for which `counts` holds and that nothing tolerates. */
export function untolerated(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  counts: (taint: Taint) => boolean,
): Taint | undefined {
  return taints.find(
    (taint) => counts(taint) && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}
