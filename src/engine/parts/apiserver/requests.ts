/** Requests from arrival to answer: the walk through the stages, what is asked of etcd for them, and what its answers lead to. */
import type { Resource } from '../../../kube/kinds/kinds.ts';
import { alreadyExists, expired, notFound, plainError, type Status, tooLargeResourceVersion } from '../../../kube/status.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { Delivery } from '../../kernel/part.ts';
import type { EtcdKv, EtcdResponse } from '../../wires/etcd.ts';
import type { HttpRequest } from '../../wires/http.ts';
import { rendered, refuse, respond, subjectOf, tellPhase } from './answer.ts';
import { requestChart } from './apiserver.chart.ts';
import { deleteNext, onCollection } from './collections.ts';
import { cacheFor, caughtUp } from './caches.ts';
import { deleteOf, type EtcdQuestion, putOf, rangeOf, takeId, transmit } from './etcd-client.ts';
import { admitQueued, freeSeat, hasSeat, takeSeat } from './seats.ts';
import { exactListBody, listBody } from './lists.ts';
import { askKubelet } from './logs.ts';
import { walk } from './pipeline.ts';
import { routeOf } from './route.ts';
import { storeKeyOf } from './stages/decode.ts';
import { scaleOf } from './stages/scale.ts';
import { DispatchWorld } from './stages/world.ts';
import { queueFull } from './stages/flow-control.ts';
import { decodeKv, forStore, withRevision } from './stored.ts';
import { tokenReply } from './tokens.ts';
import type { Call, Env, Flight, StageWorld } from './types.ts';
import { openWatch, watchWantsLatest } from './watches.ts';

/** Requests that change something give up after 34 s, others after 60 s (handlers/rest.go requestTimeoutUpperBound, --request-timeout). */
const WRITE_LIMIT_IN_US = 34_000_000;
const READ_LIMIT_IN_US = 60_000_000;
/** How long the cache waits for a revision that it has not seen (cacher blockTimeout). */
const TOO_LARGE_WAIT_IN_US = 3_000_000;
/** How often a write that is overtaken by others is tried again before it is told so. */
const TRIES_MAX = 20;

const NOBODY = { name: '', groups: [] };

export function worldOf(env: Env): StageWorld {
  return new DispatchWorld(env);
}

/** A request arrives. */
export function receive(env: Env, delivery: Extract<Delivery, { kind: 'message' }>, request: HttpRequest): void {
  const call: Call = {
    client: delivery.from,
    exchange: delivery.exchange,
    request,
    info: routeOf(request),
    user: NOBODY,
    level: '',
    receivedAtUs: env.context.nowUs,
    state: requestChart.initial.to,
    stages: [],
    current: undefined,
    object: undefined,
    defaulted: undefined,
    mutated: undefined,
    warnings: [],
    plan: { kind: 'none' },
    tries: 0,
    seated: false,
  };
  advance(env, call);
}

/** Walks on from the call's state and does what comes of it. */
export function advance(env: Env, from: Call): void {
  const { draft, context } = env;
  const { call, spentInUs, end, refusal } = walk(from, worldOf(env));
  if (end === 'queued') {
    const full = queueFull(draft.queued.length);
    if (full !== undefined) return refuse(call, context, full, spentInUs);
    tellPhase(call, context, from.state, call.state);
    draft.queued = [...draft.queued, call];
    return;
  }
  if (end === 'refused') {
    // What the cache holds may be old: a refusal because of it counts only after a look into etcd.
    if (isStale(call)) return ask(env, { ...call, state: 'etcd', current: undefined, plan: { kind: 'current' } }, rangeOf(storeKeyOf(call)), spentInUs, from.state);
    refuse(call, context, refusal as Status, spentInUs);
    return;
  }
  carryOut(env, call, spentInUs, from.state);
}

function isStale({ info, current, state }: Call): boolean {
  return current !== undefined && !current.fresh && info.verb !== 'create' && state === 'refused';
}

