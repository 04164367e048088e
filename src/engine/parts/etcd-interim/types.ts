import type { PartId } from '../../../protocol/ids.ts';
import type { EtcdRequest } from '../../wires/etcd.ts';
import type { Store } from './mvcc/store.ts';
import type { Member, Raft } from './raft/types.ts';
import type { Ready } from './raft/ready.ts';

/** What a member is told when the world is built. */
export interface EtcdConfig {
  readonly id: PartId;
  readonly machine: string;
  /** All members in the order of their numbers; `id` is among them. */
  readonly members: readonly PartId[];
  /** Keys and objects of the snapshot that every member starts from. */
  readonly initial: readonly (readonly [string, unknown])[];
}

/** What a log entry carries. `atUs` is the proposer's clock: a lease must end at the same instant on every member. */
export interface Command {
  readonly member: Member;
  readonly seq: number;
  readonly request: EtcdRequest;
  readonly atUs: number;
}

/** A request that waits for its entry to be applied, or for its read to be confirmed. */
export interface Waiting {
  readonly seq: number;
  readonly from: PartId;
  readonly exchange: number;
  readonly cause: number;
  readonly background: boolean;
  readonly request: EtcdRequest;
  readonly sinceUs: number;
  /** Proposed (or asked for) in this term; 0 while there is no leader to take it. */
  readonly proposed: boolean;
}

export interface Watch {
  readonly id: number;
  readonly from: PartId;
  readonly exchange: number;
  readonly key: string;
  readonly end: string;
}

/** What is on the member's disk. */
export interface Disk {
  readonly raft: Raft;
  readonly snapshotStore: Store;
  readonly segment: number;
  readonly segmentUsedInBytes: number;
}

export interface EtcdState {
  readonly raft: Raft;
  readonly store: Store;
  /** Term, vote and commit as the disk has them. */
  readonly durable: Raft['saved'];
  /** State of the snapshot that the log starts behind. */
  readonly snapshotStore: Store;
  readonly waiting: ReadonlyMap<number, Waiting>;
  readonly watches: ReadonlyMap<string, Watch>;
  readonly seq: number;
  /** The Ready whose entries the disk is writing now. */
  readonly writing: { readonly ready: Ready; readonly sinceUs: number; readonly untilUs: number; readonly cause: number; readonly background: boolean } | null;
  /** Reads that are confirmed up to an index but wait for it to be applied. */
  readonly confirmed: readonly { readonly context: string; readonly index: number }[];
  /** Reads gathered while another round is under way; they share the next one (etcd's linearizable read loop). */
  readonly readBatch: readonly number[];
  readonly readRound: { readonly context: string; readonly seqs: readonly number[] } | null;
  readonly heardLeaderAtUs: number;
  readonly electionInUs: number;
  readonly electionSinceUs: number;
  readonly beatSinceUs: number;
  readonly sweeping: boolean;
  readonly segment: number;
  readonly segmentUsedInBytes: number;
}
