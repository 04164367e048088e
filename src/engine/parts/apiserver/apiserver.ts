/**
 * kube-apiserver: the request pipeline and the watch caches as a part. It keeps nothing: what it knows it has from etcd, and a new process
 * begins by filling its caches again.
 */
import { SmallMap } from '../../../base/small-map.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import type { EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import type { HttpMessage, HttpRequest } from '../../wires/http.ts';
import { requestChart } from './apiserver.chart.ts';
import { cacheFor, EAGER, onFeed } from './caches.ts';
import { endpointOf, leaveMember, resendAll, transmit } from './etcd-client.ts';
import { faceOf } from './face.ts';
import { onKubelet, onKubeletGone } from './logs.ts';
import { onEtcdAnswer } from './etcd-answers.ts';
import { land } from './flights.ts';
import { carryOut, leave, receive } from './requests.ts';
import { PRIORITY_LEVELS } from './stages/flow-control.ts';
import { reconnect, sweep } from './time-outs.ts';
import { type ApiserverConfig, type Draft, draftOf, type Env, type State } from './types.ts';
import { dropWatches, sendBookmarks, timeOutWatch } from './watches.ts';

export type { ApiserverConfig } from './types.ts';

const BOOKMARKS_IN_US = 60_000_000;

/** Creates the part. Stateless: `survive` leaves nothing. */
export function createApiserver(config: ApiserverConfig): Part<State> {
  return {
    id: config.id,
    kind: 'kube-apiserver',
    title: 'kube-apiserver',
    machine: config.machine,
    charts: [requestChart.picture],
    start: (_disk, context) => start(config, context),
    handle: (state, delivery, context) => {
      const draft = draftOf(state);
      handle({ config, context, draft }, delivery);
      return draft;
    },
    survive: () => undefined,
    face: (state, nowUs) => faceOf(config, state, nowUs),
  };
}

function start(config: ApiserverConfig, context: Context): State {
  const draft: Draft = {
    startedAtUs: context.nowUs,
    ready: false,
    endpoint: 0,
    refusals: 0,
    reconnecting: false,
    lastHeardUs: context.nowUs,
    // Answers to an earlier process may still be under way: numbers must not meet.
    nextId: context.random.between(1, 1_000_000) * 1000,
    flights: [],
    caches: SmallMap.empty(),
    feeds: new Map(),
    seats: SmallMap.from(['exempt', ...PRIORITY_LEVELS].map((level) => [level, 0] as const)),
    queued: [],
    sweeping: false,
    nextWatcher: 0,
  };
  const env: Env = { config, context, draft };
  for (const prefix of EAGER) cacheFor(env, prefix);
  context.timer({ name: 'bookmarks', afterInUs: BOOKMARKS_IN_US, periodic: true, background: true });
  return draft;
}

function handle(env: Env, delivery: Delivery): void {
  switch (delivery.kind) {
    case 'message':
      return delivery.wire === 'etcd'
        ? onEtcd(env, delivery.body as EtcdResponse, delivery.from)
        : onHttp(env, delivery);
    case 'timer':
      return onTimer(env, delivery.name, delivery.data);
    case 'refused':
      return delivery.wire === 'etcd'
        ? onRefused(env, delivery.to, delivery.body as EtcdRequest)
        : onKubeletRefused(env, delivery.body as HttpMessage);
    case 'reset':
      return delivery.wire === 'etcd' ? onEtcdReset(env, delivery.peer) : onPeerReset(env, delivery.peer);
    default:
      return undefined;
  }
}

function onHttp(env: Env, delivery: Extract<Delivery, { kind: 'message' }>): void {
  const message = delivery.body as HttpMessage;
  if (message.kind === 'request') return receive(env, delivery, message as HttpRequest);
  if (message.kind === 'cancel') return onCancel(env, delivery.from, message.id);
  const flight = env.draft.flights.find((f) => f.id === message.id && f.waitsFor === 'kubelet');
  if (flight !== undefined) onKubelet(env, flight, message);
}

