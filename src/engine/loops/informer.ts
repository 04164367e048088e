/**
 * Reflectors and their stores: a streaming list, then the live watch, and the way back after every kind of break. Several informers share
 * one client and live in one set. Handlers get changes as data: (old, new). Models client-go tools/cache reflector.go with WatchListClient.
 */
import { SmallMap } from '../../base/small-map.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { keyOf, type KubeObject } from '../../kube/value.ts';
import type { Context, Delivery } from '../kernel/part.ts';
import {
  type ClientConfig,
  type ClientEvent,
  type ClientState,
  closeClient,
  createClient,
  forgetStream,
  handleDelivery,
  request,
} from './client.ts';
import { backoff, type Backoff, nextBackoff } from './backoff.ts';

const FOR = 'informer';
/** Behind the client's name, in front of the informer's, in the names of timers. */
const TIMER = '/informer/';
const NO_CHANGES: readonly Change[] = [];
const MIN_WATCH_IN_SECONDS = 300;
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

export interface InformerConfig {
  /** Unique within the set: `pods`. */
  readonly name: string;
  /** `/api/v1/pods`, or below a namespace. */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Shortest `timeoutSeconds` of a watch; the request draws up to twice as much. Default 300. */
  readonly minWatchInSeconds?: number;
}

export type InformerPhase = 'idle' | 'listing' | 'watching' | 'waiting';

export interface InformerState {
  readonly config: InformerConfig;
  readonly phase: InformerPhase;
  /** True once the first list is complete: the cache may be relied on. */
  readonly synced: boolean;
  readonly store: SortedMap<KubeObject>;
  /** What the streaming list has brought so far; null when none is under way. */
  readonly incoming: SortedMap<KubeObject> | null;
  /** Last resourceVersion seen; empty = the next start is a list. */
  readonly resourceVersion: string;
  /** Id of the open stream, or -1. */
  readonly stream: number;
  readonly backoff: Backoff;
}

export interface InformerSet {
  readonly client: ClientState;
  readonly informers: SmallMap<string, InformerState>;
}

/** What a handler gets. `synced` is said once, after the changes of the first list. */
export type Change =
  | { readonly informer: string; readonly type: 'add'; readonly key: string; readonly object: KubeObject }
  | {
      readonly informer: string;
      readonly type: 'update';
      readonly key: string;
      readonly old: KubeObject;
      readonly object: KubeObject;
    }
  | { readonly informer: string; readonly type: 'delete'; readonly key: string; readonly object: KubeObject }
  | { readonly informer: string; readonly type: 'synced' };

export interface InformerStep {
  readonly set: InformerSet;
  readonly changes: readonly Change[];
  /** Whether the delivery belonged to this set. */
  readonly mine: boolean;
}

/** A set at rest; `startInformers` makes it list. */
export function createInformers(client: ClientConfig, configs: readonly InformerConfig[]): InformerSet {
  const informers = SmallMap.from(configs.map((config) => [config.name, idle(config)] as const));
  return { client: createClient(client), informers };
}

function idle(config: InformerConfig): InformerState {
  return {
    config,
    phase: 'idle',
    synced: false,
    store: SortedMap.empty(),
    incoming: null,
    resourceVersion: '',
    stream: -1,
    backoff: backoff(800_000, 30_000_000, 2, 1, 120_000_000),
  };
}

export function startInformers(set: InformerSet, context: Context): InformerSet {
  let next = set;
  for (const [name, informer] of set.informers)
    if (informer.phase === 'idle') next = open(next, name, context);
  return next;
}

/** Adds an informer and starts it; nothing happens when the name is there already. */
export function addInformer(set: InformerSet, config: InformerConfig, context: Context): InformerSet {
  if (set.informers.has(config.name)) return set;
  return open(replace(set, idle(config)), config.name, context);
}

/** Ends every stream and forgets every store, for a process that starts anew. */
export function closeInformers(set: InformerSet, context: Context): InformerSet {
  let { informers } = set;
  for (const [name, { config }] of set.informers) {
    context.cancel(retryTimer(set, name));
    informers = informers.with(name, idle(config));
  }
  return { client: closeClient(set.client, context), informers };
}

