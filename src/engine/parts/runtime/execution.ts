import { timeText } from '../../../kube/time.ts';
import type { Context } from '../../kernel/part.ts';
import type { CriLogLine } from '../../wires/cri.ts';
import { answer, answerDone, subjectOf, withContainer } from './answers.ts';
import { draftOfInfo, draftOfRecord } from './draft.ts';
import { containerChart, move } from './runtime.chart.ts';
import type { Step } from './shell.ts';
import type { ContainerRecord, RuntimeState } from './types.ts';

/** Lines kept of a container's log; the real limit is 10 MiB a file. */
const LOG_LINES_MAX = 1000;
const STEPS_AT_ONCE_MAX = 500;
/** Stands for a kill by the cgroup's memory limit. */
const OOM = 1137;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];

function withTime(text: string, context: Context): string {
  if (!text.includes('$(')) return text;
  const time = timeText(context.nowUs, context.epochSeconds);
  const [date, clock] = [time.slice(0, 10), time.slice(11, 19)];
  const weekday =
    WEEKDAYS[Math.floor((context.epochSeconds + Math.floor(context.nowUs / 1_000_000)) / 86_400) % 7];
  const unix = `${weekday} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(8, 10).replace(/^0/, ' ')} ${clock} UTC ${date.slice(0, 4)}`;
  return text
    .replaceAll('$(date)', unix)
    .replaceAll('$(nginx-date)', `${date.replaceAll('-', '/')} ${clock}`);
}

/** Writes lines to a container's log, to the trace and to whoever follows. */
export function writeLog(
  state: RuntimeState,
  record: ContainerRecord,
  lines: readonly { readonly stream: 'stdout' | 'stderr'; readonly text: string }[],
  context: Context,
): ContainerRecord {
  if (lines.length === 0) return record;
  const source = `pods/${subjectOf(state, record)}`;
  const fresh: CriLogLine[] = lines.map(({ stream, text }) => ({
    atUs: context.nowUs,
    stream,
    text: withTime(text, context),
  }));
  // One trace event for lines of one stream that are written together.
  for (let i = 0; i < fresh.length; ) {
    const { stream } = fresh[i] as CriLogLine;
    const from = i;
    while (fresh[i]?.stream === stream) i += 1;
    context.log(
      source,
      stream,
      fresh
        .slice(from, i)
        .map((line) => line.text)
        .join('\n'),
    );
  }
  for (const reply of record.followers)
    answer(context, reply, { method: 'ReadLog', id: reply.id, lines: fresh, ended: false }, 0, 'event');
  const log = [...record.log, ...fresh];
  const next = draftOfRecord(record);
  next.log = log.length > LOG_LINES_MAX ? log.slice(log.length - LOG_LINES_MAX) : log;
  return next;
}

function stepAt(record: ContainerRecord): Step | undefined {
  const { steps, loop } = record.program as NonNullable<ContainerRecord['program']>;
  if (record.at < steps.length) return steps[record.at];
  return loop.length === 0 ? undefined : loop[(record.at - steps.length) % loop.length];
}

/** Moves past the step, staying inside the loop so that the index does not grow for ever. */
function pastStep(record: ContainerRecord): number {
  const { steps, loop } = record.program as NonNullable<ContainerRecord['program']>;
  const next = record.at + 1;
  return next < steps.length + loop.length || loop.length === 0 ? next : steps.length;
}

function pastIt(record: ContainerRecord): ContainerRecord {
  const next = draftOfRecord(record);
  next.at = pastStep(record);
  return next;
}

function waitFor(record: ContainerRecord, inUs: number, endsWith: number, context: Context): ContainerRecord {
  context.timer({
    name: `run/${record.info.id}`,
    afterInUs: inUs,
    data: { step: 'run', container: record.info.id },
  });
  const next = draftOfRecord(record);
  next.wakesAtUs = context.nowUs + inUs;
  next.endsWith = endsWith;
  return next;
}

