import type { Context, Delivery, Part } from '../../kernel/part.ts';
import { faceOf } from './face.ts';
import { createStore, type Store } from './mvcc/store.ts';
import { beat, campaign, checkQuorum, createRaft, propose, step } from './raft/raft.ts';
import { roleChart } from './raft/role.chart.ts';
import { type Message, NOBODY, type Raft } from './raft/types.ts';
import { applyEntry } from './apply.ts';
import { BEAT_IN_US, finishWrite, settle } from './ready-loop.ts';
import { handleRequest, startReads, sweep } from './requests.ts';
import type { Disk, EtcdConfig, EtcdState } from './types.ts';

/** etcd's default --election-timeout; each member draws between one and two of them. */
const ELECTION_IN_US = 1_000_000;
const LEASE_CHECK_IN_US = 500_000;

const started = new WeakMap<EtcdConfig['initial'], Store>();

/** All members start from one and the same store, as from a snapshot that was copied to each. */
function initialStore(initial: EtcdConfig['initial']): Store {
  const known = started.get(initial) ?? createStore(initial);
  started.set(initial, known);
  return known;
}

/** A member of the etcd cluster. Models etcd server/etcdserver: raft.go (the Ready loop), v3_server.go (requests), apply. */
export function createEtcd(config: EtcdConfig): Part<EtcdState> {
  return {
    id: config.id,
    kind: 'etcd',
    title: config.id,
    machine: config.machine,
    start: (disk, context) => start(config, disk as Disk | undefined, context),
    handle: (state, delivery, context) => handle(state, delivery, config, context),
    survive: diskOf,
    face: (state, nowUs) => faceOf(config, state, nowUs),
    charts: [roleChart.picture],
  };
}

function start(config: EtcdConfig, disk: Disk | undefined, context: Context): EtcdState {
  const store = disk?.snapshotStore ?? initialStore(config.initial);
  const id = config.members.indexOf(config.id);
  const raft = disk?.raft ?? createRaft(id, config.members.length, { index: 1, term: 1, state: store });
  const electionInUs = drawElection(context);
  const state: EtcdState = {
    raft,
    store: restore(store, raft),
    snapshotStore: store,
    durable: raft.saved,
    waiting: new Map(),
    watches: new Map(),
    seq: context.nowUs * 16,
    writing: null,
    confirmed: [],
    readBatch: [],
    readRound: null,
    heardLeaderAtUs: -ELECTION_IN_US,
    electionInUs,
    electionSinceUs: context.nowUs,
    beatSinceUs: context.nowUs,
    sweeping: false,
    segment: disk?.segment ?? 0,
    segmentUsedInBytes: disk?.segmentUsedInBytes ?? 0,
  };
  context.timer({ name: 'election', afterInUs: electionInUs, periodic: true });
  context.timer({ name: 'leases', afterInUs: LEASE_CHECK_IN_US, periodic: true, background: true });
  return state;
}

/** The WAL is read back: what was known to be committed is applied to the snapshot's store. */
function restore(store: Store, raft: Raft): Store {
  let next = store;
  for (const entry of raft.log.slice(raft.snapshot.index + 1, raft.applied + 1)) next = applyEntry(next, entry).after;
  return next;
}

/** What an abrupt end leaves: entries and votes that were synced, nothing of what the disk was still writing. */
function diskOf(state: EtcdState): Disk {
  const { raft } = state;
  const hard = state.durable;
  const log = raft.log.cutFrom(raft.stable + 1);
  const commit = Math.min(hard.commit, raft.stable);
  const kept: Raft = {
    ...raft,
    role: 'Follower',
    lead: NOBODY,
    term: hard.term,
    vote: hard.vote,
    log,
    commit,
    applied: commit,
    progress: [],
    votes: [],
    pendingReads: [],
    postponedReads: [],
    messages: [],
    reads: [],
    saved: { ...hard, commit },
  };
  return { raft: kept, snapshotStore: state.snapshotStore, segment: state.segment, segmentUsedInBytes: state.segmentUsedInBytes };
}

function drawElection(context: Context): number {
  return ELECTION_IN_US + context.random.between(0, ELECTION_IN_US - 1);
}

