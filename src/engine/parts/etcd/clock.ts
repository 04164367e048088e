/**
 * Raft's clock. A leader ticks every heartbeat interval. All others count ticks only when they look: one timer stands at the end of the
 * election timeout, and when it rings it looks how far that end has moved since; hearing a leader ten times a second costs no timer.
 */
import type { Context } from '../../kernel/part.ts';
import { hasActiveQuorum } from './raft/leader.ts';
import { passTicks, tick } from './raft/raft.ts';
import type { Env } from './raft/types.ts';
import type { EtcdState } from './types.ts';

/** etcd's --heartbeat-interval, one tick of Raft. */
export const TICK_IN_US = 100_000;
/** etcd's --election-timeout in ticks; Raft draws between one and two of it. */
export const ELECTION_TICKS = 10;

/** Chance for Raft, from the member's own stream. */
export function envOf(context: Context): Env {
  return { draw: (below) => context.random.between(0, below - 1) };
}

/** When the election timeout ends as things stand. */
export function electionDueUs({ raft, tickedAtUs }: EtcdState): number {
  return tickedAtUs + (raft.randomizedElectionTimeout - raft.electionElapsed) * TICK_IN_US;
}

/** Counts the ticks since the last look. The one that begins an election is the timer's. */
export function catchUp(state: EtcdState, nowUs: number): EtcdState {
  const { raft, tickedAtUs } = state;
  const ticks = Math.floor((nowUs - tickedAtUs) / TICK_IN_US);
  if (ticks <= 0 || raft.role === 'Leader') return state;
  const room = Math.max(0, raft.randomizedElectionTimeout - 1 - raft.electionElapsed);
  return { ...state, raft: passTicks(raft, Math.min(ticks, room)), tickedAtUs: tickedAtUs + ticks * TICK_IN_US };
}

/** The election timer rang: an election begins, unless a leader was heard of meanwhile. */
export function handleElectionTimer(state: EtcdState, context: Context): EtcdState {
  const rung = { ...state, electionTimerAtUs: 0 };
  if (state.raft.role === 'Leader' || electionDueUs(state) > context.nowUs) return rung;
  const caught = catchUp(rung, context.nowUs);
  return { ...caught, raft: tick(caught.raft, envOf(context)) };
}

/** Arms the election timer where it is missing or stands too late. */
export function armElection(state: EtcdState, context: Context): EtcdState {
  if (state.raft.role === 'Leader') return state;
  const dueUs = electionDueUs(state);
  if (state.electionTimerAtUs !== 0 && state.electionTimerAtUs <= dueUs) return state;
  context.timer({ name: 'election', afterInUs: dueUs - context.nowUs, periodic: true, background: false });
  return { ...state, electionTimerAtUs: Math.max(dueUs, context.nowUs) };
}

/** Heartbeats go on all the time. A check that will fail is not one of them: it rings in the foreground. */
export function armHeartbeat(context: Context): void {
  context.timer({ name: 'heartbeat', afterInUs: TICK_IN_US, periodic: true, background: true });
}

export function handleHeartbeatTimer(state: EtcdState, context: Context): EtcdState {
  const { raft } = state;
  if (raft.role !== 'Leader') return state;
  if (context.background && raft.electionElapsed + 1 >= ELECTION_TICKS && !hasActiveQuorum(raft)) {
    context.timer({ name: 'heartbeat', afterInUs: 0, periodic: true, background: false });
    return state;
  }
  armHeartbeat(context);
  return { ...state, raft: tick(raft, envOf(context)), tickedAtUs: context.nowUs };
}

/** Every half second the leader looks for leases that are over (lessor.go runLoop). */
export const LEASE_CHECK_IN_US = 500_000;
