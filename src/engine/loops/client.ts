/**
 * What client-go's REST client is to a component: request ids, the table of what is under way, the rate limit, time-outs and the
 * repetition of requests that the server asked to repeat. Immutable; a part keeps one state per client it has. What is to be done with an
 * answer is said by `purpose`, plain data given with the request. Models client-go rest/request.go, rest/with_retry.go.
 */
import { SmallMap } from '../../base/small-map.ts';
import type { EventId, PartId } from '../../protocol/ids.ts';
import type { Context, Delivery } from '../kernel/part.ts';
import type { HttpMessage, HttpRequest, HttpResponse, HttpStreamEvent } from '../wires/http.ts';
import { uriOf } from '../wires/http.ts';
import { takeToken, type TokenBucket, tokenBucket, tokenWaitInUs } from './rate-limiter.ts';

/** Clients a part may have: request ids of different clients never meet. */
const CHANNELS = 16;
const RETRIES_MAX = 10;

export interface ClientConfig {
  /** Unique within the part; begins the names of its timers. */
  readonly name: string;
  /** 0 to 15, unique within the part. */
  readonly channel: number;
  readonly apiserver: PartId;
  /** `kube-scheduler/v1.36.3 …`; what the access log shows. */
  readonly userAgent: string;
  /** Who it is, as its certificate or token says: `system:kube-scheduler`. */
  readonly credential: string;
  /** Requests a second and burst; 0 = no limit. */
  readonly qps: number;
  readonly burst: number;
}

/** What to do with the answer. `for` names the reader; the rest is the reader's own. */
export interface Purpose {
  readonly for: string;
  readonly [field: string]: unknown;
}

export interface RequestSpec {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query?: HttpRequest['query'];
  readonly body?: unknown;
  /** Default application/json. */
  readonly contentType?: string;
  readonly purpose: Purpose;
  /** Key of the object it is about, `pods/default/web`. */
  readonly subject?: string;
  /** A watch or a followed log: stays open after its first answer. */
  readonly stream?: boolean;
  /** Own time-out; 0 or left out = waits for ever, as client-go does. */
  readonly timeoutInUs?: number;
  /** The part's own work before the request leaves. */
  readonly afterInUs?: number;
  readonly background?: boolean;
  readonly cause?: EventId;
}

interface Pending {
  readonly spec: RequestSpec;
  readonly retries: number;
  readonly sentAtUs: number;
}

interface Waiting {
  readonly id: number;
  readonly cause: EventId;
  readonly background: boolean;
}

export interface ClientState {
  readonly config: ClientConfig;
  readonly nextId: number;
  readonly bucket: TokenBucket;
  readonly pending: SmallMap<number, Pending>;
  /** Requests that wait for the rate limit, first in first out. */
  readonly waiting: readonly Waiting[];
}

export type ClientEvent =
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly purpose: Purpose;
      readonly response: HttpResponse;
    }
  | {
      readonly kind: 'stream';
      readonly id: number;
      readonly purpose: Purpose;
      readonly type: HttpStreamEvent['type'];
      readonly object: unknown;
    }
  | { readonly kind: 'end'; readonly id: number; readonly purpose: Purpose }
  | { readonly kind: 'refused'; readonly id: number; readonly purpose: Purpose }
  | { readonly kind: 'timeout'; readonly id: number; readonly purpose: Purpose }
  /** The connection broke: all that was under way is lost, whether or not the server has done it. */
  | { readonly kind: 'reset'; readonly lost: readonly { readonly id: number; readonly purpose: Purpose }[] };

/** A new client; `nextId` continues the numbers of one that was closed. */
export function createClient(config: ClientConfig, nextId = config.channel): ClientState {
  return {
    config,
    nextId,
    bucket: tokenBucket(config.qps, config.burst),
    pending: SmallMap.empty(),
    waiting: [],
  };
}

/**
 * A client with its fields written out. Copying by spread gives V8 a new hidden class each time the source was itself a copy, which costs
 * ten times as much as a literal; clients change with every request.
 */
function clientOf(
  config: ClientConfig,
  nextId: number,
  bucket: TokenBucket,
  pending: SmallMap<number, Pending>,
  waiting: readonly Waiting[],
): ClientState {
  return { config, nextId, bucket, pending, waiting };
}

/** The client with the request sent, or in the queue for the rate limit. Its id is the `nextId` from before. */
export function request(client: ClientState, context: Context, spec: RequestSpec): ClientState {
  const id = client.nextId;
  const { config, bucket } = client;
  const { nowUs } = context;
  const pending = client.pending.with(id, { spec, retries: 0, sentAtUs: nowUs });
  const wait = tokenWaitInUs(bucket, nowUs);
  if (client.waiting.length === 0 && wait === 0) {
    transmit(config, id, spec, context, spec.cause, spec.background);
    return clientOf(config, id + CHANNELS, takeToken(bucket, nowUs), pending, client.waiting);
  }
  if (client.waiting.length === 0) armLimiter(config, wait, context);
  const waiting = {
    id,
    cause: spec.cause ?? context.cause,
    background: spec.background ?? context.background,
  };
  return clientOf(config, id + CHANNELS, bucket, pending, [...client.waiting, waiting]);
}

