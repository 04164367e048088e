/** kube-controller-manager: many controllers in one process, one of which leads in the cluster. */
import { randomUid } from '../../../kube/names.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import { channelOf, type ClientConfig } from '../../loops/client.ts';
import type { Controller } from '../../loops/controller.ts';
import { closeInformers, createInformers, handleInformers, startInformers } from '../../loops/informer.ts';
import { leaseElectionChart } from '../../loops/lease-election.chart.ts';
import { handleElection, isLeading, leaveElection, startElection } from '../../loops/lease-election.ts';
import { allSynced } from '../../loops/informer.ts';
import { reconcileChart } from '../../loops/reconcile.chart.ts';
import { closeLoop, createLoop, handleLoop, type LoopState, observe, workOn } from '../../loops/reconcile.ts';
import { controllers, informers } from './controllers.ts';
import { faceOf } from './face.ts';
import type { ControllerManagerConfig, ControllerManagerState } from './types.ts';

const USER = 'system:kube-controller-manager';
const AGENT = 'kube-controller-manager/v1.36.3';
const LEASE = 'kube-controller-manager';
/** Channels 0 and 1 are the informers' and the election's. */
const FIRST_CHANNEL = 2;

function clientConfig(
  config: ControllerManagerConfig,
  name: string,
  channel: number,
  credential: string,
  limited: boolean,
): ClientConfig {
  const { apiserver, qps = 20, burst = 30 } = config;
  return {
    name,
    channel,
    apiserver,
    userAgent: AGENT,
    credential,
    qps: limited ? qps : 0,
    burst: limited ? burst : 0,
  };
}

/** Each process has a name of its own: one that begins anew has to wait for its own old Lease. */
function newIdentity({ machine }: ControllerManagerConfig, context: Context): string {
  return `${machine}_${randomUid(() => context.random.next())}`;
}

function start(config: ControllerManagerConfig, context: Context): ControllerManagerState {
  const identity = newIdentity(config, context);
  return {
    config,
    informers: createInformers(clientConfig(config, 'informers', 0, USER, false), informers),
    election: startElection(clientConfig(config, 'election', 1, USER, false), LEASE, identity, context),
    loops: controllers.map(({ controller, account }, i) =>
      createLoop(
        controller,
        clientConfig(
          config,
          account,
          FIRST_CHANNEL + i,
          `system:serviceaccount:kube-system:${account}`,
          true,
        ),
      ),
    ),
  };
}

/** Whoever lost the Lease exits and is started again. */
function restart(state: ControllerManagerState, context: Context): ControllerManagerState {
  const { client, lease } = leaveElection(state.election, context);
  return {
    ...state,
    informers: closeInformers(state.informers, context),
    election: startElection(client.config, lease, newIdentity(state.config, context), context, client.nextId),
    loops: state.loops.map((loop, i) =>
      closeLoop((controllers[i] as (typeof controllers)[number]).controller, loop, context),
    ),
  };
}

function controllerAt(index: number): Controller {
  return (controllers[index] as (typeof controllers)[number]).controller;
}

function mapLoops(
  state: ControllerManagerState,
  change: (loop: LoopState, index: number) => LoopState,
): ControllerManagerState {
  let { loops } = state;
  for (let i = 0; i < state.loops.length; i += 1) {
    const loop = state.loops[i] as LoopState;
    const next = change(loop, i);
    if (next === loop) continue;
    const changed = loops.slice();
    changed[i] = next;
    loops = changed;
  }
  if (loops === state.loops) return state;
  return { config: state.config, informers: state.informers, election: state.election, loops };
}

/** Controllers act only when leading and with filled caches. */
function work(state: ControllerManagerState, context: Context): ControllerManagerState {
  if (!isLeading(state.election) || !allSynced(state.informers)) return state;
  return mapLoops(state, (loop, i) =>
    loop.queue.order.length === 0 ? loop : workOn(controllerAt(i), loop, state.informers, context),
  );
}

function onInformers(
  state: ControllerManagerState,
  delivery: Delivery,
  context: Context,
): { readonly state: ControllerManagerState; readonly mine: boolean } {
  const step = handleInformers(state.informers, delivery, context);
  if (step.set === state.informers && step.changes.length === 0) return { state, mine: step.mine };
  const { config, election } = state;
  const watched = { config, informers: step.set, election, loops: state.loops };
  if (step.changes.length === 0) return { state: watched, mine: step.mine };
  const seen = mapLoops(watched, (loop, i) => {
    let next = loop;
    for (const change of step.changes) next = observe(controllerAt(i), next, change, step.set, context);
    return next;
  });
  return { state: seen, mine: step.mine };
}

function onElection(
  state: ControllerManagerState,
  delivery: Delivery,
  context: Context,
): { readonly state: ControllerManagerState; readonly mine: boolean } {
  const { election, mine, outcome } = handleElection(state.election, delivery, context);
  const next = election === state.election ? state : { ...state, election };
  if (outcome === null) return { state: next, mine };
  context.comeForward();
  context.note(outcome === 'won' ? 'leader.won' : 'leader.lost', {
    lease: election.lease,
    identity: election.identity,
  });
  if (outcome === 'lost') return { state: restart(next, context), mine };
  // Controllers are made when the Lease is won: nothing is watched before.
  return { state: { ...next, informers: startInformers(next.informers, context) }, mine };
}

/** A message for one of the controllers. */
function onLoop(
  state: ControllerManagerState,
  index: number,
  delivery: Delivery,
  context: Context,
): ControllerManagerState {
  return mapLoops(state, (loop, i) =>
    i === index ? handleLoop(controllerAt(i), loop, delivery, context).loop : loop,
  );
}

function handle(state: ControllerManagerState, delivery: Delivery, context: Context): ControllerManagerState {
  const channel = channelOf(delivery);
  if (channel >= FIRST_CHANNEL)
    return work(onLoop(state, channel - FIRST_CHANNEL, delivery, context), context);
  const watched = onInformers(state, delivery, context);
  if (watched.mine) return work(watched.state, context);
  const elected = onElection(watched.state, delivery, context);
  if (elected.mine) return work(elected.state, context);
  let mine = false;
  const next = mapLoops(elected.state, (loop, i) => {
    if (mine) return loop;
    const step = handleLoop(controllerAt(i), loop, delivery, context);
    mine = step.mine;
    return step.loop;
  });
  return work(next, context);
}

/** A kube-controller-manager as a part. */
export function createControllerManager(config: ControllerManagerConfig): Part<ControllerManagerState> {
  return {
    id: config.id,
    kind: 'kube-controller-manager',
    title: 'kube-controller-manager',
    machine: config.machine,
    start: (_disk, context) => start(config, context),
    handle,
    survive: () => undefined,
    face: (state) => faceOf(state),
    charts: [reconcileChart.picture, leaseElectionChart.picture],
  };
}