/** Does what the registry planned. */
export function carryOut(env: Env, call: Call, afterInUs: number, fromState: string): void {
  const { plan } = call;
  switch (plan.kind) {
    case 'answer':
      return finish(env, call, plan.code, plan.body, afterInUs, fromState, plan.contentType);
    case 'list':
    case 'watch':
      return serveFromCache(env, call, afterInUs, fromState);
    case 'write':
      return ask(env, call, writeOf(call, plan), afterInUs, fromState);
    case 'collection':
      return deleteNext(env, call, plan, afterInUs, fromState);
    case 'none':
      return refuse(call, env.context, plainError('the request led to nothing'), afterInUs);
    default:
      return ask(env, call, rangeOf(storeKeyOf(call)), afterInUs, fromState);
  }
}

export type WritePlan = Extract<Call['plan'], { kind: 'write' }>;

export function writeOf(call: Call, plan: WritePlan): EtcdQuestion {
  const key = storeKeyOf(call, plan.object.metadata.name ?? call.info.name);
  if (plan.dryRun) return rangeOf(key);
  return plan.verb === 'DELETED' ? deleteOf(key, plan.revision) : putOf(key, forStore(plan.object), plan.revision);
}

function describe(question: EtcdQuestion): string {
  if (question.kind === 'range') return question.key;
  if (question.kind !== 'txn') return '';
  const first = question.success[0];
  return first === undefined ? '' : `${first.op} ${first.key}`;
}

/** Sends a question to etcd and keeps the request until the answer comes. */
export function ask(env: Env, call: Call, question: EtcdQuestion, afterInUs: number, fromState: string): void {
  const { draft, config, context } = env;
  const id = takeId(draft);
  const etcd = { ...question, id } as Flight['etcd'];
  const label = describe(question);
  const cause = tellPhase(call, context, fromState, 'etcd');
  const sent = !draft.reconnecting;
  if (sent && etcd) transmit(draft, config, context, etcd, label, afterInUs, cause);
  launch(env, { id, call, waitsFor: 'etcd', etcd, label, sent, sentAtUs: context.nowUs + afterInUs });
}

/** The request with a seat. Copied first and then set: adding to a spread is many times slower, and this is done for every request. */
function seated(call: Call): Call {
  const copy: { -readonly [K in keyof Call]: Call[K] } = { ...call };
  copy.seated = true;
  return copy;
}

/** The request with the object that was read or stored. */
function withObject(call: Call, object: KubeObject): Call {
  const copy: { -readonly [K in keyof Call]: Call[K] } = { ...call };
  copy.object = object;
  return copy;
}

type Waiting = Pick<Flight, 'id' | 'call' | 'waitsFor'> & Partial<Flight>;

function deadlineOf(call: Call): number {
  const reads = call.info.verb === 'get' || call.info.verb === 'list' || call.info.verb === 'watch';
  return call.receivedAtUs + (reads ? READ_LIMIT_IN_US : WRITE_LIMIT_IN_US);
}

/** Keeps a request that waits, and the seat it sits on. */
export function launch({ draft, context }: Env, waiting: Waiting): void {
  const { id, waitsFor, etcd = null, label = '', sent = true, sentAtUs = context.nowUs, cache = '', kubelet = '' } = waiting;
  const call = waiting.call.seated ? waiting.call : seated(waiting.call);
  const flight: Flight = { id, call, waitsFor, etcd, label, sent, sentAtUs, deadlineUs: deadlineOf(call), cache, kubelet, streaming: false };
  if (call !== waiting.call) takeSeat(draft, call.level);
  draft.flights = [...draft.flights, flight];
  if (draft.sweeping) return;
  draft.sweeping = true;
  context.timer({ name: 'sweep', afterInUs: SWEEP_IN_US, periodic: true, background: true });
}

export const SWEEP_IN_US = 1_000_000;

/** A list or watch: at once, after asking etcd how new it must be, or when the cache is filled. */
function serveFromCache(env: Env, call: Call, afterInUs: number, fromState: string): void {
  const { draft, context } = env;
  const resource = call.info.resource as Resource;
  const exact = call.plan.kind === 'list' && typeof call.plan.revision === 'object' ? call.plan.revision.exactly : 0;
  if (exact > 0) return ask(env, call, listQuestion(resource, exact, false), afterInUs, fromState);
  const cache = cacheFor(env, resource.etcdPrefix);
  if (cache.phase !== 'ready') {
    launch(env, { id: 0, call, waitsFor: 'cache', cache: cache.prefix });
    return;
  }
  if (wantsLatest(call, cache.revision)) {
    return ask(env, call, listQuestion(resource, 0, true), afterInUs, fromState);
  }
  const cause = tellPhase(call, context, fromState, 'answered');
  if (call.plan.kind === 'watch') return openWatch(draft, call, cache, context, afterInUs, cause);
  const body = listBody(call, cache, context) as Status;
  respond(call, context, body.kind === 'Status' ? body.code : 200, body, afterInUs, 'application/json', cause);
}

