/** The status of a ReplicaSet. Models replica_set_utils.go calculateStatus. */
import { matchesLabels } from '../../../../kube/labels.ts';
import { isPodActive, isPodAvailable } from '../../../../kube/pod-status.ts';
import { timeText } from '../../../../kube/time.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../../../kube/types/workload.ts';
import type { Condition } from '../../../../kube/value.ts';
import type { OwnedPods } from './memory.ts';

interface Clock {
  readonly nowUs: number;
  readonly epochSeconds: number;
}

function labelledCount(rs: ReplicaSet, owned: OwnedPods): number {
  const labels = Object.entries(rs.spec.template?.metadata?.labels ?? {});
  const selector = rs.spec.selector.matchLabels ?? {};
  // Pods that the selector matches carry all labels of a template that has no more than the selector asks for.
  if (labels.every(([key, value]) => selector[key] === value)) return owned.active;
  const requirements = labels.map(([key, value]) => ({ key, operator: '=' as const, values: [value] }));
  let count = 0;
  for (const pod of owned.pods.values())
    if (isPodActive(pod) && matchesLabels({ requirements }, pod.metadata.labels)) count += 1;
  return count;
}

function availableCount(rs: ReplicaSet, owned: OwnedPods, { nowUs, epochSeconds }: Clock): number {
  const minReadySeconds = rs.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return owned.ready;
  const unixUs = epochSeconds * 1_000_000 + nowUs;
  let count = 0;
  for (const pod of owned.pods.values())
    if (isPodActive(pod) && isPodAvailable(pod, minReadySeconds, unixUs)) count += 1;
  return count;
}

/** What the status should say. `failure` is the reason for the ReplicaFailure condition, empty when creating and deleting went well. */
export function statusOf(
  rs: ReplicaSet,
  owned: OwnedPods,
  failure: '' | 'FailedCreate' | 'FailedDelete',
  clock: Clock,
): ReplicaSetStatus {
  const fullyLabeledReplicas = labelledCount(rs, owned);
  const availableReplicas = availableCount(rs, owned, clock);
  const kept = (rs.status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  const conditions: readonly Condition[] =
    failure === ''
      ? kept
      : [
          ...kept,
          {
            type: 'ReplicaFailure',
            status: 'True',
            lastTransitionTime: timeText(clock.nowUs, clock.epochSeconds),
            reason: failure,
            message: '{error}',
          },
        ];
  return {
    replicas: owned.active,
    ...(fullyLabeledReplicas > 0 ? { fullyLabeledReplicas } : {}),
    ...(owned.ready > 0 ? { readyReplicas: owned.ready } : {}),
    ...(availableReplicas > 0 ? { availableReplicas } : {}),
    terminatingReplicas: owned.terminating,
    observedGeneration: Math.max(rs.metadata.generation ?? 0, rs.status?.observedGeneration ?? 0),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}
