/** Status and conditions of a Deployment. Models deployment sync.go calculateStatus and progress.go. */
import { parseTimeUs, timeText } from '../../../../kube/time.ts';
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../../../kube/types/workload.ts';
import type { Condition } from '../../../../kube/value.ts';
import { actualOf, availableOf, maxUnavailable, readyOf, replicasOf, sizeOf, sumOf } from './rolling.ts';

export interface Clock {
  readonly nowUs: number;
  readonly epochSeconds: number;
}

type Conditions = readonly Condition[];

export const NO_DEADLINE = 2_147_483_647;

export function hasProgressDeadline(d: Deployment): boolean {
  return d.spec.progressDeadlineSeconds !== undefined && d.spec.progressDeadlineSeconds !== NO_DEADLINE;
}

export function conditionOf(conditions: Conditions | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function newCondition(
  type: string,
  status: string,
  reason: string,
  message: string,
  clock: Clock,
): Condition {
  const now = timeText(clock.nowUs, clock.epochSeconds);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** Puts a condition in, unless one with the same status and reason is there. Models SetDeploymentCondition. */
export function setCondition(conditions: Conditions, condition: Condition): Conditions {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  const kept = conditions.filter(({ type }) => type !== condition.type);
  return [
    ...kept,
    current?.status === condition.status
      ? { ...condition, lastTransitionTime: current.lastTransitionTime }
      : condition,
  ];
}

export function removeCondition(conditions: Conditions, type: string): Conditions {
  return conditionOf(conditions, type)
    ? conditions.filter((condition) => condition.type !== type)
    : conditions;
}

function terminating(list: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const rs of list) {
    if (rs.status?.terminatingReplicas === undefined) return undefined;
    sum += rs.status.terminatingReplicas;
  }
  return sum;
}

function counts(fields: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  const out: Record<string, number> = {};
  for (const name of Object.keys(fields)) if (fields[name]) out[name] = fields[name];
  return out;
}

/** The counts and the Available condition. `all` holds the new ReplicaSet too. */
export function calculateStatus(
  d: Deployment,
  all: readonly ReplicaSet[],
  newRs: ReplicaSet | undefined,
  clock: Clock,
): DeploymentStatus {
  const available = sumOf(all, availableOf);
  const unavailable = Math.max(0, sumOf(all, sizeOf) - available);
  const enough = available >= replicasOf(d) - maxUnavailable(d);
  const condition = enough
    ? newCondition(
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
        clock,
      )
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        clock,
      );
  const terminatingReplicas = terminating(all);
  return {
    ...counts({
      observedGeneration: d.metadata.generation,
      replicas: sumOf(all, actualOf),
      updatedReplicas: newRs ? actualOf(newRs) : 0,
      readyReplicas: sumOf(all, readyOf),
      availableReplicas: available,
      unavailableReplicas: unavailable,
    }),
    ...(terminatingReplicas === undefined ? {} : { terminatingReplicas }),
    conditions: setCondition(d.status?.conditions ?? [], condition),
    ...(d.status?.collisionCount === undefined ? {} : { collisionCount: d.status.collisionCount }),
  };
}

/** Everything that was asked for is there. Models DeploymentComplete. */
export function isComplete(d: Deployment, status: DeploymentStatus): boolean {
  const wanted = replicasOf(d);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (d.metadata.generation ?? 0)
  );
}

