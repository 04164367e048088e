import type { Context } from '../../kernel/part.ts';
import type { EtcdConfig, EtcdState } from './types.ts';
import { applyCommitted, resubmit, serveReads } from './apply.ts';
import { accept, advance, compact, type Ready, ready } from './raft/ready.ts';
import { type Entry, type Message, NOBODY, type Raft } from './raft/types.ts';

/**
 * Disk times of a healthy SSD: fsync of the WAL 1–2.5 ms (etcd's own advice is a 99th percentile under 10 ms; the recorded cluster's writes
 * take 2–5 ms whole), plus the copying of the record.
 */
export const DISK = { fsyncInUs: 1500, fsyncSpread: 0.45, perEntryInUs: 12 } as const;
const SEGMENT_IN_BYTES = 64 * 1024 * 1024;
/** A Pod's record in the WAL; entries are not serialised in the model, so their size is an estimate. */
const ENTRY_IN_BYTES = 2048;
/** Entries between two snapshots, and how many stay behind one for members that lag (etcd 3.6: --snapshot-count 10000). */
const SNAPSHOT_EVERY = 10_000;

/** Takes Readys as long as the disk is free: sends, applies, and writes what must be on disk before a promise leaves. */
export function runReady(state: EtcdState, config: EtcdConfig, context: Context): EtcdState {
  let next = state;
  while (next.writing === null) {
    const taken = ready(next.raft);
    if (!taken) break;
    next = { ...next, raft: accept(next.raft, taken) };
    sendAll(config, taken.messages, context);
    if (taken.snapshot) {
      const store = taken.snapshot.state as EtcdState['store'];
      next = { ...next, store, snapshotStore: store };
    }
    if (taken.committed.length > 0) next = applyCommitted(next, taken.committed, context);
    for (const read of taken.reads) next = { ...next, confirmed: [...next.confirmed, read] };
    if (next.confirmed.length > 0) next = serveReads(next, context);
    if (taken.mustSync) next = startWrite(next, taken, context);
    else if (taken.hardState) next = { ...next, durable: taken.hardState };
  }
  return maybeSnapshot(next);
}

function startWrite(state: EtcdState, taken: Ready, context: Context): EtcdState {
  const fsync = context.random.jitterInUs(DISK.fsyncInUs, DISK.fsyncSpread);
  const tookInUs = context.work(fsync + taken.entries.length * DISK.perEntryInUs);
  const untilUs = context.nowUs + tookInUs;
  const first = taken.entries[0];
  const last = taken.entries.at(-1);
  const subject = !first ? 'vote' : first === last ? `entry ${first.index}` : `entries ${first.index}–${last?.index}`;
  const cause = context.phase({ chart: 'wal', subject, from: 'idle', to: 'WAL fsync', untilUs });
  context.timer({ name: 'fsync', afterInUs: tookInUs, data: cause });
  return { ...state, writing: { ready: taken, sinceUs: context.nowUs, untilUs, cause, background: context.background } };
}

/** The disk is done: what was promised may leave, and the next batch may start. */
export function finishWrite(state: EtcdState, config: EtcdConfig, context: Context): EtcdState {
  const { writing } = state;
  if (!writing) return state;
  const used = state.segmentUsedInBytes + Math.max(1, writing.ready.entries.length) * ENTRY_IN_BYTES;
  const full = used > SEGMENT_IN_BYTES;
  const next: EtcdState = {
    ...state,
    writing: null,
    durable: writing.ready.hardState ?? state.durable,
    raft: advance(state.raft, writing.ready),
    segment: state.segment + (full ? 1 : 0),
    segmentUsedInBytes: full ? 0 : used,
  };
  sendAll(config, writing.ready.after, context);
  return runReady(next, config, context);
}

function maybeSnapshot(state: EtcdState): EtcdState {
  const { raft } = state;
  if (raft.applied - raft.snapshot.index < SNAPSHOT_EVERY) return state;
  const term = raft.log.at(raft.applied)?.term ?? raft.term;
  return { ...state, raft: compact(raft, { index: raft.applied, term, state: state.store }, 0), snapshotStore: state.store };
}

function sendAll(config: EtcdConfig, messages: readonly Message[], context: Context): void {
  for (const message of messages) {
    const to = config.members[message.to];
    if (to === undefined) continue;
    context.send({ to, wire: 'raft', verb: message.type, label: aboutOf(message), body: message, role: 'event' });
  }
}

function aboutOf(message: Message): string {
  const { entries } = message;
  const first: Entry | undefined = entries[0];
  const last = entries.at(-1);
  const term = `term ${message.term}`;
  if (first && first === last) return `${term} entry ${first.index}`;
  if (first) return `${term} entries ${first.index}–${last?.index}`;
  if (message.type === 'MsgAppResp') return `${term} ${message.reject ? 'no match at' : 'have'} ${message.index}`;
  return message.commit > 0 ? `${term} commit ${message.commit}` : term;
}

/** Sees to everything that follows from a change of Raft: a role's phase, a leader that was lost or found, the Ready loop. */
export function settle(before: Raft, state: EtcdState, config: EtcdConfig, context: Context): EtcdState {
  let next = state;
  if (before.role !== next.raft.role) {
    context.phase({ chart: 'raft-role', subject: '', from: before.role, to: next.raft.role, data: { term: next.raft.term } });
    if (next.raft.role === 'Leader') startBeating(context);
    else context.cancel('heartbeat');
  }
  if (next.raft.lead !== NOBODY && (before.lead !== next.raft.lead || before.term !== next.raft.term)) next = resubmit(next, context);
  return runReady(next, config, context);
}

export const BEAT_IN_US = 100_000;

function startBeating(context: Context): void {
  context.timer({ name: 'heartbeat', afterInUs: BEAT_IN_US, periodic: true, background: true });
  context.timer({ name: 'check quorum', afterInUs: 1_000_000, periodic: true, background: true });
}
