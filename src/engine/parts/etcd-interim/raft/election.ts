import { becomeFollower, changeRole, majorityOf, post } from './draft.ts';
import { becomeLeader } from './leader.ts';
import { isUpToDate, lastIndex, lastTerm } from './log.ts';
import { type Draft, type Message, NOBODY } from './types.ts';

/** Asks everyone for a (pre-)vote. A pre-vote names the next term without taking it. */
export function startElection(draft: Draft, type: 'MsgPreVote' | 'MsgVote'): void {
  if (type === 'MsgPreVote') {
    changeRole(draft, 'no heartbeat');
    draft.lead = NOBODY;
  } else {
    draft.term += 1;
    draft.vote = draft.id;
  }
  draft.votes = Array.from({ length: draft.members }, (_, member) => (member === draft.id ? true : undefined));
  const term = type === 'MsgPreVote' ? draft.term + 1 : draft.term;
  for (let member = 0; member < draft.members; member += 1) {
    if (member !== draft.id) post(draft, { type, to: member, term, index: lastIndex(draft), logTerm: lastTerm(draft) });
  }
  count(draft);
}

/** Answers a request for a vote: at most one vote a term, and only for a log that is as up to date as the own one. */
export function vote(draft: Draft, message: Message): void {
  const pre = message.type === 'MsgPreVote';
  const free = draft.vote === message.from || (draft.vote === NOBODY && draft.lead === NOBODY) || (pre && message.term > draft.term);
  const granted = free && isUpToDate(draft, message.index, message.logTerm);
  const type = pre ? 'MsgPreVoteResp' : 'MsgVoteResp';
  post(draft, { type, to: message.from, term: granted ? message.term : draft.term, reject: !granted });
  if (granted && !pre) draft.vote = message.from;
}

export function tallyVote(draft: Draft, message: Message): void {
  const wanted = draft.role === 'PreCandidate' ? 'MsgPreVoteResp' : draft.role === 'Candidate' ? 'MsgVoteResp' : '';
  if (message.type !== wanted) return;
  draft.votes = draft.votes.map((known, member) => (member === message.from ? !message.reject : known));
  count(draft);
}

function count(draft: Draft): void {
  const yes = draft.votes.filter((v) => v === true).length;
  const no = draft.votes.filter((v) => v === false).length;
  if (yes >= majorityOf(draft)) {
    if (draft.role === 'PreCandidate') {
      changeRole(draft, 'would win');
      startElection(draft, 'MsgVote');
    } else if (draft.role === 'Candidate') becomeLeader(draft);
  } else if (no >= majorityOf(draft)) {
    becomeFollower(draft, draft.term, NOBODY, draft.role === 'PreCandidate' ? 'would lose' : 'loses');
  }
}