function armLimiter(config: ClientConfig, afterInUs: number, context: Context): void {
  context.timer({ name: `${config.name}/limiter`, afterInUs });
}

function transmit(
  config: ClientConfig,
  id: number,
  spec: RequestSpec,
  context: Context,
  cause?: EventId,
  background?: boolean,
): void {
  const body: HttpRequest = {
    kind: 'request',
    id,
    method: spec.method,
    path: spec.path,
    query: spec.query ?? [],
    contentType: spec.body === undefined ? '' : (spec.contentType ?? 'application/json'),
    accept: 'application/json',
    userAgent: config.userAgent,
    credential: config.credential,
    kubectlCommand: '',
    body: spec.body ?? null,
  };
  if (spec.timeoutInUs)
    context.timer({
      name: `${config.name}/timeout/${id}`,
      afterInUs: spec.timeoutInUs,
      data: id,
      background,
    });
  context.send({
    to: config.apiserver,
    wire: 'http',
    verb: spec.method,
    label: uriOf(body),
    body,
    role: 'request',
    subject: spec.subject,
    afterInUs: spec.afterInUs,
    background,
    cause,
  });
}

/**
 * What a delivery means to this client: its next state and the event for whoever asked, or null when it is not for this client or only
 * the client's own affair. Call it for every delivery, and stop at the first client whose answer has `mine`.
 */
export function handleDelivery(
  client: ClientState,
  delivery: Delivery,
  context: Context,
): { readonly client: ClientState; readonly event: ClientEvent | null; readonly mine: boolean } {
  if (delivery.kind === 'message') {
    if (delivery.wire !== 'http' || delivery.from !== client.config.apiserver)
      return { client, event: null, mine: false };
    return handleMessage(client, delivery.body as HttpMessage, context);
  }
  if (delivery.kind === 'timer') return handleTimer(client, delivery.name, delivery.data, context);
  if (delivery.kind === 'refused') {
    if (delivery.wire !== 'http' || delivery.to !== client.config.apiserver)
      return { client, event: null, mine: false };
    const { id } = delivery.body as HttpMessage;
    return id % CHANNELS === client.config.channel
      ? settle(client, id, context, 'refused')
      : { client, event: null, mine: false };
  }
  if (delivery.kind === 'reset' && delivery.wire === 'http' && delivery.peer === client.config.apiserver)
    return loseAll(client, context);
  return { client, event: null, mine: false };
}

/** Channel of the client that a message from the API server is for, or -1: every client has to be asked. */
export function channelOf(delivery: Delivery): number {
  if (delivery.kind !== 'message' || delivery.wire !== 'http') return -1;
  return (delivery.body as HttpMessage).id % CHANNELS;
}

type Handled = ReturnType<typeof handleDelivery>;

function handleMessage(client: ClientState, message: HttpMessage, context: Context): Handled {
  const { id } = message;
  if (id % CHANNELS !== client.config.channel) return { client, event: null, mine: false };
  const pending = client.pending.get(id);
  if (pending === undefined) return { client, event: null, mine: true };
  const { purpose } = pending.spec;
  if (message.kind === 'stream')
    return {
      client,
      event: { kind: 'stream', id, purpose, type: message.type, object: message.object },
      mine: true,
    };
  if (message.kind === 'end') return settle(client, id, context, 'end');
  if (message.kind !== 'response') return { client, event: null, mine: true };
  if (pending.spec.stream && message.code < 300) return { client, event: null, mine: true };
  const retryAfter = retryAfterInUs(message);
  if (retryAfter > 0 && pending.retries < RETRIES_MAX) {
    context.cancel(`${client.config.name}/timeout/${id}`);
    context.timer({ name: `${client.config.name}/retry/${id}`, afterInUs: retryAfter, data: id });
    return {
      client: withPending(
        client,
        client.pending.with(id, {
          spec: pending.spec,
          retries: pending.retries + 1,
          sentAtUs: pending.sentAtUs,
        }),
      ),
      event: null,
      mine: true,
    };
  }
  if (pending.spec.timeoutInUs) context.cancel(`${client.config.name}/timeout/${id}`);
  return {
    client: forget(client, id),
    event: { kind: 'answer', id, purpose, response: message },
    mine: true,
  };
}

/** The server may ask to come again: 429, or 5xx with a Retry-After. */
function retryAfterInUs(response: HttpResponse): number {
  if (response.code !== 429 && response.code < 500) return 0;
  const details = (response.body as { readonly details?: { readonly retryAfterSeconds?: number } } | null)
    ?.details;
  return (details?.retryAfterSeconds ?? 0) * 1_000_000;
}

