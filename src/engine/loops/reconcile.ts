/**
 * The loop that every controller runs in: key queue → `reconcile(key, view)` → requests → forget, or come back with back-off. Written once.
 * Models the processNextWorkItem of upstream's controllers.
 */
import { SortedMap } from '../../base/sorted-map.ts';
import type { EventId } from '../../protocol/ids.ts';
import { isFailure } from '../../kube/status.ts';
import { type KubeObject } from '../../kube/value.ts';
import type { Context, Delivery } from '../kernel/part.ts';
import {
  type ClientConfig,
  type ClientEvent,
  type ClientState,
  closeClient,
  createClient,
  handleDelivery,
  type Purpose,
  request,
} from './client.ts';
import type { Action, Batch, Controller, Plan } from './controller.ts';
import {
  createRecorder,
  isRecorderEvent,
  recordEvent,
  type Recording,
  recorderAnswered,
  recorderTimer,
  type RecorderState,
} from './event-recorder.ts';
import type { Change, InformerSet } from './informer.ts';
import { reconcileChart } from './reconcile.chart.ts';
import {
  addKey,
  addKeyAfter,
  addKeyRateLimited,
  createQueue,
  doneKey,
  forgetKey,
  queueTimer,
  takeKey,
  type WorkQueue,
} from './work-queue.ts';

/** CPU time of one reconcile, and of each further batch of its requests. */
const RECONCILE_IN_US = 250;
const BATCH_IN_US = 40;
const LINES_MAX = 12;

/** A reconcile whose requests are under way. */
export interface Run {
  readonly plan: Plan;
  readonly batch: number;
  /** Answers that are still to come in this batch. */
  readonly open: number;
  /** The first failure, or empty. */
  readonly error: string;
  /** resourceVersion of the last answer by subject. */
  readonly versions: Readonly<Record<string, string>>;
  readonly value: string;
  readonly startedAtUs: number;
}

export interface LoopState<M = unknown> {
  readonly client: ClientState;
  readonly queue: WorkQueue;
  readonly recorder: RecorderState;
  readonly memory: M;
  readonly runs: SortedMap<Run>;
  /** What the last reconcile saw and did. */
  readonly last: readonly string[];
}

export function createLoop<M>(
  controller: Controller<M>,
  client: ClientConfig,
  nextId?: number,
): LoopState<M> {
  return {
    client: createClient(client, nextId),
    queue: createQueue(`${client.name}/queue`),
    recorder: createRecorder(`${client.name}/recorder`, client.name),
    memory: controller.initial,
    runs: SortedMap.empty(),
    last: [],
  };
}

/** A loop to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf<M>(loop: LoopState<M>): { -readonly [F in keyof LoopState<M>]: LoopState<M>[F] } {
  const { client, queue, recorder, memory, runs, last } = loop;
  return { client, queue, recorder, memory, runs, last };
}

function withClient<M>(loop: LoopState<M>, client: ClientState): LoopState<M> {
  const next = draftOf(loop);
  next.client = client;
  return next;
}

function withQueue<M>(loop: LoopState<M>, queue: WorkQueue): LoopState<M> {
  const next = draftOf(loop);
  next.queue = queue;
  return next;
}

function withMemory<M>(loop: LoopState<M>, memory: M): LoopState<M> {
  if (loop.memory === memory) return loop;
  const next = draftOf(loop);
  next.memory = memory;
  return next;
}

function withRecording<M>(loop: LoopState<M>, recording: Recording): LoopState<M> {
  const next = draftOf(loop);
  next.recorder = recording.recorder;
  next.client = recording.client;
  return next;
}

function draftOfRun(run: Run): { -readonly [F in keyof Run]: Run[F] } {
  const { plan, batch, open, error, versions, value, startedAtUs } = run;
  return { plan, batch, open, error, versions, value, startedAtUs };
}

/** Gives up what is under way, for a process that starts anew. */
export function closeLoop<M>(controller: Controller<M>, loop: LoopState<M>, context: Context): LoopState<M> {
  for (const key of loop.queue.delayed.keys()) context.cancel(`${loop.queue.name}/after/${key}`);
  context.cancel(`${loop.recorder.name}/again`);
  const client = closeClient(loop.client, context);
  return createLoop(controller, client.config, client.nextId);
}

/** An informer saw a change: keep the indexes, queue the keys. Call `workOn` after the last change of a delivery. */
export function observe<M>(
  controller: Controller<M>,
  loop: LoopState<M>,
  change: Change,
  caches: InformerSet,
  context: Context,
): LoopState<M> {
  const { memory, keys, later } = controller.observe(loop.memory, change, caches);
  let { queue } = loop;
  for (const key of keys) queue = addKey(queue, key, context);
  for (const { key, afterInUs } of later ?? []) queue = addKeyAfter(queue, key, afterInUs, context);
  if (queue === loop.queue) return withMemory(loop, memory);
  const next = draftOf(loop);
  next.memory = memory;
  next.queue = queue;
  return next;
}