function onCancel(env: Env, client: string, id: number): void {
  dropWatches(env.draft, env.context, (watcher) => watcher.client === client && watcher.requestId === id);
  for (const flight of env.draft.flights) {
    if (flight.call.client !== client || flight.call.request.id !== id) continue;
    land(env, flight);
    if (flight.waitsFor === 'kubelet') {
      env.context.send({
        to: flight.kubelet,
        wire: 'http',
        verb: 'CANCEL',
        label: flight.call.info.path,
        body: { kind: 'cancel', id: flight.id },
        role: 'event',
      });
    }
    leave(env, flight.call);
  }
}

function onEtcd(env: Env, answer: EtcdResponse, from: string): void {
  const { draft } = env;
  if (from === endpointOf(draft, env.config)) {
    draft.refusals = 0;
    draft.lastHeardUs = env.context.nowUs;
  }
  const prefix = draft.feeds.get(answer.id);
  if (prefix !== undefined) {
    if (onFeed(env, prefix, answer)) resume(env, prefix);
    return;
  }
  const flight = draft.flights.find((f) => f.id === answer.id && f.waitsFor === 'etcd');
  if (flight !== undefined) onEtcdAnswer(env, flight, answer);
}

/** Requests that waited for a cache to fill. */
function resume(env: Env, prefix: string): void {
  for (const flight of env.draft.flights) {
    if (flight.waitsFor !== 'cache' || flight.cache !== prefix) continue;
    land(env, flight);
    carryOut(env, flight.call, 0, flight.call.state);
    // Not asked of etcd: it was answered, and its seat is free.
    if (!env.draft.flights.some((other) => other.call.exchange === flight.call.exchange))
      leave(env, flight.call);
  }
}

/** Nobody listens at the member: the next one is tried, with everything that waits. */
function onRefused(env: Env, member: string, request: EtcdRequest): void {
  const { draft, config, context } = env;
  if (member === endpointOf(draft, config) && !draft.reconnecting) {
    if (leaveMember(draft, config, context, true)) reconnect(env);
    else resendAll(draft, config, context, () => true);
    return;
  }
  // The member was left already; what was sent to it in the meantime goes the same way.
  if (draft.reconnecting) return;
  const flight = draft.flights.find((f) => f.id === request.id && f.waitsFor === 'etcd');
  if (flight?.etcd && flight.sentAtUs < draft.lastHeardUs)
    transmit(draft, config, context, flight.etcd, flight.label, 0);
}

function onEtcdReset(env: Env, member: string): void {
  if (member !== endpointOf(env.draft, env.config) || env.draft.reconnecting) return;
  if (leaveMember(env.draft, env.config, env.context, true)) reconnect(env);
}

function onKubeletRefused(env: Env, message: HttpMessage): void {
  const flight = env.draft.flights.find((f) => f.id === message.id && f.waitsFor === 'kubelet');
  if (flight !== undefined) onKubeletGone(env, flight);
}

/** A client or kubelet ended: its watches and requests end with it, and the logs that came from it. */
function onPeerReset(env: Env, peer: string): void {
  dropWatches(env.draft, env.context, (watcher) => watcher.client === peer);
  for (const flight of env.draft.flights) {
    if (flight.kubelet === peer) onKubeletGone(env, flight);
    else if (flight.call.client === peer) {
      land(env, flight);
      leave(env, flight.call);
    }
  }
  env.draft.queued = env.draft.queued.filter((call) => call.client !== peer);
}

function onTimer(env: Env, name: string, data: unknown): void {
  const { draft, context } = env;
  if (name === 'sweep') sweep(env);
  else if (name === 'etcd-reconnect') {
    draft.reconnecting = false;
    draft.refusals = 0;
    reconnect(env);
  } else if (name === 'bookmarks') {
    sendBookmarks(draft, context);
    context.timer({ name: 'bookmarks', afterInUs: BOOKMARKS_IN_US, periodic: true, background: true });
  } else if (name.startsWith('watch-end ')) {
    const { prefix, number } = data as { readonly prefix: string; readonly number: number };
    timeOutWatch(draft, prefix, number, context);
  }
}
