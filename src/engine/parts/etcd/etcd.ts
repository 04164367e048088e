/**
 * A member of the etcd cluster as a part: gRPC from kube-apiserver on wire `etcd`, Raft between members on wire `raft`. Models etcd
 * server/etcdserver (server.go, raft.go, v3_server.go).
 */
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import { armElection, catchUp, ELECTION_TICKS, envOf, handleElectionTimer, handleHeartbeatTimer, LEASE_CHECK_IN_US, TICK_IN_US } from './clock.ts';
import { roleChart } from './etcd.chart.ts';
import { faceOf } from './face.ts';
import { createStore, type Store } from './mvcc/store.ts';
import { newRaft, passTicks, step } from './raft/raft.ts';
import { applySnapshot, EMPTY_STORAGE, withHardState } from './raft/storage.ts';
import { type Message, messageOf, NO_CONF, NOBODY, type RaftConfig, type Storage } from './raft/types.ts';
import { finishWrite, settle } from './ready-loop.ts';
import { endOverdue, forgetClient, handleRequest, proposeCommand, retryReads } from './requests.ts';
import type { Disk, EtcdConfig, EtcdState } from './types.ts';

/** etcd's settings of Raft (server/etcdserver/bootstrap.go raftConfig); pre-vote and check-quorum are on by default. */
const RAFT: Omit<RaftConfig, 'id'> = {
  electionTick: ELECTION_TICKS,
  heartbeatTick: 1,
  preVote: true,
  checkQuorum: true,
  asyncStorageWrites: false,
  maxSizePerMessageInBytes: 1024 * 1024,
  maxInflightMessages: 512,
  maxCommittedSizePerReadyInBytes: 1024 * 1024,
  leaseBasedReads: false,
  disableConfChangeValidation: false,
  stepDownOnRemoval: false,
};

/** Ticks that a starting member skips once its peers are connected, so that the first election need not be awaited (server.go). */
const FIRST_TICKS = ELECTION_TICKS - 2;

/** Log and term that the members' common past left: the snapshot that every one starts from. */
const PAST = { term: 2, entriesBesideObjects: 6 } as const;

const started = new WeakMap<EtcdConfig['initial'], Store>();

/** All members start from one and the same store, as from a snapshot that was copied to each. */
function initialStore(initial: EtcdConfig['initial']): Store {
  const known = started.get(initial) ?? createStore(initial);
  started.set(initial, known);
  return known;
}

export function createEtcd(config: EtcdConfig): Part<EtcdState> {
  return {
    id: config.id,
    kind: 'etcd',
    title: config.id,
    machine: config.machine,
    start: (disk, context) => start(config, disk as Disk | undefined, context),
    handle: (state, delivery, context) => handle(state, delivery, config, context),
    survive: (state): Disk => ({ storage: state.raft.log.storage, wal: state.wal }),
    face: (state, nowUs) => faceOf(config, state, nowUs),
    charts: [roleChart.picture],
  };
}

function firstDisk(config: EtcdConfig): Disk {
  const index = config.initial.length + PAST.entriesBesideObjects;
  const conf = { ...NO_CONF, voters: config.members.map((_, i) => i + 1) };
  const storage: Storage = applySnapshot(EMPTY_STORAGE, { index, term: PAST.term, conf, data: initialStore(config.initial) });
  return { storage: withHardState(storage, { term: PAST.term, vote: NOBODY, commit: index }), wal: { segment: 0, usedInBytes: 0 } };
}