/** Writes everything up to the next step that takes time. */
function printOut(state: RuntimeState, from: ContainerRecord, context: Context): ContainerRecord {
  const lines: { stream: 'stdout' | 'stderr'; text: string }[] = [];
  let record = from;
  for (
    let step = stepAt(record);
    step?.do === 'print' && lines.length < STEPS_AT_ONCE_MAX;
    step = stepAt(record)
  ) {
    lines.push(step);
    record = pastIt(record);
  }
  return writeLog(state, record, lines, context);
}

/** Enters the next step: how long it takes, and whether the container ends with it. */
function nextStep(record: ContainerRecord, context: Context): ContainerRecord {
  const step = stepAt(record);
  if (step?.do === 'exit') return waitFor(record, context.work(3_000), step.code, context);
  if (step?.do === 'sleep' && step.inUs !== Number.POSITIVE_INFINITY)
    return waitFor(pastIt(record), Math.max(1_000, step.inUs), -1, context);
  if (step?.do === 'hog' && (record.spec.memoryLimitInBytes ?? 0) > 0)
    return waitFor(record, context.work(180_000), OOM, context);
  const resting = draftOfRecord(record);
  resting.wakesAtUs = 0;
  return resting;
}

/** Runs a container's program until it sleeps, ends, or has nothing more to do. */
export function runProgram(state: RuntimeState, id: string, context: Context): RuntimeState {
  const record = state.containers.get(id);
  if (!record || record.program === null || record.value === 'Exited') return state;
  return withContainer(state, nextStep(printOut(state, record, context), context));
}

/** What a process that ends with `endsWith` leaves: exit code and the reason containerd gives. */
export function endOf(endsWith: number): { readonly exitCode: number; readonly reason: string } {
  if (endsWith === OOM) return { exitCode: 137, reason: 'OOMKilled' };
  return { exitCode: endsWith, reason: endsWith === 0 ? 'Completed' : 'Error' };
}

/** The timer of a step: go on, or end with the code it was given. */
export function wake(state: RuntimeState, id: string, context: Context): RuntimeState {
  const record = state.containers.get(id);
  if (!record || (record.value !== 'Running' && record.value !== 'Stopping')) return state;
  if (record.endsWith < 0)
    return record.value === 'Running' || record.program?.onTerm === null
      ? runProgram(state, id, context)
      : state;
  const { exitCode, reason } = endOf(record.endsWith);
  return endContainer(state, id, exitCode, reason, context, false);
}

/** A container's process is over. `quiet`: whoever ended it knows. */
export function endContainer(
  state: RuntimeState,
  id: string,
  exitCode: number,
  reason: string,
  context: Context,
  quiet: boolean,
  atUs = context.nowUs,
): RuntimeState {
  const record = state.containers.get(id);
  if (!record || record.value === 'Exited') return state;
  context.cancel(`run/${id}`);
  context.cancel(`kill/${id}`);
  const value = move(context, containerChart, subjectOf(state, record), record.value, 'exit');
  const info = draftOfInfo(record.info);
  info.state = 'EXITED';
  info.finishedAtUs = atUs;
  info.exitCode = exitCode;
  info.reason = reason;
  for (const reply of record.stopping) answerDone(context, reply, 8_000);
  for (const reply of record.followers)
    answer(context, reply, { method: 'ReadLog', id: reply.id, lines: [], ended: true }, 0, 'event');
  if (!quiet && record.stopping.length === 0) {
    for (const reply of state.subscribers) {
      answer(
        context,
        reply,
        {
          method: 'GetContainerEvents',
          id: reply.id,
          event: 'CONTAINER_STOPPED_EVENT',
          container: id,
          podUid: info.podUid,
        },
        0,
        'event',
      );
    }
  }
  return withContainer(state, {
    ...record,
    info,
    value,
    wakesAtUs: 0,
    endsWith: -1,
    stopping: [],
    followers: [],
  });
}
