import { SmallMap } from '../../../base/small-map.ts';
import { SortedMap } from '../../../base/sorted-map.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import {
  channelOf,
  createClient,
  handleDelivery,
  type ClientConfig,
  type ClientEvent,
  type Purpose,
} from '../../loops/client.ts';
import {
  createRecorder,
  recorderAnswered,
  recorderTimer,
  type Recording,
} from '../../loops/event-recorder.ts';
import { createInformers, handleInformers } from '../../loops/informer.ts';
import type { HttpMessage } from '../../wires/http.ts';
import { call } from './cri-calls.ts';
import { draftOf, withField } from './draft.ts';
import { kubeletFace } from './face.ts';
import { cancelLog, serveLog } from './logs-server.ts';
import {
  armStatusTick,
  onLeaseAnswer,
  onNodeAnswer,
  periodicReport,
  register,
  renewLease,
  reportStatus,
  VERSION,
} from './node-agent.ts';
import { relist } from './pleg.ts';
import { onCleanedUp } from './pod-kill.ts';
import { onChange } from './pod-source.ts';
import { onMountPoll, syncPod } from './pod-worker.ts';
import { podWorkerChart } from './pod-worker.chart.ts';
import { onRuntimeAnswer, runtimeLost } from './runtime-answers.ts';
import { onStatusAnswer, retryStatuses } from './status-manager.ts';
import type { Env, KubeletConfig, KubeletState } from './types.ts';
import { onTokenAnswer } from './volumes.ts';

function clientConfig(
  config: KubeletConfig,
  name: string,
  channel: number,
  qps: number,
  burst: number,
): ClientConfig {
  return {
    name,
    channel,
    apiserver: config.apiserver,
    userAgent: `kubelet/${VERSION}`,
    credential: `system:node:${config.node}`,
    qps,
    burst,
  };
}

/** Asks the runtime what is there; the rest of the start follows from its answer. */
function boot(state: KubeletState, env: Env): KubeletState {
  let next = call(
    state,
    { method: 'UpdateRuntimeConfig', podCidr: env.config.podCidr },
    { for: 'boot' },
    env,
  );
  next = call(next, { method: 'GetContainerEvents' }, { for: 'events' }, env);
  return relist(next, env);
}

function start(config: KubeletConfig, context: Context): KubeletState {
  const pods = { name: 'pods', path: '/api/v1/pods', fieldSelector: `spec.nodeName=${config.node}` };
  const nodes = { name: 'nodes', path: '/api/v1/nodes', fieldSelector: `metadata.name=${config.node}` };
  const state: KubeletState = {
    informers: createInformers(clientConfig(config, 'watch', 0, 0, 0), [nodes, pods]),
    client: createClient(clientConfig(config, 'kube', 1, 50, 100)),
    heartbeat: createClient(clientConfig(config, 'heartbeat', 2, 0, 0)),
    eventClient: createClient(clientConfig(config, 'events', 3, 50, 100)),
    recorder: createRecorder('recorder', 'kubelet', config.node),
    nextCall: 1,
    calls: SmallMap.empty(),
    pods: SortedMap.empty(),
    milliCpu: 0,
    memoryInBytes: 0,
    statusQueue: [],
    statusOf: '',
    pullQueue: [],
    pulling: null,
    imageBackoff: SortedMap.empty(),
    images: SortedMap.empty(),
    dirty: SortedMap.empty(),
    listed: { sandboxes: null, containers: null },
    found: SortedMap.empty(),
    garbage: [],
    logs: SortedMap.empty(),
    agent: {
      phase: 'booting',
      runtimeReady: false,
      lease: null,
      leaseRenewedAtUs: 0,
      ready: false,
      readySince: '',
      nodeUid: '',
      statusDue: false,
    },
  };
  return boot(state, { config, context });
}

function withRecording(state: KubeletState, { recorder, client }: Recording): KubeletState {
  const next = draftOf(state);
  next.recorder = recorder;
  next.eventClient = client;
  return next;
}

function onOutcome(
  state: KubeletState,
  purpose: Purpose,
  outcome: Exclude<ClientEvent, { kind: 'reset' }> | 'lost',
  env: Env,
): KubeletState {
  const uid = (purpose['uid'] as string | undefined) ?? '';
  if (purpose.for.startsWith('status-')) return onStatusAnswer(state, uid, outcome, env);
  if (purpose.for === 'token') return onTokenAnswer(state, uid, outcome, env);
  if (purpose.for.startsWith('node-')) return onNodeAnswer(state, purpose.for, outcome, env);
  if (purpose.for.startsWith('lease-')) return onLeaseAnswer(state, purpose.for, outcome, env);
  return withRecording(
    state,
    recorderAnswered({ recorder: state.recorder, client: state.eventClient }, outcome, env.context),
  );
}

function onClientEvent(state: KubeletState, event: ClientEvent, env: Env): KubeletState {
  if (event.kind !== 'reset') return onOutcome(state, event.purpose, event, env);
  return event.lost.reduce((next, { purpose }) => onOutcome(next, purpose, 'lost', env), state);
}

