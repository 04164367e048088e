import type { SmallMap } from '../../../base/small-map.ts';
import type { SortedMap } from '../../../base/sorted-map.ts';
import type { FieldSelector } from '../../../kube/field-selector.ts';
import type { Resource } from '../../../kube/kinds/kinds.ts';
import type { Selector } from '../../../kube/labels.ts';
import type { Status } from '../../../kube/status.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { StageMark } from '../../../protocol/face.ts';
import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { Context } from '../../kernel/part.ts';
import type { EtcdRequest } from '../../wires/etcd.ts';
import type { HttpRequest } from '../../wires/http.ts';

/** Which machine it runs on, which etcd members it knows (preferred first), and where the kubelets are. */
export interface ApiserverConfig {
  readonly id: PartId;
  readonly machine: string;
  readonly etcd: readonly PartId[];
  readonly kubelets: ReadonlyMap<string, PartId>;
}

export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'
  | 'post'
  | 'put';

/** What a path and a method ask for. Models apiserver request.RequestInfo. */
export interface RequestInfo {
  /** Null for paths that are no resource, such as /version. */
  readonly resource: Resource | null;
  readonly verb: Verb;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly path: string;
}

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is known of the stored object: `fresh` when it was read for this request, else it is the watch cache's, which may lag. */
export interface Current {
  readonly object: KubeObject | undefined;
  readonly revision: number;
  readonly fresh: boolean;
}

/** What the registry made of a request: an answer at hand, or what to do in etcd. */
export type Plan =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly code: number; readonly body: unknown; readonly contentType?: string }
  /** The stored object must be read before the request can be decoded against it. */
  | { readonly kind: 'current' }
  | { readonly kind: 'get' }
  | { readonly kind: 'list'; readonly revision: ListRevision }
  | { readonly kind: 'watch' }
  | { readonly kind: 'log' }
  | { readonly kind: 'token' }
  /** Objects that a deletecollection has still to delete (undefined: not yet listed), and those it has deleted. */
  | {
      readonly kind: 'collection';
      readonly rest: readonly KubeObject[] | undefined;
      readonly done: readonly KubeObject[];
    }
  | {
      readonly kind: 'write';
      readonly verb: 'ADDED' | 'MODIFIED' | 'DELETED';
      /** What to store; for DELETED the last state. */
      readonly object: KubeObject;
      /** Revision the key must have; 0 = it must not exist. */
      readonly revision: number;
      readonly code: number;
      /** Answer with this instead of the object. */
      readonly reply?: unknown;
      readonly dryRun?: boolean;
    };

/** How old a list may be: `any` (resourceVersion=0), at least N, as new as etcd (`latest`), or as etcd was at one revision. */
export type ListRevision = 'any' | 'latest' | number | { readonly exactly: number };

/** A request on its way through the stages. */
export interface Call {
  readonly client: PartId;
  readonly exchange: EventId;
  readonly request: HttpRequest;
  readonly info: RequestInfo;
  readonly user: User;
  readonly level: string;
  readonly receivedAtUs: number;
  /** State of the request-pipeline chart. */
  readonly state: string;
  readonly stages: readonly StageMark[];
  readonly current: Current | undefined;
  /** The object as the stages have made it so far. */
  readonly object: KubeObject | undefined;
  readonly defaulted: KubeObject | undefined;
  readonly mutated: KubeObject | undefined;
  readonly warnings: readonly string[];
  readonly plan: Plan;
  readonly tries: number;
  /** Whether it sits on a seat of its priority level. */
  readonly seated: boolean;
}

/** A stage is a pure function: it says what it adds to the request, or refuses it with a Status. */
export type Stage = (call: Call, world: StageWorld) => Added | Status;

/** What a stage made of the request; empty when it only looked. */
export type Added = Partial<
  Pick<Call, 'user' | 'level' | 'current' | 'object' | 'defaulted' | 'mutated' | 'warnings' | 'plan'>
>;

/** A stage that has nothing to add. */
export const NOTHING_ADDED: Added = {};

/** What stages may know beside the request. */
export interface StageWorld {
  readonly nowUs: number;
  readonly epochSeconds: number;
  readonly ready: boolean;
  /** Whether the priority level has a free seat. */
  hasSeat(level: string): boolean;
  /** How long work takes here and now. */
  work(inUs: number): number;
  /** A number in [0, 1) from the part's stream. */
  next(): number;
  /** Object of a resource (by its etcd prefix) in the watch cache; undefined when absent or the cache is not filled. */
  cached(prefix: string, key: string): KubeObject | undefined;
  /** All cached objects of a resource in a namespace. */
  cachedIn(prefix: string, namespace: string): readonly KubeObject[];
}

/** A request that waits: for etcd, for a kubelet, or for a cache to fill. */
export interface Flight {
  /** Id of what was sent; 0 while it waits for a cache. */
  readonly id: number;
  readonly call: Call;
  readonly waitsFor: 'etcd' | 'kubelet' | 'cache';
  readonly etcd: EtcdRequest | null;
  readonly label: string;
  /** False while it waits for a connection. */
  readonly sent: boolean;
  readonly sentAtUs: number;
  readonly deadlineUs: number;
  /** Etcd prefix of the cache it waits for. */
  readonly cache: string;
  /** The kubelet it waits for. */
  readonly kubelet: PartId;
  /** Whether the kubelet has begun to stream. */
  readonly streaming: boolean;
}

