/** What a candidate or pre-candidate makes of a message. Models etcd-io/raft raft.go stepCandidate. */
import { askForVotes, countVote } from './election.ts';
import { stepFromLeader } from './follower.ts';
import { becomeLeader, PROPOSAL_DROPPED } from './leader.ts';
import { broadcastAppend } from './replicate.ts';
import { becomeFollower } from './role.ts';
import { type Draft, type Env, type Message, NOBODY } from './types.ts';

/** Returns the error a caller gets, or ''. */
export function stepCandidate(draft: Draft, message: Message, env: Env): string {
  const { type } = message;
  if (type === 'MsgProp') {
    env.log?.('INFO', `${draft.config.id} no leader at term ${draft.term}; dropping proposal`);
    return PROPOSAL_DROPPED;
  }
  if (type === 'MsgApp' || type === 'MsgHeartbeat' || type === 'MsgSnap') {
    // Someone else won this term.
    becomeFollower(draft, message.term, message.from, env);
    stepFromLeader(draft, message, env);
  } else if (type === (draft.role === 'PreCandidate' ? 'MsgPreVoteResp' : 'MsgVoteResp'))
    handleVote(draft, message, type, env);
  return '';
}

function handleVote(draft: Draft, message: Message, type: 'MsgVoteResp' | 'MsgPreVoteResp', env: Env): void {
  const result = countVote(draft, message.from, type, !message.reject, env);
  if (result === 'VoteLost') becomeFollower(draft, draft.term, NOBODY, env);
  if (result !== 'VoteWon') return;
  if (draft.role === 'PreCandidate') askForVotes(draft, 'election', env);
  else {
    becomeLeader(draft, env);
    broadcastAppend(draft, env);
  }
}
