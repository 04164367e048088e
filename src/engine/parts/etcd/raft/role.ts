/** Going from role to role. Models etcd-io/raft raft.go become… and reset; Raft paper 5.2, thesis 9.6 for the pre-vote. */
import { appended } from '../../../../base/appended.ts';
import { lastIndex } from './log.ts';
import { newProgress } from './progress.ts';
import { type Draft, type Env, type Message, NOBODY, type Role } from './types.ts';

const NO_VOTES: ReadonlyMap<number, boolean> = new Map();

/**
 * Puts a message into the outbox, signed, and with the term unless it is of those that carry their own or none. The message must be new: it is
 * signed in place, for there are too many of them to write each one twice.
 */
export function send(draft: Draft, message: Message): void {
  const { type } = message;
  const signed = message as { -readonly [K in keyof Message]: Message[K] };
  if (message.from === NOBODY) signed.from = draft.config.id;
  const ownTerm =
    type === 'MsgVote' || type === 'MsgPreVote' || type === 'MsgVoteResp' || type === 'MsgPreVoteResp';
  const noTerm = type === 'MsgProp' || type === 'MsgReadIndex';
  if (!ownTerm && !noTerm) signed.term = draft.term;
  // Promises wait until what they rest on is on disk.
  const promise = type === 'MsgAppResp' || type === 'MsgVoteResp' || type === 'MsgPreVoteResp';
  if (promise) draft.messagesAfterAppend = appended<Message>(draft.messagesAfterAppend, signed);
  else draft.messages = appended<Message>(draft.messages, signed);
}

function redrawTimeout(draft: Draft, env: Env): void {
  const { electionTick } = draft.config;
  draft.randomizedElectionTimeout = env.between(electionTick, 2 * electionTick - 1);
}

/** Forgets what belonged to the old role and draws a new election timeout. */
function reset(draft: Draft, term: number, env: Env): void {
  if (draft.term !== term) {
    draft.term = term;
    draft.vote = NOBODY;
  }
  draft.lead = NOBODY;
  draft.electionElapsed = 0;
  draft.heartbeatElapsed = 0;
  redrawTimeout(draft, env);
  draft.leadTransferee = NOBODY;
  draft.votes = NO_VOTES;
  const last = lastIndex(draft.log);
  draft.progress = draft.progress.map(({ id, learner }) =>
    newProgress(id, id === draft.config.id ? last : 0, last + 1, learner, false),
  );
  draft.pendingConfIndex = 0;
  draft.reads = [];
}

function enter(draft: Draft, role: Role, env: Env, word: string): void {
  draft.role = role;
  env.log?.('INFO', `${draft.config.id} became ${word} at term ${draft.term}`);
}

export function becomeFollower(draft: Draft, term: number, lead: number, env: Env): void {
  reset(draft, term, env);
  draft.lead = lead;
  enter(draft, 'Follower', env, 'follower');
}

export function becomeCandidate(draft: Draft, env: Env): void {
  reset(draft, draft.term + 1, env);
  draft.vote = draft.config.id;
  enter(draft, 'Candidate', env, 'candidate');
}

/** Asks around before it stands: neither term nor vote changes, so that a member cut off for long disturbs nobody. */
export function becomePreCandidate(draft: Draft, env: Env): void {
  draft.votes = NO_VOTES;
  draft.lead = NOBODY;
  enter(draft, 'PreCandidate', env, 'pre-candidate');
}

/** Only the role; what a leader does first is leader.ts' business. */
export function takeLead(draft: Draft, env: Env): void {
  reset(draft, draft.term, env);
  draft.lead = draft.config.id;
  draft.role = 'Leader';
}