/** Starts from the disk: the newest snapshot's store, and behind it what the log is known to have committed. */
function start(config: EtcdConfig, disk: Disk | undefined, context: Context): EtcdState {
  const { storage, wal } = disk ?? firstDisk(config);
  const { snapshot } = storage;
  const id = config.members.indexOf(config.id) + 1;
  const raft = newRaft({ ...RAFT, id }, storage, snapshot.index, envOf(context));
  const state: EtcdState = {
    raft: passTicks(raft, FIRST_TICKS),
    role: roleChart.step(roleChart.initial.to, 'start').to as EtcdState['role'],
    store: snapshot.data as Store,
    storedIndex: snapshot.index,
    wal,
    writing: null,
    held: null,
    waiting: new Map(),
    watches: new Map(),
    reads: { gathered: [], round: null, confirmed: [] },
    nextSeq: context.nowUs + 1,
    // Members' clocks do not tick in step.
    tickedAtUs: context.nowUs - context.random.between(0, TICK_IN_US - 1),
    electionTimerAtUs: 0,
    timeoutArmed: false,
    leaseCheckArmed: false,
  };
  context.phase({ chart: roleChart.id, subject: '', from: roleChart.initial.to, to: state.role, data: { term: raft.term, event: 'start' } });
  return armElection(settle(state.raft, state, config, context), context);
}

function handle(state: EtcdState, delivery: Delivery, config: EtcdConfig, context: Context): EtcdState {
  if (delivery.kind === 'reset') return delivery.wire === 'raft' ? noteUnreachable(state, delivery.peer, config, context) : forgetClient(state, delivery.peer);
  if (delivery.kind === 'timer') return handleTimer(state, delivery.name, config, context);
  if (delivery.kind !== 'message') return state;
  const now = catchUp(state, context.nowUs);
  if (delivery.wire === 'raft') {
    const { state: raft } = step(now.raft, delivery.body as Message, envOf(context));
    return settle(now.raft, { ...now, raft }, config, context);
  }
  return armLeaseCheck(settle(now.raft, handleRequest(now, delivery, context), config, context), context);
}

function handleTimer(state: EtcdState, name: string, config: EtcdConfig, context: Context): EtcdState {
  switch (name) {
    case 'fsync':
      return armLeaseCheck(finishWrite(catchUp(state, context.nowUs), config, context), context);
    case 'heartbeat':
      return settle(state.raft, handleHeartbeatTimer(state, context), config, context);
    case 'election':
      return settle(state.raft, handleElectionTimer(state, context), config, context);
    case 'request timeout':
      return endOverdue(state, context);
    case 'read retry':
      return settle(state.raft, retryReads(state, context), config, context);
    case 'leases':
      return settle(state.raft, revokeExpired(armLeaseCheck({ ...state, leaseCheckArmed: false }, context), context), config, context);
    default:
      return state;
  }
}

/** The stream to a member broke: the leader goes back to probing it (raft.go ReportUnreachable). */
function noteUnreachable(state: EtcdState, peer: string, config: EtcdConfig, context: Context): EtcdState {
  const from = config.members.indexOf(peer) + 1;
  if (from === 0 || state.raft.role !== 'Leader') return state;
  const { state: raft } = step(state.raft, messageOf('MsgUnreachable', NOBODY, { from }), envOf(context));
  return settle(state.raft, { ...state, raft }, config, context);
}

/** Leases are looked at only while there are any. */
function armLeaseCheck(state: EtcdState, context: Context): EtcdState {
  if (state.leaseCheckArmed || state.store.leases.size === 0) return state;
  context.timer({ name: 'leases', afterInUs: LEASE_CHECK_IN_US, periodic: true, background: true });
  return { ...state, leaseCheckArmed: true };
}

/** The leader alone decides that a lease is over, and says so through the log (server.go revokeExpiredLeases). */
function revokeExpired(state: EtcdState, context: Context): EtcdState {
  if (state.raft.role !== 'Leader') return state;
  let next = state;
  for (const [lease, { renewedAtUs, ttlInSeconds }] of state.store.leases) {
    if (context.nowUs < renewedAtUs + ttlInSeconds * 1_000_000) continue;
    next = proposeCommand(next, { member: NOBODY, seq: 0, request: { kind: 'lease-revoke', id: 0, lease }, atUs: context.nowUs, background: true, subject: '' }, context);
  }
  return next;
}