/** Lets free workers take keys. */
export function workOn<M>(
  controller: Controller<M>,
  loop: LoopState<M>,
  caches: InformerSet,
  context: Context,
): LoopState<M> {
  let next = loop;
  while (next.queue.order.length > 0 && next.runs.size < controller.workers) {
    const taken = takeKey(next.queue);
    if (taken === null) break;
    const { key, cause, background } = taken;
    const view = { caches, memory: next.memory, nowUs: context.nowUs, epochSeconds: context.epochSeconds };
    const plan = controller.reconcile(key, view);
    next = withQueue(next, taken.queue);
    const run: Run = {
      plan,
      batch: -1,
      open: 0,
      error: '',
      versions: {},
      value: 'reconciling',
      startedAtUs: context.nowUs,
    };
    if (plan.batches.every((batch) => batch.actions.length === 0 || batch.when === 'failed'))
      next = finish(next, key, run, context);
    else {
      const from = next.queue.failures.has(key) ? 'backing off' : 'idle';
      context.phase({
        chart: 'reconcile',
        subject: `${controller.name}/${key}`,
        from,
        to: 'reconciling',
        cause,
      });
      const memory = controller.begun ? controller.begun(next.memory, key, plan, context.nowUs) : next.memory;
      next = nextBatch(controller, withMemory(next, memory), key, run, { context, cause, background });
    }
  }
  return next;
}

interface Behind {
  readonly context: Context;
  readonly cause?: EventId;
  readonly background?: boolean;
}

function isDue(batch: Batch, error: string): boolean {
  return (
    batch.actions.length > 0 && (batch.when === 'always' || (error === '') === (batch.when === undefined))
  );
}

/** Sends the next batch that is due; without one the reconcile is over. */
function nextBatch<M>(
  controller: Controller<M>,
  loop: LoopState<M>,
  key: string,
  run: Run,
  behind: Behind,
): LoopState<M> {
  const { context, cause, background } = behind;
  const { batches } = run.plan;
  let { memory } = loop;
  let at = run.batch + 1;
  for (; at < batches.length && !isDue(batches[at] as Batch, run.error); at += 1) {
    const batch = batches[at] as Batch;
    if (batch.when !== undefined || !controller.settled) continue;
    for (const action of batch.actions) memory = controller.settled(memory, key, action, false);
  }
  const batch = batches[at];
  const event = run.batch < 0 ? 'PLANNED' : 'ANSWERED';
  const facts: Readonly<Record<string, boolean>> = {
    'work to do': batch !== undefined,
    'more batches': batch !== undefined,
    failed: run.error !== '',
  };
  const { to } = reconcileChart.step(run.value, event, (guard) => facts[guard] === true);
  const subject = `${controller.name}/${key}`;
  if (to !== run.value) context.phase({ chart: 'reconcile', subject, from: run.value, to, cause });
  const now = draftOfRun(run);
  now.value = to;
  if (batch === undefined) return finish(withMemory(loop, memory), key, now, context);
  let { client } = loop;
  const afterInUs = context.work(run.batch < 0 ? RECONCILE_IN_US : BATCH_IN_US);
  batch.actions.forEach((action, index) => {
    client = request(client, context, {
      method: action.method,
      path: action.path,
      body: bodyOf(action, batch, run),
      contentType: action.contentType,
      purpose: { for: 'reconcile', key, batch: at, index },
      subject: action.subject,
      afterInUs,
      cause,
      background,
    });
  });
  now.batch = at;
  now.open = batch.actions.length;
  const next = draftOf(loop);
  next.memory = memory;
  next.client = client;
  next.runs = loop.runs.with(key, now);
  return next;
}

function bodyOf(action: Action, batch: Batch, run: Run): unknown {
  const version = action.freshVersion ? run.versions[action.subject] : undefined;
  let { body } = action;
  if (version !== undefined) {
    const object = body as KubeObject;
    body = { ...object, metadata: { ...object.metadata, resourceVersion: version } };
  }
  return batch.when === 'failed' ? fillError(body, run.error) : body;
}

function fillError(value: unknown, error: string): unknown {
  if (typeof value === 'string') return value === '{error}' ? error : value;
  if (Array.isArray(value)) return value.map((item) => fillError(item, error));
  if (typeof value !== 'object' || value === null) return value;
  const filled: Record<string, unknown> = {};
  for (const name of Object.keys(value))
    filled[name] = fillError((value as Record<string, unknown>)[name], error);
  return filled;
}

