import type { Context } from '../../kernel/part.ts';
import {
  answer,
  answerDone,
  answerError,
  answerMissing,
  randomId,
  subjectOf,
  withContainer,
} from './answers.ts';
import { draftOfInfo, draftOfRecord } from './draft.ts';
import { endContainer, runProgram, writeLog } from './execution.ts';
import { catalogued } from './images.ts';
import { parseImageReference } from '../../../kube/image-reference.ts';
import { programOf } from './programs.ts';
import { containerChart, enter, move } from './runtime.chart.ts';
import type { Call, ContainerRecord, Reply, RuntimeState } from './types.ts';

const CREATE_IN_US = 24_000;
const START_IN_US = 58_000;

/** CreateContainer: a snapshot of the image and an OCI spec; nothing runs yet. */
export function createContainer(
  state: RuntimeState,
  call: Call<'CreateContainer'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const sandbox = state.sandboxes.get(call.sandbox);
  if (!sandbox || sandbox.value !== 'Ready') {
    answerMissing(context, reply, 'sandbox', call.sandbox);
    return state;
  }
  const reference = parseImageReference(call.spec.image);
  const image = typeof reference === 'string' ? undefined : state.images.get(reference.full);
  if (!image) {
    answerError(context, reply, 'NotFound', `failed to resolve image "${call.spec.image}": not found`, 900);
    return state;
  }
  const id = randomId(context);
  const { name, attempt } = call.spec;
  const info = {
    id,
    sandbox: sandbox.id,
    podUid: sandbox.podUid,
    name,
    attempt,
    image: image.name,
    imageId: image.id,
    state: 'CREATED' as const,
    createdAtUs: context.nowUs,
    startedAtUs: 0,
    finishedAtUs: 0,
    exitCode: 0,
    reason: '',
  };
  const value = enter(context, containerChart, `${sandbox.namespace}/${sandbox.name}/${name}`);
  answer(
    context,
    reply,
    { method: 'CreateContainer', id: reply.id, container: id },
    context.random.jitterInUs(CREATE_IN_US, 0.25),
  );
  return withContainer(state, {
    info,
    spec: call.spec,
    value,
    program: null,
    at: 0,
    wakesAtUs: 0,
    endsWith: -1,
    log: [],
    stopping: [],
    followers: [],
  });
}

/** StartContainer: shim and runc. */
export function startContainer(
  state: RuntimeState,
  call: Call<'StartContainer'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const record = state.containers.get(call.container);
  if (!record) {
    answerMissing(context, reply, 'container', call.container);
    return state;
  }
  const afterInUs = context.work(context.random.jitterInUs(START_IN_US, 0.25));
  const value = move(
    context,
    containerChart,
    subjectOf(state, record),
    record.value,
    'start',
    context.nowUs + afterInUs,
  );
  context.timer({
    name: `start/${record.info.id}`,
    afterInUs,
    data: { step: 'started', container: record.info.id, reply },
  });
  const starting = draftOfRecord(record);
  starting.value = value;
  return withContainer(state, starting);
}

/** runc is done: the program runs, or could not be started. */
export function containerStarted(
  state: RuntimeState,
  id: string,
  reply: Reply,
  context: Context,
): RuntimeState {
  const record = state.containers.get(id);
  if (!record) return state;
  const subject = subjectOf(state, record);
  const reference = parseImageReference(record.spec.image);
  const image = typeof reference === 'string' ? undefined : catalogued(reference);
  const program = programOf(record.spec, image, state.sandboxes.get(record.info.sandbox)?.name ?? '');
  if ('error' in program) {
    const value = move(context, containerChart, subject, record.value, 'fail');
    answerError(context, reply, 'Unknown', program.error);
    return withContainer(state, {
      ...record,
      value,
      info: {
        ...record.info,
        state: 'EXITED',
        finishedAtUs: context.nowUs,
        exitCode: 128,
        reason: 'StartError',
      },
    });
  }
  const value = move(context, containerChart, subject, record.value, 'started');
  answerDone(context, reply);
  const info = draftOfInfo(record.info);
  info.state = 'RUNNING';
  info.startedAtUs = context.nowUs;
  const running = draftOfRecord(record);
  running.value = value;
  running.program = program;
  running.info = info;
  return runProgram(withContainer(state, running), id, context);
}

