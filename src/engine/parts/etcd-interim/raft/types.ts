import type { AppendList } from '../../../../base/append-list.ts';

/** A member's number within the cluster: its place in the list of members. */
export type Member = number;
export const NOBODY: Member = -1;

export type Role = 'Follower' | 'PreCandidate' | 'Candidate' | 'Leader';

/** One entry of the log. `data` is what is replicated (null for the empty entry of a new leader); immutable. */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly data: unknown;
}

/** A state that stands for all entries up to `index`. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly state: unknown;
}

export type MessageType =
  | 'MsgApp'
  | 'MsgAppResp'
  | 'MsgHeartbeat'
  | 'MsgHeartbeatResp'
  | 'MsgPreVote'
  | 'MsgPreVoteResp'
  | 'MsgVote'
  | 'MsgVoteResp'
  | 'MsgProp'
  | 'MsgReadIndex'
  | 'MsgReadIndexResp'
  | 'MsgSnap';

/** A Raft message as etcd-io/raft has it (raftpb.Message). Fields that a type does not use are 0, false or empty. */
export interface Message {
  readonly type: MessageType;
  readonly from: Member;
  readonly to: Member;
  readonly term: number;
  /** Term and index of the entry before `entries` (MsgApp), or of the sender's last entry (votes). */
  readonly logTerm: number;
  readonly index: number;
  readonly commit: number;
  readonly entries: readonly Entry[];
  readonly reject: boolean;
  /** On a rejected MsgAppResp: where the follower's log may match. */
  readonly hint: number;
  /** Read request that a heartbeat confirms; empty otherwise. */
  readonly context: string;
  readonly snapshot: Snapshot | null;
}

/** What the leader knows of a member. */
export interface Progress {
  readonly match: number;
  readonly next: number;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  /** It answered since the last look (check-quorum). */
  readonly active: boolean;
  /** In `probe`: a message is out, the next one waits for its answer. */
  readonly paused: boolean;
}

export interface PendingRead {
  readonly context: string;
  readonly index: number;
  readonly from: Member;
  readonly acks: readonly Member[];
}

/** A confirmed read: safe once everything up to `index` is applied. */
export interface ReadState {
  readonly context: string;
  readonly index: number;
}

/** The whole of a member's Raft, immutable. `messages` and `reads` wait for the next Ready. */
export interface Raft {
  readonly id: Member;
  readonly members: number;
  readonly role: Role;
  readonly term: number;
  readonly vote: Member;
  readonly lead: Member;
  /** Entries behind the snapshot; element at position i is the entry with index i. */
  readonly log: AppendList<Entry>;
  readonly snapshot: Snapshot;
  readonly commit: number;
  /** Handed out to be applied, and on disk. */
  readonly applied: number;
  readonly stable: number;
  readonly progress: readonly Progress[];
  readonly votes: readonly (boolean | undefined)[];
  readonly pendingReads: readonly PendingRead[];
  /** Reads that a new leader cannot serve before its first commit. */
  readonly postponedReads: readonly { readonly context: string; readonly from: Member }[];
  readonly messages: readonly Message[];
  readonly reads: readonly ReadState[];
  /** Hard state as it was last handed out to be written. */
  readonly saved: { readonly term: number; readonly vote: Member; readonly commit: number };
}

/** A Raft that is being worked on inside one step: a fresh copy whose fields may be set. */
export type Draft = { -readonly [K in keyof Raft]: Raft[K] };
