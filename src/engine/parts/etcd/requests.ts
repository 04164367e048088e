/** Requests of clients: what is answered at once, what goes to the leader as a proposal, what a majority must confirm. Models v3_server.go. */
import type { Context, Delivery } from '../../kernel/part.ts';
import type { EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import { answerRange, refuse, SERVE_IN_US } from './answer.ts';
import { tell } from './apply.ts';
import { labelOf, sizeOf, subjectOf } from './command.ts';
import { eventsSince } from './mvcc/store.ts';
import { envOf } from './clock.ts';
import { step } from './raft/raft.ts';
import { messageOf, NOBODY } from './raft/types.ts';
import type { Client, Command, EtcdState, Waiting, Watch } from './types.ts';

/** 5 s and two election time-outs (server/config.go ReqTimeout). */
const REQUEST_TIMEOUT_IN_US = 7_000_000;
/** A read whose confirmation got lost is asked for again (v3_server.go readIndexRetryTime). */
const READ_RETRY_IN_US = 500_000;

type ClientMessage = Extract<Delivery, { kind: 'message' }>;

export function handleRequest(state: EtcdState, delivery: ClientMessage, context: Context): EtcdState {
  const request = delivery.body as EtcdRequest;
  const client: Client = { from: delivery.from, exchange: delivery.exchange, background: context.background, subject: subjectOf(request) };
  if (request.kind === 'watch') return openWatch(state, request, client, context);
  if (request.kind === 'watch-cancel') return closeWatch(state, `${delivery.from} ${request.watch}`);
  if (request.kind === 'range' && request.serializable) {
    answerRange(context, client, state.store, request);
    return state;
  }
  const seq = state.nextSeq;
  const waiting: Waiting = { ...client, seq, request, sinceUs: context.nowUs, proposed: false };
  const armed = state.timeoutArmed ? state : armTimeout(state, REQUEST_TIMEOUT_IN_US, context);
  return submit({ ...armed, nextSeq: seq + 1, waiting: new Map(state.waiting).set(seq, waiting) }, waiting, context);
}

function armTimeout(state: EtcdState, afterInUs: number, context: Context): EtcdState {
  context.timer({ name: 'request timeout', afterInUs, periodic: true, background: false });
  return { ...state, timeoutArmed: true };
}

/** Hands a waiting request to Raft if there is a leader; else it goes on waiting. */
function submit(state: EtcdState, waiting: Waiting, context: Context): EtcdState {
  const { raft } = state;
  const { request, seq, background, subject } = waiting;
  if (request.kind === 'range') return startReads({ ...state, reads: { ...state.reads, gathered: [...state.reads.gathered, seq] } }, context);
  if (raft.lead === NOBODY) return state;
  const proposed = proposeCommand(state, { member: raft.config.id, seq, request, atUs: context.nowUs, background, subject }, context);
  if (proposed === state) return state;
  return { ...proposed, waiting: new Map(state.waiting).set(seq, { ...waiting, proposed: true }) };
}

/** Gives a command to Raft, which appends it or sends it on to the leader. The same state when there is none. */
export function proposeCommand(state: EtcdState, command: Command, context: Context): EtcdState {
  const entry = { term: 0, index: 0, type: 'EntryNormal' as const, data: command, size: sizeOf(command.request) };
  const { state: raft, error } = step(state.raft, messageOf('MsgProp', NOBODY, { entries: [entry] }), envOf(context));
  return error === '' ? { ...state, raft } : state;
}

/** One confirmation serves all reads that came before it began; while it is out the next ones gather. */
export function startReads(state: EtcdState, context: Context): EtcdState {
  const { reads, raft } = state;
  if (reads.round !== null || reads.gathered.length === 0 || raft.lead === NOBODY) return state;
  const round = { context: `${raft.config.id}.${reads.gathered[0]}.${context.nowUs}`, seqs: reads.gathered };
  const { state: asked } = step(raft, messageOf('MsgReadIndex', NOBODY, { context: round.context }), envOf(context));
  context.timer({ name: 'read retry', afterInUs: READ_RETRY_IN_US });
  return { ...state, raft: asked, reads: { ...reads, gathered: [], round } };
}

/** The round was lost or could not be confirmed: its reads join the next. */
export function retryReads(state: EtcdState, context: Context): EtcdState {
  const { reads } = state;
  if (reads.round === null) return state;
  return startReads({ ...state, reads: { ...reads, round: null, gathered: [...reads.round.seqs, ...reads.gathered] } }, context);
}

/** Raft says how far the log must be applied before the reads of a round may be answered. */
export function noteReadStates(state: EtcdState, readStates: readonly { readonly index: number; readonly context: string }[], context: Context): EtcdState {
  let next = state;
  for (const { index, context: name } of readStates) {
    const { round, confirmed } = next.reads;
    if (round?.context !== name) continue;
    context.cancel('read retry');
    next = { ...next, reads: { ...next.reads, round: null, confirmed: [...confirmed, { index, seqs: round.seqs }] } };
  }
  return next === state ? state : startReads(next, context);
}

/** Answers the reads whose index is applied. */
export function serveReads(state: EtcdState, context: Context): EtcdState {
  const { confirmed } = state.reads;
  const due = confirmed.filter(({ index }) => index <= state.storedIndex);
  if (due.length === 0) return state;
  const waiting = new Map(state.waiting);
  for (const seq of due.flatMap(({ seqs }) => seqs)) {
    const client = waiting.get(seq);
    if (client?.request.kind !== 'range') continue;
    waiting.delete(seq);
    answerRange(context, client, state.store, client.request);
  }
  return { ...state, waiting, reads: { ...state.reads, confirmed: confirmed.filter(({ index }) => index > state.storedIndex) } };
}

/** A leader is known: it gets what waited for one, and reads begin anew. A write that was handed to the old one is not repeated. */
export function resubmit(state: EtcdState, context: Context): EtcdState {
  let next = retryReads(state, context);
  for (const waiting of state.waiting.values()) if (waiting.request.kind !== 'range' && !waiting.proposed) next = submit(next, waiting, context);
  return startReads(next, context);
}

function openWatch(state: EtcdState, request: Extract<EtcdRequest, { kind: 'watch' }>, client: Client, context: Context): EtcdState {
  const { id, key, end, startRevision } = request;
  const { revision, compacted } = state.store;
  const watch: Watch = { ...client, id, key, end, nextRevision: startRevision > 0 ? startRevision : revision + 1 };
  const message = { to: client.from, wire: 'etcd' as const, exchange: client.exchange, afterInUs: context.work(SERVE_IN_US) };
  const created: EtcdResponse = { kind: 'watch-created', id, revision };
  context.send({ ...message, verb: 'created', label: labelOf(request), body: created, role: 'event' });
  const missed = eventsSince(state.store, key, end, watch.nextRevision);
  if (missed === null) {
    const gone: EtcdResponse = { kind: 'watch-events', id, revision, events: [], compactRevision: compacted };
    context.send({ ...message, verb: 'canceled', label: `compacted at ${compacted}`, body: gone, role: 'answer' });
    return state;
  }
  if (missed.length > 0) tell(watch, missed, revision, context.background, context);
  return { ...state, watches: new Map(state.watches).set(`${client.from} ${id}`, watch) };
}

function closeWatch(state: EtcdState, name: string): EtcdState {
  if (!state.watches.has(name)) return state;
  const watches = new Map(state.watches);
  watches.delete(name);
  return { ...state, watches };
}

/** A client's process ended: its watches and requests are over. */
export function forgetClient(state: EtcdState, peer: string): EtcdState {
  const watches = new Map([...state.watches].filter(([, watch]) => watch.from !== peer));
  const waiting = new Map([...state.waiting].filter(([, one]) => one.from !== peer));
  return { ...state, watches, waiting };
}

/** Ends what has waited too long, in etcd's words. A write may still take place later. */
export function endOverdue(state: EtcdState, context: Context): EtcdState {
  const waiting = new Map(state.waiting);
  let oldestUs = Number.POSITIVE_INFINITY;
  for (const [seq, one] of state.waiting) {
    if (context.nowUs - one.sinceUs < REQUEST_TIMEOUT_IN_US) {
      oldestUs = Math.min(oldestUs, one.sinceUs);
      continue;
    }
    waiting.delete(seq);
    refuse(context, one, one.request.id, state.raft.lead === NOBODY ? 'etcdserver: no leader' : 'etcdserver: request timed out');
  }
  const next: EtcdState = { ...state, waiting, timeoutArmed: false };
  return waiting.size === 0 ? next : armTimeout(next, oldestUs + REQUEST_TIMEOUT_IN_US - context.nowUs, context);
}