/** StopContainer: SIGTERM, a grace period, SIGKILL. The answer comes when the process is gone. */
export function stopContainer(
  state: RuntimeState,
  call: Call<'StopContainer'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const record = state.containers.get(call.container);
  if (!record || record.value === 'Exited') {
    answerDone(context, reply, 900);
    return state;
  }
  if (record.value === 'Stopping')
    return withContainer(
      state,
      hurry({ ...record, stopping: [...record.stopping, reply] }, call.timeoutInSeconds, context),
    );
  if (record.value !== 'Running') {
    const value = move(
      context,
      containerChart,
      subjectOf(state, record),
      record.value,
      record.value === 'Starting' ? 'fail' : 'stop',
    );
    context.cancel(`start/${record.info.id}`);
    answerDone(context, reply, 5_000);
    return withContainer(state, {
      ...record,
      value,
      info: { ...record.info, state: 'EXITED', finishedAtUs: context.nowUs, exitCode: 137, reason: 'Error' },
    });
  }
  const value = move(
    context,
    containerChart,
    subjectOf(state, record),
    record.value,
    'stop',
    context.nowUs + call.timeoutInSeconds * 1_000_000,
  );
  const onTerm = record.program?.onTerm ?? null;
  let stopping: ContainerRecord = { ...record, value, stopping: [...record.stopping, reply] };
  if (onTerm && call.timeoutInSeconds > 0) {
    stopping = writeLog(
      state,
      stopping,
      onTerm.lines.map((text) => ({ stream: 'stderr' as const, text })),
      context,
    );
    const afterInUs = context.work(onTerm.afterInUs);
    context.timer({
      name: `run/${record.info.id}`,
      afterInUs,
      data: { step: 'run', container: record.info.id },
    });
    stopping = { ...stopping, wakesAtUs: context.nowUs + afterInUs, endsWith: onTerm.exitCode };
  }
  return withContainer(state, hurry(stopping, call.timeoutInSeconds, context));
}

/** Arms SIGKILL for the end of the grace period (a second, shorter one replaces it). */
function hurry(record: ContainerRecord, graceInSeconds: number, context: Context): ContainerRecord {
  const afterInUs = Math.max(context.work(1_000), graceInSeconds * 1_000_000);
  context.timer({
    name: `kill/${record.info.id}`,
    afterInUs,
    data: { step: 'kill', container: record.info.id },
  });
  return record;
}

export function removeContainer(
  state: RuntimeState,
  call: Call<'RemoveContainer'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const record = state.containers.get(call.container);
  answerDone(context, reply, 9_000);
  if (!record) return state;
  const ended =
    record.value === 'Running' || record.value === 'Stopping'
      ? endContainer(state, call.container, 137, 'Error', context, true)
      : state;
  move(context, containerChart, subjectOf(ended, record), 'Exited', 'remove');
  return { ...ended, containers: ended.containers.without(call.container) };
}

export function containerStatus(
  state: RuntimeState,
  call: Call<'ContainerStatus'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  answer(
    context,
    reply,
    {
      method: 'ContainerStatus',
      id: reply.id,
      container: state.containers.get(call.container)?.info ?? null,
    },
    900,
  );
  return state;
}

export function listContainers(state: RuntimeState, reply: Reply, context: Context): RuntimeState {
  answer(
    context,
    reply,
    {
      method: 'ListContainers',
      id: reply.id,
      containers: [...state.containers.values()].map((record) => record.info),
    },
    1_500,
  );
  return state;
}

/** Reads a container's log file; a follower stays until the container ends. */
export function readLog(
  state: RuntimeState,
  call: Call<'ReadLog'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const record = state.containers.get(call.container);
  if (!record) {
    answerMissing(context, reply, 'container', call.container);
    return state;
  }
  const goesOn = call.follow && record.value !== 'Exited';
  answer(context, reply, { method: 'ReadLog', id: reply.id, lines: record.log, ended: !goesOn }, 800);
  return goesOn ? withContainer(state, { ...record, followers: [...record.followers, reply] }) : state;
}
