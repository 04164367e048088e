/**
 * A member of the etcd cluster as a part: gRPC from kube-apiserver on wire `etcd`, Raft between members on wire `raft`. Models etcd
 * server/etcdserver (server.go, raft.go, v3_server.go).
 */
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import {
  catchUp,
  ELECTION_TICKS,
  handleElectionTimer,
  handleHeartbeatTimer,
  LEASE_CHECK_IN_US,
  TICK_IN_US,
} from './clock.ts';
import { roleChart } from './etcd.chart.ts';
import { faceOf } from './face.ts';
import { createStore, type Store } from './mvcc/store.ts';
import { newRaft, passTicksOn, stepOn } from './raft/raft.ts';
import { applySnapshot, EMPTY_STORAGE, withHardState } from './raft/storage.ts';
import { type Message, messageOf, NO_CONF, NOBODY, type RaftConfig, type Storage } from './raft/types.ts';
import { finishWrite, headOf, settle } from './ready-loop.ts';
import { endOverdue, forgetClient, handleRequest, proposeCommand, retryReads } from './requests.ts';
import { type Disk, type Draft, draftOf, type EtcdConfig, type EtcdState } from './types.ts';

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
    retire: (state, context) => retire(state, config, context),
    hasRetired: ({ raft }) => raft.role !== 'Leader' || raft.leadTransferee === NOBODY,
    survive: (state): Disk => ({ storage: state.raft.log.storage, wal: state.wal }),
    face: (state, nowUs) => faceOf(config, state, nowUs),
    charts: [roleChart.picture],
  };
}

function firstDisk(config: EtcdConfig): Disk {
  const index = config.initial.length + PAST.entriesBesideObjects;
  const conf = { ...NO_CONF, voters: config.members.map((_, i) => i + 1) };
  const storage: Storage = applySnapshot(EMPTY_STORAGE, {
    index,
    term: PAST.term,
    conf,
    data: initialStore(config.initial),
  });
  return {
    storage: withHardState(storage, { term: PAST.term, vote: NOBODY, commit: index }),
    wal: { segment: 0, usedInBytes: 0 },
  };
}

/** Starts from the disk: the newest snapshot's store, and behind it what the log is known to have committed. */
function start(config: EtcdConfig, disk: Disk | undefined, context: Context): EtcdState {
  const { storage, wal } = disk ?? firstDisk(config);
  const { snapshot } = storage;
  const id = config.members.indexOf(config.id) + 1;
  const raft = newRaft({ ...RAFT, id }, storage, snapshot.index, context.random);
  passTicksOn(raft, FIRST_TICKS);
  const draft: Draft = {
    raft,
    role: roleChart.step(roleChart.initial.to, 'start').to as EtcdState['role'],
    store: snapshot.data as Store,
    storedIndex: snapshot.index,
    wal,
    writing: null,
    held: null,
    waiting: [],
    watches: new Map(),
    reads: { gathered: [], round: null, confirmed: [] },
    nextSeq: context.nowUs + 1,
    // Members' clocks do not tick in step.
    tickedAtUs: context.nowUs - context.random.between(0, TICK_IN_US - 1),
    electionTimerAtUs: 0,
    timeoutArmed: false,
    leaseCheckArmed: false,
  };
  context.phase({
    chart: roleChart.id,
    subject: '',
    from: roleChart.initial.to,
    to: draft.role,
    data: { term: raft.term, event: 'start' },
  });
  settle(headOf(draft.raft), draft, config, context);
  return draft;
}

function handle(state: EtcdState, delivery: Delivery, config: EtcdConfig, context: Context): EtcdState {
  const draft = draftOf(state);
  if (delivery.kind === 'timer') handleTimer(draft, delivery.name, config, context);
  else if (delivery.kind === 'message') handleMessage(draft, delivery, config, context);
  else if (delivery.kind !== 'reset') return state;
  else if (delivery.wire === 'raft') noteUnreachable(draft, delivery.peer, config, context);
  else forgetClient(draft, delivery.peer);
  return draft;
}

