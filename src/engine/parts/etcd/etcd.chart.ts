import { setup } from 'xstate';
import { chartOf } from '../../kernel/chart.ts';
import type { RaftState, Role } from './raft/types.ts';

/**
 * The role of a Raft member. A member that hears no leader asks first whether it would win (PreCandidate, thesis 9.6), so that one that was
 * merely cut off does not push a healthy leader out with a higher term. `stopped` is the process that is not there.
 */
const machine = setup({}).createMachine({
  id: 'raft-role',
  initial: 'stopped',
  states: {
    stopped: { on: { start: 'Follower' } },
    Follower: {
      on: { 'election timeout': 'PreCandidate', 'told to take over': 'Candidate', stop: 'stopped' },
    },
    PreCandidate: {
      on: {
        'would win': 'Candidate',
        'would lose': 'Follower',
        'hears a leader': 'Follower',
        'higher term': 'Follower',
        stop: 'stopped',
      },
    },
    Candidate: {
      on: {
        wins: 'Leader',
        loses: 'Follower',
        'election timeout': 'PreCandidate',
        'hears a leader': 'Follower',
        'higher term': 'Follower',
        stop: 'stopped',
      },
    },
    Leader: { on: { 'no majority answers': 'Follower', 'higher term': 'Follower', stop: 'stopped' } },
  },
});

export const roleChart = chartOf(machine);

/** What happened to the role, in the chart's words; empty when it stayed. */
export function roleEventOf(
  from: Role,
  to: Pick<RaftState, 'role' | 'lead' | 'term'>,
  termBefore: number,
): string {
  if (from === to.role) return '';
  if (to.role === 'PreCandidate') return 'election timeout';
  if (to.role === 'Leader') return 'wins';
  if (to.role === 'Candidate') return from === 'PreCandidate' ? 'would win' : 'told to take over';
  if (from === 'Leader') return to.term > termBefore ? 'higher term' : 'no majority answers';
  if (to.lead !== 0) return 'hears a leader';
  if (to.term > termBefore) return 'higher term';
  return from === 'PreCandidate' ? 'would lose' : 'loses';
}
