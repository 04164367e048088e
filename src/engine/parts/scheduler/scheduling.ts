/** The scheduling cycle: takes a Pod from the queue and goes with it from extension point to extension point. */
import type { Context } from '../../kernel/part.ts';
import { allSynced } from '../../loops/informer.ts';
import { isLeading } from '../../loops/lease-election.ts';
import { startBinding } from './binding.ts';
import { placePod, snapshotOf } from './cache.ts';
import { type DecisionRecord, nextStartIndex, schedulePod } from './cycle.ts';
import { armRetries, reportFailure } from './failure.ts';
import { backoffInUs, draftOfQueued, popPod, putInUnschedulable, type QueuedPod, requeue } from './queue.ts';
import { schedulingCycleChart } from './scheduling-cycle.chart.ts';
import { type CycleState, draftOf, type SchedulerState } from './types.ts';

export const CYCLE_TIMER = 'scheduling-cycle';

/** CPU time at each extension point: fixed, and for each node that is looked at. Sums to 0.2 ms with 3 nodes, 0.6 ms with 100. */
const COST_IN_US: Readonly<Record<string, readonly [number, number]>> = {
  PreFilter: [30, 0],
  Filter: [40, 2],
  PreScore: [15, 0],
  Score: [30, 2],
  NormalizeScore: [10, 0],
  PostFilter: [60, 2],
  Reserve: [10, 0],
  Permit: [5, 0],
};

/** Begins a cycle when none is under way, it leads, its caches are filled and a Pod waits. */
export function scheduleNext(state: SchedulerState, context: Context): SchedulerState {
  if (state.cycle !== null || !isLeading(state.election) || !allSynced(state.informers)) return state;
  const popped = popPod(state.queue);
  if (popped === null) return state;
  const queued = draftOfQueued(popped.queued);
  queued.attempts += 1;
  const decision = schedulePod({
    pod: queued.info,
    attempt: queued.attempts,
    snapshot: snapshotOf(state.cache),
    startIndex: state.startIndex,
    nowUs: context.nowUs,
    draw: () => context.random.next(),
  });
  const begun: CycleState = {
    queued,
    decision,
    value: 'queued',
    points: [{ stage: 'QueueSort', atUs: context.nowUs }],
    moves: state.moves,
  };
  const cycle = advance(begun, context);
  const next = draftOf(state);
  next.queue = popped.queue;
  next.startIndex = nextStartIndex(decision, state.startIndex);
  return onward(next, advance(cycle, context), context);
}

/** One step of the chart, with its phase in the trace. */
function advance(cycle: CycleState, context: Context): CycleState {
  const feasible = cycle.decision.feasible.length;
  const { to } = schedulingCycleChart.step(
    cycle.value,
    'NEXT',
    (guard) => (guard === 'a node fits' && feasible > 0) || (guard === 'several nodes fit' && feasible > 1),
  );
  const subject = `pods/${cycle.queued.info.key}`;
  const costs = COST_IN_US[to];
  const untilUs = costs ? context.nowUs + costOf(to, cycle.decision, context) : undefined;
  context.phase({
    chart: 'scheduling-cycle',
    subject,
    from: cycle.value,
    to,
    untilUs,
    cause: cycle.queued.cause,
  });
  const points =
    to === 'QueueSort' || costs === undefined
      ? cycle.points
      : [...cycle.points, { stage: to, atUs: context.nowUs }];
  const { queued, decision, moves } = cycle;
  return { queued, decision, value: to, points, moves };
}

function costOf(point: string, decision: DecisionRecord, context: Context): number {
  const [fixed, perNode] = COST_IN_US[point] ?? [0, 0];
  const nodes = point === 'Score' ? decision.feasible.length : decision.looked.length;
  return context.work(fixed + perNode * nodes);
}

/** Stays at the point that was reached for as long as its work takes. */
function onward(state: SchedulerState, cycle: CycleState, context: Context): SchedulerState {
  context.timer({ name: CYCLE_TIMER, afterInUs: costOf(cycle.value, cycle.decision, context) });
  const next = draftOf(state);
  next.cycle = cycle;
  return next;
}

/** The timer of the cycle: the work at an extension point is done. */
export function cycleTimer(state: SchedulerState, context: Context): SchedulerState {
  if (state.cycle === null) return state;
  const cycle = advance(state.cycle, context);
  if (cycle.value === 'assumed')
    return scheduleNext(
      startBinding(withoutCycle(state), cycle.queued, cycle.decision.chosen, context),
      context,
    );
  if (cycle.value === 'unschedulable') return scheduleNext(fail(state, cycle, context), context);
  if (cycle.value === 'Reserve') {
    // Assumed from here on: the next cycle reckons with this Pod before the API server knows.
    const next = draftOf(state);
    next.cache = placePod(state.cache, cycle.queued.info, cycle.decision.chosen, true);
    next.decision = cycle.decision;
    return onward(next, cycle, context);
  }
  if (cycle.value !== 'PostFilter') return onward(state, cycle, context);
  const next = draftOf(state);
  next.decision = cycle.decision;
  return onward(next, cycle, context);
}

function withoutCycle(state: SchedulerState): SchedulerState {
  const next = draftOf(state);
  next.cycle = null;
  return next;
}

function reasonsOf(decision: DecisionRecord): readonly string[] {
  const reasons = new Set<string>();
  for (const rejection of decision.rejections)
    for (const reason of rejection?.reasons ?? []) reasons.add(reason);
  return [...reasons];
}

/** No node fits: tell the world, and wait until something changes. Models handleSchedulingFailure. */
function fail(state: SchedulerState, cycle: CycleState, context: Context): SchedulerState {
  const { decision } = cycle;
  const unschedulableCount = cycle.queued.unschedulableCount + 1;
  const queued: QueuedPod = {
    ...cycle.queued,
    unschedulableCount,
    errors: 0,
    rejectors: decision.rejectors,
    reasons: reasonsOf(decision),
    sinceUs: context.nowUs,
    untilUs: context.nowUs + backoffInUs(unschedulableCount),
  };
  // Something changed while the cycle ran that it did not see: it may have helped, so do not wait for the next change.
  const missed = state.moves !== cycle.moves;
  const queue = missed
    ? requeue(state.queue, queued, context.nowUs)
    : putInUnschedulable(state.queue, queued);
  const told = reportFailure(
    { ...state, cycle: null, queue, failed: state.failed + 1 },
    queued,
    decision.message,
    'Unschedulable',
    context,
  );
  return armRetries(told, context);
}
