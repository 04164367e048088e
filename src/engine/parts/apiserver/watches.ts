/** Open watches: how they begin, what they are told, how they end. Models cacher.Watch, cacheWatcher and handlers/watch.go. */
import { expired, isFailure, type Status, tooOldResourceVersion } from '../../../kube/status.ts';
import { apiVersionOf, type KubeObject } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import { type HttpStreamEvent, queryValue } from '../../wires/http.ts';
import { ENCODE_IN_US, labelOf, respond, subjectOf } from './answer.ts';
import { toVersion } from './event-versions.ts';
import { selectedIn } from './lists.ts';
import { queryFlag, queryNumber } from './route.ts';
import { type Selection, selectionOf } from './selection.ts';
import { formOf, renderObject } from './tables.ts';
import type { Cache, CacheEvent, Call, Draft, Watcher } from './types.ts';
import { applied, eventsAfter, withoutWatcher, withWatcher } from './watch-cache.ts';
import { candidates, eventTypeFor, triggerOf } from './watch-filter.ts';

/** From an event of etcd to bytes on a watcher's connection: decoding, the broadcaster's queue, encoding. */
const DISPATCH_IN_US = 180;
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';
/** A watch without timeoutSeconds ends after 30 to 60 minutes (--min-request-timeout 1800). */
const WATCH_MIN_IN_S = 1800;

type EventType = HttpStreamEvent['type'];

interface Outlet {
  readonly context: Context;
  /** When the next message may leave. */
  dueUs: number;
}

function emit(outlet: Outlet, watcher: Watcher, type: EventType, object: unknown, subject: string): void {
  const { context } = outlet;
  const body: HttpStreamEvent = { kind: 'stream', id: watcher.requestId, type, object };
  const label = subject === '' ? watcher.uri : subject;
  context.send({
    to: watcher.client,
    wire: 'http',
    verb: type,
    label,
    body,
    role: 'event',
    exchange: watcher.exchange,
    subject,
    afterInUs: outlet.dueUs - context.nowUs,
  });
}

function tell(outlet: Outlet, watcher: Watcher, type: EventType, object: KubeObject, first = false): void {
  const { resource } = watcher;
  const { namespace, name = '' } = object.metadata;
  const versioned = toVersion(resource, object);
  const body =
    watcher.form === 'object'
      ? versioned
      : renderObject(versioned, resource, watcher.form, watcher.request, outlet.context, first);
  emit(outlet, watcher, type, body, subjectOf(resource, namespace, name));
}

function bookmark(watcher: Watcher, revision: number, initialEnd: boolean): KubeObject {
  const { group, version, kind } = watcher.resource;
  const annotations = initialEnd ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {};
  return {
    kind,
    apiVersion: apiVersionOf(group, version),
    metadata: { resourceVersion: String(revision), ...annotations },
  };
}

function tellBookmark(outlet: Outlet, watcher: Watcher, revision: number, initialEnd: boolean): void {
  const object = bookmark(watcher, revision, initialEnd);
  emit(
    outlet,
    watcher,
    'BOOKMARK',
    renderObject(object, watcher.resource, watcher.form, watcher.request, outlet.context, false),
    '',
  );
}

/** Applies one change to a cache and tells every watch that it concerns. */
export function broadcast(cache: Cache, event: CacheEvent, context: Context): Cache {
  const dueUs = Math.max(context.nowUs + context.work(DISPATCH_IN_US), cache.lastDueUs);
  const outlet: Outlet = { context, dueUs };
  let told = cache;
  for (const number of candidates(cache, event)) {
    const watcher = cache.watchers.get(number);
    const type = watcher && eventTypeFor(watcher, event);
    if (watcher === undefined || type === undefined) continue;
    // What leaves a selection is told as it last was, with the revision of the change.
    const object = type === 'DELETED' && !event.deleted ? withPrevious(event) : event.object;
    tell(outlet, watcher, type, object, !watcher.hasColumns);
    if (!watcher.hasColumns)
      told = { ...told, watchers: new Map(told.watchers).set(number, { ...watcher, hasColumns: true }) };
  }
  return applied(told, event, dueUs);
}

function withPrevious(event: CacheEvent): KubeObject {
  const previous = event.previous as KubeObject;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(event.revision) } };
}

/** Whether a watch must first learn etcd's revision: a streaming list or a plain start without resourceVersion is as new as etcd. */
export function watchWantsLatest(call: Call): boolean {
  return queryValue(call.request, 'resourceVersion') === '' && queryFlag(call.request, 'sendInitialEvents');
}

/** Opens a watch on a cache that is filled; the answer, its first events and their order leave together. */
export function openWatch(
  draft: Draft,
  call: Call,
  cache: Cache,
  context: Context,
  afterInUs: number,
  cause: number,
): void {
  const selection = selectionOf(call);
  if ('status' in selection) return respond(call, context, selection.code, selection, afterInUs);
  const text = queryValue(call.request, 'resourceVersion');
  const since = text === '' ? 0 : Number(text);
  if (!Number.isSafeInteger(since) || since < 0)
    return respond(call, context, 500, plainInvalid(text), afterInUs);
  const watcher = watcherOf(draft, call, selection);
  const openAtUs = context.nowUs + afterInUs;
  const answer = {
    kind: 'response' as const,
    id: call.request.id,
    code: 200,
    contentType: 'application/json',
    warnings: [],
    body: null,
  };
  context.send({
    to: call.client,
    wire: 'http',
    verb: '200',
    label: watcher.uri,
    body: answer,
    role: 'event',
    exchange: call.exchange,
    afterInUs: afterInUs + context.work(ENCODE_IN_US),
    cause,
  });
  const outlet: Outlet = {
    context,
    dueUs: Math.max(openAtUs + context.work(ENCODE_IN_US) + 1, cache.lastDueUs),
  };
  const first = sendFirst(outlet, watcher, selection, cache, call, since);
  if (typeof first === 'object') return endWith(outlet, watcher, first);
  draft.caches = draft.caches.with(cache.prefix, {
    ...withWatcher(cache, first ? { ...watcher, hasColumns: true } : watcher),
    lastDueUs: outlet.dueUs,
  });
  const seconds =
    queryNumber(call.request, 'timeoutSeconds') ?? Math.floor(WATCH_MIN_IN_S * (1 + context.random.next()));
  context.timer({
    name: `watch-end ${watcher.number}`,
    afterInUs: seconds * 1_000_000,
    data: { prefix: cache.prefix, number: watcher.number },
    periodic: true,
    background: true,
  });
}