export function allSynced(set: InformerSet): boolean {
  for (const informer of set.informers.values()) if (!informer.synced) return false;
  return true;
}

/** The store of one informer, objects by `namespace/name`. */
export function storeOf<T extends KubeObject>(set: InformerSet, name: string): SortedMap<T> {
  return (set.informers.get(name) as InformerState).store as SortedMap<KubeObject> as SortedMap<T>;
}

/** An informer to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(informer: InformerState): { -readonly [F in keyof InformerState]: InformerState[F] } {
  const { config, phase, synced, store, incoming, resourceVersion, stream } = informer;
  return { config, phase, synced, store, incoming, resourceVersion, stream, backoff: informer.backoff };
}

function replace(set: InformerSet, informer: InformerState): InformerSet {
  return { client: set.client, informers: set.informers.with(informer.config.name, informer) };
}

function retryTimer(set: InformerSet, name: string): string {
  return `${set.client.config.name}${TIMER}${name}`;
}

/** Go's way to print whole seconds: `57m6s`, `1h0m0s`. */
function goDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}

/** Opens the stream: from the resourceVersion that it has, or with the whole list in front. */
function open(set: InformerSet, name: string, context: Context): InformerSet {
  const informer = set.informers.get(name) as InformerState;
  const { config } = informer;
  const list = informer.resourceVersion === '';
  const min = config.minWatchInSeconds ?? MIN_WATCH_IN_SECONDS;
  const seconds = min + Math.floor(context.random.next() * min);
  // Parameters in the order of their names, as Go's url.Values prints them.
  const query: [string, string][] = [['allowWatchBookmarks', 'true']];
  if (config.fieldSelector) query.push(['fieldSelector', config.fieldSelector]);
  if (config.labelSelector) query.push(['labelSelector', config.labelSelector]);
  if (list) query.push(['resourceVersionMatch', 'NotOlderThan'], ['sendInitialEvents', 'true']);
  else query.push(['resourceVersion', informer.resourceVersion]);
  query.push(['timeout', goDuration(seconds)], ['timeoutSeconds', String(seconds)], ['watch', 'true']);
  const stream = set.client.nextId;
  const client = request(set.client, context, {
    method: 'GET',
    path: config.path,
    query,
    purpose: { for: FOR, name },
    stream: true,
  });
  const phase = list ? ('listing' as const) : ('watching' as const);
  const opened = draftOf(informer);
  opened.phase = phase;
  opened.stream = stream;
  opened.incoming = list ? SortedMap.empty() : null;
  return replace({ client, informers: set.informers }, opened);
}

/** Hands a delivery to the set; `changes` are to be handled in order. */
export function handleInformers(set: InformerSet, delivery: Delivery, context: Context): InformerStep {
  if (delivery.kind === 'timer') {
    const { name } = set.client.config;
    if (delivery.name.startsWith(name) && delivery.name.startsWith(TIMER, name.length)) {
      const informer = delivery.name.slice(name.length + TIMER.length);
      return { set: open(set, informer, context), changes: NO_CHANGES, mine: true };
    }
  }
  const { client, event, mine } = handleDelivery(set.client, delivery, context);
  const next = client === set.client ? set : { client, informers: set.informers };
  if (event === null) return { set: next, changes: NO_CHANGES, mine };
  if (event.kind !== 'reset') {
    const step = onClientEvent(next, event, context);
    return { set: step.set, changes: step.changes, mine };
  }
  let after = next;
  for (const { purpose } of event.lost) after = interrupted(after, purpose['name'] as string, context);
  return { set: after, changes: [], mine };
}

function onClientEvent(
  set: InformerSet,
  event: Exclude<ClientEvent, { kind: 'reset' }>,
  context: Context,
): Omit<InformerStep, 'mine'> {
  const name = event.purpose['name'] as string;
  const informer = set.informers.get(name);
  if (informer === undefined || informer.stream !== event.id) return { set, changes: [] };
  switch (event.kind) {
    case 'stream':
      return onStream(set, informer, event.type, event.object as KubeObject, context);
    case 'end':
      return { set: interrupted(set, name, context), changes: [] };
    case 'answer': {
      // 410: what it wanted to go on from is gone; a list it must be. 429 and 5xx: the same again, later.
      const gone =
        event.response.code === 410 ||
        (event.response.body as { reason?: string } | null)?.reason === 'Expired';
      return {
        set: retryLater(set, gone ? { ...informer, resourceVersion: '' } : informer, context),
        changes: [],
      };
    }
    default:
      return { set: retryLater(set, informer, context), changes: [] };
  }
}

