/** What follows from a failure: the Event, the Pod's condition, and the timers for another try. */
import { timeText } from '../../../kube/time.ts';
import { jsonEqual, splitKey } from '../../../kube/value.ts';
import type { Context } from '../../kernel/part.ts';
import { request } from '../../loops/client.ts';
import { referenceTo } from '../../loops/event-recorder.ts';
import { recordInSeries } from '../../loops/event-series-recorder.ts';
import type { QueuedPod } from './queue.ts';
import type { SchedulerState } from './types.ts';

/** The FailedScheduling Event and the Pod's condition. */
export function reportFailure(
  state: SchedulerState,
  queued: QueuedPod,
  message: string,
  reason: string,
  context: Context,
): SchedulerState {
  const { pod } = queued.info;
  const recorded = recordInSeries(
    state.recorder,
    state.eventClient,
    {
      regarding: referenceTo(pod),
      type: 'Warning',
      reason: 'FailedScheduling',
      action: 'Scheduling',
      note: message.slice(0, 1024),
      cause: queued.cause,
    },
    context,
  );
  const next = { ...state, recorder: recorded.recorder, eventClient: recorded.client };
  const old = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const observedGeneration = pod.metadata.generation;
  const fresh = {
    type: 'PodScheduled',
    status: 'False',
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    reason,
    message,
  };
  if (
    old &&
    jsonEqual(
      { ...fresh, lastProbeTime: null, lastTransitionTime: old.lastTransitionTime },
      { lastProbeTime: null, ...old },
    )
  )
    return next;
  const lastTransitionTime =
    old?.status === 'False' ? old.lastTransitionTime : timeText(context.nowUs, context.epochSeconds);
  const { namespace, name } = splitKey(queued.info.key);
  const client = request(next.client, context, {
    method: 'PATCH',
    path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
    contentType: 'application/strategic-merge-patch+json',
    body: {
      status: {
        '$setElementOrder/conditions': [
          ...(pod.status?.conditions ?? []).filter((c) => c !== old),
          fresh,
        ].map(({ type }) => ({ type })),
        conditions: [{ ...fresh, lastProbeTime: null, lastTransitionTime }],
      },
    },
    purpose: { for: 'condition' },
    subject: `pods/${queued.info.key}`,
    cause: queued.cause,
  });
  return { ...next, client };
}

export const BACKOFF_TIMER = 'scheduling-backoff';
export const FLUSH_TIMER = 'scheduling-flush';

/** Arms the timers for the Pods that rest and for those that have waited too long. */
export function armRetries(state: SchedulerState, context: Context): SchedulerState {
  let first = Number.POSITIVE_INFINITY;
  for (const { untilUs } of state.queue.backoff.values()) if (untilUs < first) first = untilUs;
  if (first !== Number.POSITIVE_INFINITY)
    context.timer({ name: BACKOFF_TIMER, afterInUs: Math.max(0, first - context.nowUs) });
  if (state.queue.unschedulable.size > 0)
    context.timer({ name: FLUSH_TIMER, afterInUs: 30_000_000, periodic: true, background: true });
  return state;
}
