/** Requests that wait: for etcd, for a kubelet, for a cache. */
import { appended } from '../../../base/appended.ts';
import { tellPhase } from './answer.ts';
import { type EtcdQuestion, takeId, transmit } from './etcd-client.ts';
import { takeSeat } from './seats.ts';
import { type Call, type Env, type Flight, workingCallOf } from './types.ts';

/** Requests that change something give up after 34 s, others after 60 s (handlers/rest.go requestTimeoutUpperBound, --request-timeout). */
const WRITE_LIMIT_IN_US = 34_000_000;
const READ_LIMIT_IN_US = 60_000_000;

/** How often it is looked whether something has waited too long. */
export const SWEEP_IN_US = 1_000_000;

/** The request with a seat. */
function seated(call: Call): Call {
  const copy = workingCallOf(call);
  copy.seated = true;
  return copy;
}

type Waiting = Pick<Flight, 'id' | 'call' | 'waitsFor'> & Partial<Flight>;

function deadlineOf(call: Call): number {
  const reads = call.info.verb === 'get' || call.info.verb === 'list' || call.info.verb === 'watch';
  return call.receivedAtUs + (reads ? READ_LIMIT_IN_US : WRITE_LIMIT_IN_US);
}

/** Keeps a request that waits, and the seat it sits on. */
export function launch({ draft, context }: Env, waiting: Waiting): void {
  const {
    id,
    waitsFor,
    etcd = null,
    label = '',
    sent = true,
    sentAtUs = context.nowUs,
    cache = '',
    kubelet = '',
  } = waiting;
  const call = waiting.call.seated ? waiting.call : seated(waiting.call);
  const flight: Flight = {
    id,
    call,
    waitsFor,
    etcd,
    label,
    sent,
    sentAtUs,
    deadlineUs: deadlineOf(call),
    cache,
    kubelet,
    streaming: false,
  };
  if (call !== waiting.call) takeSeat(draft, call.level);
  draft.flights = appended(draft.flights, flight);
  if (draft.sweeping) return;
  draft.sweeping = true;
  context.timer({ name: 'sweep', afterInUs: SWEEP_IN_US, periodic: true, background: true });
}

/** Takes a request out of those that wait; its seat it keeps until it is over. */
export function land({ draft }: Env, flight: Flight): void {
  draft.flights = draft.flights.filter((other) => other !== flight);
}

function describe(question: EtcdQuestion): string {
  if (question.kind === 'range') return question.key;
  if (question.kind !== 'txn') return '';
  const first = question.success[0];
  return first === undefined ? '' : `${first.op} ${first.key}`;
}

/** Sends a question to etcd and keeps the request until the answer comes. */
export function ask(
  env: Env,
  call: Call,
  question: EtcdQuestion,
  afterInUs: number,
  fromState: string,
): void {
  const { draft, config, context } = env;
  const id = takeId(draft);
  const etcd = { ...question, id } as Flight['etcd'];
  const label = describe(question);
  const cause = tellPhase(call, context, fromState, 'etcd');
  const sent = !draft.reconnecting;
  if (sent && etcd) transmit(draft, config, context, etcd, label, afterInUs, cause);
  launch(env, { id, call, waitsFor: 'etcd', etcd, label, sent, sentAtUs: context.nowUs + afterInUs });
}