function listQuestion(resource: Resource, revision: number, countOnly: boolean): EtcdQuestion {
  const key = `/registry/${resource.etcdPrefix}/`;
  return { kind: 'range', key, end: `${key.slice(0, -1)}0`, limit: 0, revision, serializable: false, countOnly };
}

function wantsLatest(call: Call, cachedRevision: number): boolean {
  if (call.plan.kind === 'watch') return watchWantsLatest(call);
  if (call.plan.kind !== 'list') return false;
  const { revision } = call.plan;
  return revision === 'latest' || (typeof revision === 'number' && revision > cachedRevision);
}

/** Answers a request that has all it needs. */
function finish(env: Env, call: Call, code: number, body: unknown, afterInUs: number, fromState: string, contentType?: string): void {
  const cause = tellPhase(call, env.context, fromState, 'answered', code);
  respond(call, env.context, code, rendered(call, body, env.context), afterInUs, contentType, cause);
}

/** Takes a request out of those that wait and frees its seat. */
export function land({ draft }: Env, flight: Flight): void {
  draft.flights = draft.flights.filter((other) => other !== flight);
}

/** The request is over: its seat goes to the next in the queue of its level. */
export function leave(env: Env, call: Call): void {
  if (!call.seated) return;
  freeSeat(env.draft, call.level);
  const next = admitQueued(env.draft, call.level);
  if (next !== undefined) advance(env, { ...next, state: requestChart.step(next.state, 'seat').to });
}

/** An answer of etcd to a request of a client. */
export function onEtcdAnswer(env: Env, flight: Flight, answer: EtcdResponse): void {
  land(env, flight);
  const { call } = flight;
  if (answer.kind === 'error') {
    refuse({ ...call, state: 'refused' }, env.context, etcdError(call, answer.message), 0);
    return leave(env, call);
  }
  if (call.plan.kind === 'collection') return onCollection(env, call, call.plan, answer);
  if (call.plan.kind === 'write' && answer.kind === 'txn') return onWritten(env, flight, call.plan, answer);
  if (answer.kind !== 'range') return leave(env, call);
  if (call.plan.kind === 'write') return onDryRun(env, call, call.plan, answer.kvs[0]);
  if (call.plan.kind === 'current') return reconsider(env, call, answer.kvs[0], 'found');
  onRead(env, call, answer);
}

/** What an error of etcd becomes. Models storage/etcd3 interpretGetError and the plain 500 of what is no API error. */
function etcdError(call: Call, message: string): Status {
  if (!message.includes('compacted') && !message.includes('future revision')) return plainError(message);
  if (message.includes('future revision') && call.plan.kind === 'list' && typeof call.plan.revision === 'object') return tooLargeResourceVersion(call.plan.revision.exactly, 0);
  return expired('The resourceVersion for the provided list is too old.');
}

function onRead(env: Env, call: Call, answer: Extract<EtcdResponse, { kind: 'range' }>): void {
  const { plan } = call;
  const resource = call.info.resource as Resource;
  if (plan.kind === 'list' || plan.kind === 'watch') {
    onListRead(env, call, resource, answer);
    return leave(env, call);
  }
  const kv = answer.kvs[0];
  if (kv === undefined) {
    const absent = plan.kind === 'token' ? { group: '', plural: 'serviceaccounts' } : { group: resource.group, plural: resource.plural };
    refuse({ ...call, state: 'refused' }, env.context, notFound(absent, call.info.name), 0);
    return leave(env, call);
  }
  const object = decodeKv(kv);
  if (plan.kind === 'log') return askKubelet(env, call, object);
  const found = withObject(call, object);
  if (plan.kind === 'token') finish(env, found, 201, tokenReply(call, object, env.context), 0, 'etcd');
  else finish(env, found, 200, call.info.subresource === 'scale' ? scaleOf(object) : object, 0, 'etcd');
  leave(env, call);
}

