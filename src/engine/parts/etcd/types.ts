import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { EtcdRequest } from '../../wires/etcd.ts';
import type { Store } from './mvcc/store.ts';
import {
  type Draft as RaftDraft,
  draftOf as raftDraftOf,
  type RaftState,
  type Ready,
  type Role,
  type Storage,
} from './raft/types.ts';

/** What a member is told when the world is built. */
export interface EtcdConfig {
  readonly id: PartId;
  readonly machine: string;
  /** All members; a member's number in Raft is its place here, counted from 1. */
  readonly members: readonly PartId[];
  /** Keys and objects of the snapshot that every member starts from. */
  readonly initial: readonly (readonly [string, unknown])[];
  /** Shortest and longest fsync of its disk, microseconds. */
  readonly fsyncInUs?: readonly [number, number];
  /** Entries between two snapshots, and how many the log keeps behind one. */
  readonly snapshotEvery?: number;
  readonly keepBehind?: number;
}

/** What a log entry carries. `atUs` is the proposer's clock: a lease begins at the same instant on every member. */
export interface Command {
  /** Raft number of the member that was asked, and its number for the request. */
  readonly member: number;
  readonly seq: number;
  readonly request: EtcdRequest;
  readonly atUs: number;
  readonly background: boolean;
  /** What it writes: `pods/default/web`; empty if that is not one object. */
  readonly subject: string;
}

/** Whom to answer. */
export interface Client {
  readonly from: PartId;
  readonly exchange: EventId;
  readonly background: boolean;
  readonly subject: string;
}

/** A request that waits for its entry to be applied, or for its read to be confirmed. */
export interface Waiting extends Client {
  readonly seq: number;
  readonly request: EtcdRequest;
  readonly sinceUs: number;
  /** Handed to a leader; a write is handed over once only, since it may take place although no answer comes. */
  readonly proposed: boolean;
  /** Handed to a leader that was followed by another soon after: it may have been lost with it. */
  readonly overtaken?: true;
}

export interface Watch extends Client {
  readonly id: number;
  readonly key: string;
  readonly end: string;
  /** Events from this revision on are still to be told. */
  readonly nextRevision: number;
}

/** Linearizable reads: while one confirmation is under way the next reads gather (v3_server.go linearizableReadLoop). */
export interface Reads {
  readonly gathered: readonly number[];
  readonly round: { readonly context: string; readonly seqs: readonly number[] } | null;
  /** Confirmed at an index that is not applied here yet. */
  readonly confirmed: readonly { readonly index: number; readonly seqs: readonly number[] }[];
}

export interface Wal {
  readonly segment: number;
  readonly usedInBytes: number;
}

/** What is on the member's disk. The snapshot in `storage` holds a Store. */
export interface Disk {
  readonly storage: Storage;
  readonly wal: Wal;
}

/** A Ready whose entries the disk is writing now. */
export interface Writing {
  readonly ready: Ready;
  readonly sinceUs: number;
  readonly untilUs: number;
  /** Trace event of the fsync: cause of what may happen once it is done. */
  readonly cause: EventId;
}

export interface EtcdState {
  readonly raft: RaftState;
  /** State of the raft-role chart. */
  readonly role: Role;
  readonly store: Store;
  /** Index of the last entry that the store holds. */
  readonly storedIndex: number;
  readonly wal: Wal;
  readonly writing: Writing | null;
  /** Who wanted something while the disk was busy: cause of the next batch. */
  readonly held: { readonly cause: EventId; readonly background: boolean } | null;
  /** Oldest first. */
  readonly waiting: readonly Waiting[];
  readonly watches: ReadonlyMap<string, Watch>;
  readonly reads: Reads;
  readonly nextSeq: number;
  /** Instant up to which Raft's ticks are counted (not on a leader, who ticks by its heartbeat timer). */
  readonly tickedAtUs: number;
  /** When the election timer will ring; 0 = not armed. */
  readonly electionTimerAtUs: number;
  readonly timeoutArmed: boolean;
  readonly leaseCheckArmed: boolean;
}

/** A copy of the state that nobody else has seen: one a delivery, whose fields (and Raft's) handlers set; what they refer to is replaced, never edited. */
export type Draft = { -readonly [K in keyof EtcdState]: K extends 'raft' ? RaftDraft : EtcdState[K] };

/** Written out, because a spread of so many fields costs ten times as much. */
export function draftOf(s: EtcdState): Draft {
  return {
    raft: raftDraftOf(s.raft),
    role: s.role,
    store: s.store,
    storedIndex: s.storedIndex,
    wal: s.wal,
    writing: s.writing,
    held: s.held,
    waiting: s.waiting,
    watches: s.watches,
    reads: s.reads,
    nextSeq: s.nextSeq,
    tickedAtUs: s.tickedAtUs,
    electionTimerAtUs: s.electionTimerAtUs,
    timeoutArmed: s.timeoutArmed,
    leaseCheckArmed: s.leaseCheckArmed,
  };
}