function withPending(client: ClientState, pending: SmallMap<number, Pending>): ClientState {
  return clientOf(client.config, client.nextId, client.bucket, pending, client.waiting);
}

/** Whether a request waits for the rate limit. The queue is in the order of the ids, so one look tells in the common case. */
function isWaiting({ waiting }: ClientState, id: number): boolean {
  const first = waiting[0];
  return first !== undefined && first.id <= id && waiting.some((w) => w.id === id);
}

function forget(client: ClientState, id: number): ClientState {
  const pending = client.pending.without(id);
  if (!isWaiting(client, id)) return withPending(client, pending);
  const waiting = client.waiting.filter((w) => w.id !== id);
  return clientOf(client.config, client.nextId, client.bucket, pending, waiting);
}

function settle(
  client: ClientState,
  id: number,
  context: Context,
  kind: 'end' | 'refused' | 'timeout',
): Handled {
  const pending = client.pending.get(id);
  if (pending === undefined) return { client, event: null, mine: true };
  if (pending.spec.timeoutInUs && kind !== 'timeout') context.cancel(`${client.config.name}/timeout/${id}`);
  return { client: forget(client, id), event: { kind, id, purpose: pending.spec.purpose }, mine: true };
}

function loseAll(client: ClientState, context: Context): Handled {
  const waiting = new Set(client.waiting.map((w) => w.id));
  const lost: { id: number; purpose: Purpose }[] = [];
  let { pending } = client;
  for (const [id, { spec }] of client.pending) {
    if (waiting.has(id)) continue;
    if (spec.timeoutInUs) context.cancel(`${client.config.name}/timeout/${id}`);
    context.cancel(`${client.config.name}/retry/${id}`);
    pending = pending.without(id);
    lost.push({ id, purpose: spec.purpose });
  }
  // A reset concerns every client of the part: it is never one client's own.
  return {
    client: withPending(client, pending),
    event: lost.length === 0 ? null : { kind: 'reset', lost },
    mine: false,
  };
}

function handleTimer(client: ClientState, name: string, data: unknown, context: Context): Handled {
  const { config } = client;
  if (!name.startsWith(config.name) || name[config.name.length] !== '/')
    return { client, event: null, mine: false };
  const rest = name.slice(config.name.length + 1);
  if (rest === 'limiter') return { client: release(client, context), event: null, mine: true };
  const id = data as number;
  if (rest.startsWith('timeout/')) {
    sendCancel(client, id, context);
    return settle(client, id, context, 'timeout');
  }
  if (!rest.startsWith('retry/')) return { client, event: null, mine: false };
  const pending = client.pending.get(id);
  if (pending) transmit(config, id, pending.spec, context);
  return { client, event: null, mine: true };
}

/** The limiter's timer: lets go whoever has a token now and arms the timer for the next. */
function release(client: ClientState, context: Context): ClientState {
  let { bucket } = client;
  let count = 0;
  for (const { id, cause, background } of client.waiting) {
    if (tokenWaitInUs(bucket, context.nowUs) > 0) break;
    const pending = client.pending.get(id);
    if (pending) transmit(client.config, id, pending.spec, context, cause, background);
    bucket = takeToken(bucket, context.nowUs);
    count += 1;
  }
  if (count < client.waiting.length)
    armLimiter(client.config, Math.max(1, tokenWaitInUs(bucket, context.nowUs)), context);
  return clientOf(client.config, client.nextId, bucket, client.pending, client.waiting.slice(count));
}

function sendCancel(client: ClientState, id: number, context: Context): void {
  const spec = client.pending.get(id)?.spec;
  const label = spec ? uriOf({ path: spec.path, query: spec.query ?? [] }) : '';
  const { apiserver } = client.config;
  context.send({
    to: apiserver,
    wire: 'http',
    verb: 'CANCEL',
    label,
    body: { kind: 'cancel', id },
    role: 'event',
  });
}

/** Forgets a stream that the server is about to end by itself. */
export function forgetStream(client: ClientState, id: number): ClientState {
  return forget(client, id);
}

/** Gives up one request or stream: the server is told, its answer will be ignored. */
export function cancelRequest(client: ClientState, id: number, context: Context): ClientState {
  if (!client.pending.has(id)) return client;
  if (!isWaiting(client, id)) sendCancel(client, id, context);
  context.cancel(`${client.config.name}/timeout/${id}`);
  context.cancel(`${client.config.name}/retry/${id}`);
  return forget(client, id);
}

/** Gives up everything that is under way, for a process that starts anew; ids go on from where they were. */
export function closeClient(client: ClientState, context: Context): ClientState {
  let next = client;
  for (const id of client.pending.keys()) next = cancelRequest(next, id, context);
  context.cancel(`${client.config.name}/limiter`);
  return createClient(client.config, next.nextId);
}
