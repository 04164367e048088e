import { changeRole, majorityOf, post } from './draft.ts';
import { appendEntry, lastIndex, termAt } from './log.ts';
import type { Draft, Member, Message, Progress } from './types.ts';

/** Entries in one MsgApp at most; etcd limits by bytes (512 KiB), which Pods of a few KiB reach at about this many. */
const ENTRIES_MAX = 128;

function setProgress(draft: Draft, member: Member, change: Partial<Progress>): void {
  draft.progress = draft.progress.map((progress, i) => (i === member ? { ...progress, ...change } : progress));
}

/** Sends each member what it lacks; one whose place is not known yet gets one probe at a time. */
export function appendToAll(draft: Draft): void {
  for (let member = 0; member < draft.members; member += 1) if (member !== draft.id) appendTo(draft, member);
}

export function appendTo(draft: Draft, member: Member, evenEmpty = true): void {
  const progress = draft.progress[member];
  if (!progress || progress.paused || progress.state === 'snapshot') return;
  const before = progress.next - 1;
  if (before < draft.snapshot.index) {
    post(draft, { type: 'MsgSnap', to: member, snapshot: draft.snapshot });
    setProgress(draft, member, { state: 'snapshot' });
    return;
  }
  const entries = draft.log.slice(progress.next, progress.next + ENTRIES_MAX);
  if (entries.length === 0 && !evenEmpty) return;
  post(draft, { type: 'MsgApp', to: member, index: before, logTerm: termAt(draft, before), entries, commit: draft.commit });
  if (progress.state === 'replicate') setProgress(draft, member, { next: progress.next + entries.length });
  else setProgress(draft, member, { paused: true });
}

/** A heartbeat tells of the commit index only as far as the member is known to agree. */
export function broadcastHeartbeat(draft: Draft, context: string): void {
  draft.progress.forEach((progress, member) => {
    if (member === draft.id) return;
    post(draft, { type: 'MsgHeartbeat', to: member, commit: Math.min(progress.match, draft.commit), context });
  });
}

export function handleHeartbeatResponse(draft: Draft, message: Message): void {
  setProgress(draft, message.from, { active: true, paused: false });
  // What was lost on the way shows when this message, sent behind it, finds no match.
  if ((draft.progress[message.from]?.match ?? 0) < lastIndex(draft)) appendTo(draft, message.from);
}

export function handleAppendResponse(draft: Draft, message: Message): void {
  const progress = draft.progress[message.from];
  if (!progress) return;
  setProgress(draft, message.from, { active: true, paused: false });
  if (message.reject) {
    if (message.index <= progress.match) return;
    setProgress(draft, message.from, { state: 'probe', next: Math.max(progress.match + 1, Math.min(message.index, message.hint + 1)) });
    appendTo(draft, message.from);
    return;
  }
  if (message.index <= progress.match && progress.state === 'replicate') return;
  const match = Math.max(progress.match, message.index);
  setProgress(draft, message.from, { match, state: 'replicate', next: Math.max(progress.state === 'replicate' ? progress.next : 0, match + 1) });
  if (maybeCommit(draft)) appendToAll(draft);
  else appendTo(draft, message.from, false);
}

/** Thesis 3.6.2: the commit index moves to what a majority has on disk, but only onto an entry of the current term. */
export function maybeCommit(draft: Draft): boolean {
  const matches = draft.progress.map((progress) => progress.match).sort((a, b) => b - a);
  const index = matches[majorityOf(draft) - 1] ?? 0;
  if (index <= draft.commit || termAt(draft, index) !== draft.term) return false;
  draft.commit = index;
  return true;
}

/** Thesis 6.4: a new leader may serve reads and commit only after an entry of its own term, so it appends an empty one. */
export function becomeLeader(draft: Draft): void {
  changeRole(draft, 'wins');
  draft.lead = draft.id;
  const next = lastIndex(draft) + 1;
  draft.progress = Array.from({ length: draft.members }, (_, member) => ({
    match: member === draft.id ? draft.stable : 0,
    next,
    state: member === draft.id ? ('replicate' as const) : ('probe' as const),
    active: true,
    paused: false,
  }));
  appendEntry(draft, null);
  appendToAll(draft);
}

/** The leader's own disk holds everything up to `index`. */
export function selfAcknowledge(draft: Draft, index: number): void {
  if (draft.role !== 'Leader') return;
  setProgress(draft, draft.id, { match: Math.max(draft.progress[draft.id]?.match ?? 0, index), next: index + 1 });
  if (maybeCommit(draft)) appendToAll(draft);
}
