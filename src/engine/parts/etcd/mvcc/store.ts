/**
 * etcd's key-value store as a value: every change gives a new store. The newest version of each key stands in a sorted map; every event
 * stands in a list by revision, so that a watch can start in the past and a read can go back. Models etcd server/storage/mvcc
 * (kvstore.go, kvstore_txn.go, watchable_store.go) and server/lease.
 */
import { AppendList } from '../../../../base/append-list.ts';
import { SortedMap } from '../../../../base/sorted-map.ts';
import type { EtcdCompare, EtcdEvent, EtcdKv, EtcdOp, EtcdOpResponse } from '../../../wires/etcd.ts';

export const COMPACTED = 'etcdserver: mvcc: required revision has been compacted';
export const FUTURE = 'etcdserver: mvcc: required revision is a future revision';
export const NO_LEASE = 'etcdserver: requested lease not found';

export interface Lease {
  readonly ttlInSeconds: number;
  /** When it was granted or last kept alive, by the clock of the member that proposed it. */
  readonly renewedAtUs: number;
}

export interface Store {
  /** The newest revision; 1 is the empty store. */
  readonly revision: number;
  /** Reads and watches below this revision are refused; 0 = nothing was compacted. */
  readonly compacted: number;
  readonly keys: SortedMap<EtcdKv>;
  readonly events: AppendList<EtcdEvent>;
  readonly leases: ReadonlyMap<number, Lease>;
}

/** A store that holds `entries`, each written by a transaction of its own from revision 2 on. */
export function createStore(entries: readonly (readonly [string, unknown])[]): Store {
  let store: Store = {
    revision: 1,
    compacted: 0,
    keys: SortedMap.empty(),
    events: AppendList.empty(),
    leases: new Map(),
  };
  for (const [key, value] of entries) store = put(store, key, value, 0, store.revision + 1);
  return store;
}

function put(store: Store, key: string, value: unknown, lease: number, revision: number): Store {
  const prevKv = store.keys.get(key) ?? null;
  const kv: EtcdKv = {
    key,
    value,
    createRevision: prevKv?.createRevision ?? revision,
    modRevision: revision,
    version: (prevKv?.version ?? 0) + 1,
    lease,
  };
  return {
    ...store,
    revision,
    keys: store.keys.with(key, kv),
    events: store.events.append({ type: 'PUT', kv, prevKv }),
  };
}

function remove(store: Store, prevKv: EtcdKv, revision: number): Store {
  const kv: EtcdKv = {
    key: prevKv.key,
    value: null,
    createRevision: 0,
    modRevision: revision,
    version: 0,
    lease: 0,
  };
  return {
    ...store,
    revision,
    keys: store.keys.without(prevKv.key),
    events: store.events.append({ type: 'DELETE', kv, prevKv }),
  };
}

/** Whether a key lies in [key, end); `end` empty = the one key, `\0` = everything from `key` on. */
export function isIn(candidate: string, key: string, end: string): boolean {
  if (end === '') return candidate === key;
  return candidate >= key && (end === '\0' || candidate < end);
}

function keysIn(store: Store, key: string, end: string): readonly EtcdKv[] {
  if (end !== '') return store.keys.range(key, end === '\0' ? undefined : end).map(([, kv]) => kv);
  const kv = store.keys.get(key);
  return kv ? [kv] : [];
}

export interface RangeResult {
  readonly kvs: readonly EtcdKv[];
  /** Keys in the range, whatever the limit. */
  readonly count: number;
  readonly more: boolean;
}

/** Keys of a range at `revision`, or now when it is 0; `limit` 0 = all. An error's text when that revision cannot be read. */
export function range(
  store: Store,
  key: string,
  end: string,
  limit: number,
  revision: number,
): RangeResult | string {
  if (revision > store.revision) return FUTURE;
  if (revision > 0 && revision < store.compacted) return COMPACTED;
  const kvs =
    revision > 0 && revision < store.revision ? keysThen(store, key, end, revision) : keysIn(store, key, end);
  const more = limit > 0 && kvs.length > limit;
  return { kvs: more ? kvs.slice(0, limit) : kvs, count: kvs.length, more };
}

