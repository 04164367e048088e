/** The binding cycle: tells the API server which node a Pod got, while the next Pod is being scheduled already. */
import { splitKey } from '../../../kube/value.ts';
import type { EventId } from '../../../protocol/ids.ts';
import { isFailure } from '../../../kube/status.ts';
import type { Context } from '../../kernel/part.ts';
import { type ClientEvent, type Purpose, request } from '../../loops/client.ts';
import { referenceTo } from '../../loops/event-recorder.ts';
import { recordInSeries } from '../../loops/event-series-recorder.ts';
import { bindingCycleChart } from './binding-cycle.chart.ts';
import { forgetPod } from './cache.ts';
import { backoffInUs, putInBackoff, type QueuedPod } from './queue.ts';
import { armRetries, reportFailure } from './failure.ts';
import { type BindingState, draftOf, type SchedulerState } from './types.ts';

const BIND_IN_US = 60;

function advance(
  binding: BindingState,
  event: 'NEXT' | 'FAILED',
  context: Context,
  blame?: EventId,
): BindingState {
  const { to } = bindingCycleChart.step(binding.value, event);
  const subject = `pods/${binding.queued.info.key}`;
  const cause = context.phase({
    chart: 'binding-cycle',
    subject,
    from: binding.value,
    to,
    cause: blame ?? context.cause,
  });
  const points = [...binding.points, { stage: to, atUs: context.nowUs }];
  return { queued: binding.queued, node: binding.node, value: to, points, cause };
}

/** From Permit to the POST of the Binding. Nothing holds a Pod at Permit or PreBind in the default profile without volumes. */
export function startBinding(
  state: SchedulerState,
  queued: QueuedPod,
  node: string,
  context: Context,
): SchedulerState {
  const { key, pod } = queued.info;
  let binding: BindingState = {
    queued,
    node,
    value: bindingCycleChart.initial.to,
    points: [],
    cause: queued.cause,
  };
  while (binding.value !== 'Bind') binding = advance(binding, 'NEXT', context, queued.cause);
  const { namespace, name } = splitKey(key);
  const client = request(state.client, context, {
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/pods/${name}/binding`,
    body: {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid: pod.metadata.uid },
      target: { kind: 'Node', name: node },
    },
    purpose: { for: 'bind', key },
    subject: `pods/${key}`,
    afterInUs: context.work(BIND_IN_US),
    cause: binding.cause,
  });
  const next = draftOf(state);
  next.client = client;
  next.binding = state.binding.with(key, binding);
  return next;
}

type Outcome = Exclude<ClientEvent, { kind: 'reset' }> | 'lost';

/** The API server answered a Binding, or did not. */
export function bindingAnswered(
  state: SchedulerState,
  purpose: Purpose,
  outcome: Outcome,
  context: Context,
): SchedulerState {
  const key = purpose['key'] as string;
  const binding = state.binding.get(key);
  if (binding === undefined) return state;
  const base = draftOf(state);
  base.binding = state.binding.without(key);
  const ok = outcome !== 'lost' && outcome.kind === 'answer' && outcome.response.code < 300;
  if (!ok) return unreserve(base, binding, outcome, context);
  advance(advance(binding, 'NEXT', context), 'NEXT', context);
  const recorded = recordInSeries(
    base.recorder,
    base.eventClient,
    {
      regarding: referenceTo(binding.queued.info.pod),
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: `Successfully assigned ${key} to ${binding.node}`,
    },
    context,
  );
  base.recorder = recorded.recorder;
  base.eventClient = recorded.client;
  base.scheduled += 1;
  return base;
}

/** The binding failed: the room is given back, and the Pod tried again unless it is gone or bound by now. */
function unreserve(
  state: SchedulerState,
  binding: BindingState,
  outcome: Outcome,
  context: Context,
): SchedulerState {
  advance(advance(binding, 'FAILED', context), 'NEXT', context);
  const { key, pod } = binding.queued.info;
  const known = state.informers.informers.get('pods')?.store.get(key);
  const placed = state.cache.pods.get(key);
  const cache = placed?.assumed ? forgetPod(state.cache, key) : state.cache;
  const base = { ...state, cache, moves: state.moves + 1 };
  if (
    known === undefined ||
    known.metadata.uid !== pod.metadata.uid ||
    (known['spec'] as { nodeName?: string }).nodeName
  )
    return base;
  const status =
    outcome !== 'lost' && outcome.kind === 'answer'
      ? (outcome.response.body as { readonly kind?: unknown } | null)
      : null;
  const why = status && isFailure(status) ? status.message : 'the connection to the API server was lost';
  const errors = binding.queued.errors + 1;
  const queued = {
    ...binding.queued,
    errors,
    sinceUs: context.nowUs,
    untilUs: context.nowUs + backoffInUs(errors),
    rejectors: [],
    reasons: [why ?? ''],
  };
  const next = { ...base, queue: putInBackoff(base.queue, queued), failed: base.failed + 1 };
  return armRetries(
    reportFailure(next, queued, `running Bind plugin "DefaultBinder": ${why}`, 'SchedulerError', context),
    context,
  );
}