/** One change of a resource, as the ring of recent events keeps it. */
export interface CacheEvent {
  readonly revision: number;
  readonly key: string;
  /** The new object, or the last one of a deleted object, with the revision of the change. */
  readonly object: KubeObject;
  readonly deleted: boolean;
  readonly previous: KubeObject | undefined;
}

/** An open watch. */
export interface Watcher {
  readonly number: number;
  readonly client: PartId;
  readonly exchange: EventId;
  readonly requestId: number;
  readonly request: HttpRequest;
  readonly uri: string;
  readonly resource: Resource;
  readonly namespace: string;
  readonly labels: Selector;
  readonly fields: FieldSelector;
  readonly bookmarks: boolean;
  readonly form: 'object' | 'table' | 'metadata';
  /** Whether its columns were sent; they come with the first Table only. */
  readonly hasColumns: boolean;
  /** What an event must have to concern this watcher: ``, `node-1` of spec.nodeName, or a key. */
  readonly trigger: string;
}

/** The watch cache of one resource. Models storage/cacher. */
export interface Cache {
  readonly prefix: string;
  readonly phase: 'filling' | 'ready';
  /** Id of the etcd range that fills it, or of the etcd watch that feeds it. */
  readonly etcdId: number;
  readonly objects: SortedMap<KubeObject>;
  /** Revision up to which it knows everything. */
  readonly revision: number;
  /** Recent events: full chunks, then the open one. */
  readonly chunks: readonly (readonly CacheEvent[])[];
  readonly tail: readonly CacheEvent[];
  /** Watches from before this revision are too old. */
  readonly oldest: number;
  readonly watchers: ReadonlyMap<number, Watcher>;
  readonly triggers: ReadonlyMap<string, readonly number[]>;
  /** When the last message to a watcher leaves; later ones may not overtake it. */
  readonly lastDueUs: number;
}

export interface State {
  readonly startedAtUs: number;
  readonly ready: boolean;
  /** Index of the etcd member in use. */
  readonly endpoint: number;
  /** Members that refused since one last answered. */
  readonly refusals: number;
  /** Waits before it tries the members again. */
  readonly reconnecting: boolean;
  readonly lastHeardUs: number;
  readonly nextId: number;
  readonly flights: readonly Flight[];
  readonly caches: SmallMap<string, Cache>;
  /** Which cache (by prefix) a range or watch of etcd feeds, by its id. */
  readonly feeds: ReadonlyMap<number, string>;
  /** Seats taken by priority level. */
  readonly seats: SmallMap<string, number>;
  /** Requests that wait for a seat, oldest first. */
  readonly queued: readonly Call[];
  readonly sweeping: boolean;
  readonly nextWatcher: number;
}

/** The state under work in one dispatch: fields are replaced, what they hold is never edited. */
export type Draft = { -readonly [K in keyof State]: State[K] };

/** A request under work: a copy that nobody else sees yet. */
export type WorkingCall = { -readonly [K in keyof Call]: Call[K] };

/** A watch cache under work. */
export type WorkingCache = { -readonly [K in keyof Cache]: Cache[K] };

/** What handlers work with in one dispatch. */
export interface Env {
  readonly config: ApiserverConfig;
  readonly context: Context;
  readonly draft: Draft;
}

/** Whether a stage refused. */
export function isRefusal(result: object): result is Status {
  return (result as { readonly kind?: unknown }).kind === 'Status';
}

// Written out field by field: V8 takes twenty times as long for a spread of an object that came from a spread, and these run for every message.

/** A draft of the state. */
export function draftOf(from: State): Draft {
  return {
    startedAtUs: from.startedAtUs,
    ready: from.ready,
    endpoint: from.endpoint,
    refusals: from.refusals,
    reconnecting: from.reconnecting,
    lastHeardUs: from.lastHeardUs,
    nextId: from.nextId,
    flights: from.flights,
    caches: from.caches,
    feeds: from.feeds,
    seats: from.seats,
    queued: from.queued,
    sweeping: from.sweeping,
    nextWatcher: from.nextWatcher,
  };
}

/** A copy of a request whose fields may be set. */
export function workingCallOf(from: Call): WorkingCall {
  return {
    client: from.client,
    exchange: from.exchange,
    request: from.request,
    info: from.info,
    user: from.user,
    level: from.level,
    receivedAtUs: from.receivedAtUs,
    state: from.state,
    stages: from.stages,
    current: from.current,
    object: from.object,
    defaulted: from.defaulted,
    mutated: from.mutated,
    warnings: from.warnings,
    plan: from.plan,
    tries: from.tries,
    seated: from.seated,
  };
}

/** A copy of a watch cache whose fields may be set. */
export function workingCacheOf(from: Cache): WorkingCache {
  return {
    prefix: from.prefix,
    phase: from.phase,
    etcdId: from.etcdId,
    objects: from.objects,
    revision: from.revision,
    chunks: from.chunks,
    tail: from.tail,
    oldest: from.oldest,
    watchers: from.watchers,
    triggers: from.triggers,
    lastDueUs: from.lastDueUs,
  };
}
