/**
 * The words of the Raft core. Everything is plain immutable data; ids of members are small positive numbers, 0 is nobody. Message and
 * state names are those of etcd-io/raft, which this core models (raftpb/raft.proto, raft.go, rawnode.go).
 */
import type { EntryList } from './entry-list.ts';

export const NOBODY = 0;
/** Ends of a message that is work for the member's own disk or state machine (asynchronous storage writes). */
export const APPEND_THREAD = -1;
export const APPLY_THREAD = -2;

export type EntryType = 'EntryNormal' | 'EntryConfChange' | 'EntryConfChangeV2';

export interface Entry {
  readonly term: number;
  readonly index: number;
  readonly type: EntryType;
  /** What the state machine gets; undefined for the empty entry of a new leader. A ConfChange for the other types. */
  readonly data: unknown;
  /** Bytes of `data`. */
  readonly size: number;
}

export interface ConfChange {
  readonly transition: 'auto' | 'implicit' | 'explicit';
  readonly changes: readonly {
    readonly op: 'voter' | 'learner' | 'remove' | 'update';
    readonly node: number;
  }[];
}

/** Who takes part, as a snapshot carries it. */
export interface ConfState {
  readonly voters: readonly number[];
  readonly votersOutgoing: readonly number[];
  readonly learners: readonly number[];
  readonly learnersNext: readonly number[];
  readonly autoLeave: boolean;
}

export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly conf: ConfState;
  /** The state machine's content: shared by reference. */
  readonly data: unknown;
}

/** What must be on disk before anything rests on it. */
export interface HardState {
  readonly term: number;
  readonly vote: number;
  readonly commit: number;
}

export type Role = 'Follower' | 'PreCandidate' | 'Candidate' | 'Leader';

export interface SoftState {
  readonly lead: number;
  readonly role: Role;
}

export type MessageType =
  | 'MsgHup'
  | 'MsgBeat'
  | 'MsgProp'
  | 'MsgApp'
  | 'MsgAppResp'
  | 'MsgVote'
  | 'MsgVoteResp'
  | 'MsgPreVote'
  | 'MsgPreVoteResp'
  | 'MsgSnap'
  | 'MsgHeartbeat'
  | 'MsgHeartbeatResp'
  | 'MsgUnreachable'
  | 'MsgSnapStatus'
  | 'MsgCheckQuorum'
  | 'MsgTransferLeader'
  | 'MsgTimeoutNow'
  | 'MsgReadIndex'
  | 'MsgReadIndexResp'
  | 'MsgStorageAppend'
  | 'MsgStorageAppendResp'
  | 'MsgStorageApply'
  | 'MsgStorageApplyResp'
  | 'MsgForgetLeader';

export interface Message {
  readonly type: MessageType;
  readonly to: number;
  readonly from: number;
  /** 0 on local messages, and on proposals and read requests, which have no term. */
  readonly term: number;
  readonly logTerm: number;
  readonly index: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  readonly vote: number;
  readonly snapshot: Snapshot | null;
  readonly reject: boolean;
  readonly rejectHint: number;
  /** A read request's id, or `transfer` on votes for a leadership transfer. */
  readonly context: string;
  readonly responses: readonly Message[];
}

export interface ReadState {
  readonly index: number;
  readonly context: string;
}

/** The member's log as it lies on its disk, with the newest snapshot. `base` is the last index that was compacted away. */
export interface Storage {
  readonly hardState: HardState;
  readonly snapshot: Snapshot;
  readonly baseIndex: number;
  readonly baseTerm: number;
  readonly entries: EntryList;
}

/** The log as the core sees it: what is on disk, then what is not yet. */
export interface RaftLog {
  readonly storage: Storage;
  readonly unstableSnapshot: Snapshot | null;
  readonly snapshotInProgress: boolean;
  readonly unstable: readonly Entry[];
  /** Index of unstable[0]. */
  readonly offset: number;
  /** Unstable entries below this index have been handed out to be written. */
  readonly offsetInProgress: number;
  readonly committed: number;
  /** Highest index handed out to be applied. */
  readonly applying: number;
  readonly applied: number;
  readonly applyingSize: number;
  readonly applyingPaused: boolean;
}

export interface Inflight {
  readonly index: number;
  readonly bytes: number;
}

/** What a leader knows of one member. */
export interface Progress {
  readonly id: number;
  readonly match: number;
  readonly next: number;
  /** Highest commit index the member was told. */
  readonly sentCommit: number;
  readonly state: 'StateProbe' | 'StateReplicate' | 'StateSnapshot';
  readonly pendingSnapshot: number;
  readonly recentActive: boolean;
  readonly flowPaused: boolean;
  readonly inflights: readonly Inflight[];
  readonly learner: boolean;
}

/** The active configuration: one majority, or two in a joint one. All lists ascending. */
export interface MemberConfig {
  readonly voters: readonly number[];
  readonly outgoing: readonly number[];
  readonly learners: readonly number[];
  readonly learnersNext: readonly number[];
  readonly autoLeave: boolean;
}