/** Hands a delivery to the loop: answers to its requests and its timers. */
export function handleLoop<M>(
  controller: Controller<M>,
  loop: LoopState<M>,
  delivery: Delivery,
  context: Context,
): { readonly loop: LoopState<M>; readonly mine: boolean } {
  if (delivery.kind === 'timer') {
    const queue = queueTimer(loop.queue, delivery.name, delivery.data, context);
    if (queue !== null) return { loop: withQueue(loop, queue), mine: true };
    const recording = recorderTimer(loop, delivery.name, context);
    if (recording !== null) return { loop: withRecording(loop, recording), mine: true };
  }
  const { client, event, mine } = handleDelivery(loop.client, delivery, context);
  let next = client === loop.client ? loop : withClient(loop, client);
  if (event === null) return { loop: next, mine };
  if (event.kind !== 'reset') return { loop: onEvent(controller, next, event.purpose, event, context), mine };
  for (const { purpose } of event.lost) next = onEvent(controller, next, purpose, 'lost', context);
  return { loop: next, mine };
}

type Outcome = Exclude<ClientEvent, { kind: 'reset' }> | 'lost';

function onEvent<M>(
  controller: Controller<M>,
  loop: LoopState<M>,
  purpose: Purpose,
  outcome: Outcome,
  context: Context,
): LoopState<M> {
  if (isRecorderEvent(loop.recorder, purpose)) {
    return withRecording(loop, recorderAnswered(loop, outcome, context));
  }
  const key = purpose['key'] as string;
  const run = loop.runs.get(key);
  if (run === undefined || run.batch !== purpose['batch']) return loop;
  return onAnswer(
    controller,
    loop,
    key,
    run,
    (run.plan.batches[run.batch] as Batch).actions[purpose['index'] as number] as Action,
    outcome,
    context,
  );
}

function onAnswer<M>(
  controller: Controller<M>,
  loop: LoopState<M>,
  key: string,
  run: Run,
  action: Action,
  outcome: Outcome,
  context: Context,
): LoopState<M> {
  const error = errorOf(action, outcome);
  const memory = controller.settled
    ? controller.settled(loop.memory, key, action, error === '')
    : loop.memory;
  const answer =
    outcome !== 'lost' && outcome.kind === 'answer' ? (outcome.response.body as KubeObject | null) : null;
  let next = withMemory(loop, memory);
  const spec = error === '' ? action.onSuccess : action.onFailure;
  if (spec) {
    const message = spec.message.replace('{name}', answer?.metadata?.name ?? '').replace('{error}', error);
    next = withRecording(next, recordEvent(next, { ...spec, message }, context));
  }
  const after = draftOfRun(run);
  after.open -= 1;
  if (run.error === '') after.error = error;
  const version = error === '' ? answer?.metadata?.resourceVersion : undefined;
  if (version !== undefined && isReadAgain(run, action.subject))
    after.versions = { ...run.versions, [action.subject]: version };
  if (after.open > 0) return withRuns(next, next.runs.with(key, after));
  return nextBatch(controller, next, key, after, { context });
}

/** Whether a later batch asks for the resourceVersion that this answer brought. */
function isReadAgain({ plan, batch }: Run, subject: string): boolean {
  for (let at = batch + 1; at < plan.batches.length; at += 1) {
    const { actions } = plan.batches[at] as Batch;
    for (const action of actions) if (action.freshVersion && action.subject === subject) return true;
  }
  return false;
}

function withRuns<M>(loop: LoopState<M>, runs: SortedMap<Run>): LoopState<M> {
  const next = draftOf(loop);
  next.runs = runs;
  return next;
}

function errorOf(action: Action, outcome: Outcome): string {
  if (outcome === 'lost') return 'connection lost';
  if (outcome.kind !== 'answer')
    return outcome.kind === 'refused' ? 'connection refused' : 'the server did not answer in time';
  const { code, body } = outcome.response;
  if (code < 300) return '';
  const status = body as { readonly kind?: unknown } | null;
  if (status === null || !isFailure(status)) return `the server answered ${code}`;
  return status.reason !== undefined && action.ignore?.includes(status.reason)
    ? ''
    : (status.message ?? String(code));
}

/** The reconcile is over: forget the key's failures, or come back with back-off. */
function finish<M>(loop: LoopState<M>, key: string, run: Run, context: Context): LoopState<M> {
  let queue = doneKey(loop.queue, key);
  if (run.error !== '') queue = addKeyRateLimited(queue, key, context);
  else {
    queue = forgetKey(queue, key);
    if (run.plan.requeueAfterInUs !== undefined)
      queue = addKeyAfter(queue, key, run.plan.requeueAfterInUs, context);
  }
  const next = draftOf(loop);
  next.queue = queue;
  next.runs = loop.runs.without(key);
  next.last = linesOf(key, run);
  return next;
}

function linesOf(key: string, run: Run): readonly string[] {
  const lines = [key, ...run.plan.saw];
  for (const { actions, when } of run.plan.batches) {
    if ((run.error === '' && when === 'failed') || actions.length === 0) continue;
    const [first] = actions;
    if (first)
      lines.push(`${first.method} ${first.subject}${actions.length > 1 ? ` ×${actions.length}` : ''}`);
  }
  if (run.error !== '') lines.push(run.error);
  return lines.length <= LINES_MAX
    ? lines
    : [...lines.slice(0, LINES_MAX - 1), `… ${lines.length - LINES_MAX + 1}`];
}
