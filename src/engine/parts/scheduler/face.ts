import type { SortedMap } from '../../../base/sorted-map.ts';
import type { Face, FaceTimer, QueuedPodRow, SchedulerDetail } from '../../../protocol/face.ts';
import type { Text } from '../../../protocol/text.ts';
import { allSynced } from '../../loops/informer.ts';
import { isLeading, leaseHolder } from '../../loops/lease-election.ts';
import { decisionOf } from './cycle.ts';
import { profile } from './profile.ts';
import type { QueuedPod } from './queue.ts';
import type { SchedulerState } from './types.ts';

const ROWS_MAX = 12;

function rowsOf(queue: SortedMap<QueuedPod>): readonly QueuedPodRow[] {
  const rows: QueuedPodRow[] = [];
  for (const { info, attempts, sinceUs, untilUs, reasons, rejectors } of queue.values()) {
    if (rows.length >= ROWS_MAX) break;
    rows.push({ pod: info.key, attempts, sinceUs, untilUs, reasons: reasons.slice(0, ROWS_MAX), rejectors });
  }
  return rows;
}

function waitingFor(state: SchedulerState): Text | null {
  if (state.cycle !== null) return null;
  if (!isLeading(state.election))
    return { code: 'waiting.lease', params: { holder: leaseHolder(state.election) } };
  if (!allSynced(state.informers)) return { code: 'waiting.caches' };
  if (state.binding.size > 0) return { code: 'waiting.bindings', params: { count: state.binding.size } };
  if (state.queue.unschedulable.size > 0)
    return { code: 'waiting.change', params: { count: state.queue.unschedulable.size } };
  return { code: 'waiting.pods' };
}

function detailOf(state: SchedulerState): SchedulerDetail {
  const { queue, cycle } = state;
  const binding = [...state.binding.values()].slice(0, ROWS_MAX);
  return {
    kind: 'kube-scheduler',
    leader: isLeading(state.election),
    active: rowsOf(queue.active),
    backoff: rowsOf(queue.backoff),
    unschedulable: rowsOf(queue.unschedulable),
    cycle: cycle === null ? null : { pod: cycle.queued.info.key, points: cycle.points },
    binding: binding.map(({ queued, node, points }) => ({ pod: queued.info.key, node, points })),
    decision: state.decision === null ? null : decisionOf(state.decision),
    profile,
  };
}

function timersOf({ election, queue }: SchedulerState): readonly FaceTimer[] {
  const timers: FaceTimer[] = [
    { name: 'lease', sinceUs: election.nextTryAtUs - 2_000_000, dueAtUs: election.nextTryAtUs },
  ];
  for (const { info, sinceUs, untilUs } of queue.backoff.values()) {
    if (timers.length >= ROWS_MAX) break;
    timers.push({ name: `backoff ${info.key}`, sinceUs, dueAtUs: untilUs });
  }
  return timers;
}

/** The scheduler as the page sees it. */
export function faceOf(state: SchedulerState): Face {
  const { config, queue, cycle, election } = state;
  const leader = isLeading(election);
  const charts = [{ chart: 'lease-election', subject: election.lease, value: election.value }];
  if (cycle)
    charts.push({ chart: 'scheduling-cycle', subject: `pods/${cycle.queued.info.key}`, value: cycle.value });
  for (const { queued, value } of [...state.binding.values()].slice(0, ROWS_MAX)) {
    charts.push({ chart: 'binding-cycle', subject: `pods/${queued.info.key}`, value });
  }
  return {
    id: config.id,
    kind: 'kube-scheduler',
    title: 'kube-scheduler',
    place: config.machine,
    status:
      !leader || !allSynced(state.informers) ? 'pending' : queue.unschedulable.size > 0 ? 'warning' : 'ready',
    waitingFor: waitingFor(state),
    badges: leader ? [{ code: 'badge.leader' }] : [],
    gauges: [],
    rows: [
      { name: 'active', value: String(queue.active.size) },
      { name: 'backoff', value: String(queue.backoff.size) },
      { name: 'unschedulable', value: String(queue.unschedulable.size) },
      { name: 'binding', value: String(state.binding.size) },
      { name: 'scheduled', value: String(state.scheduled) },
      { name: 'nodes', value: String(state.cache.nodes.length) },
    ],
    charts,
    timers: timersOf(state),
    detail: detailOf(state),
  };
}