export interface RaftConfig {
  readonly id: number;
  readonly electionTick: number;
  readonly heartbeatTick: number;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  readonly asyncStorageWrites: boolean;
  readonly maxSizePerMessageInBytes: number;
  readonly maxInflightMessages: number;
  readonly maxCommittedSizePerReadyInBytes: number;
  readonly leaseBasedReads: boolean;
  readonly disableConfChangeValidation: boolean;
  readonly stepDownOnRemoval: boolean;
}

/** A read that waits for a majority to confirm the leader. */
export interface PendingRead {
  readonly context: string;
  readonly from: number;
  readonly index: number;
  readonly acks: readonly number[];
}

export interface RaftState {
  readonly config: RaftConfig;
  readonly role: Role;
  readonly term: number;
  readonly vote: number;
  readonly lead: number;
  readonly log: RaftLog;
  readonly members: MemberConfig;
  /** Ascending by id. */
  readonly progress: readonly Progress[];
  readonly votes: ReadonlyMap<number, boolean>;
  readonly learner: boolean;
  readonly leadTransferee: number;
  readonly pendingConfIndex: number;
  /** Messages that may leave at once. */
  readonly messages: readonly Message[];
  /** Promises: they leave when what they rest on is on disk. */
  readonly messagesAfterAppend: readonly Message[];
  readonly reads: readonly PendingRead[];
  readonly readStates: readonly ReadState[];
  /** Reads that came before the leader committed anything in its term. */
  readonly earlyReads: readonly Message[];
  readonly electionElapsed: number;
  readonly heartbeatElapsed: number;
  readonly randomizedElectionTimeout: number;
  /** What the last Ready told, so that the next tells only changes. */
  readonly toldSoft: SoftState;
  readonly toldHard: HardState;
  /** The member's own promises, kept until the Ready is advanced (synchronous storage writes). */
  readonly stepsOnAdvance: readonly Message[];
}

/** A shallow copy of a state that nobody else has seen yet: its fields may be set; what they refer to is replaced, never edited. */
export type Draft = { -readonly [K in keyof RaftState]: RaftState[K] };

/** What the caller provides, so that the core holds neither chance nor a console. A stream of chance alone will do. */
export interface Env {
  /** An integer in [from, to], both included. */
  between(from: number, to: number): number;
  log?(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR', text: string): void;
}

/** What the caller must carry out: write, send, apply. */
export interface Ready {
  readonly soft: SoftState | null;
  readonly hard: HardState | null;
  readonly readStates: readonly ReadState[];
  readonly entries: readonly Entry[];
  readonly snapshot: Snapshot | null;
  readonly committedEntries: readonly Entry[];
  readonly messages: readonly Message[];
  readonly mustSync: boolean;
}

/** A draft of a state. Fields are written out because a spread of so many costs ten times as much, and every message makes one. */
export function draftOf(s: RaftState): Draft {
  return {
    config: s.config,
    role: s.role,
    term: s.term,
    vote: s.vote,
    lead: s.lead,
    log: s.log,
    members: s.members,
    progress: s.progress,
    votes: s.votes,
    learner: s.learner,
    leadTransferee: s.leadTransferee,
    pendingConfIndex: s.pendingConfIndex,
    messages: s.messages,
    messagesAfterAppend: s.messagesAfterAppend,
    reads: s.reads,
    readStates: s.readStates,
    earlyReads: s.earlyReads,
    electionElapsed: s.electionElapsed,
    heartbeatElapsed: s.heartbeatElapsed,
    randomizedElectionTimeout: s.randomizedElectionTimeout,
    toldSoft: s.toldSoft,
    toldHard: s.toldHard,
    stepsOnAdvance: s.stepsOnAdvance,
  };
}

export const NO_CONF: ConfState = {
  voters: [],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};
export const NO_SNAPSHOT: Snapshot = { index: 0, term: 0, conf: NO_CONF, data: undefined };
export const NO_HARD_STATE: HardState = { term: 0, vote: 0, commit: 0 };
const NO_ENTRIES: readonly Entry[] = [];
const NO_MESSAGES: readonly Message[] = [];

/** The same message for somebody else: a copy that may be sent. */
export function addressed(message: Message, to: number): Message {
  return {
    type: message.type,
    to,
    from: message.from,
    term: message.term,
    logTerm: message.logTerm,
    index: message.index,
    entries: message.entries,
    commit: message.commit,
    vote: message.vote,
    snapshot: message.snapshot,
    reject: message.reject,
    rejectHint: message.rejectHint,
    context: message.context,
    responses: message.responses,
  };
}

/** A message with everything that is not said left empty. Fields always come in one order, which keeps the shape single. */
export function messageOf(type: MessageType, to: number, more: Partial<Message> = {}): Message {
  return {
    type,
    to,
    from: more.from ?? NOBODY,
    term: more.term ?? 0,
    logTerm: more.logTerm ?? 0,
    index: more.index ?? 0,
    entries: more.entries ?? NO_ENTRIES,
    commit: more.commit ?? 0,
    vote: more.vote ?? NOBODY,
    snapshot: more.snapshot ?? null,
    reject: more.reject ?? false,
    rejectHint: more.rejectHint ?? 0,
    context: more.context ?? '',
    responses: more.responses ?? NO_MESSAGES,
  };
}