/** What the range held at an older revision: today's keys with the later events taken back. */
function keysThen(store: Store, key: string, end: string, revision: number): readonly EtcdKv[] {
  const then = new Map<string, EtcdKv>();
  for (const kv of keysIn(store, key, end)) then.set(kv.key, kv);
  const later = store.events.slice(store.events.search((event) => event.kv.modRevision > revision));
  for (let i = later.length - 1; i >= 0; i -= 1) {
    const event = later[i] as EtcdEvent;
    if (!isIn(event.kv.key, key, end)) continue;
    if (event.prevKv) then.set(event.kv.key, event.prevKv);
    else then.delete(event.kv.key);
  }
  return [...then.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function holds(store: Store, compare: EtcdCompare): boolean {
  const kv = store.keys.get(compare.key);
  const facts = { mod: kv?.modRevision, create: kv?.createRevision, version: kv?.version };
  const value = facts[compare.target] ?? 0;
  switch (compare.result) {
    case 'equal':
      return value === compare.value;
    case 'greater':
      return value > compare.value;
    case 'less':
      return value < compare.value;
    case 'not-equal':
      return value !== compare.value;
  }
}

export interface TxnResult {
  readonly succeeded: boolean;
  readonly responses: readonly EtcdOpResponse[];
}

/**
 * A transaction: all comparisons, then one branch, whose writes share one new revision. An error's text when a put names a lease that is
 * not there or a read a revision that is gone; then nothing of it happens.
 */
export function txn(
  store: Store,
  compare: readonly EtcdCompare[],
  success: readonly EtcdOp[],
  failure: readonly EtcdOp[],
): readonly [Store, TxnResult] | string {
  const succeeded = compare.every((one) => holds(store, one));
  const revision = store.revision + 1;
  const responses: EtcdOpResponse[] = [];
  let next = store;
  for (const op of succeeded ? success : failure) {
    if (op.op === 'put') {
      if (op.lease !== 0 && !store.leases.has(op.lease)) return NO_LEASE;
      next = put(next, op.key, op.value, op.lease, revision);
      responses.push({ op: 'put' });
    } else if (op.op === 'delete') {
      const doomed = keysIn(next, op.key, op.end);
      for (const kv of doomed) next = remove(next, kv, revision);
      responses.push({ op: 'delete', deleted: doomed.length });
    } else {
      const found = range(next, op.key, op.end, op.limit, op.revision);
      if (typeof found === 'string') return found;
      responses.push({ op: 'range', ...found });
    }
  }
  return [next, { succeeded, responses }];
}

/** Events from revision `from` on for a range of keys, oldest first; null when some of them are compacted away. */
export function eventsSince(
  store: Store,
  key: string,
  end: string,
  from: number,
): readonly EtcdEvent[] | null {
  if (from <= store.compacted) return null;
  if (from > store.revision) return [];
  const start = store.events.search((event) => event.kv.modRevision >= from);
  return store.events.slice(start).filter((event) => isIn(event.kv.key, key, end));
}

/** Forgets what is older than `revision`; the newest version of every key stays. An error's text when that cannot be. */
export function compact(store: Store, revision: number): Store | string {
  if (revision <= store.compacted) return COMPACTED;
  if (revision > store.revision) return FUTURE;
  return {
    ...store,
    compacted: revision,
    events: store.events.dropBefore(store.events.search((event) => event.kv.modRevision > revision)),
  };
}

/** Grants a lease, or keeps it alive from `atUs` on. */
export function renew(store: Store, lease: number, ttlInSeconds: number, atUs: number): Store {
  return { ...store, leases: new Map(store.leases).set(lease, { ttlInSeconds, renewedAtUs: atUs }) };
}

/** Keys attached to a lease, in order. */
export function keysOfLease(store: Store, lease: number): readonly EtcdKv[] {
  return [...store.keys.values()].filter((kv) => kv.lease === lease);
}

/** Ends a lease: all keys attached to it go, in one revision. */
export function revoke(store: Store, lease: number): Store {
  const leases = new Map(store.leases);
  leases.delete(lease);
  let next: Store = { ...store, leases };
  for (const kv of keysOfLease(store, lease)) next = remove(next, kv, store.revision + 1);
  return next;
}
