import { describe, expect, test } from 'vitest';
import type { EtcdOp } from '../../../wires/etcd.ts';
import {
  COMPACTED,
  compact,
  createStore,
  eventsSince,
  FUTURE,
  NO_LEASE,
  range,
  renew,
  revoke,
  type Store,
  txn,
  type TxnResult,
} from './store.ts';

const put = (key: string, value: unknown, lease = 0): EtcdOp => ({ op: 'put', key, value, lease });
const get = (key: string, revision = 0): EtcdOp => ({ op: 'range', key, end: '', limit: 0, revision });

function run(store: Store, ...ops: EtcdOp[]): readonly [Store, TxnResult] {
  const result = txn(store, [], ops, []);
  if (typeof result === 'string') throw new Error(result);
  return result;
}
const write = (store: Store, ...ops: EtcdOp[]): Store => run(store, ...ops)[0];

function listed(found: ReturnType<typeof range>): string | string[] {
  return typeof found === 'string'
    ? found
    : found.kvs.map((kv) => `${kv.key}@${kv.modRevision}v${kv.version}`);
}

describe('the store', () => {
  test('gives all writes of a transaction one revision, and a read none', () => {
    const store = write(createStore([]), put('/a', 1), put('/b', 2));
    expect(store.revision).toBe(2);
    expect(listed(range(store, '/', '0', 0, 0))).toEqual(['/a@2v1', '/b@2v1']);
    expect(write(store, get('/a'))).toBe(store);
  });

  test('counts versions from 1 after each creation, and keeps the creation revision', () => {
    let store = write(createStore([]), put('/a', 1));
    store = write(store, put('/a', 2));
    expect(store.keys.get('/a')).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 });
    store = write(store, { op: 'delete', key: '/a', end: '' });
    store = write(store, put('/a', 3));
    expect(store.keys.get('/a')).toMatchObject({ createRevision: 5, modRevision: 5, version: 1 });
  });

  test.each([
    ['equal', 2, true],
    ['equal', 3, false],
    ['greater', 1, true],
    ['less', 2, false],
    ['not-equal', 3, true],
  ] as const)('compares a revision: %s %i is %s', (result, value, succeeded) => {
    const store = write(createStore([]), put('/a', 1));
    const outcome = txn(store, [{ key: '/a', target: 'mod', result, value }], [put('/a', 2)], [get('/a')]);
    expect(outcome).toMatchObject([
      { revision: succeeded ? 3 : 2 },
      { succeeded, responses: [{ op: succeeded ? 'put' : 'range' }] },
    ]);
  });

  test('deletes a range and says how many keys went', () => {
    const store = write(createStore([]), put('/a/1', 1), put('/a/2', 1), put('/b', 1));
    const [after, { responses }] = run(store, { op: 'delete', key: '/a/', end: '/a0' });
    expect([after.revision, [...after.keys.keys()], responses]).toEqual([
      3,
      ['/b'],
      [{ op: 'delete', deleted: 2 }],
    ]);
    expect(write(after, { op: 'delete', key: '/a/', end: '/a0' }).revision).toBe(3);
  });

  test('limits what it lists but counts all', () => {
    const store = write(createStore([]), put('/1', 1), put('/2', 1), put('/3', 1));
    expect(range(store, '/', '\0', 2, 0)).toMatchObject({
      count: 3,
      more: true,
      kvs: [{ key: '/1' }, { key: '/2' }],
    });
  });

  test('reads an old revision as it was, until that is compacted', () => {
    let store = write(createStore([]), put('/a', 1));
    store = write(store, put('/a', 2), put('/b', 1));
    store = write(store, { op: 'delete', key: '/a', end: '' });
    expect([2, 3, 0, 9].map((revision) => listed(range(store, '/', '0', 0, revision)))).toEqual([
      ['/a@2v1'],
      ['/a@3v2', '/b@3v1'],
      ['/b@3v1'],
      FUTURE,
    ]);
    const small = compact(store, 3) as Store;
    expect(listed(range(small, '/', '0', 0, 2))).toBe(COMPACTED);
    expect(listed(range(small, '/', '0', 0, 3))).toEqual(['/a@3v2', '/b@3v1']);
    expect([compact(small, 3), compact(small, 9)]).toEqual([COMPACTED, FUTURE]);
  });

  test('resumes a watch from a revision, and says when that is gone', () => {
    let store = createStore([]);
    for (let i = 1; i <= 5; i += 1) store = write(store, put(`/pods/${i % 2}`, i));
    expect(eventsSince(store, '/pods/', '/pods0', 4)?.map(({ kv }) => kv.modRevision)).toEqual([4, 5, 6]);
    expect(eventsSince(store, '/pods/1', '', 1)?.map(({ kv, prevKv }) => [kv.value, prevKv?.value])).toEqual([
      [1, undefined],
      [3, 1],
      [5, 3],
    ]);
    const small = compact(store, 5) as Store;
    expect(eventsSince(small, '/pods/', '/pods0', 5)).toBeNull();
    expect(eventsSince(small, '/pods/', '/pods0', 6)).toHaveLength(1);
  });

  test('ends a lease with its keys, in one revision, and takes no key for a lease that is not there', () => {
    const store = write(renew(createStore([]), 7, 60, 0), put('/x', 1, 7), put('/y', 1, 7), put('/z', 1));
    const gone = revoke(store, 7);
    expect([gone.revision, [...gone.keys.keys()]]).toEqual([store.revision + 1, ['/z']]);
    expect(revoke(renew(createStore([]), 7, 60, 0), 7).revision).toBe(1);
    expect(txn(gone, [], [put('/z', 2), put('/x', 1, 7)], [])).toBe(NO_LEASE);
  });
});
