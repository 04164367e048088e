/** What etcd's answers lead to: the answer to the client, another look, or another try. */
import type { Resource } from '../../../kube/kinds/kinds.ts';
import {
  alreadyExists,
  expired,
  notFound,
  plainError,
  type Status,
  tooLargeResourceVersion,
} from '../../../kube/status.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { EtcdKv, EtcdResponse } from '../../wires/etcd.ts';
import { refuse, respond, subjectOf, tellPhase } from './answer.ts';
import { requestChart } from './apiserver.chart.ts';
import { caughtUp, refeed } from './caches.ts';
import { onCollection } from './collections.ts';
import { leaveMember, resendAll } from './etcd-client.ts';
import { land } from './flights.ts';
import { exactListBody } from './lists.ts';
import { askKubelet } from './logs.ts';
import { advance, finish, leave, serve } from './requests.ts';
import { scaleOf } from './stages/scale.ts';
import { decodeKv, withRevision } from './stored.ts';
import { tokenReply } from './tokens.ts';
import { type Call, type Env, type Flight, workingCallOf } from './types.ts';
import { managerOf, type WritePlan } from './writes.ts';

/** How long the cache waits for a revision that it has not seen (cacher blockTimeout). */
const TOO_LARGE_WAIT_IN_US = 3_000_000;
/** How often a write that is overtaken by others is tried again before it is told so. */
const TRIES_MAX = 20;

/** The request with the object that was read or stored. */
function withObject(call: Call, object: KubeObject): Call {
  const copy = workingCallOf(call);
  copy.object = object;
  return copy;
}

/** An answer of etcd to a request of a client. */
export function onEtcdAnswer(env: Env, flight: Flight, answer: EtcdResponse): void {
  const { call } = flight;
  const unavailable = answer.kind === 'error' && isUnavailable(answer.message);
  if (unavailable) moveOn(env);
  // A read may be tried again, as often as there is time; a write may have taken place (clientv3 retry.go repeatable).
  if (unavailable && flight.etcd?.kind === 'range')
    return resendAll(env.draft, env.config, env.context, (other) => other === flight);
  land(env, flight);
  if (answer.kind === 'error') {
    refuse({ ...call, state: 'refused' }, env.context, etcdError(call, answer.message), 0);
    return leave(env, call);
  }
  if (call.plan.kind === 'collection') {
    if (onCollection(env, call, call.plan, answer)) leave(env, call);
    return;
  }
  if (call.plan.kind === 'write' && answer.kind === 'txn') return onWritten(env, flight, call.plan, answer);
  if (answer.kind !== 'range') return leave(env, call);
  if (call.plan.kind === 'write') return onDryRun(env, call, call.plan, answer.kvs[0]);
  if (call.plan.kind === 'current') return reconsider(env, call, answer.kvs[0], 'found');
  onRead(env, call, answer);
}

/** Whether the member cannot serve anyone now, while another may. */
function isUnavailable(message: string): boolean {
  return message.includes('request timed out') || message.includes('leader changed');
}

/** The next requests go to another member, as the client's balancer would have it; this one has its answer. */
function moveOn(env: Env): void {
  if (env.config.etcd.length > 1 && leaveMember(env.draft, env.config, env.context, false)) refeed(env);
}

/** What an error of etcd becomes. Models storage/etcd3 interpretGetError and the plain 500 of what is no API error. */
function etcdError(call: Call, message: string): Status {
  if (!message.includes('compacted') && !message.includes('future revision')) return plainError(message);
  if (
    message.includes('future revision') &&
    call.plan.kind === 'list' &&
    typeof call.plan.revision === 'object'
  )
    return tooLargeResourceVersion(call.plan.revision.exactly, 0);
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
    const absent =
      plan.kind === 'token'
        ? { group: '', plural: 'serviceaccounts' }
        : { group: resource.group, plural: resource.plural };
    refuse({ ...call, state: 'refused' }, env.context, notFound(absent, call.info.name), 0);
    return leave(env, call);
  }
  const object = decodeKv(kv);
  if (plan.kind === 'log') {
    // A log may be followed for hours: it takes no seat while it runs.
    askKubelet(env, call, object);
    return leave(env, call);
  }
  const found = withObject(call, object);
  if (plan.kind === 'token') finish(env, found, 201, tokenReply(call, object, env.context), 0, 'etcd');
  else finish(env, found, 200, call.info.subresource === 'scale' ? scaleOf(object) : object, 0, 'etcd');
  leave(env, call);
}

/** Etcd said how new it is, or what it held at the revision that was asked for. */
function onListRead(
  env: Env,
  call: Call,
  resource: Resource,
  answer: Extract<EtcdResponse, { kind: 'range' }>,
): void {
  const { context } = env;
  const asked = call.plan.kind === 'list' ? call.plan.revision : 0;
  const atLeast = typeof asked === 'object' ? asked.exactly : typeof asked === 'number' ? asked : 0;
  if (atLeast > answer.revision) {
    const status = tooLargeResourceVersion(atLeast, answer.revision);
    refuse({ ...call, state: 'refused' }, context, status, TOO_LARGE_WAIT_IN_US);
    return;
  }
  if (typeof asked !== 'object') {
    caughtUp(env.draft, resource.etcdPrefix, answer.revision);
    const cache = env.draft.caches.get(resource.etcdPrefix);
    return cache === undefined ? undefined : serve(env, call, cache, 0, 'etcd');
  }
  const cause = tellPhase(call, context, 'etcd', 'answered');
  const body = exactListBody(call, answer.kvs, asked.exactly, context) as Status;
  respond(call, context, body.kind === 'Status' ? body.code : 200, body, 0, 'application/json', cause);
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

function onWritten(
  env: Env,
  flight: Flight,
  plan: WritePlan,
  answer: Extract<EtcdResponse, { kind: 'txn' }>,
): void {
  const { call } = flight;
  const resource = call.info.resource as Resource;
  const name = plan.object.metadata.name ?? call.info.name;
  if (!answer.succeeded) {
    if (plan.revision === 0) {
      refuse(
        { ...call, state: 'refused' },
        env.context,
        alreadyExists({ group: resource.group, plural: resource.plural }, name),
        0,
      );
      return leave(env, call);
    }
    const found = answer.responses[0];
    const kv = found?.op === 'range' ? found.kvs[0] : undefined;
    if (call.tries < TRIES_MAX) return reconsider(env, call, kv, 'overtaken');
  }
  const stored = withRevision(plan.object, answer.revision);
  const key = subjectOf(resource, plan.object.metadata.namespace, name);
  env.context.object(plan.verb, key, answer.revision, managerOf(call), stored);
  finish(
    env,
    withObject(call, stored),
    plan.code,
    plan.reply === undefined ? stored : replyOf(plan.reply, answer.revision),
    0,
    'etcd',
  );
  leave(env, call);
}

/** What a write would have come to. */
function onDryRun(env: Env, call: Call, plan: WritePlan, kv: EtcdKv | undefined): void {
  const resource = call.info.resource as Resource;
  if (plan.verb === 'ADDED' && kv !== undefined) {
    refuse(
      { ...call, state: 'refused' },
      env.context,
      alreadyExists({ group: resource.group, plural: resource.plural }, plan.object.metadata.name ?? ''),
      0,
    );
  } else finish(env, call, plan.code, plan.reply ?? plan.object, 0, 'etcd');
  leave(env, call);
}

/** A Scale carries the revision of the workload it was written to. */
function replyOf(reply: unknown, revision: number): unknown {
  const object = reply as KubeObject;
  return object.kind === 'Scale' ? withRevision(object, revision) : reply;
}
