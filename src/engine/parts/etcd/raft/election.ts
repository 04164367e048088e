/** Standing for election and counting. Models etcd-io/raft raft.go hup, campaign, poll; Raft paper 5.2. */
import { lastIndex, lastTerm, slice } from './log.ts';
import { progressOf } from './progress.ts';
import { jointVote, type VoteResult } from './quorum.ts';
import { becomeCandidate, becomePreCandidate, send } from './role.ts';
import { type Draft, type Env, messageOf, type RaftState } from './types.ts';

/** Context of votes asked for by a member that was handed the leadership: they override a leader's lease. */
export const TRANSFER = 'transfer';

export type Campaign = 'pre-election' | 'election' | 'transfer';

/** A learner, a member outside the configuration or one that waits for a snapshot cannot stand. */
export function isPromotable(state: RaftState): boolean {
  const own = progressOf(state.progress, state.config.id);
  return own !== undefined && !own.learner && state.log.unstableSnapshot === null;
}

function hasUnappliedConfChange({ log }: RaftState): boolean {
  if (log.applied >= log.committed) return false;
  const from = Math.max(log.applied + 1, (log.unstableSnapshot?.index ?? log.storage.baseIndex) + 1);
  return slice(log, from, log.committed + 1, Number.POSITIVE_INFINITY).some(
    (entry) => entry.type !== 'EntryNormal',
  );
}

/** Begins an election unless something forbids it. */
export function stand(draft: Draft, campaign: Campaign, env: Env): void {
  const { id } = draft.config;
  if (draft.role === 'Leader') {
    env.log?.('DEBUG', `${id} ignoring MsgHup because already leader`);
    return;
  }
  if (!isPromotable(draft)) {
    env.log?.('WARN', `${id} is unpromotable and can not campaign`);
    return;
  }
  if (hasUnappliedConfChange(draft)) {
    env.log?.(
      'WARN',
      `${id} cannot campaign at term ${draft.term} since there are still pending configuration changes to apply`,
    );
    return;
  }
  env.log?.('INFO', `${id} is starting a new election at term ${draft.term}`);
  askForVotes(draft, campaign, env);
}

/** Asks every voter; the own vote is a promise to itself, which counts when term and vote are on disk. */
export function askForVotes(draft: Draft, campaign: Campaign, env: Env): void {
  const { id } = draft.config;
  const type = campaign === 'pre-election' ? 'MsgPreVote' : 'MsgVote';
  if (campaign === 'pre-election') becomePreCandidate(draft, env);
  else becomeCandidate(draft, env);
  // A pre-vote asks for the term that the election would have; the own term stays.
  const term = campaign === 'pre-election' ? draft.term + 1 : draft.term;
  const { voters, outgoing } = draft.members;
  const index = lastIndex(draft.log);
  const logTerm = lastTerm(draft.log);
  for (const to of [...new Set([...voters, ...outgoing])].sort((a, b) => a - b)) {
    if (to === id) {
      send(draft, messageOf(`${type}Resp`, id, { term }));
      continue;
    }
    env.log?.(
      'INFO',
      `${id} [logterm: ${logTerm}, index: ${index}] sent ${type} request to ${to} at term ${draft.term}`,
    );
    send(
      draft,
      messageOf(type, to, { term, index, logTerm, context: campaign === 'transfer' ? TRANSFER : '' }),
    );
  }
}

/** Counts a vote; the first one of a member stands. */
export function countVote(
  draft: Draft,
  from: number,
  type: 'MsgVoteResp' | 'MsgPreVoteResp',
  granted: boolean,
  env: Env,
): VoteResult {
  const { id } = draft.config;
  env.log?.(
    'INFO',
    `${id} received ${type}${granted ? '' : ' rejection'} from ${from} at term ${draft.term}`,
  );
  if (!draft.votes.has(from)) draft.votes = new Map(draft.votes).set(from, granted);
  if (env.log) {
    const cast = [...draft.votes].filter(([voter]) => progressOf(draft.progress, voter)?.learner === false);
    const yes = cast.filter(([, vote]) => vote).length;
    env.log('INFO', `${id} has received ${yes} ${type} votes and ${cast.length - yes} vote rejections`);
  }
  return jointVote(draft.members.voters, draft.members.outgoing, (voter) => draft.votes.get(voter));
}
