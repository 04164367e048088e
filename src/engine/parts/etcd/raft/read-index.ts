/** Reads that need no log entry: a majority confirms that the leader still leads. Models etcd-io/raft read_only.go; Raft thesis 6.4. */
import { matchTerm } from './log.ts';
import { jointVote } from './quorum.ts';
import { broadcastHeartbeat } from './replicate.ts';
import { send } from './role.ts';
import { type Draft, type Message, messageOf, NOBODY, type PendingRead, type RaftState } from './types.ts';

/** Whether the leader knows how far the log is committed: only after it committed an entry of its own term. */
export function hasCommittedInTerm(state: RaftState): boolean {
  return matchTerm(state.log, state.log.committed, state.term);
}

function answer(draft: Draft, from: number, context: string, index: number): void {
  if (from === NOBODY || from === draft.config.id)
    draft.readStates = [...draft.readStates, { index, context }];
  else send(draft, messageOf('MsgReadIndexResp', from, { index, context }));
}

/** A read request at the leader. */
export function handleReadIndex(draft: Draft, message: Message): void {
  const { voters, outgoing } = draft.members;
  const { committed } = draft.log;
  if (voters.length === 1 && outgoing.length === 0 && voters[0] === draft.config.id)
    return answer(draft, message.from, message.context, committed);
  if (!hasCommittedInTerm(draft)) {
    draft.earlyReads = [...draft.earlyReads, message];
    return;
  }
  confirm(draft, message);
}

function confirm(draft: Draft, message: Message): void {
  const { committed } = draft.log;
  const { context, from } = message;
  if (draft.config.leaseBasedReads) return answer(draft, from, context, committed);
  if (draft.reads.some((read) => read.context === context)) return;
  draft.reads = [...draft.reads, { context, from, index: committed, acks: [draft.config.id] }];
  broadcastHeartbeat(draft, context);
}

/** Begins the reads that waited for the leader's first commit. */
export function releaseEarlyReads(draft: Draft): void {
  if (draft.earlyReads.length === 0 || !hasCommittedInTerm(draft)) return;
  const waiting = draft.earlyReads;
  draft.earlyReads = [];
  for (const message of waiting) confirm(draft, message);
}

/** The newest read that waits; its confirmation confirms the older ones too. */
export function newestRead(state: RaftState): string {
  return state.reads[state.reads.length - 1]?.context ?? '';
}

/** A member answered a heartbeat that carried `context`. */
export function confirmRead(draft: Draft, from: number, context: string): void {
  const at = draft.reads.findIndex((read) => read.context === context);
  if (at < 0) return;
  const read = draft.reads[at] as PendingRead;
  const acks = read.acks.includes(from) ? read.acks : [...read.acks, from];
  const { voters, outgoing } = draft.members;
  if (jointVote(voters, outgoing, (id) => (acks.includes(id) ? true : undefined)) !== 'VoteWon') {
    draft.reads = draft.reads.map((other) => (other === read ? { ...read, acks } : other));
    return;
  }
  const done = draft.reads.slice(0, at + 1);
  draft.reads = draft.reads.slice(at + 1);
  for (const { from: asker, context: id, index } of done) answer(draft, asker, id, index);
}