/** Etcd said how new it is, or what it held at the revision that was asked for. */
function onListRead(env: Env, call: Call, resource: Resource, answer: Extract<EtcdResponse, { kind: 'range' }>): void {
  const { context } = env;
  const asked = call.plan.kind === 'list' ? call.plan.revision : 0;
  const atLeast = typeof asked === 'object' ? asked.exactly : typeof asked === 'number' ? asked : 0;
  if (atLeast > answer.revision) return void refuse({ ...call, state: 'refused' }, context, tooLargeResourceVersion(atLeast, answer.revision), TOO_LARGE_WAIT_IN_US);
  if (typeof asked !== 'object') {
    caughtUp(env.draft, resource.etcdPrefix, answer.revision);
    return serveLatest(env, call, resource.etcdPrefix);
  }
  const cause = tellPhase(call, context, 'etcd', 'answered');
  const body = exactListBody(call, answer.kvs, asked.exactly, context) as Status;
  respond(call, context, body.kind === 'Status' ? body.code : 200, body, 0, 'application/json', cause);
}

function serveLatest(env: Env, call: Call, prefix: string): void {
  const cache = env.draft.caches.get(prefix);
  if (cache === undefined) return;
  const cause = tellPhase(call, env.context, 'etcd', 'answered');
  if (call.plan.kind === 'watch') return openWatch(env.draft, call, cache, env.context, 0, cause);
  const body = listBody(call, cache, env.context) as Status;
  respond(call, env.context, body.kind === 'Status' ? body.code : 200, body, 0, 'application/json', cause);
}

/** Goes back to decoding with what etcd really holds. */
function reconsider(env: Env, call: Call, kv: EtcdKv | undefined, event: 'found' | 'overtaken'): void {
  const current = { object: kv && decodeKv(kv), revision: kv?.modRevision ?? 0, fresh: true };
  const state = requestChart.step('etcd', event).to;
  const before = env.draft.flights;
  advance(env, { ...call, state, current, plan: { kind: 'none' }, tries: call.tries + 1 });
  // Not asked again: it was answered or refused, and its seat is free.
  if (env.draft.flights === before) leave(env, call);
}

function onWritten(env: Env, flight: Flight, plan: WritePlan, answer: Extract<EtcdResponse, { kind: 'txn' }>): void {
  const { call } = flight;
  const resource = call.info.resource as Resource;
  const name = plan.object.metadata.name ?? call.info.name;
  if (!answer.succeeded) {
    if (plan.revision === 0) {
      refuse({ ...call, state: 'refused' }, env.context, alreadyExists({ group: resource.group, plural: resource.plural }, name), 0);
      return leave(env, call);
    }
    const found = answer.responses[0];
    const kv = found?.op === 'range' ? found.kvs[0] : undefined;
    if (call.tries < TRIES_MAX) return reconsider(env, call, kv, 'overtaken');
  }
  const stored = withRevision(plan.object, answer.revision);
  const key = subjectOf(resource, plan.object.metadata.namespace, name);
  env.context.object(plan.verb, key, answer.revision, managerOf(call), stored);
  finish(env, withObject(call, stored), plan.code, plan.reply === undefined ? stored : replyOf(plan.reply, answer.revision), 0, 'etcd');
  leave(env, call);
}

/** What a write would have come to. */
function onDryRun(env: Env, call: Call, plan: WritePlan, kv: EtcdKv | undefined): void {
  const resource = call.info.resource as Resource;
  if (plan.verb === 'ADDED' && kv !== undefined) {
    refuse({ ...call, state: 'refused' }, env.context, alreadyExists({ group: resource.group, plural: resource.plural }, plan.object.metadata.name ?? ''), 0);
  } else finish(env, call, plan.code, plan.reply ?? plan.object, 0, 'etcd');
  leave(env, call);
}

/** A Scale carries the revision of the workload it was written to. */
function replyOf(reply: unknown, revision: number): unknown {
  const object = reply as KubeObject;
  return object.kind === 'Scale' ? withRevision(object, revision) : reply;
}

/** Who is named as the writer: fieldManager, or the first word of the user agent. */
export function managerOf({ request }: Call): string {
  const named = request.query.find(([key]) => key === 'fieldManager')?.[1];
  if (named) return named;
  const slash = request.userAgent.indexOf('/');
  return slash < 0 ? request.userAgent : request.userAgent.slice(0, slash);
}
