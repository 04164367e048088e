/** Which Pods go first when there are too many. Models controller_utils.go ActivePodsWithRanks with LogarithmicScaleDown. */
import { isPodReady } from '../../../../kube/pod-status.ts';
import { parseSeconds } from '../../../../kube/time.ts';
import type { Pod } from '../../../../kube/types/pod.ts';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const INTEGER = /^([1-9]\d{0,9}|-[1-9]\d{0,9}|0)$/;

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST];
  const cost = text !== undefined && INTEGER.test(text) ? Number(text) : 0;
  return cost > 2_147_483_647 || cost < -2_147_483_648 ? 0 : cost;
}

function readySince(pod: Pod): number | undefined {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  return condition?.lastTransitionTime ? parseSeconds(condition.lastTransitionTime) : undefined;
}

function createdAt(pod: Pod): number | undefined {
  return pod.metadata.creationTimestamp ? parseSeconds(pod.metadata.creationTimestamp) : undefined;
}

/** Floor of the binary logarithm of an age, so that ages of the same order count as equal. */
function ageOrder(ageInSeconds: number): number {
  if (ageInSeconds <= 0) return -1;
  let order = -1;
  for (let rest = ageInSeconds * 1_000_000_000; rest >= 1; rest /= 2) order += 1;
  return order;
}

/** Negative when `a` goes first: the younger, unless both are about as old; then the UID decides. */
function byAge(
  a: number | undefined,
  b: number | undefined,
  podA: Pod,
  podB: Pod,
  nowSeconds: number,
): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const difference = ageOrder(nowSeconds - a) - ageOrder(nowSeconds - b);
  if (difference !== 0) return difference;
  return (podA.metadata.uid ?? '') < (podB.metadata.uid ?? '') ? -1 : 1;
}

/** Most restarts of a plain container and of a sidecar. */
function restarts(pod: Pod): readonly [number, number] {
  let plain = 0;
  let sidecar = 0;
  for (const { restartCount } of pod.status?.containerStatuses ?? [])
    plain = Math.max(plain, restartCount ?? 0);
  const sidecars = new Set(
    (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name),
  );
  for (const { name, restartCount } of pod.status?.initContainerStatuses ?? [])
    if (sidecars.has(name)) sidecar = Math.max(sidecar, restartCount ?? 0);
  return [plain, sidecar];
}

function compareRestarts(a: Pod, b: Pod): number {
  const [plainA, sidecarA] = restarts(a);
  const [plainB, sidecarB] = restarts(b);
  return plainB - plainA || sidecarB - sidecarA;
}

export interface RankedPod {
  readonly pod: Pod;
  /** How many Pods like it run on its node: who is one of many goes sooner. */
  readonly rank: number;
}

/** Negative when `a` is to be deleted before `b`. */
export function compareForDeletion(a: RankedPod, b: RankedPod, nowSeconds: number): number {
  const x = a.pod;
  const y = b.pod;
  const assigned = (pod: Pod) => (pod.spec.nodeName ? 1 : 0);
  const phase = (pod: Pod) => PHASES[pod.status?.phase ?? ''] ?? 0;
  const ready = (pod: Pod) => (isPodReady(pod) ? 1 : 0);
  return (
    assigned(x) - assigned(y) ||
    phase(x) - phase(y) ||
    ready(x) - ready(y) ||
    deletionCost(x) - deletionCost(y) ||
    b.rank - a.rank ||
    (isPodReady(x) && isPodReady(y) ? byAge(readySince(x), readySince(y), x, y, nowSeconds) : 0) ||
    compareRestarts(x, y) ||
    byAge(createdAt(x), createdAt(y), x, y, nowSeconds)
  );
}

/** The `count` Pods to delete, in the order of their deletion. Equal ones keep the order they came in. */
export function podsToDelete(pods: readonly RankedPod[], count: number, nowSeconds: number): readonly Pod[] {
  if (count >= pods.length) return pods.map(({ pod }) => pod);
  return [...pods]
    .sort((a, b) => compareForDeletion(a, b, nowSeconds))
    .slice(0, count)
    .map(({ pod }) => pod);
}
