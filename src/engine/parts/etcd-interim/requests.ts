import type { Context, Delivery } from '../../kernel/part.ts';
import type { EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import { type Store, eventsSince, range } from './mvcc/store.ts';
import { propose, readIndex } from './raft/raft.ts';
import { NOBODY } from './raft/types.ts';
import type { EtcdState, Waiting, Watch } from './types.ts';

/** etcd's own time-out of a request: 5 s and two election time-outs (server/config ReqTimeout). */
export const REQUEST_TIMEOUT_IN_US = 7_000_000;
/** Parsing a request and answering from memory. */
const SERVE_IN_US = 60;

type Message = Extract<Delivery, { kind: 'message' }>;

/** One word and a label for an operation, as the trace shows it. */
export function labelOf(request: EtcdRequest): string {
  if (request.kind === 'range') return request.end === '' ? `get ${request.key}` : `range ${request.key}`;
  if (request.kind === 'watch') return `watch ${request.key}`;
  if (request.kind === 'txn') {
    const op = request.success[0];
    return op ? `${op.op} ${op.key}` : 'compare';
  }
  return request.kind;
}

/** Answers a client; `waiting` names the exchange. */
export function answer(context: Context, to: { readonly from: string; readonly exchange: number; readonly cause?: number; readonly background?: boolean }, body: EtcdResponse, label = ''): void {
  context.send({
    to: to.from,
    wire: 'etcd',
    verb: body.kind === 'error' ? 'error' : 'ok',
    label: body.kind === 'error' ? body.message : label,
    body,
    role: 'answer',
    exchange: to.exchange,
    afterInUs: context.work(SERVE_IN_US),
    ...(to.background === undefined ? {} : { background: to.background }),
  });
}

/** Takes a request from a client. Writes and linearizable reads go through Raft; serializable reads and watches are answered by this member alone. */
export function handleRequest(state: EtcdState, delivery: Message, context: Context): EtcdState {
  const request = delivery.body as EtcdRequest;
  const to = { from: delivery.from, exchange: delivery.exchange };
  if (request.kind === 'watch') return openWatch(state, request, to, context);
  if (request.kind === 'watch-cancel') {
    const watches = new Map(state.watches);
    watches.delete(`${delivery.from} ${request.watch}`);
    return { ...state, watches };
  }
  if (request.kind === 'range' && request.serializable) {
    answerRange(state.store, request, to, context);
    return state;
  }
  const seq = state.seq + 1;
  const waiting: Waiting = { seq, ...to, cause: context.cause, background: context.background, request, sinceUs: context.nowUs, proposed: false };
  const next: EtcdState = { ...state, seq, waiting: new Map(state.waiting).set(seq, waiting) };
  const armed = next.sweeping ? next : armSweep(next, context, REQUEST_TIMEOUT_IN_US);
  return submit(armed, waiting, context);
}

function armSweep(state: EtcdState, context: Context, afterInUs: number): EtcdState {
  context.timer({ name: 'request time-out', afterInUs });
  return { ...state, sweeping: true };
}

/** Hands a waiting request to Raft if there is a leader; else it goes on waiting. */
export function submit(state: EtcdState, waiting: Waiting, context: Context): EtcdState {
  if (state.raft.lead === NOBODY) return state;
  if (waiting.request.kind === 'range') return startReads({ ...state, readBatch: [...state.readBatch, waiting.seq] }, context);
  const command = { member: state.raft.id, seq: waiting.seq, request: waiting.request, atUs: context.nowUs };
  const raft = propose(state.raft, [command]);
  if (raft === false) return state;
  return { ...state, raft, waiting: new Map(state.waiting).set(waiting.seq, { ...waiting, proposed: true }) };
}

/** One round of read confirmation serves all reads that came before it; while one is out, others gather. */
export function startReads(state: EtcdState, context: Context): EtcdState {
  if (state.readRound !== null || state.readBatch.length === 0) return state;
  const readContext = `${state.raft.id}.${state.readBatch[0]}.${context.nowUs}`;
  const raft = readIndex(state.raft, readContext);
  if (raft === false) return state;
  context.timer({ name: 'read round', afterInUs: 500_000 });
  return { ...state, raft, readRound: { context: readContext, seqs: state.readBatch }, readBatch: [] };
}

export function answerRange(store: Store, request: Extract<EtcdRequest, { kind: 'range' }>, to: { readonly from: string; readonly exchange: number; readonly background?: boolean }, context: Context): void {
  const { id } = request;
  const found = range(store, request.key, request.end, request.limit, request.revision);
  if (typeof found === 'string') return answer(context, to, { kind: 'error', id, message: found });
  const { count, more } = found;
  answer(context, to, { kind: 'range', id, revision: store.revision, kvs: request.countOnly ? [] : found.kvs, count, more }, labelOf(request));
}

function openWatch(state: EtcdState, request: Extract<EtcdRequest, { kind: 'watch' }>, to: { readonly from: string; readonly exchange: number }, context: Context): EtcdState {
  const watch: Watch = { id: request.id, from: to.from, exchange: to.exchange, key: request.key, end: request.end };
  const { revision } = state.store;
  answer(context, to, { kind: 'watch-created', id: request.id, revision }, labelOf(request));
  const missed = request.startRevision > 0 ? eventsSince(state.store, request.key, request.end, request.startRevision) : [];
  const body: EtcdResponse | null =
    missed === null
      ? { kind: 'watch-events', id: request.id, revision, events: [], compactRevision: state.store.compacted }
      : missed.length > 0
        ? { kind: 'watch-events', id: request.id, revision, events: missed, compactRevision: 0 }
        : null;
  if (body) context.send({ to: to.from, wire: 'etcd', verb: 'Watch', label: request.key, body, role: 'event', exchange: to.exchange, afterInUs: context.work(SERVE_IN_US) });
  return missed === null ? state : { ...state, watches: new Map(state.watches).set(`${to.from} ${request.id}`, watch) };
}

/** Ends what has waited too long, in etcd's words. */
export function sweep(state: EtcdState, context: Context): EtcdState {
  const waiting = new Map(state.waiting);
  let oldest = Number.POSITIVE_INFINITY;
  for (const [seq, one] of state.waiting) {
    if (context.nowUs - one.sinceUs < REQUEST_TIMEOUT_IN_US) {
      oldest = Math.min(oldest, one.sinceUs);
      continue;
    }
    waiting.delete(seq);
    const message = one.proposed || state.raft.lead !== NOBODY ? 'etcdserver: request timed out' : 'etcdserver: no leader';
    answer(context, one, { kind: 'error', id: one.request.id, message });
  }
  const next: EtcdState = { ...state, waiting, sweeping: false };
  return waiting.size === 0 ? next : armSweep(next, context, oldest + REQUEST_TIMEOUT_IN_US - context.nowUs);
}
