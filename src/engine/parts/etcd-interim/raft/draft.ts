import { roleChart } from './role.chart.ts';
import { type Draft, type Member, type Message, NOBODY, type Raft, type Role } from './types.ts';

export function majorityOf(raft: Raft): number {
  return Math.floor(raft.members / 2) + 1;
}

/** Fields that a message does not use. */
export const EMPTY: Omit<Message, 'type' | 'from' | 'to' | 'term'> = { logTerm: 0, index: 0, commit: 0, entries: [], reject: false, hint: 0, context: '', snapshot: null };

/** Queues a message for the next Ready. */
export function post(draft: Draft, message: Partial<Message> & Pick<Message, 'type' | 'to'>): void {
  draft.messages = [...draft.messages, { ...EMPTY, from: draft.id, term: draft.term, ...message }];
}

/** Changes the role as the chart says; an event that the role does not know is a bug of this file. */
export function changeRole(draft: Draft, event: string): void {
  const { to } = roleChart.step(draft.role, event);
  draft.role = to as Role;
  draft.progress = [];
  draft.votes = [];
  draft.pendingReads = [];
  draft.postponedReads = [];
}

export function becomeFollower(draft: Draft, term: number, lead: Member, event: string): void {
  if (term > draft.term) {
    draft.term = term;
    draft.vote = NOBODY;
  }
  if (draft.role !== 'Follower') changeRole(draft, event);
  draft.lead = lead;
}
