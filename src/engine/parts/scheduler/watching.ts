/** What the informers' changes mean to the cache and the queue. Models kube-scheduler eventhandlers.go. */
import type { Node } from '../../../kube/types/node.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { Context } from '../../kernel/part.ts';
import type { Change } from '../../loops/informer.ts';
import { confirmPod, forgetPod, nodeInfo, removeNode, setNode } from './cache.ts';
import type { NodeInfo } from './node-info.ts';
import { infoFor, podInfoOf } from './pod-info.ts';
import {
  draftOfQueued,
  enqueue,
  findPod,
  isGated,
  newQueuedPod,
  type QueuedPod,
  removePod,
  requeue,
  type SchedulingQueue,
} from './queue.ts';
import { freedRoomMayHelp, nodeMayHelp, ownChangeMayHelp } from './queueing-hints.ts';
import { schedulingCycleChart } from './scheduling-cycle.chart.ts';
import { draftOf, type SchedulerState } from './types.ts';

export function onChange(state: SchedulerState, change: Change, context: Context): SchedulerState {
  if (change.type === 'synced') return state;
  if (change.informer === 'nodes') return onNode(state, change, context);
  const pod = change.object as unknown as Pod;
  return change.type === 'delete'
    ? onPodGone(state, change.key, pod, context)
    : onPod(state, change.key, pod, context);
}

function onNode(
  state: SchedulerState,
  change: Exclude<Change, { type: 'synced' }>,
  context: Context,
): SchedulerState {
  const node = change.object as unknown as Node;
  const name = node.metadata.name ?? '';
  const next = draftOf(state);
  next.cache = change.type === 'delete' ? removeNode(state.cache, name) : setNode(state.cache, node);
  if (change.type === 'delete') return next;
  if (change.type === 'update' && !matters(change.old as unknown as Node, node)) return next;
  return moveHelped(next, name, nodeMayHelp, context);
}

/** Heartbeats change conditions only; plugins look at these. */
function matters(old: Node, node: Node): boolean {
  const looked = ({ spec, status, metadata }: Node) =>
    JSON.stringify([spec.unschedulable, spec.taints, status?.allocatable, metadata.labels]);
  return old.spec !== node.spec ||
    old.metadata.labels !== node.metadata.labels ||
    old.status?.allocatable !== node.status?.allocatable
    ? looked(old) !== looked(node)
    : false;
}

/** Wakes the waiting Pods that the change on a node may help. */
function moveHelped(
  state: SchedulerState,
  nodeName: string,
  mayHelp: (queued: QueuedPod, node: NodeInfo) => boolean,
  context: Context,
): SchedulerState {
  const node = nodeInfo(state.cache, nodeName);
  let { queue } = state;
  if (node !== undefined && queue.unschedulable.size > 0) {
    for (const queued of state.queue.unschedulable.values()) {
      if (!isGated(queued) && mayHelp(queued, node))
        queue = requeue(queue, { ...queued, cause: context.cause }, context.nowUs);
    }
  }
  const next = draftOf(state);
  next.queue = queue;
  next.moves += 1;
  return next;
}

function onPod(state: SchedulerState, key: string, pod: Pod, context: Context): SchedulerState {
  const nodeName = pod.spec.nodeName ?? '';
  if (nodeName === '') return onWaitingPod(state, key, pod, context);
  const queue = removePod(state.queue, key);
  const cache = confirmPod(state.cache, key, pod, nodeName);
  if (queue === state.queue && cache === state.cache) return state;
  const next = draftOf(state);
  next.queue = queue;
  next.cache = cache;
  return next;
}

function onWaitingPod(state: SchedulerState, key: string, pod: Pod, context: Context): SchedulerState {
  if ((pod.spec.schedulerName ?? 'default-scheduler') !== (state.config.schedulerName ?? 'default-scheduler'))
    return state;
  if (pod.metadata.deletionTimestamp) return withQueue(state, removePod(state.queue, key));
  const busy = state.cycle?.queued.info.key === key || state.binding.has(key);
  if (busy || state.cache.pods.get(key)?.assumed) return state;
  const known = findPod(state.queue, key);
  if (known === undefined || known.info.pod.metadata.uid !== pod.metadata.uid)
    return arrive(state, newQueuedPod(podInfoOf(pod), context.nowUs, context.cause), context);
  const changed = draftOfQueued(known);
  changed.info = known.info.pod.spec === pod.spec ? infoFor(known.info, pod) : podInfoOf(pod);
  if (state.queue.unschedulable.has(key)) {
    if (ownChangeMayHelp(known, changed))
      return arrive(state, { ...changed, rejectors: [], reasons: [] }, context);
    return withQueue(state, {
      ...state.queue,
      unschedulable: state.queue.unschedulable.with(key, changed),
    });
  }
  if (state.queue.backoff.has(key))
    return withQueue(state, { ...state.queue, backoff: state.queue.backoff.with(key, changed) });
  const sortKey = state.queue.sortKeys.get(key) as string;
  return withQueue(state, { ...state.queue, active: state.queue.active.with(sortKey, changed) });
}

function withQueue(state: SchedulerState, queue: SchedulingQueue): SchedulerState {
  const next = draftOf(state);
  next.queue = queue;
  return next;
}

/** PreEnqueue: a gated Pod is held, any other goes where it may be tried. */
function arrive(state: SchedulerState, queued: QueuedPod, context: Context): SchedulerState {
  const { to } = schedulingCycleChart.step(
    'PreEnqueue',
    'NEXT',
    (guard) => guard === 'gated' && isGated(queued),
  );
  const subject = `pods/${queued.info.key}`;
  const cause = context.phase({ chart: 'scheduling-cycle', subject, from: 'PreEnqueue', to });
  const arriving = draftOfQueued(queued);
  arriving.cause = cause;
  return withQueue(state, enqueue(state.queue, arriving, context.nowUs));
}

function onPodGone(state: SchedulerState, key: string, pod: Pod, context: Context): SchedulerState {
  const placed = state.cache.pods.get(key);
  const queue = removePod(state.queue, key);
  if (placed === undefined) return queue === state.queue ? state : { ...state, queue };
  return moveHelped(
    { ...state, queue, cache: forgetPod(state.cache, key) },
    pod.spec.nodeName || placed.node,
    freedRoomMayHelp,
    context,
  );
}
