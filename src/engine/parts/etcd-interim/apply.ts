import type { Context } from '../../kernel/part.ts';
import type { EtcdEvent, EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import { compact, grant, isIn, revoke, type Store, txn } from './mvcc/store.ts';
import type { Entry } from './raft/types.ts';
import { answer, answerRange, labelOf, startReads, submit } from './requests.ts';
import type { Command, EtcdState } from './types.ts';

interface Applied {
  readonly before: Store;
  readonly after: Store;
  readonly response: EtcdResponse;
}

/**
 * Members apply the same entries to the same stores. The result of an entry on a store is remembered by identity, so that three members hold one
 * store between them as long as they agree, and a replay finds it again. A pure function's memory: it changes no result.
 */
const remembered = new WeakMap<Entry, Applied>();

/** The store after an entry, and what its client is told. */
export function applyEntry(store: Store, entry: Entry): Applied {
  const known = remembered.get(entry);
  if (known && known.before === store) return known;
  const command = entry.data as Command | null;
  const applied = command === null ? { before: store, after: store, response: { kind: 'done' as const, id: 0, revision: store.revision } } : applyCommand(store, command);
  remembered.set(entry, applied);
  return applied;
}

function applyCommand(store: Store, command: Command): Applied {
  const { request } = command;
  const [after, response] = outcome(store, request, command.atUs);
  return { before: store, after, response };
}

function outcome(store: Store, request: EtcdRequest, atUs: number): readonly [Store, EtcdResponse] {
  const { id } = request;
  switch (request.kind) {
    case 'txn': {
      const [after, result] = txn(store, request.compare, request.success, request.failure);
      return [after, { kind: 'txn', id, revision: after.revision, ...result }];
    }
    case 'lease-grant': {
      const lease = store.revision * 1000 + store.leases.size + 1;
      return [grant(store, lease, request.ttlInSeconds, atUs), { kind: 'lease', id, revision: store.revision, lease, ttlInSeconds: request.ttlInSeconds }];
    }
    case 'lease-keep-alive': {
      const known = store.leases.get(request.lease);
      if (!known) return [store, { kind: 'error', id, message: 'etcdserver: requested lease not found' }];
      return [grant(store, request.lease, known.ttlInSeconds, atUs), { kind: 'lease', id, revision: store.revision, lease: request.lease, ttlInSeconds: known.ttlInSeconds }];
    }
    case 'lease-revoke': {
      if (!store.leases.has(request.lease)) return [store, { kind: 'error', id, message: 'etcdserver: requested lease not found' }];
      const after = revoke(store, request.lease);
      return [after, { kind: 'done', id, revision: after.revision }];
    }
    case 'compact': {
      const after = compact(store, request.revision);
      return typeof after === 'string' ? [store, { kind: 'error', id, message: after }] : [after, { kind: 'done', id, revision: after.revision }];
    }
    default:
      return [store, { kind: 'done', id, revision: store.revision }];
  }
}

/** Applies committed entries in order: answers the clients that asked this member, and tells the watchers. */
export function applyCommitted(state: EtcdState, entries: readonly Entry[], context: Context): EtcdState {
  let { store } = state;
  const waiting = new Map(state.waiting);
  const from = store.events.end;
  for (const entry of entries) {
    const applied = applyEntry(store, entry);
    store = applied.after;
    const command = entry.data as Command | null;
    if (command === null || command.member !== state.raft.id) continue;
    const client = waiting.get(command.seq);
    if (!client || client.request !== command.request) continue;
    waiting.delete(command.seq);
    answer(context, client, applied.response, labelOf(command.request));
  }
  const next: EtcdState = { ...state, store, waiting };
  tellWatchers(next, from, context);
  return next;
}

/** One message a watch with all its new events, as etcd's watch stream sends them. */
function tellWatchers(state: EtcdState, fromPosition: number, context: Context): void {
  if (state.watches.size === 0 || state.store.events.end === fromPosition) return;
  const events = state.store.events.slice(fromPosition);
  for (const watch of state.watches.values()) {
    const mine: EtcdEvent[] = [];
    for (const event of events) if (isIn(event.kv.key, watch.key, watch.end)) mine.push(event);
    if (mine.length === 0) continue;
    const body: EtcdResponse = { kind: 'watch-events', id: watch.id, revision: state.store.revision, events: mine, compactRevision: 0 };
    context.send({ to: watch.from, wire: 'etcd', verb: 'Watch', label: mine.length === 1 ? (mine[0]?.kv.key ?? '') : `${mine.length} events`, body, role: 'event', exchange: watch.exchange, afterInUs: context.work(40) });
  }
}

/** Reads whose index is applied are answered; the next round starts. */
export function serveReads(state: EtcdState, context: Context): EtcdState {
  let next = state;
  for (const read of state.confirmed) {
    if (read.index > state.raft.applied || next.readRound?.context !== read.context) continue;
    const { seqs } = next.readRound;
    const waiting = new Map(next.waiting);
    for (const seq of seqs) {
      const client = waiting.get(seq);
      if (client?.request.kind !== 'range') continue;
      waiting.delete(seq);
      answerRange(next.store, client.request, client, context);
    }
    context.cancel('read round');
    next = startReads({ ...next, waiting, readRound: null }, context);
  }
  const confirmed = next.confirmed.filter((read) => read.index > next.raft.applied);
  return confirmed.length === next.confirmed.length ? next : { ...next, confirmed };
}

/** A new leader is known: what waited without one, or was given to the old one and may be lost, is handed over. */
export function resubmit(state: EtcdState, context: Context): EtcdState {
  let next: EtcdState = { ...state, readRound: null, readBatch: [], confirmed: [] };
  for (const waiting of state.waiting.values()) {
    if (waiting.request.kind === 'range' || !waiting.proposed) next = submit(next, waiting, context);
  }
  return next;
}
