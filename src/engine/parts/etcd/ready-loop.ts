/**
 * What Raft wants done, carried out in its own time: the log is written and synced before a promise leaves, a leader sends its entries while
 * its own disk still writes, and what arrives during an fsync makes up the next batch. Models server/etcdserver/raft.go raftNode.start.
 */
import type { Context } from '../../kernel/part.ts';
import type { EventId } from '../../../protocol/ids.ts';
import { applyCommitted, tellWatchers } from './apply.ts';
import { armElection, armHeartbeat } from './clock.ts';
import { labelOfMessage, namesOf, subjectOfMessage } from './command.ts';
import { roleChart, roleEventOf } from './etcd.chart.ts';
import { entriesSize } from './raft/entry-list.ts';
import { termAt } from './raft/log.ts';
import { advanceOn, hasReady, storeOn, takeReadyOn } from './raft/ready.ts';
import { appendEntries, applySnapshot, compact, withHardState, withSnapshot } from './raft/storage.ts';
import { confStateOf } from './raft/conf-change.ts';
import { type Message, NOBODY, type RaftState, type Ready } from './raft/types.ts';
import { noteReadStates, resubmit, serveReads } from './requests.ts';
import type { Store } from './mvcc/store.ts';
import type { Draft, EtcdConfig, EtcdState, Wal } from './types.ts';

/** fsync of a healthy SSD; etcd asks for a 99th percentile below 10 ms. */
const FSYNC_IN_US = [1000, 4000] as const;
/** Copying a record of the log to the page cache: 1 µs a record and as much for every 2 KiB. */
const APPEND_IN_US = 1;
const APPEND_BYTES_PER_US = 2048;
/** Writing a received database file and opening it. */
const RESTORE_IN_US = 30_000;
export const SEGMENT_IN_BYTES = 64 * 1024 * 1024;
/** rafthttp's time-out of a connection on which nothing moves. */
const SNAPSHOT_TIMEOUT_IN_US = 5_000_000;
/** Entries between two snapshots, and how many stay behind one for members that lag (etcd 3.6 --snapshot-count and its catch-up entries). */
const SNAPSHOT_COUNT = 10_000;
const CATCH_UP_ENTRIES = 5_000;

/** Cause and importance of what a Ready leads to, where they are not those of the event at hand. */
interface Origin {
  readonly cause?: EventId;
  readonly background?: boolean;
}

/** Term and leader as they were before something happened to the draft. */
type Head = Pick<RaftState, 'term' | 'lead'>;

export function headOf({ term, lead }: RaftState): Head {
  return { term, lead };
}

/** Sees to all that follows from what Raft took in: roles, leaders lost and found, Readys, timers. `before` is Raft as it was. */
export function settle(
  before: Head,
  draft: Draft,
  config: EtcdConfig,
  context: Context,
  origin: Origin = {},
): void {
  noteRole(draft, before.term, context, origin);
  const { lead, term } = draft.raft;
  if (lead !== NOBODY && (before.lead !== lead || before.term !== term)) resubmit(draft, context);
  runReady(draft, config, context, origin);
  armElection(draft, context);
}

/** Lets the chart follow Raft's role, tells of it, and changes from one clock to the other. */
function noteRole(draft: Draft, termBefore: number, context: Context, origin: Origin): void {
  const { raft, role } = draft;
  const event = roleEventOf(role, raft, termBefore);
  if (event === '') return;
  const to = roleChart.step(role, event).to as EtcdState['role'];
  context.phase({
    chart: roleChart.id,
    subject: '',
    from: role,
    to,
    data: { term: raft.term, event },
    cause: origin.cause ?? context.cause,
  });
  draft.role = to;
  if (to === 'Leader') {
    context.cancel('election');
    armHeartbeat(context);
    draft.electionTimerAtUs = 0;
    draft.tickedAtUs = context.nowUs;
  } else if (role === 'Leader') {
    context.cancel('heartbeat');
    draft.tickedAtUs = context.nowUs;
  }
}

/** Takes Readys as long as the disk is free. */
function runReady(draft: Draft, config: EtcdConfig, context: Context, origin: Origin): void {
  while (hasReady(draft.raft)) {
    if (draft.writing) return hold(draft, context);
    carryOut(draft, takeReadyOn(draft.raft), config, context, origin);
  }
}

/** The disk is busy: what is to be done waits, and remembers who wanted it. */
function hold(draft: Draft, context: Context): void {
  const { held } = draft;
  if (held && (!held.background || context.background)) return;
  draft.held = { cause: context.cause, background: context.background };
}

function carryOut(draft: Draft, ready: Ready, config: EtcdConfig, context: Context, origin: Origin): void {
  const leads = draft.raft.role === 'Leader';
  // A leader's entries may travel while its own disk writes them (thesis 10.2.1); all others promise only what is on disk.
  if (leads) sendAll(ready.messages, config, context, origin);
  if (ready.committedEntries.length > 0) applyCommitted(draft, ready.committedEntries, context);
  if (ready.readStates.length > 0) noteReadStates(draft, ready.readStates, context);
  if (draft.reads.confirmed.length > 0) serveReads(draft, context);
  if (ready.mustSync || ready.snapshot) return startWrite(draft, ready, config, context, origin);
  if (!leads) sendAll(ready.messages, config, context, origin);
  finish(draft, ready, config, context);
}