function handle(state: EtcdState, delivery: Delivery, config: EtcdConfig, context: Context): EtcdState {
  if (delivery.kind === 'timer') return handleTimer(state, delivery.name, config, context);
  if (delivery.kind === 'reset') return forgetPeer(state, delivery.peer);
  if (delivery.kind !== 'message') return state;
  if (delivery.wire === 'raft') return handleRaft(state, delivery.body as Message, config, context);
  return settle(state.raft, handleRequest(state, delivery, context), config, context);
}

function handleRaft(state: EtcdState, message: Message, config: EtcdConfig, context: Context): EtcdState {
  const inLease = state.raft.role === 'Leader' || context.nowUs - state.heardLeaderAtUs < ELECTION_IN_US;
  const raft = step(state.raft, message, { inLease });
  const fromLeader = (message.type === 'MsgApp' || message.type === 'MsgHeartbeat' || message.type === 'MsgSnap') && message.term >= state.raft.term;
  const granted = message.type === 'MsgVote' && raft.vote === message.from && state.raft.vote !== message.from;
  const heard = fromLeader || granted ? { electionSinceUs: context.nowUs } : {};
  const led = fromLeader ? { heardLeaderAtUs: context.nowUs } : {};
  return settle(state.raft, { ...state, raft, ...heard, ...led }, config, context);
}

function handleTimer(state: EtcdState, name: string, config: EtcdConfig, context: Context): EtcdState {
  switch (name) {
    case 'fsync':
      return settle(state.raft, finishWrite(state, config, context), config, context);
    case 'heartbeat':
      context.timer({ name: 'heartbeat', afterInUs: BEAT_IN_US, periodic: true, background: true });
      return settle(state.raft, { ...state, raft: beat(state.raft), beatSinceUs: context.nowUs }, config, context);
    case 'check quorum':
      if (state.raft.role === 'Leader') context.timer({ name: 'check quorum', afterInUs: ELECTION_IN_US, periodic: true, background: true });
      return settle(state.raft, { ...state, raft: checkQuorum(state.raft) }, config, context);
    case 'election':
      return handleElection(state, config, context);
    case 'request time-out':
      return sweep(state, context);
    case 'read round':
      // The round was lost on the way or the leader could not confirm yet: ask again.
      return settle(state.raft, startReads({ ...state, readRound: null, readBatch: [...(state.readRound?.seqs ?? []), ...state.readBatch] }, context), config, context);
    case 'leases':
      return expireLeases(state, config, context);
    default:
      return state;
  }
}

/** The timer is armed once a time-out and looks back: hearing the leader ten times a second must not cost ten timers. */
function handleElection(state: EtcdState, config: EtcdConfig, context: Context): EtcdState {
  const left = state.raft.role === 'Leader' ? state.electionInUs : state.electionSinceUs + state.electionInUs - context.nowUs;
  if (left > 0) {
    context.timer({ name: 'election', afterInUs: left, periodic: true, background: false });
    return state;
  }
  const electionInUs = drawElection(context);
  context.timer({ name: 'election', afterInUs: electionInUs, periodic: true, background: false });
  return settle(state.raft, { ...state, raft: campaign(state.raft), electionInUs, electionSinceUs: context.nowUs }, config, context);
}

/** The leader alone decides that a lease is over, and says so through the log. */
function expireLeases(state: EtcdState, config: EtcdConfig, context: Context): EtcdState {
  context.timer({ name: 'leases', afterInUs: LEASE_CHECK_IN_US, periodic: true, background: true });
  if (state.raft.role !== 'Leader' || state.store.leases.size === 0) return state;
  let next = state;
  for (const [lease, { grantedAtUs, ttlInSeconds }] of state.store.leases) {
    if (context.nowUs < grantedAtUs + ttlInSeconds * 1_000_000) continue;
    const raft = propose(next.raft, [{ member: NOBODY, seq: 0, request: { kind: 'lease-revoke', id: 0, lease }, atUs: context.nowUs }]);
    if (raft !== false) next = { ...next, raft };
  }
  return next === state ? state : settle(state.raft, next, config, context);
}

/** A client's process ended: its watches and requests with it. A member's end is noticed by silence, as Raft does. */
function forgetPeer(state: EtcdState, peer: string): EtcdState {
  const watches = new Map([...state.watches].filter(([, watch]) => watch.from !== peer));
  const waiting = new Map([...state.waiting].filter(([, one]) => one.from !== peer));
  return { ...state, watches, waiting };
}

