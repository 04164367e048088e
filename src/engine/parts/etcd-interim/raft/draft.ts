import { roleChart } from './role.chart.ts';
import { type Draft, type Member, type Message, NOBODY, type Raft, type Role } from './types.ts';

export function majorityOf(raft: Raft): number {
  return Math.floor(raft.members / 2) + 1;
}

/** Fields that a message does not use. */
export const EMPTY: Omit<Message, 'type' | 'from' | 'to' | 'term'> = { logTerm: 0, index: 0, commit: 0, entries: [], reject: false, hint: 0, context: '', snapshot: null };

/** Queues a message for the next Ready. The literal is written out, as this runs some eight times for each write. */
export function post(draft: Draft, m: Partial<Message> & Pick<Message, 'type' | 'to'>): void {
  const message: Message = {
    type: m.type,
    from: m.from ?? draft.id,
    to: m.to,
    term: m.term ?? draft.term,
    logTerm: m.logTerm ?? 0,
    index: m.index ?? 0,
    commit: m.commit ?? 0,
    entries: m.entries ?? EMPTY.entries,
    reject: m.reject ?? false,
    hint: m.hint ?? 0,
    context: m.context ?? '',
    snapshot: m.snapshot ?? null,
  };
  draft.messages = draft.messages.length === 0 ? [message] : [...draft.messages, message];
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
