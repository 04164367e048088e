import { majorityOf, post } from './draft.ts';
import { broadcastHeartbeat } from './leader.ts';
import { termAt } from './log.ts';
import type { Draft, Member, Message } from './types.ts';

/**
 * Thesis 6.4: a read is safe at the commit index of the moment it was asked, once a majority has confirmed in a round of heartbeats that this is
 * still the leader. Before its first commit in its term a leader does not know the commit index; such reads are put off until then.
 */
export function requestRead(draft: Draft, context: string, from: Member): void {
  if (termAt(draft, draft.commit) !== draft.term) {
    draft.postponedReads = [...draft.postponedReads, { context, from }];
    return;
  }
  draft.pendingReads = [...draft.pendingReads, { context, index: draft.commit, from, acks: [draft.id] }];
  broadcastHeartbeat(draft, context);
}

/** A member confirmed the read `context`, and with it all that were asked before. */
export function confirmRead(draft: Draft, message: Message): void {
  const at = draft.pendingReads.findIndex((read) => read.context === message.context);
  const read = draft.pendingReads[at];
  if (!read || read.acks.includes(message.from)) return;
  const acks = [...read.acks, message.from];
  if (acks.length < majorityOf(draft)) {
    draft.pendingReads = draft.pendingReads.map((other, i) => (i === at ? { ...other, acks } : other));
    return;
  }
  for (const done of draft.pendingReads.slice(0, at + 1)) {
    if (done.from === draft.id) draft.reads = [...draft.reads, { context: done.context, index: done.index }];
    else post(draft, { type: 'MsgReadIndexResp', to: done.from, index: done.index, context: done.context });
  }
  draft.pendingReads = draft.pendingReads.slice(at + 1);
}

/** The leader has committed in its term: what was put off can be asked. */
export function resumeReads(draft: Draft): void {
  if (draft.postponedReads.length === 0 || termAt(draft, draft.commit) !== draft.term) return;
  const reads = draft.postponedReads;
  draft.postponedReads = [];
  for (const { context, from } of reads) requestRead(draft, context, from);
}
