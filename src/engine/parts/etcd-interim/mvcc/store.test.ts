import { describe, expect, test } from 'vitest';
import type { EtcdOp } from '../../../wires/etcd.ts';
import { COMPACTED, compact, createStore, eventsSince, FUTURE, grant, range, revoke, type Store, txn } from './store.ts';

const put = (key: string, value: unknown, lease = 0): EtcdOp => ({ op: 'put', key, value, lease });
const write = (store: Store, ...ops: EtcdOp[]) => txn(store, [], ops, [])[0];
const keysOf = (result: ReturnType<typeof range>) => (typeof result === 'string' ? result : result.kvs.map((kv) => `${kv.key}@${kv.modRevision}v${kv.version}`));

describe('the MVCC store', () => {
  test('a writing transaction takes one revision, a reading one none', () => {
    const one = write(createStore([]), put('/a', 1), put('/b', 2));
    expect(one.revision).toBe(2);
    expect(keysOf(range(one, '/', '0', 0, 0))).toEqual(['/a@2v1', '/b@2v1']);
    expect(txn(one, [], [{ op: 'range', key: '/a', end: '', limit: 0, revision: 0 }], [])[0].revision).toBe(2);
  });

  test('a comparison that fails takes the other branch', () => {
    const store = write(createStore([]), put('/a', 1));
    const guarded = (value: number) => txn(store, [{ key: '/a', target: 'mod', result: 'equal', value }], [put('/a', 2)], [{ op: 'range', key: '/a', end: '', limit: 0, revision: 0 }]);
    expect(guarded(2)[1].succeeded).toBe(true);
    const [same, lost] = guarded(1);
    expect(same.revision).toBe(2);
    expect(lost).toMatchObject({ succeeded: false, responses: [{ op: 'range', count: 1 }] });
  });

  test('an old revision reads as it was, until it is compacted', () => {
    let store = write(createStore([]), put('/a', 1));
    store = write(store, put('/a', 2), put('/b', 1));
    store = write(store, { op: 'delete', key: '/a', end: '' });
    expect(keysOf(range(store, '/', '0', 0, 2))).toEqual(['/a@2v1']);
    expect(keysOf(range(store, '/', '0', 0, 3))).toEqual(['/a@3v2', '/b@3v1']);
    expect(keysOf(range(store, '/', '0', 0, 0))).toEqual(['/b@3v1']);
    expect(range(store, '/', '0', 0, 9)).toBe(FUTURE);
    const small = compact(store, 3);
    expect(typeof small === 'string' ? small : range(small, '/', '0', 0, 2)).toBe(COMPACTED);
  });

  test('a watch resumes from a revision, and is told when that is gone', () => {
    let store = createStore([]);
    for (let i = 1; i <= 5; i += 1) store = write(store, put(`/pods/${i % 2}`, i));
    expect(eventsSince(store, '/pods/', '/pods0', 4)?.map((e) => e.kv.modRevision)).toEqual([4, 5, 6]);
    expect(eventsSince(store, '/pods/1', '', 1)?.map((e) => e.kv.value)).toEqual([1, 3, 5]);
    const small = compact(store, 5) as Store;
    expect(eventsSince(small, '/pods/', '/pods0', 4)).toBeNull();
    expect(eventsSince(small, '/pods/', '/pods0', 6)).toHaveLength(1);
  });

  test('revoking a lease deletes its keys in one revision', () => {
    const store = write(grant(createStore([]), 7, 60, 0), put('/x', 1, 7), put('/y', 1, 7), put('/z', 1));
    const gone = revoke(store, 7);
    expect(gone.revision).toBe(store.revision + 1);
    expect([...gone.keys.keys()]).toEqual(['/z']);
  });
});