/** In the order of their channels; channel 0 is the informers'. */
const CLIENTS = ['client', 'heartbeat', 'eventClient'] as const;

/** What concerns the API server: informers first, then each client until one says that it was meant. */
function handleHttp(
  state: KubeletState,
  delivery: Delivery,
  env: Env,
): { readonly state: KubeletState; readonly mine: boolean } {
  const channel = channelOf(delivery);
  if (channel > 0) return handleClient(state, CLIENTS[channel - 1], delivery, env);
  const step = handleInformers(state.informers, delivery, env.context);
  let next = step.set === state.informers ? state : withField(state, 'informers', step.set);
  for (const change of step.changes) next = onChange(next, change, env);
  if (step.mine) return { state: next, mine: true };
  for (const name of CLIENTS) {
    const handled = handleClient(next, name, delivery, env);
    if (handled.mine) return handled;
    next = handled.state;
  }
  return { state: next, mine: false };
}

function handleClient(
  state: KubeletState,
  name: (typeof CLIENTS)[number] | undefined,
  delivery: Delivery,
  env: Env,
): { readonly state: KubeletState; readonly mine: boolean } {
  if (name === undefined) return { state, mine: false };
  const { client, event, mine } = handleDelivery(state[name], delivery, env.context);
  const next = client === state[name] ? state : withField(state, name, client);
  return { state: event ? onClientEvent(next, event, env) : next, mine };
}

function collectGarbage(state: KubeletState, env: Env): KubeletState {
  const next = { ...state, garbage: [] };
  return state.garbage.reduce<KubeletState>(
    (s, sandbox) => call(s, { method: 'RemovePodSandbox', sandbox }, { for: 'remove' }, env),
    next,
  );
}

type TimerHandler = (state: KubeletState, data: string, env: Env) => KubeletState;

/** Timers by the first part of their names. */
const TIMERS = new Map<string, TimerHandler>([
  ['lease', (state, _, env) => renewLease(state, env)],
  ['node-status', (state, _, env) => periodicReport(state, env)],
  ['node-status-soon', (state, _, env) => (state.agent.statusDue ? reportStatus(state, env) : state)],
  ['register', (state, _, env) => register(state, env)],
  ['pleg', (state, _, env) => relist(state, env)],
  ['mount', onMountPoll],
  ['resync', syncPod],
  ['cleanup', onCleanedUp],
  ['status-retry', (state, _, env) => retryStatuses(state, env)],
  ['gc', (state, _, env) => collectGarbage(state, env)],
  ['runtime-retry', (state, _, env) => boot(state, env)],
]);

function handleTimer(
  state: KubeletState,
  name: string,
  data: unknown,
  delivery: Delivery,
  env: Env,
): KubeletState {
  const slash = name.indexOf('/');
  const own = TIMERS.get(slash < 0 ? name : name.slice(0, slash));
  if (own) return own(state, (data as string | undefined) ?? '', env);
  const recording = recorderTimer({ recorder: state.recorder, client: state.eventClient }, name, env.context);
  if (recording) return withRecording(state, recording);
  return handleHttp(state, delivery, env).state;
}

function handleMessage(
  state: KubeletState,
  delivery: Extract<Delivery, { kind: 'message' }>,
  env: Env,
): KubeletState {
  if (delivery.wire === 'cri') return onRuntimeAnswer(state, delivery.body, env);
  const body = delivery.body as HttpMessage;
  if (body.kind === 'request') return serveLog(state, body, delivery.from, delivery.exchange, env);
  if (body.kind === 'cancel') return cancelLog(state, body.id);
  return handleHttp(state, delivery, env).state;
}

function dispatch(state: KubeletState, delivery: Delivery, env: Env): KubeletState {
  switch (delivery.kind) {
    case 'message':
      return handleMessage(state, delivery, env);
    case 'timer':
      return handleTimer(state, delivery.name, delivery.data, delivery, env);
    case 'refused':
      return delivery.to === env.config.runtime
        ? runtimeLost(state, delivery, env)
        : handleHttp(state, delivery, env).state;
    case 'reset':
      return delivery.peer === env.config.runtime
        ? runtimeLost(state, delivery, env)
        : handleHttp(state, delivery, env).state;
    default:
      return state;
  }
}

function handle(state: KubeletState, delivery: Delivery, env: Env): KubeletState {
  const next = dispatch(state, delivery, env);
  if (next !== state) armStatusTick(state, next, env);
  return next;
}

/** The node agent: runs the Pods that are bound to its node, tells the API server of them, and keeps the node's Lease. */
export function createKubelet(config: KubeletConfig): Part<KubeletState> {
  return {
    id: config.id,
    kind: 'kubelet',
    title: config.node,
    machine: config.machine,
    start: (_, context) => start(config, context),
    handle: (state, delivery, context) => handle(state, delivery, { config, context }),
    survive: () => undefined,
    face: (state, nowUs) => kubeletFace(config, state, nowUs),
    charts: [podWorkerChart.picture],
  };
}
