/**
 * etcd's key-value store as a value: every change gives a new store. The newest version of each key stands in a sorted map; every event
 * stands in a log by revision, so that a watch can start in the past and a read can go back. Models etcd server/storage/mvcc.
 */
import { AppendList } from '../../../../base/append-list.ts';
import { SortedMap } from '../../../../base/sorted-map.ts';
import type { EtcdCompare, EtcdEvent, EtcdKv, EtcdOp, EtcdOpResponse } from '../../../wires/etcd.ts';

export interface Lease {
  readonly ttlInSeconds: number;
  readonly grantedAtUs: number;
}

export interface Store {
  readonly revision: number;
  readonly compacted: number;
  readonly keys: SortedMap<EtcdKv>;
  readonly events: AppendList<EtcdEvent>;
  readonly leases: ReadonlyMap<number, Lease>;
}

/** A store that holds `entries`, each written by a transaction of its own from revision 2 on (revision 1 is etcd's empty start). */
export function createStore(entries: readonly (readonly [string, unknown])[]): Store {
  let store: Store = { revision: 1, compacted: 0, keys: SortedMap.empty(), events: AppendList.empty(), leases: new Map() };
  for (const [key, value] of entries) store = put(store, key, value, 0, store.revision + 1);
  return store;
}

function put(store: Store, key: string, value: unknown, lease: number, revision: number): Store {
  const prevKv = store.keys.get(key) ?? null;
  const kv: EtcdKv = { key, value, createRevision: prevKv?.createRevision ?? revision, modRevision: revision, version: (prevKv?.version ?? 0) + 1, lease };
  return { ...store, revision, keys: store.keys.with(key, kv), events: store.events.append({ type: 'PUT', kv, prevKv }) };
}

function remove(store: Store, prevKv: EtcdKv, revision: number): Store {
  const kv: EtcdKv = { key: prevKv.key, value: null, createRevision: 0, modRevision: revision, version: 0, lease: 0 };
  return { ...store, revision, keys: store.keys.without(prevKv.key), events: store.events.append({ type: 'DELETE', kv, prevKv }) };
}

export interface RangeResult {
  readonly kvs: readonly EtcdKv[];
  readonly count: number;
  readonly more: boolean;
}

export const COMPACTED = 'etcdserver: mvcc: required revision has been compacted';
export const FUTURE = 'etcdserver: mvcc: required revision is a future revision';

/** Keys in [key, end), or the one key when `end` is empty; at `revision`, or now when it is 0. An error's text when that is not possible. */
export function range(store: Store, key: string, end: string, limit: number, revision: number): RangeResult | string {
  if (revision > store.revision) return FUTURE;
  if (revision > 0 && revision < store.compacted) return COMPACTED;
  if (revision > 0 && revision < store.revision) return limited(rangeThen(store, key, end, revision), limit);
  if (end === '') {
    const kv = store.keys.get(key);
    return { kvs: kv ? [kv] : [], count: kv ? 1 : 0, more: false };
  }
  return limited(store.keys.range(key, end === '\0' ? undefined : end).map(([, kv]) => kv), limit);
}

function limited(kvs: readonly EtcdKv[], limit: number): RangeResult {
  const more = limit > 0 && kvs.length > limit;
  return { kvs: more ? kvs.slice(0, limit) : kvs, count: kvs.length, more };
}

/** What the range held at an older revision: today's keys with the later events taken back. */
function rangeThen(store: Store, key: string, end: string, revision: number): readonly EtcdKv[] {
  const then = new Map<string, EtcdKv>();
  const now = end === '' ? [store.keys.get(key)] : store.keys.range(key, end).map(([, kv]) => kv);
  for (const kv of now) if (kv) then.set(kv.key, kv);
  const later = store.events.slice(store.events.search((event) => event.kv.modRevision > revision));
  for (const event of [...later].reverse()) {
    if (!isIn(event.kv.key, key, end)) continue;
    if (event.prevKv) then.set(event.kv.key, event.prevKv);
    else then.delete(event.kv.key);
  }
  return [...then.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function isIn(candidate: string, key: string, end: string): boolean {
  return end === '' ? candidate === key : candidate >= key && (end === '\0' || candidate < end);
}

function holds(store: Store, compare: EtcdCompare): boolean {
  const kv = store.keys.get(compare.key);
  const value = compare.target === 'mod' ? (kv?.modRevision ?? 0) : compare.target === 'create' ? (kv?.createRevision ?? 0) : (kv?.version ?? 0);
  if (compare.result === 'equal') return value === compare.value;
  if (compare.result === 'greater') return value > compare.value;
  return compare.result === 'less' ? value < compare.value : value !== compare.value;
}

export interface TxnResult {
  readonly succeeded: boolean;
  readonly responses: readonly EtcdOpResponse[];
}

/** A transaction: all comparisons, then one branch; everything it writes gets one and the same revision. */
export function txn(store: Store, compare: readonly EtcdCompare[], success: readonly EtcdOp[], failure: readonly EtcdOp[]): readonly [Store, TxnResult] {
  const succeeded = compare.every((one) => holds(store, one));
  const revision = store.revision + 1;
  const responses: EtcdOpResponse[] = [];
  let next = store;
  for (const op of succeeded ? success : failure) {
    if (op.op === 'put') {
      next = put(next, op.key, op.value, op.lease, revision);
      responses.push({ op: 'put' });
    } else if (op.op === 'delete') {
      const doomed = op.end === '' ? [next.keys.get(op.key)] : next.keys.range(op.key, op.end).map(([, kv]) => kv);
      let deleted = 0;
      for (const kv of doomed) {
        if (!kv) continue;
        next = remove(next, kv, revision);
        deleted += 1;
      }
      responses.push({ op: 'delete', deleted });
    } else {
      const found = range(next, op.key, op.end, op.limit, op.revision);
      responses.push(typeof found === 'string' ? { op: 'range', kvs: [], count: 0, more: false } : { op: 'range', ...found });
    }
  }
  return [next, { succeeded, responses }];
}

/** Events from revision `from` on for a range of keys, oldest first; null when they are compacted away. */
export function eventsSince(store: Store, key: string, end: string, from: number): readonly EtcdEvent[] | null {
  if (from <= store.compacted && store.compacted > 0) return null;
  const start = store.events.search((event) => event.kv.modRevision >= from);
  return store.events.slice(start).filter((event) => isIn(event.kv.key, key, end));
}

/** Forgets what was before `revision`; the newest version of every key stays. */
export function compact(store: Store, revision: number): Store | string {
  if (revision <= store.compacted) return COMPACTED;
  if (revision > store.revision) return FUTURE;
  return { ...store, compacted: revision, events: store.events.dropBefore(store.events.search((event) => event.kv.modRevision > revision)) };
}

export function grant(store: Store, lease: number, ttlInSeconds: number, atUs: number): Store {
  return { ...store, leases: new Map(store.leases).set(lease, { ttlInSeconds, grantedAtUs: atUs }) };
}

/** Ends a lease: all keys attached to it go, in one revision. */
export function revoke(store: Store, lease: number): Store {
  const leases = new Map(store.leases);
  leases.delete(lease);
  let next: Store = { ...store, leases };
  const revision = store.revision + 1;
  for (const kv of store.keys.values()) if (kv.lease === lease) next = remove(next, kv, revision);
  return next;
}
