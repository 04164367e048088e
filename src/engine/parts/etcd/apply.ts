/** Committed entries become changes of the store, answers and watch events. Models etcd server/etcdserver/apply and server/storage/mvcc watchers. */
import type { Context } from '../../kernel/part.ts';
import type { EtcdEvent, EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import { answer, SERVE_IN_US } from './answer.ts';
import { commandOf, labelOf, subjectOfValue } from './command.ts';
import { compact, isIn, NO_LEASE, renew, revoke, type Store, txn } from './mvcc/store.ts';
import type { Entry } from './raft/types.ts';
import type { Command, Draft, EtcdState, Waiting, Watch } from './types.ts';

interface Applied {
  readonly before: Store;
  readonly after: Store;
  readonly response: EtcdResponse;
}

/**
 * All members apply the same entry to the same store. The result is remembered by the entry's identity, so that as long as members agree they
 * hold one store between them, and a replay finds it again. The memory of a pure function: it changes no result.
 */
const remembered = new WeakMap<Entry, Applied>();

/** The store after an entry, and what its client is told. */
function applyEntry(store: Store, entry: Entry, command: Command): Applied {
  const known = remembered.get(entry);
  if (known && known.before === store) return known;
  const [after, response] = outcomeOf(store, command);
  const applied = { before: store, after, response };
  remembered.set(entry, applied);
  return applied;
}

const refused = (id: number, message: string): EtcdResponse => ({ kind: 'error', id, message });

function outcomeOf(store: Store, command: Command): readonly [Store, EtcdResponse] {
  const { request } = command;
  const { id } = request;
  switch (request.kind) {
    case 'txn': {
      const result = txn(store, request.compare, request.success, request.failure);
      if (typeof result === 'string') return [store, refused(id, result)];
      const [after, { succeeded, responses }] = result;
      return [after, { kind: 'txn', id, revision: after.revision, succeeded, responses }];
    }
    case 'compact': {
      const after = compact(store, request.revision);
      return typeof after === 'string'
        ? [store, refused(id, after)]
        : [after, { kind: 'done', id, revision: after.revision }];
    }
    case 'lease-grant':
    case 'lease-keep-alive':
    case 'lease-revoke':
      return leaseOutcomeOf(store, command, request);
    default:
      return [store, { kind: 'done', id, revision: store.revision }];
  }
}

type LeaseRequest = Extract<EtcdRequest, { kind: 'lease-grant' | 'lease-keep-alive' | 'lease-revoke' }>;

function leaseOutcomeOf(
  store: Store,
  command: Command,
  request: LeaseRequest,
): readonly [Store, EtcdResponse] {
  const { id } = request;
  const { revision } = store;
  if (request.kind === 'lease-grant') {
    const lease = command.seq * 16 + command.member;
    const { ttlInSeconds } = request;
    return [
      renew(store, lease, ttlInSeconds, command.atUs),
      { kind: 'lease', id, revision, lease, ttlInSeconds },
    ];
  }
  const { lease } = request;
  const known = store.leases.get(lease);
  if (!known) return [store, refused(id, NO_LEASE)];
  if (request.kind === 'lease-revoke') {
    const after = revoke(store, lease);
    return [after, { kind: 'done', id, revision: after.revision }];
  }
  const { ttlInSeconds } = known;
  return [
    renew(store, lease, ttlInSeconds, command.atUs),
    { kind: 'lease', id, revision, lease, ttlInSeconds },
  ];
}

/** Applies committed entries in order: answers the clients that asked this member, and tells its watchers. */
export function applyCommitted(draft: Draft, entries: readonly Entry[], context: Context): void {
  let { store } = draft;
  let background = true;
  const answered: Waiting[] = [];
  for (const entry of entries) {
    if (entry.index <= draft.storedIndex) continue;
    draft.storedIndex = entry.index;
    const command = entry.type === 'EntryNormal' ? commandOf(entry) : undefined;
    if (!command) continue;
    const applied = applyEntry(store, entry, command);
    store = applied.after;
    background &&= command.background;
    const client =
      command.member === draft.raft.config.id
        ? draft.waiting.find(({ seq }) => seq === command.seq)
        : undefined;
    if (!client) continue;
    answered.push(client);
    answer(context, client, applied.response, labelOf(command.request));
  }
  const before = draft.store.revision;
  draft.store = store;
  if (answered.length > 0) draft.waiting = draft.waiting.filter((client) => !answered.includes(client));
  if (store.revision > before) tellWatchers(draft.watches, store, before + 1, background, context);
}

/** One message a watch with all its new events from revision `from` on, as etcd's watch stream sends them. */
export function tellWatchers(
  watches: EtcdState['watches'],
  store: Store,
  from: number,
  background: boolean,
  context: Context,
): void {
  if (watches.size === 0) return;
  const events = store.events.slice(store.events.search((event) => event.kv.modRevision >= from));
  for (const watch of watches.values()) {
    let mine: EtcdEvent[] | undefined;
    for (const event of events)
      if (event.kv.modRevision >= watch.nextRevision && isIn(event.kv.key, watch.key, watch.end))
        (mine ??= []).push(event);
    if (mine !== undefined) tell(watch, mine, store.revision, background, context);
  }
}

/** Sends events to a watcher. */
export function tell(
  watch: Watch,
  events: readonly EtcdEvent[],
  revision: number,
  background: boolean,
  context: Context,
): void {
  const one = events.length === 1 ? (events[0] as EtcdEvent) : undefined;
  const body: EtcdResponse = { kind: 'watch-events', id: watch.id, revision, events, compactRevision: 0 };
  context.send({
    to: watch.from,
    wire: 'etcd',
    verb: one ? one.type : 'events',
    label: one ? one.kv.key : `${events.length} events of ${watch.key}`,
    body,
    role: 'event',
    exchange: watch.exchange,
    subject: one ? subjectOfValue(one.kv.value ?? one.prevKv?.value) : '',
    afterInUs: context.work(SERVE_IN_US),
    background,
  });
}