/** Something moved since the last status. Models DeploymentProgressing. */
export function isProgressing(d: Deployment, status: DeploymentStatus): boolean {
  const old = d.status ?? {};
  const oldOnes = (s: DeploymentStatus) => (s.replicas ?? 0) - (s.updatedReplicas ?? 0);
  return (
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    oldOnes(status) < oldOnes(old) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

const TIMED_OUT = 'ProgressDeadlineExceeded';
const AVAILABLE = 'NewReplicaSetAvailable';

function lastProgressUs(condition: Condition | undefined): number | undefined {
  return condition?.lastUpdateTime ? parseTimeUs(condition.lastUpdateTime) : undefined;
}

function unixUs(clock: Clock): number {
  return clock.epochSeconds * 1_000_000 + clock.nowUs;
}

/** No progress for longer than the deadline. Models DeploymentTimedOut. */
export function isTimedOut(d: Deployment, status: DeploymentStatus, clock: Clock): boolean {
  const condition = conditionOf(status.conditions, 'Progressing');
  if (!hasProgressDeadline(d) || condition === undefined || condition.reason === AVAILABLE) return false;
  if (condition.reason === TIMED_OUT) return true;
  const fromUs = lastProgressUs(condition);
  return fromUs !== undefined && fromUs + (d.spec.progressDeadlineSeconds ?? 0) * 1_000_000 < unixUs(clock);
}

/** When to look again whether the deadline has passed; undefined = it does not matter. Models requeueStuckDeployment. */
export function deadlineInUs(d: Deployment, status: DeploymentStatus, clock: Clock): number | undefined {
  const condition = conditionOf(d.status?.conditions, 'Progressing');
  if (
    !hasProgressDeadline(d) ||
    condition === undefined ||
    isComplete(d, status) ||
    condition.reason === TIMED_OUT
  )
    return undefined;
  const fromUs = lastProgressUs(condition);
  if (fromUs === undefined) return undefined;
  return Math.max(0, fromUs + (d.spec.progressDeadlineSeconds ?? 0) * 1_000_000 - unixUs(clock)) + 1_000_000;
}

function named(newRs: ReplicaSet | undefined, d: Deployment): string {
  return newRs ? `ReplicaSet "${newRs.metadata.name}"` : `Deployment "${d.metadata.name}"`;
}

function progressConditions(
  d: Deployment,
  status: DeploymentStatus,
  newRs: ReplicaSet | undefined,
  clock: Clock,
): Conditions {
  let conditions = status.conditions ?? [];
  const current = conditionOf(d.status?.conditions, 'Progressing');
  if (isComplete(d, status)) {
    return setCondition(
      conditions,
      newCondition(
        'Progressing',
        'True',
        AVAILABLE,
        `${named(newRs, d)} has successfully progressed.`,
        clock,
      ),
    );
  }
  if (isProgressing(d, status)) {
    const fresh = newCondition(
      'Progressing',
      'True',
      'ReplicaSetUpdated',
      `${named(newRs, d)} is progressing.`,
      clock,
    );
    if (current === undefined) return setCondition(conditions, fresh);
    // Taken out first, so that each progress is written down with its time.
    conditions = removeCondition(conditions, 'Progressing');
    return setCondition(
      conditions,
      current.status === 'True' ? { ...fresh, lastTransitionTime: current.lastTransitionTime } : fresh,
    );
  }
  if (!isTimedOut(d, status, clock)) return conditions;
  return setCondition(
    conditions,
    newCondition('Progressing', 'False', TIMED_OUT, `${named(newRs, d)} has timed out progressing.`, clock),
  );
}

/** Why Pods of a ReplicaSet cannot be made, if so; of the new one first. */
function replicaFailure(all: readonly ReplicaSet[], newRs: ReplicaSet | undefined): Condition | undefined {
  for (const rs of newRs ? [newRs, ...all] : all) {
    const condition = conditionOf(rs.status?.conditions, 'ReplicaFailure');
    if (condition) return condition;
  }
  return undefined;
}

/** The status during a rollout, with the Progressing and ReplicaFailure conditions. Models syncRolloutStatus. */
export function rolloutStatus(
  d: Deployment,
  all: readonly ReplicaSet[],
  newRs: ReplicaSet | undefined,
  clock: Clock,
): DeploymentStatus {
  const status = calculateStatus(d, all, newRs, clock);
  let conditions = status.conditions ?? [];
  const current = conditionOf(d.status?.conditions, 'Progressing');
  if (!hasProgressDeadline(d)) conditions = removeCondition(conditions, 'Progressing');
  const done = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === AVAILABLE;
  if (hasProgressDeadline(d) && !done)
    conditions = progressConditions(d, { ...status, conditions }, newRs, clock);
  const failure = replicaFailure(all, newRs);
  if (failure)
    conditions = setCondition(
      conditions,
      newCondition('ReplicaFailure', failure.status, failure.reason ?? '', failure.message ?? '', clock),
    );
  else conditions = removeCondition(conditions, 'ReplicaFailure');
  return { ...status, conditions };
}
