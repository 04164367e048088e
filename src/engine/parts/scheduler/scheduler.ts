/** kube-scheduler: finds a node for every Pod that has none. */
import { SortedMap } from '../../../base/sorted-map.ts';
import { randomUid } from '../../../kube/names.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import {
  channelOf,
  type ClientState,
  closeClient,
  createClient,
  handleDelivery,
} from '../../loops/client.ts';
import { createSeriesRecorder } from '../../loops/event-series-recorder.ts';
import { closeInformers, createInformers, handleInformers, startInformers } from '../../loops/informer.ts';
import { leaseElectionChart } from '../../loops/lease-election.chart.ts';
import {
  handleElection,
  hasReleased,
  leaveElection,
  releaseLease,
  startElection,
} from '../../loops/lease-election.ts';
import { bindingAnswered } from './binding.ts';
import { bindingCycleChart } from './binding-cycle.chart.ts';
import { createCache } from './cache.ts';
import { faceOf } from './face.ts';
import { createQueue, enqueue, isGated, MAX_UNSCHEDULABLE_IN_US } from './queue.ts';
import { armRetries, BACKOFF_TIMER, FLUSH_TIMER } from './failure.ts';
import { CYCLE_TIMER, cycleTimer, scheduleNext } from './scheduling.ts';
import { schedulingCycleChart } from './scheduling-cycle.chart.ts';
import { draftOf, type SchedulerConfig, type SchedulerState } from './types.ts';
import { onChange } from './watching.ts';

const USER = 'system:kube-scheduler';
const AGENT = 'kube-scheduler/v1.36.3';
/** Channel 0 is the informers'; those between are the clients'. */
const ELECTION_CHANNEL = 3;

/** Finished Pods take no room: the scheduler does not even ask for them. */
const PODS = {
  name: 'pods',
  path: '/api/v1/pods',
  fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
};
const NODES = { name: 'nodes', path: '/api/v1/nodes' };

/** Each process has a name of its own: one that begins anew has to wait for its own old Lease. */
function newIdentity({ machine }: SchedulerConfig, context: Context): string {
  return `${machine}_${randomUid(() => context.random.next())}`;
}

function start(config: SchedulerConfig, context: Context): SchedulerState {
  const { apiserver } = config;
  const client = (name: string, channel: number, qps: number, burst: number) => ({
    name,
    channel,
    apiserver,
    userAgent: AGENT,
    credential: USER,
    qps,
    burst,
  });
  const informers = createInformers(client('informers', 0, 0, 0), [PODS, NODES]);
  const name = config.schedulerName ?? 'default-scheduler';
  const identity = newIdentity(config, context);
  return {
    config,
    informers: startInformers(informers, context),
    client: createClient(client('client', 1, config.qps ?? 50, config.burst ?? 100)),
    eventClient: createClient(client('events', 2, config.qps ?? 50, config.burst ?? 100)),
    recorder: createSeriesRecorder(name, `${name}-${config.machine}`),
    election: startElection(client('election', ELECTION_CHANNEL, 0, 0), 'kube-scheduler', identity, context),
    cache: createCache(),
    queue: createQueue(),
    cycle: null,
    binding: SortedMap.empty(),
    decision: null,
    startIndex: 0,
    moves: 0,
    scheduled: 0,
    failed: 0,
  };
}

/** A scheduler that lost its Lease exits and is started again; request ids go on so that late answers find nobody. */
function restart(state: SchedulerState, context: Context): SchedulerState {
  for (const timer of [CYCLE_TIMER, BACKOFF_TIMER, FLUSH_TIMER]) context.cancel(timer);
  const closed = closeInformers(state.informers, context);
  const { client: electionClient, lease } = leaveElection(state.election, context);
  return {
    ...state,
    informers: startInformers(closed, context),
    client: closeClient(state.client, context),
    eventClient: closeClient(state.eventClient, context),
    election: startElection(
      electionClient.config,
      lease,
      newIdentity(state.config, context),
      context,
      electionClient.nextId,
    ),
    cache: createCache(),
    queue: createQueue(),
    cycle: null,
    binding: SortedMap.empty(),
  };
}