function handleMessage(
  draft: Draft,
  delivery: Extract<Delivery, { kind: 'message' }>,
  config: EtcdConfig,
  context: Context,
): void {
  catchUp(draft, context.nowUs);
  const before = headOf(draft.raft);
  if (delivery.wire === 'raft') stepOn(draft.raft, delivery.body as Message, context.random);
  else handleRequest(draft, delivery, context);
  settle(before, draft, config, context);
  armLeaseCheck(draft, context);
}

function handleTimer(draft: Draft, name: string, config: EtcdConfig, context: Context): void {
  if (name === 'fsync') {
    catchUp(draft, context.nowUs);
    return finishWrite(draft, config, context);
  }
  const before = headOf(draft.raft);
  if (name === 'heartbeat') handleHeartbeatTimer(draft, context);
  else if (name === 'election') handleElectionTimer(draft, context);
  else if (name === 'request timeout') endOverdue(draft, context);
  else if (name === 'read retry') retryReads(draft, context);
  else if (name === 'leases') checkLeases(draft, context);
  else if (name.startsWith('snapshot '))
    reportSnapshot(draft, Number(name.slice('snapshot '.length)), context);
  settle(before, draft, config, context);
}

/** A leader hands its office to the member it has heard longest before it ends (server.go TryTransferLeadershipOnShutdown). */
function retire(state: EtcdState, config: EtcdConfig, context: Context): EtcdState {
  if (state.raft.role !== 'Leader') return state;
  const draft = draftOf(state);
  catchUp(draft, context.nowUs);
  const { raft } = draft;
  const before = headOf(raft);
  const heir = raft.progress.find(({ id, recentActive }) => id !== raft.config.id && recentActive);
  if (heir === undefined) return state;
  stepOn(raft, messageOf('MsgTransferLeader', NOBODY, { from: heir.id }), context.random);
  settle(before, draft, config, context);
  return draft;
}

/** The stream to a member broke: the leader goes back to probing it (raft.go ReportUnreachable). */
function noteUnreachable(draft: Draft, peer: string, config: EtcdConfig, context: Context): void {
  const from = config.members.indexOf(peer) + 1;
  const before = headOf(draft.raft);
  if (from === 0 || draft.raft.role !== 'Leader') return;
  stepOn(draft.raft, messageOf('MsgUnreachable', NOBODY, { from }), context.random);
  settle(before, draft, config, context);
}

/** A member that has not answered to its snapshot by now did not get it (raft.go ReportSnapshot). */
function reportSnapshot(draft: Draft, from: number, context: Context): void {
  if (draft.raft.role !== 'Leader') return;
  stepOn(draft.raft, messageOf('MsgSnapStatus', NOBODY, { from, reject: true }), context.random);
}

/** Leases are looked at only while there are any. */
function armLeaseCheck(draft: Draft, context: Context): void {
  if (draft.leaseCheckArmed || draft.store.leases.size === 0) return;
  context.timer({ name: 'leases', afterInUs: LEASE_CHECK_IN_US, periodic: true, background: true });
  draft.leaseCheckArmed = true;
}

/** The leader alone decides that a lease is over, and says so through the log (server.go revokeExpiredLeases). */
function checkLeases(draft: Draft, context: Context): void {
  draft.leaseCheckArmed = false;
  armLeaseCheck(draft, context);
  if (draft.raft.role !== 'Leader') return;
  for (const [lease, { renewedAtUs, ttlInSeconds }] of draft.store.leases) {
    if (context.nowUs < renewedAtUs + ttlInSeconds * 1_000_000) continue;
    proposeCommand(
      draft,
      {
        member: NOBODY,
        seq: 0,
        request: { kind: 'lease-revoke', id: 0, lease },
        atUs: context.nowUs,
        background: true,
        subject: '',
      },
      context,
    );
  }
}
