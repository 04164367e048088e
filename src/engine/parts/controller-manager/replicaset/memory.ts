/** What the ReplicaSet controller remembers between reconciles: which Pods belong to whom, counted as they change, and what it expects to see. */
import { SortedMap } from '../../../../base/sorted-map.ts';
import { controllerOf } from '../../../../kube/owner-references.ts';
import { isPodActive, isPodReady } from '../../../../kube/pod-status.ts';
import type { Pod } from '../../../../kube/types/pod.ts';

/** A ReplicaSet waits no longer than this for what it has asked for. Models ExpectationsTimeout. */
export const EXPECTATIONS_TIMEOUT_IN_US = 300_000_000;

/** The Pods of one owner. */
export interface OwnedPods {
  readonly pods: SortedMap<Pod>;
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
  /** Keys of Pods whose labels do not match the owner's selector: to be let go. */
  readonly strays: SortedMap<true>;
}

/** Creates and deletes that were asked for and not seen by the informer yet. Models controller_utils.go ControlleeExpectations. */
export interface Expectations {
  readonly creates: number;
  readonly deletes: SortedMap<true>;
  readonly atUs: number;
}

export interface ReplicaSetMemory {
  /** By the owner's UID. */
  readonly owned: SortedMap<OwnedPods>;
  /** Pods without a controller, by key: somebody may adopt them. */
  readonly orphans: SortedMap<Pod>;
  /** By key of the ReplicaSet. */
  readonly expectations: SortedMap<Expectations>;
}

export const EMPTY_MEMORY: ReplicaSetMemory = {
  owned: SortedMap.empty(),
  orphans: SortedMap.empty(),
  expectations: SortedMap.empty(),
};

const NO_PODS: OwnedPods = {
  pods: SortedMap.empty(),
  active: 0,
  ready: 0,
  terminating: 0,
  strays: SortedMap.empty(),
};

export function ownedPods(memory: ReplicaSetMemory, uid: string): OwnedPods {
  return memory.owned.get(uid) ?? NO_PODS;
}

type Draft<T> = { -readonly [F in keyof T]: T[F] };

/** Owned Pods to be changed: the fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(owned: OwnedPods): Draft<OwnedPods> {
  const { pods, active, ready, terminating, strays } = owned;
  return { pods, active, ready, terminating, strays };
}

function withOwned(memory: ReplicaSetMemory, owned: ReplicaSetMemory['owned']): ReplicaSetMemory {
  return { owned, orphans: memory.orphans, expectations: memory.expectations };
}

function count(owned: Draft<OwnedPods>, pod: Pod, by: 1 | -1): void {
  if (isPodActive(pod)) {
    owned.active += by;
    if (isPodReady(pod)) owned.ready += by;
  } else if (pod.metadata.deletionTimestamp && !isFinished(pod)) owned.terminating += by;
}

function isFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

function removeFrom(memory: ReplicaSetMemory, key: string, pod: Pod): ReplicaSetMemory {
  const owner = controllerOf(pod);
  if (owner === undefined)
    return memory.orphans.has(key) ? { ...memory, orphans: memory.orphans.without(key) } : memory;
  const owned = memory.owned.get(owner.uid);
  const old = owned?.pods.get(key);
  if (owned === undefined || old === undefined) return memory;
  const left = draftOf(owned);
  left.pods = owned.pods.without(key);
  left.strays = owned.strays.without(key);
  count(left, old, -1);
  return withOwned(
    memory,
    left.pods.size === 0 ? memory.owned.without(owner.uid) : memory.owned.with(owner.uid, left),
  );
}

/** A Pod was seen as it now is; `old` is what was seen of it before. */
export function rememberPod(
  memory: ReplicaSetMemory,
  key: string,
  old: Pod | undefined,
  pod: Pod,
): ReplicaSetMemory {
  const owner = controllerOf(pod);
  const known = owner && memory.owned.get(owner.uid);
  const seen = known?.pods.get(key);
  if (owner !== undefined && known !== undefined && seen !== undefined) {
    // The common case: one of its Pods changed.
    const changed = draftOf(known);
    changed.pods = known.pods.with(key, pod);
    count(changed, seen, -1);
    count(changed, pod, 1);
    return withOwned(memory, memory.owned.with(owner.uid, changed));
  }
  const before = old === undefined ? memory : removeFrom(memory, key, old);
  if (owner === undefined) return { ...before, orphans: before.orphans.with(key, pod) };
  if (owner.kind !== 'ReplicaSet') return before;
  const owned = draftOf(before.owned.get(owner.uid) ?? NO_PODS);
  owned.pods = owned.pods.with(key, pod);
  count(owned, pod, 1);
  return withOwned(before, before.owned.with(owner.uid, owned));
}

export function forgetPod(memory: ReplicaSetMemory, key: string, pod: Pod): ReplicaSetMemory {
  return removeFrom(memory, key, pod);
}

/** Notes whether a Pod still matches its owner. */
export function markStray(
  memory: ReplicaSetMemory,
  uid: string,
  key: string,
  stray: boolean,
): ReplicaSetMemory {
  const owned = memory.owned.get(uid);
  if (owned === undefined || owned.strays.has(key) === stray) return memory;
  const strays = stray ? owned.strays.with(key, true) : owned.strays.without(key);
  return { ...memory, owned: memory.owned.with(uid, { ...owned, strays }) };
}

export function expect(
  memory: ReplicaSetMemory,
  key: string,
  creates: number,
  deletes: readonly string[],
  atUs: number,
): ReplicaSetMemory {
  const expected = { creates, deletes: SortedMap.from(deletes.map((pod) => [pod, true] as const)), atUs };
  return { ...memory, expectations: memory.expectations.with(key, expected) };
}

/** A create was seen, or will never be. */
export function createObserved(memory: ReplicaSetMemory, key: string): ReplicaSetMemory {
  const expected = memory.expectations.get(key);
  if (expected === undefined || expected.creates === 0) return memory;
  return {
    ...memory,
    expectations: memory.expectations.with(key, { ...expected, creates: expected.creates - 1 }),
  };
}

/** A delete was seen, or will never be. */
export function deleteObserved(memory: ReplicaSetMemory, key: string, pod: string): ReplicaSetMemory {
  const expected = memory.expectations.get(key);
  if (expected === undefined || !expected.deletes.has(pod)) return memory;
  return {
    ...memory,
    expectations: memory.expectations.with(key, { ...expected, deletes: expected.deletes.without(pod) }),
  };
}

/** Whether the caches show all that was asked for, so that counting Pods makes sense. */
export function expectationsMet(memory: ReplicaSetMemory, key: string, nowUs: number): boolean {
  const expected = memory.expectations.get(key);
  return (
    expected === undefined ||
    (expected.creates <= 0 && expected.deletes.size === 0) ||
    nowUs - expected.atUs > EXPECTATIONS_TIMEOUT_IN_US
  );
}
