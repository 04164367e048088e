/** How watch caches are filled and fed: one range of a prefix, then one watch from its revision. Models cacher's reflector over etcd3. */
import type { EtcdEvent, EtcdResponse } from '../../wires/etcd.ts';
import { takeId, transmit } from './etcd-client.ts';
import type { Cache, Draft, Env } from './types.ts';
import { cacheEventOf, emptyCache, filled } from './watch-cache.ts';
import { broadcast, expireWatches } from './watches.ts';

/** Resources whose caches are filled before the server calls itself ready: those that its stages look into, and those that every client watches. */
export const EAGER: readonly string[] = [
  'namespaces',
  'serviceaccounts',
  'priorityclasses',
  'limitranges',
  'pods',
  'minions',
  'deployments',
  'replicasets',
  'services/specs',
  'configmaps',
  'events',
  'leases',
];

const rootOf = (prefix: string) => `/registry/${prefix}/`;
const endOf = (prefix: string) => `/registry/${prefix}0`;

function replace(draft: Draft, cache: Cache): Cache {
  draft.caches = draft.caches.with(cache.prefix, cache);
  return cache;
}

function feed(draft: Draft, id: number, prefix: string, instead = 0): void {
  const feeds = new Map(draft.feeds);
  feeds.delete(instead);
  draft.feeds = feeds.set(id, prefix);
}

/** The cache of a resource; one that nobody has asked for yet begins to fill. */
export function cacheFor(env: Env, prefix: string): Cache {
  return env.draft.caches.get(prefix) ?? fill(env, emptyCache(prefix, 0));
}

function fill(env: Env, cache: Cache): Cache {
  const { draft, config, context } = env;
  const id = takeId(draft);
  feed(draft, id, cache.prefix, cache.etcdId);
  const key = rootOf(cache.prefix);
  if (!draft.reconnecting)
    transmit(
      draft,
      config,
      context,
      {
        kind: 'range',
        id,
        key,
        end: endOf(cache.prefix),
        limit: 0,
        revision: 0,
        serializable: false,
        countOnly: false,
      },
      key,
      0,
    );
  return replace(draft, { ...cache, phase: 'filling', etcdId: id });
}

function follow(env: Env, cache: Cache, revision: number): number {
  const { draft, config, context } = env;
  const id = takeId(draft);
  feed(draft, id, cache.prefix, cache.etcdId);
  const key = rootOf(cache.prefix);
  transmit(
    draft,
    config,
    context,
    { kind: 'watch', id, key, end: endOf(cache.prefix), startRevision: revision + 1, prevKv: false },
    key,
    0,
  );
  return id;
}

/** After a change of the etcd member: caches that were filling begin again, the others go on watching where they were. */
export function refeed(env: Env): void {
  for (const cache of env.draft.caches.values()) {
    if (cache.phase === 'filling') fill(env, cache);
    else replace(env.draft, { ...cache, etcdId: follow(env, cache, cache.revision) });
  }
}

/** A linearizable read found etcd at `revision`: events come over the same connection in order, so the cache has seen all up to there. */
export function caughtUp(draft: Draft, prefix: string, revision: number): void {
  const cache = draft.caches.get(prefix);
  if (cache !== undefined && cache.phase === 'ready' && revision > cache.revision)
    replace(draft, { ...cache, revision });
}

/** An answer or event of etcd for a cache. True when the cache has just been filled, and who waited for it can go on. */
export function onFeed(env: Env, prefix: string, answer: EtcdResponse): boolean {
  const cache = env.draft.caches.get(prefix);
  if (cache === undefined || cache.etcdId !== answer.id) return false;
  if (answer.kind === 'range') return onFilled(env, cache, answer);
  if (answer.kind === 'error' && cache.phase === 'ready' && !answer.message.includes('compacted'))
    replace(env.draft, { ...cache, etcdId: follow(env, cache, cache.revision) });
  else if (answer.kind === 'error' || (answer.kind === 'watch-events' && answer.compactRevision > 0))
    startAgain(env, cache);
  else if (answer.kind === 'watch-events') onEvents(env, cache, answer.events);
  return false;
}

function onEvents(env: Env, cache: Cache, events: readonly EtcdEvent[]): void {
  let next = cache;
  for (const event of events) {
    const change = cacheEventOf(next, event);
    if (change !== undefined) next = broadcast(next, change, env.context);
  }
  if (next !== cache) replace(env.draft, next);
}

/** What lies between is lost: clients must list again, and so must the cache. */
function startAgain(env: Env, cache: Cache): void {
  expireWatches(env.draft, cache.prefix, env.context);
  fill(env, env.draft.caches.get(cache.prefix) ?? cache);
}

function onFilled(env: Env, cache: Cache, answer: Extract<EtcdResponse, { kind: 'range' }>): boolean {
  const { draft } = env;
  replace(draft, filled(cache, answer.kvs, answer.revision, follow(env, cache, answer.revision)));
  draft.ready ||= EAGER.every((prefix) => draft.caches.get(prefix)?.phase === 'ready');
  return true;
}