/** The stream ended or broke: go on at once from the last resourceVersion; a list that was not complete begins again after a back-off. */
function interrupted(set: InformerSet, name: string, context: Context): InformerSet {
  const informer = set.informers.get(name);
  if (informer === undefined) return set;
  if (informer.phase === 'listing') return retryLater(set, informer, context);
  return open(set, name, context);
}

function retryLater(set: InformerSet, informer: InformerState, context: Context): InformerSet {
  const { delayInUs, next } = nextBackoff(informer.backoff, context.nowUs, context.random.next());
  context.timer({ name: retryTimer(set, informer.config.name), afterInUs: delayInUs });
  const waiting = draftOf(informer);
  waiting.phase = 'waiting';
  waiting.stream = -1;
  waiting.incoming = null;
  waiting.backoff = next;
  return replace(set, waiting);
}

function onStream(
  set: InformerSet,
  informer: InformerState,
  type: string,
  object: KubeObject,
  context: Context,
): Omit<InformerStep, 'mine'> {
  if (type === 'ERROR') {
    // The server ends the stream behind an ERROR.
    const client = forgetStream(set.client, informer.stream);
    const code = (object as unknown as { readonly code?: number }).code;
    return {
      set: retryLater(
        { ...set, client },
        code === 410 ? { ...informer, resourceVersion: '' } : informer,
        context,
      ),
      changes: [],
    };
  }
  const resourceVersion = object.metadata.resourceVersion ?? informer.resourceVersion;
  if (type === 'BOOKMARK') {
    if (informer.incoming !== null && object.metadata.annotations?.[INITIAL_EVENTS_END] === 'true')
      return listed(set, informer, resourceVersion);
    const marked = draftOf(informer);
    marked.resourceVersion = informer.incoming === null ? resourceVersion : '';
    return { set: replace(set, marked), changes: NO_CHANGES };
  }
  const key = keyOf(object);
  const next = draftOf(informer);
  if (informer.incoming !== null) {
    next.incoming = type === 'DELETED' ? informer.incoming.without(key) : informer.incoming.with(key, object);
    return { set: replace(set, next), changes: NO_CHANGES };
  }
  const { name } = informer.config;
  const old = informer.store.get(key);
  next.store = type === 'DELETED' ? informer.store.without(key) : informer.store.with(key, object);
  next.resourceVersion = resourceVersion;
  const after = replace(set, next);
  if (type === 'DELETED')
    return { set: after, changes: old ? [{ informer: name, type: 'delete', key, object }] : NO_CHANGES };
  return {
    set: after,
    changes: [
      old
        ? { informer: name, type: 'update', key, old, object }
        : { informer: name, type: 'add', key, object },
    ],
  };
}

/** The streaming list is complete: what differs from the store so far are the changes. */
function listed(
  set: InformerSet,
  informer: InformerState,
  resourceVersion: string,
): Omit<InformerStep, 'mine'> {
  const { name } = informer.config;
  const store = informer.incoming as SortedMap<KubeObject>;
  const changes: Change[] = [];
  for (const [key, object] of store) {
    const old = informer.store.get(key);
    if (old === undefined) changes.push({ informer: name, type: 'add', key, object });
    else if (old.metadata.resourceVersion !== object.metadata.resourceVersion)
      changes.push({ informer: name, type: 'update', key, old, object });
  }
  for (const [key, object] of informer.store)
    if (!store.has(key)) changes.push({ informer: name, type: 'delete', key, object });
  if (!informer.synced) changes.push({ informer: name, type: 'synced' });
  const next = draftOf(informer);
  next.phase = 'watching';
  next.synced = true;
  next.store = store;
  next.incoming = null;
  next.resourceVersion = resourceVersion;
  return { set: replace(set, next), changes };
}