function onTimer(state: SchedulerState, name: string, context: Context): SchedulerState | null {
  if (name === CYCLE_TIMER) return cycleTimer(state, context);
  if (name === BACKOFF_TIMER) {
    let { queue } = state;
    for (const queued of state.queue.backoff.values())
      if (queued.untilUs <= context.nowUs) queue = enqueue(queue, queued, context.nowUs);
    return armRetries({ ...state, queue }, context);
  }
  if (name !== FLUSH_TIMER) return null;
  let { queue } = state;
  for (const queued of state.queue.unschedulable.values()) {
    if (!isGated(queued) && context.nowUs - queued.sinceUs >= MAX_UNSCHEDULABLE_IN_US)
      queue = enqueue(queue, queued, context.nowUs);
  }
  return armRetries({ ...state, queue }, context);
}

function onInformers(
  state: SchedulerState,
  delivery: Delivery,
  context: Context,
): { readonly state: SchedulerState; readonly mine: boolean } {
  const step = handleInformers(state.informers, delivery, context);
  let next = state;
  if (step.set !== state.informers) {
    const seen = draftOf(state);
    seen.informers = step.set;
    next = seen;
  }
  for (const change of step.changes) next = onChange(next, change, context);
  return { state: next, mine: step.mine };
}

function onElection(
  state: SchedulerState,
  delivery: Delivery,
  context: Context,
): { readonly state: SchedulerState; readonly mine: boolean } {
  const { election, mine, outcome } = handleElection(state.election, delivery, context);
  let next = state;
  if (election !== state.election) {
    const elected = draftOf(state);
    elected.election = election;
    next = elected;
  }
  if (outcome !== null) {
    // Renewing is routine; what a new leader does, and what a lost lease stops, is not.
    context.comeForward();
    context.note(outcome === 'won' ? 'leader.won' : 'leader.lost', {
      lease: election.lease,
      identity: election.identity,
    });
  }
  return { state: outcome === 'lost' ? restart(next, context) : next, mine };
}

function onClients(state: SchedulerState, delivery: Delivery, context: Context): SchedulerState {
  const main = handleDelivery(state.client, delivery, context);
  let next = main.client === state.client ? state : withClient(state, 'client', main.client);
  const { event } = main;
  if (event !== null && event.kind !== 'reset' && event.purpose.for === 'bind')
    next = bindingAnswered(next, event.purpose, event, context);
  if (event?.kind === 'reset') {
    for (const { purpose } of event.lost)
      if (purpose.for === 'bind') next = bindingAnswered(next, purpose, 'lost', context);
  }
  if (main.mine) return next;
  const events = handleDelivery(next.eventClient, delivery, context);
  return events.client === next.eventClient ? next : withClient(next, 'eventClient', events.client);
}

function withClient(
  state: SchedulerState,
  which: 'client' | 'eventClient',
  client: ClientState,
): SchedulerState {
  const next = draftOf(state);
  next[which] = client;
  return next;
}

function handle(state: SchedulerState, delivery: Delivery, context: Context): SchedulerState {
  if (delivery.kind === 'timer') {
    const own = onTimer(state, delivery.name, context);
    if (own !== null) return scheduleNext(own, context);
  }
  if (channelOf(delivery) > 0 && channelOf(delivery) < ELECTION_CHANNEL)
    return scheduleNext(onClients(state, delivery, context), context);
  const watched = onInformers(state, delivery, context);
  if (watched.mine) return scheduleNext(watched.state, context);
  const elected = onElection(watched.state, delivery, context);
  if (elected.mine) return scheduleNext(elected.state, context);
  return scheduleNext(onClients(elected.state, delivery, context), context);
}

/** A kube-scheduler as a part. */
export function createScheduler(config: SchedulerConfig): Part<SchedulerState> {
  return {
    id: config.id,
    kind: 'kube-scheduler',
    title: 'kube-scheduler',
    machine: config.machine,
    start: (_disk, context) => start(config, context),
    handle,
    // kube-scheduler sets ReleaseOnCancel (cmd/kube-scheduler/app/options/options.go makeLeaderElectionConfig).
    retire: (state, context) => ({ ...state, election: releaseLease(state.election, context) }),
    hasRetired: ({ election }) => hasReleased(election),
    survive: () => undefined,
    face: (state) => faceOf(state),
    charts: [schedulingCycleChart.picture, bindingCycleChart.picture, leaseElectionChart.picture],
  };
}
