import { setup } from 'xstate';
import { chartOf } from '../../../kernel/chart.ts';

/**
 * The role of a Raft member. A member that hears no leader asks first whether it would win (PreCandidate, Raft thesis 9.6), so that one
 * that was merely cut off does not push a healthy leader out with a higher term. Models etcd-io/raft raft.go becomeFollower …
 */
export const roleChart = chartOf(
  setup({}).createMachine({
    id: 'raft-role',
    initial: 'Follower',
    states: {
      Follower: { on: { 'no heartbeat': 'PreCandidate', 'told to take over': 'Candidate' } },
      PreCandidate: { on: { 'would win': 'Candidate', 'would lose': 'Follower', 'hears a leader': 'Follower', 'higher term': 'Follower', 'no heartbeat': { target: 'PreCandidate', reenter: true } } },
      Candidate: { on: { wins: 'Leader', loses: 'Follower', 'hears a leader': 'Follower', 'higher term': 'Follower', 'no heartbeat': 'PreCandidate' } },
      Leader: { on: { 'higher term': 'Follower', 'no quorum answers': 'Follower' } },
    },
  }),
);