function plainInvalid(text: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
    code: 500,
  };
}

function watcherOf(draft: Draft, call: Call, selection: Selection): Watcher {
  draft.nextWatcher += 1;
  const { resource, namespace, labels, fields } = selection;
  return {
    number: draft.nextWatcher,
    client: call.client,
    exchange: call.exchange,
    requestId: call.request.id,
    request: call.request,
    uri: labelOf(call),
    resource,
    namespace,
    labels,
    fields,
    bookmarks: queryFlag(call.request, 'allowWatchBookmarks'),
    form: formOf(call.request.accept),
    hasColumns: formOf(call.request.accept) !== 'table',
    trigger: triggerOf(resource, namespace, fields),
  };
}

/** The state or the history a watch begins with; whether anything was told, or a refusal when the history does not reach so far back. */
function sendFirst(
  outlet: Outlet,
  watcher: Watcher,
  selection: Selection,
  cache: Cache,
  call: Call,
  since: number,
): Status | boolean {
  const initial = queryFlag(call.request, 'sendInitialEvents');
  if (since === 0 || initial) {
    let first = true;
    for (const object of selectedIn(cache, selection)) {
      tell(outlet, watcher, 'ADDED', object, first);
      first = false;
    }
    if (initial && watcher.bookmarks) tellBookmark(outlet, watcher, cache.revision, true);
    return !first;
  }
  const missed = eventsAfter(cache, since);
  if (missed === undefined) return tooOldResourceVersion(since, cache.oldest);
  let hasTold = false;
  for (const event of missed) {
    const type = eventTypeFor(watcher, event);
    if (type === undefined) continue;
    tell(
      outlet,
      watcher,
      type,
      type === 'DELETED' && !event.deleted ? withPrevious(event) : event.object,
      !hasTold,
    );
    hasTold = true;
  }
  return hasTold;
}

function endWith(outlet: Outlet, watcher: Watcher, status: Status): void {
  if (isFailure(status)) emit(outlet, watcher, 'ERROR', status, '');
  end(outlet, watcher);
}

function end(outlet: Outlet, watcher: Watcher): void {
  outlet.context.send({
    to: watcher.client,
    wire: 'http',
    verb: 'END',
    label: watcher.uri,
    body: { kind: 'end', id: watcher.requestId },
    role: 'answer',
    exchange: watcher.exchange,
    afterInUs: outlet.dueUs - outlet.context.nowUs,
    background: true,
  });
}

function replaceCache(draft: Draft, cache: Cache): void {
  draft.caches = draft.caches.with(cache.prefix, cache);
}

/** A watch's time is over: the client opens the next one. */
export function timeOutWatch(draft: Draft, prefix: string, number: number, context: Context): void {
  const cache = draft.caches.get(prefix);
  const watcher = cache?.watchers.get(number);
  if (cache === undefined || watcher === undefined) return;
  const outlet = { context, dueUs: Math.max(context.nowUs + 1, cache.lastDueUs) };
  if (watcher.bookmarks) tellBookmark(outlet, watcher, cache.revision, false);
  end(outlet, watcher);
  replaceCache(draft, { ...withoutWatcher(cache, number), lastDueUs: outlet.dueUs });
}

/** A watch whose cache must be filled anew from a store that forgot what lies between: the client has to list again. */
export function expireWatches(draft: Draft, prefix: string, context: Context): void {
  let cache = draft.caches.get(prefix);
  if (cache === undefined) return;
  const outlet = { context, dueUs: Math.max(context.nowUs + 1, cache.lastDueUs) };
  for (const watcher of cache.watchers.values()) {
    endWith(outlet, watcher, expired('too old resource version'));
    context.cancel(`watch-end ${watcher.number}`);
    cache = withoutWatcher(cache, watcher.number);
  }
  replaceCache(draft, { ...cache, lastDueUs: outlet.dueUs });
}

/** Tells watches that want it how far the cache has come, so that a later watch need not begin in the past. */
export function sendBookmarks(draft: Draft, context: Context): void {
  for (const cache of draft.caches.values()) {
    const outlet = {
      context,
      dueUs: Math.max(context.nowUs + context.work(DISPATCH_IN_US), cache.lastDueUs),
    };
    for (const watcher of cache.watchers.values()) {
      if (watcher.bookmarks) tellBookmark(outlet, watcher, cache.revision, false);
    }
    if (cache.watchers.size > 0) replaceCache(draft, { ...cache, lastDueUs: outlet.dueUs });
  }
}

/** The client hung up, or its process ended. */
export function dropWatches(draft: Draft, context: Context, which: (watcher: Watcher) => boolean): void {
  for (const cache of draft.caches.values()) {
    let next = cache;
    for (const watcher of cache.watchers.values()) {
      if (!which(watcher)) continue;
      context.cancel(`watch-end ${watcher.number}`);
      next = withoutWatcher(next, watcher.number);
    }
    if (next !== cache) replaceCache(draft, next);
  }
}
