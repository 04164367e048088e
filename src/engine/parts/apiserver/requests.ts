/** Requests on their way in: the walk through the stages, and what is done with the plan it ends in. */
import { type Resource, resourceOf } from '../../../kube/kinds/kinds.ts';
import { plainError, type Status } from '../../../kube/status.ts';
import type { Delivery } from '../../kernel/part.ts';
import type { HttpRequest } from '../../wires/http.ts';
import { refuse, rendered, respond, tellPhase } from './answer.ts';
import { requestChart } from './apiserver.chart.ts';
import { cacheFor } from './caches.ts';
import { deleteNext } from './collections.ts';
import { type EtcdQuestion, rangeOf } from './etcd-client.ts';
import { ask, launch } from './flights.ts';
import { listBody } from './lists.ts';
import { walk, type Walked } from './pipeline.ts';
import { routeOf } from './route.ts';
import { admitQueued, freeSeat } from './seats.ts';
import { storeKeyOf } from './stages/decode.ts';
import { queueFull } from './stages/flow-control.ts';
import { DispatchWorld } from './stages/world.ts';
import type { Cache, Call, Env, RequestInfo } from './types.ts';
import { openWatch, watchWantsLatest } from './watches.ts';
import { writeOf } from './writes.ts';

const NOBODY = { name: '', groups: [] };

/** A request arrives. */
export function receive(
  env: Env,
  delivery: Extract<Delivery, { kind: 'message' }>,
  request: HttpRequest,
): void {
  const call: Call = {
    client: delivery.from,
    exchange: delivery.exchange,
    request,
    info: bindingTarget(routeOf(request), request),
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

const PODS = resourceOf('', 'v1', 'pods') as Resource;

/** A Binding that is posted to the namespace names its Pod in the body; it is the same as one posted to the Pod. */
function bindingTarget(info: RequestInfo, request: HttpRequest): RequestInfo {
  if (info.resource?.plural !== 'bindings' || info.verb !== 'create') return info;
  const name =
    (request.body as { readonly metadata?: { readonly name?: string } } | null)?.metadata?.name ?? '';
  return { ...info, resource: PODS, name, subresource: 'binding' };
}

/** Walks on from the call's state and does what comes of it. */
export function advance(env: Env, from: Call): void {
  const { draft, context } = env;
  const { call, spentInUs, end, refusal } = walkSafely(env, from);
  if (end === 'queued') {
    const full = queueFull(draft.queued.length);
    if (full !== undefined) return refuse(call, context, full, spentInUs);
    tellPhase(call, context, from.state, call.state);
    draft.queued = [...draft.queued, call];
    return;
  }
  if (end === 'refused') {
    // What the cache holds may be old: a refusal because of it counts only after a look into etcd.
    if (isStale(call))
      return ask(
        env,
        { ...call, state: 'etcd', current: undefined, plan: { kind: 'current' } },
        rangeOf(storeKeyOf(call)),
        spentInUs,
        from.state,
      );
    refuse(call, context, refusal as Status, spentInUs);
    return;
  }
  carryOut(env, call, spentInUs, from.state);
}

/** A stage that fails is the server's own fault; the real one recovers from the panic and answers with a 500 too. */
function walkSafely(env: Env, from: Call): Walked {
  try {
    return walk(from, new DispatchWorld(env));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    env.context.note('apiserver.panic', { message, path: from.info.path });
    const refusal = plainError('This request caused apiserver to panic. Look in the logs for details.');
    return { call: { ...from, state: 'refused', current: undefined }, spentInUs: 0, end: 'refused', refusal };
  }
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
      if (deleteNext(env, call, plan, afterInUs, fromState)) leave(env, call);
      return;
    case 'none':
      return refuse(call, env.context, plainError('the request led to nothing'), afterInUs);
    default:
      return ask(env, call, rangeOf(storeKeyOf(call)), afterInUs, fromState);
  }
}

/** A list or watch: at once, after asking etcd how new it must be, or when the cache is filled. */
function serveFromCache(env: Env, call: Call, afterInUs: number, fromState: string): void {
  const resource = call.info.resource as Resource;
  const exact =
    call.plan.kind === 'list' && typeof call.plan.revision === 'object' ? call.plan.revision.exactly : 0;
  if (exact > 0) return ask(env, call, listQuestion(resource, exact, false), afterInUs, fromState);
  const cache = cacheFor(env, resource.etcdPrefix);
  if (cache.phase !== 'ready') {
    launch(env, { id: 0, call, waitsFor: 'cache', cache: cache.prefix });
    return;
  }
  if (wantsLatest(call, cache.revision)) {
    return ask(env, call, listQuestion(resource, 0, true), afterInUs, fromState);
  }
  serve(env, call, cache, afterInUs, fromState);
}

/** Answers a list, or opens a watch, from a cache that knows enough. */
export function serve(env: Env, call: Call, cache: Cache, afterInUs: number, fromState: string): void {
  const { draft, context } = env;
  const cause = tellPhase(call, context, fromState, 'answered');
  if (call.plan.kind === 'watch') return openWatch(draft, call, cache, context, afterInUs, cause);
  const body = listBody(call, cache, context) as Status;
  respond(
    call,
    context,
    body.kind === 'Status' ? body.code : 200,
    body,
    afterInUs,
    'application/json',
    cause,
  );
}

function listQuestion(resource: Resource, revision: number, countOnly: boolean): EtcdQuestion {
  const key = `/registry/${resource.etcdPrefix}/`;
  return {
    kind: 'range',
    key,
    end: `${key.slice(0, -1)}0`,
    limit: 0,
    revision,
    serializable: false,
    countOnly,
  };
}

function wantsLatest(call: Call, cachedRevision: number): boolean {
  if (call.plan.kind === 'watch') return watchWantsLatest(call);
  if (call.plan.kind !== 'list') return false;
  const { revision } = call.plan;
  return revision === 'latest' || (typeof revision === 'number' && revision > cachedRevision);
}

/** Answers a request that has all it needs. */
export function finish(
  env: Env,
  call: Call,
  code: number,
  body: unknown,
  afterInUs: number,
  fromState: string,
  contentType?: string,
): void {
  const cause = tellPhase(call, env.context, fromState, 'answered', code);
  respond(call, env.context, code, rendered(call, body, env.context), afterInUs, contentType, cause);
}

/** The request is over: its seat goes to the next in the queue of its level. */
export function leave(env: Env, call: Call): void {
  if (!call.seated) return;
  freeSeat(env.draft, call.level);
  const next = admitQueued(env.draft, call.level);
  if (next !== undefined) advance(env, { ...next, state: requestChart.step(next.state, 'seat').to });
}
