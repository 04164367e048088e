/** Requests of clients: what is answered at once, what goes to the leader as a proposal, what a majority must confirm. Models v3_server.go. */
import { appended } from '../../../base/appended.ts';
import type { Context, Delivery } from '../../kernel/part.ts';
import type { EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import { answerRange, refuse, SERVE_IN_US } from './answer.ts';
import { tell } from './apply.ts';
import { labelOf, sizeOf, subjectOf } from './command.ts';
import { eventsSince } from './mvcc/store.ts';
import { stepOn } from './raft/raft.ts';
import { type Entry, messageOf, NOBODY, type ReadState } from './raft/types.ts';
import type { Client, Command, Draft, Waiting, Watch } from './types.ts';

/** 5 s and two election time-outs (server/config.go ReqTimeout). */
const REQUEST_TIMEOUT_IN_US = 7_000_000;
const TIMED_OUT = 'etcdserver: request timed out';
/** Two election time-outs before a leader is elected its predecessor may have failed. */
const OVERTAKEN_IN_US = 2_000_000;
/** A read whose confirmation got lost is asked for again (v3_server.go readIndexRetryTime). */
const READ_RETRY_IN_US = 500_000;

type ClientMessage = Extract<Delivery, { kind: 'message' }>;

export function handleRequest(draft: Draft, delivery: ClientMessage, context: Context): void {
  const request = delivery.body as EtcdRequest;
  const client: Client = {
    from: delivery.from,
    exchange: delivery.exchange,
    background: context.background,
    subject: subjectOf(request),
  };
  if (request.kind === 'watch') return openWatch(draft, request, client, context);
  if (request.kind === 'watch-cancel') return closeWatch(draft, `${delivery.from} ${request.watch}`);
  if (request.kind === 'range' && request.serializable)
    return answerRange(context, client, draft.store, request);
  const seq = draft.nextSeq;
  draft.nextSeq += 1;
  if (!draft.timeoutArmed) armTimeout(draft, REQUEST_TIMEOUT_IN_US, context);
  const { from, exchange, background, subject } = client;
  const proposed = submit(draft, { seq, request, background, subject }, context);
  const waiting = { from, exchange, background, subject, seq, request, sinceUs: context.nowUs, proposed };
  draft.waiting = appended(draft.waiting, waiting);
  // A read begins once it is among those that wait.
  startReads(draft, context);
}

function armTimeout(draft: Draft, afterInUs: number, context: Context): void {
  context.timer({ name: 'request timeout', afterInUs, periodic: true, background: false });
  draft.timeoutArmed = true;
}

/** Hands a request to Raft if there is a leader and returns true; else it goes on waiting. A read joins the next round. */
function submit(
  draft: Draft,
  { request, seq, background, subject }: Pick<Waiting, 'request' | 'seq' | 'background' | 'subject'>,
  context: Context,
): boolean {
  if (request.kind === 'range') draft.reads = { ...draft.reads, gathered: [...draft.reads.gathered, seq] };
  else if (draft.raft.lead !== NOBODY)
    return proposeCommand(
      draft,
      { member: draft.raft.config.id, seq, request, atUs: context.nowUs, background, subject },
      context,
    );
  return false;
}

/** Gives a command to Raft, which appends it or sends it on to the leader. False when it was dropped. */
export function proposeCommand(draft: Draft, command: Command, context: Context): boolean {
  const entry: Entry = {
    term: 0,
    index: 0,
    type: 'EntryNormal',
    data: command,
    size: sizeOf(command.request),
  };
  return stepOn(draft.raft, messageOf('MsgProp', NOBODY, { entries: [entry] }), context.random) === '';
}

/** One confirmation serves all reads that came before it began; while it is out the next ones gather. */
export function startReads(draft: Draft, context: Context): void {
  const { reads, raft } = draft;
  if (reads.round !== null || reads.gathered.length === 0 || raft.lead === NOBODY) return;
  const round = { context: `${raft.config.id}.${reads.gathered[0]}.${context.nowUs}`, seqs: reads.gathered };
  stepOn(raft, messageOf('MsgReadIndex', NOBODY, { context: round.context }), context.random);
  context.timer({ name: 'read retry', afterInUs: READ_RETRY_IN_US });
  draft.reads = { ...reads, gathered: [], round };
}

/** The round was lost or could not be confirmed: its reads join the next. */
export function retryReads(draft: Draft, context: Context): void {
  const { reads } = draft;
  if (reads.round === null) return;
  draft.reads = { ...reads, round: null, gathered: [...reads.round.seqs, ...reads.gathered] };
  startReads(draft, context);
}

/** Raft says how far the log must be applied before the reads of a round may be answered. */
export function noteReadStates(draft: Draft, readStates: readonly ReadState[], context: Context): void {
  for (const { index, context: name } of readStates) {
    const { round, confirmed } = draft.reads;
    if (round?.context !== name) continue;
    context.cancel('read retry');
    draft.reads = { ...draft.reads, round: null, confirmed: [...confirmed, { index, seqs: round.seqs }] };
  }
  startReads(draft, context);
}

/** Answers the reads whose index is applied. */
export function serveReads(draft: Draft, context: Context): void {
  const { confirmed } = draft.reads;
  const due = new Set(
    confirmed.filter(({ index }) => index <= draft.storedIndex).flatMap(({ seqs }) => seqs),
  );
  if (due.size === 0) return;
  for (const client of draft.waiting)
    if (due.has(client.seq) && client.request.kind === 'range')
      answerRange(context, client, draft.store, client.request);
  draft.waiting = draft.waiting.filter(({ seq }) => !due.has(seq));
  draft.reads = { ...draft.reads, confirmed: confirmed.filter(({ index }) => index > draft.storedIndex) };
}

/** A leader is known: it gets what waited for one, and reads begin anew. A write that was handed to the old one is not repeated. */
export function resubmit(draft: Draft, context: Context): void {
  const since = context.nowUs - OVERTAKEN_IN_US;
  draft.waiting = draft.waiting.map((waiting) => {
    if (waiting.request.kind === 'range') return waiting;
    if (!waiting.proposed) return { ...waiting, proposed: submit(draft, waiting, context) };
    return waiting.sinceUs > since ? { ...waiting, overtaken: true } : waiting;
  });
  retryReads(draft, context);
  startReads(draft, context);
}

function openWatch(
  draft: Draft,
  request: Extract<EtcdRequest, { kind: 'watch' }>,
  client: Client,
  context: Context,
): void {
  const { id, key, end, startRevision } = request;
  const { revision, compacted } = draft.store;
  const watch: Watch = {
    ...client,
    id,
    key,
    end,
    nextRevision: startRevision > 0 ? startRevision : revision + 1,
  };
  const message = {
    to: client.from,
    wire: 'etcd' as const,
    exchange: client.exchange,
    afterInUs: context.work(SERVE_IN_US),
  };
  const created: EtcdResponse = { kind: 'watch-created', id, revision };
  context.send({ ...message, verb: 'created', label: labelOf(request), body: created, role: 'event' });
  const missed = eventsSince(draft.store, key, end, watch.nextRevision);
  if (missed === null) {
    const gone: EtcdResponse = { kind: 'watch-events', id, revision, events: [], compactRevision: compacted };
    context.send({
      ...message,
      verb: 'canceled',
      label: `compacted at ${compacted}`,
      body: gone,
      role: 'answer',
    });
    return;
  }
  if (missed.length > 0) tell(watch, missed, revision, context.background, context);
  draft.watches = new Map(draft.watches).set(`${client.from} ${id}`, watch);
}

function closeWatch(draft: Draft, name: string): void {
  const watches = new Map(draft.watches);
  if (watches.delete(name)) draft.watches = watches;
}

/** A client's process ended: its watches and requests are over. */
export function forgetClient(draft: Draft, peer: string): void {
  draft.watches = new Map([...draft.watches].filter(([, watch]) => watch.from !== peer));
  draft.waiting = draft.waiting.filter(({ from }) => from !== peer);
}

/** Ends what has waited too long, in etcd's words (v3_server.go parseProposeCtxErr). A write may still take place later. */
export function endOverdue(draft: Draft, context: Context): void {
  const since = context.nowUs - REQUEST_TIMEOUT_IN_US;
  for (const one of draft.waiting) {
    if (one.sinceUs > since) continue;
    const why = one.overtaken ? `${TIMED_OUT}, possibly due to previous leader failure` : TIMED_OUT;
    refuse(context, one, one.request.id, why);
  }
  draft.waiting = draft.waiting.filter((one) => one.sinceUs > since);
  draft.timeoutArmed = false;
  const oldest = draft.waiting[0];
  if (oldest) armTimeout(draft, oldest.sinceUs - since, context);
}