function startWrite(draft: Draft, ready: Ready, config: EtcdConfig, context: Context, origin: Origin): void {
  const [shortest, longest] = config.fsyncInUs ?? FSYNC_IN_US;
  const bytes = entriesSize(ready.entries);
  const copyInUs =
    ready.entries.length * APPEND_IN_US + bytes / APPEND_BYTES_PER_US + (ready.snapshot ? RESTORE_IN_US : 0);
  // Most syncs are near the shortest, a few take long.
  const chance = context.random.next();
  const tookInUs = Math.max(
    1,
    Math.round(context.work(shortest + (longest - shortest) * chance * chance + copyInUs)),
  );
  const untilUs = context.nowUs + tookInUs;
  const subject =
    namesOf(ready.entries) ||
    (ready.snapshot ? `snapshot ${ready.snapshot.index}` : `term ${draft.raft.term}`);
  const data = { entries: ready.entries.length, bytes };
  const cause = context.phase({
    chart: 'wal',
    subject,
    from: 'idle',
    to: 'fsync',
    untilUs,
    data,
    cause: origin.cause ?? context.cause,
  });
  context.timer({ name: 'fsync', afterInUs: tookInUs, background: origin.background ?? context.background });
  draft.writing = { ready, sinceUs: context.nowUs, untilUs, cause };
}

/** The disk is done: promises may leave, the member's own counts, and the next batch begins. */
export function finishWrite(draft: Draft, config: EtcdConfig, context: Context): void {
  const { writing, held } = draft;
  if (!writing) return;
  const before = headOf(draft.raft);
  const { ready, cause } = writing;
  const done: Origin = { cause };
  draft.writing = null;
  draft.held = null;
  if (draft.raft.role !== 'Leader') sendAll(ready.messages, config, context, done);
  finish(draft, ready, config, context);
  settle(before, draft, config, context, held ?? done);
}

/** Writes a Ready into the disk's image and tells Raft that all of it was done. */
function finish(draft: Draft, ready: Ready, config: EtcdConfig, context: Context): void {
  const { snapshot, hard, entries } = ready;
  let { storage } = draft.raft.log;
  if (snapshot) {
    storage = applySnapshot(storage, snapshot);
    restoreStore(draft, snapshot.data as Store, snapshot.index, context);
  }
  if (hard) storage = withHardState(storage, hard);
  if (entries.length > 0) storage = appendEntries(storage, entries);
  if (entries.length > 0 || hard) draft.wal = appended(draft.wal, entriesSize(entries) + (hard ? 40 : 0));
  storeOn(draft.raft, storage);
  advanceOn(draft.raft, context.random);
  maybeSnapshot(draft, config);
}

function appended(wal: Wal, bytes: number): Wal {
  const usedInBytes = wal.usedInBytes + bytes;
  return usedInBytes > SEGMENT_IN_BYTES
    ? { segment: wal.segment + 1, usedInBytes: bytes }
    : { segment: wal.segment, usedInBytes };
}

/** The leader's store replaces the own one; watchers are told what they missed. */
function restoreStore(draft: Draft, store: Store, index: number, context: Context): void {
  if (index <= draft.storedIndex) return;
  tellWatchers(draft.watches, store, draft.store.revision + 1, context.background, context);
  draft.store = store;
  draft.storedIndex = index;
}

/** Every so many entries the store goes to disk whole, and the log is cut behind it. */
function maybeSnapshot(draft: Draft, config: EtcdConfig): void {
  const { raft, storedIndex } = draft;
  const { storage } = raft.log;
  if (
    storedIndex - storage.snapshot.index < (config.snapshotEvery ?? SNAPSHOT_COUNT) ||
    raft.log.applied < storedIndex
  )
    return;
  const snapshot = {
    index: storedIndex,
    term: termAt(raft.log, storedIndex),
    conf: confStateOf(raft.members),
    data: draft.store,
  };
  storeOn(
    raft,
    compact(withSnapshot(storage, snapshot), storedIndex - (config.keepBehind ?? CATCH_UP_ENTRIES)),
  );
}

function sendAll(messages: readonly Message[], config: EtcdConfig, context: Context, origin: Origin): void {
  // Of several acknowledgements to one member the last says all (raft.go processMessages).
  let lastAck = messages.length - 1;
  while (lastAck >= 0 && messages[lastAck]?.type !== 'MsgAppResp') lastAck -= 1;
  for (let i = 0; i < messages.length; i += 1) {
    const message = messages[i] as Message;
    const { type } = message;
    const to = config.members[message.to - 1];
    if (to === undefined || (type === 'MsgAppResp' && i < lastAck && !message.reject)) continue;
    // A snapshot that got lost would leave the member waiting for ever: see to it after a while.
    if (type === 'MsgSnap')
      context.timer({ name: `snapshot ${message.to}`, afterInUs: SNAPSHOT_TIMEOUT_IN_US });
    const beat = (type === 'MsgHeartbeat' || type === 'MsgHeartbeatResp') && message.context === '';
    context.send({
      to,
      wire: 'raft',
      verb: type,
      label: labelOfMessage(message),
      body: message,
      role: 'event',
      subject: subjectOfMessage(message),
      background: beat || (origin.background ?? context.background),
      cause: origin.cause ?? context.cause,
    });
  }
}
