/**
 * Raft's clock. A leader ticks every heartbeat interval. All others count ticks only when they look: one timer stands at the end of the
 * election timeout, and when it rings it looks how far that end has moved since; hearing a leader ten times a second costs no timer.
 */
import type { Context } from '../../kernel/part.ts';
import { hasActiveQuorum } from './raft/leader.ts';
import { passTicksOn, tickOn } from './raft/raft.ts';
import type { Draft, EtcdState } from './types.ts';

/** etcd's --heartbeat-interval, one tick of Raft. */
export const TICK_IN_US = 100_000;
/** etcd's --election-timeout in ticks; Raft draws between one and two of it. */
export const ELECTION_TICKS = 10;

/** When the election timeout ends as things stand. */
export function electionDueUs({ raft, tickedAtUs }: EtcdState): number {
  return tickedAtUs + (raft.randomizedElectionTimeout - raft.electionElapsed) * TICK_IN_US;
}

/** Counts the ticks since the last look. The one that begins an election is the timer's. */
export function catchUp(draft: Draft, nowUs: number): void {
  const { raft, tickedAtUs } = draft;
  const ticks = Math.floor((nowUs - tickedAtUs) / TICK_IN_US);
  if (ticks <= 0 || raft.role === 'Leader') return;
  const room = Math.max(0, raft.randomizedElectionTimeout - 1 - raft.electionElapsed);
  passTicksOn(raft, Math.min(ticks, room));
  draft.tickedAtUs = tickedAtUs + ticks * TICK_IN_US;
}

/** The election timer rang: an election begins, unless a leader was heard of meanwhile. */
export function handleElectionTimer(draft: Draft, context: Context): void {
  draft.electionTimerAtUs = 0;
  if (draft.raft.role === 'Leader' || electionDueUs(draft) > context.nowUs) return;
  catchUp(draft, context.nowUs);
  tickOn(draft.raft, context.random);
}

/** Arms the election timer where it is missing or stands too late. */
export function armElection(draft: Draft, context: Context): void {
  if (draft.raft.role === 'Leader') return;
  const dueUs = electionDueUs(draft);
  if (draft.electionTimerAtUs !== 0 && draft.electionTimerAtUs <= dueUs) return;
  context.timer({ name: 'election', afterInUs: dueUs - context.nowUs, periodic: true, background: false });
  draft.electionTimerAtUs = Math.max(dueUs, context.nowUs);
}

export function armHeartbeat(context: Context): void {
  context.timer({ name: 'heartbeat', afterInUs: TICK_IN_US, periodic: true, background: true });
}

/** Heartbeats go on all the time, in the background. A check of the majority that will fail is no such thing: it rings once more in front. */
export function handleHeartbeatTimer(draft: Draft, context: Context): void {
  const { raft } = draft;
  if (raft.role !== 'Leader') return;
  if (context.background && raft.electionElapsed + 1 >= ELECTION_TICKS && !hasActiveQuorum(raft)) {
    context.timer({ name: 'heartbeat', afterInUs: 0, periodic: true, background: false });
    return;
  }
  armHeartbeat(context);
  tickOn(raft, context.random);
  draft.tickedAtUs = context.nowUs;
}

/** Every half second the leader looks for leases that are over (lessor.go runLoop). */
export const LEASE_CHECK_IN_US = 500_000;
