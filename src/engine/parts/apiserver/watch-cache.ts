/**
 * The watch cache of one resource: everything etcd holds below a prefix, decoded, and the recent changes, from which watches are served.
 * Models storage/cacher/cacher.go and watch_cache.go. All functions are pure.
 */
import { appended } from '../../../base/appended.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { EtcdEvent, EtcdKv } from '../../wires/etcd.ts';
import { decodeKv, withRevision } from './stored.ts';
import { type Cache, type CacheEvent, type Watcher, workingCacheOf } from './types.ts';

const CHUNK = 64;
/** Events kept for watches that start in the past: upstream grows its ring between 100 and 102,400; the model keeps 4,096. */
const CHUNKS_MAX = 64;

export function emptyCache(prefix: string, etcdId: number): Cache {
  return {
    prefix,
    phase: 'filling',
    etcdId,
    objects: SortedMap.empty(),
    revision: 0,
    chunks: [],
    tail: [],
    oldest: 0,
    watchers: new Map(),
    triggers: new Map(),
    lastDueUs: 0,
  };
}

function keyIn(cache: Cache, etcdKey: string): string {
  return etcdKey.slice('/registry/'.length + cache.prefix.length + 1);
}

/** A cache filled from a range at `revision`. Watchers it already has stay; what they missed they are told by `differences`. */
export function filled(cache: Cache, kvs: readonly EtcdKv[], revision: number, etcdId: number): Cache {
  const objects = SortedMap.from<KubeObject>(kvs.map((kv) => [keyIn(cache, kv.key), decodeKv(kv)] as const));
  return { ...cache, phase: 'ready', etcdId, objects, revision, chunks: [], tail: [], oldest: revision };
}

/** One change as the cache sees it, with the object before it. */
export function cacheEventOf(cache: Cache, event: EtcdEvent): CacheEvent | undefined {
  const key = keyIn(cache, event.kv.key);
  const previous = cache.objects.get(key);
  const revision = event.kv.modRevision;
  if (event.type === 'PUT') return { revision, key, object: decodeKv(event.kv), deleted: false, previous };
  if (previous === undefined) return undefined;
  return { revision, key, object: withRevision(previous, revision), deleted: true, previous };
}

/** The cache after a change that its watches are told of at `dueUs`. */
export function applied(cache: Cache, event: CacheEvent, dueUs: number): Cache {
  const objects = event.deleted
    ? cache.objects.without(event.key)
    : cache.objects.with(event.key, event.object);
  const grown = appended(cache.tail, event);
  const next = workingCacheOf(cache);
  next.objects = objects;
  next.revision = Math.max(cache.revision, event.revision);
  next.lastDueUs = dueUs;
  next.tail = grown;
  if (grown.length < CHUNK) return next;
  next.tail = [];
  next.chunks = appended(cache.chunks, grown);
  if (next.chunks.length <= CHUNKS_MAX) return next;
  next.oldest = next.chunks[0]?.at(-1)?.revision ?? cache.oldest;
  next.chunks = next.chunks.slice(1);
  return next;
}

/** Everything after `revision`; undefined when that is longer ago than the ring reaches. */
export function eventsAfter(cache: Cache, revision: number): readonly CacheEvent[] | undefined {
  if (revision < cache.oldest) return undefined;
  if (revision >= cache.revision) return [];
  const chunks = cache.chunks.filter((chunk) => (chunk.at(-1)?.revision ?? 0) > revision);
  return [...chunks.flat(), ...cache.tail].filter((event) => event.revision > revision);
}

/** The cache with one more watch, or one fewer. */
export function withWatcher(cache: Cache, watcher: Watcher): Cache {
  const watchers = new Map(cache.watchers).set(watcher.number, watcher);
  const triggers = new Map(cache.triggers).set(watcher.trigger, [
    ...(cache.triggers.get(watcher.trigger) ?? []),
    watcher.number,
  ]);
  return { ...cache, watchers, triggers };
}

export function withoutWatcher(cache: Cache, number: number): Cache {
  const watcher = cache.watchers.get(number);
  if (watcher === undefined) return cache;
  const watchers = new Map(cache.watchers);
  watchers.delete(number);
  const triggers = new Map(cache.triggers);
  const rest = (triggers.get(watcher.trigger) ?? []).filter((n) => n !== number);
  if (rest.length === 0) triggers.delete(watcher.trigger);
  else triggers.set(watcher.trigger, rest);
  return { ...cache, watchers, triggers };
}
