/** What a leader makes of a message. Models etcd-io/raft raft.go stepLeader. */
import { describeChange, describeMembers, isJoint } from './conf-change.ts';
import { findConflictByTerm, firstIndex, lastIndex } from './log.ts';
import {
  acknowledged,
  becomeProbe,
  becomeReplicate,
  canBumpCommit,
  decreased,
  describeProgress,
  freeUpTo,
  heardOf,
  progressOf,
  replaced,
} from './progress.ts';
import { jointVote } from './quorum.ts';
import { confirmRead, handleReadIndex, newestRead, releaseEarlyReads } from './read-index.ts';
import {
  appendOwn,
  broadcastAppend,
  broadcastHeartbeat,
  maybeCommit,
  maybeSendAppend,
  sendAppend,
} from './replicate.ts';
import { becomeFollower, send, takeLead } from './role.ts';
import {
  type ConfChange,
  type Draft,
  type Entry,
  type Env,
  type Message,
  messageOf,
  NOBODY,
  type Progress,
  type RaftState,
} from './types.ts';

export const PROPOSAL_DROPPED = 'raft proposal dropped';

/** Begins a term as leader with an empty entry: committing it commits all that came before (Raft paper 5.4.2). */
export function becomeLeader(draft: Draft, env: Env): void {
  takeLead(draft, env);
  const own = progressOf(draft.progress, draft.config.id);
  if (own) draft.progress = replaced(draft.progress, { ...becomeReplicate(own), recentActive: true });
  draft.pendingConfIndex = lastIndex(draft.log);
  appendOwn(draft, [{ term: 0, index: 0, type: 'EntryNormal', data: undefined, size: 0 }], env);
  env.log?.('INFO', `${draft.config.id} became leader at term ${draft.term}`);
}

/** Returns the error a caller gets, or ''. */
export function stepLeader(draft: Draft, message: Message, env: Env): string {
  switch (message.type) {
    case 'MsgBeat':
      broadcastHeartbeat(draft, newestRead(draft));
      return '';
    case 'MsgCheckQuorum':
      checkQuorum(draft, env);
      return '';
    case 'MsgProp':
      return propose(draft, message.entries, env);
    case 'MsgReadIndex':
      handleReadIndex(draft, message);
      return '';
    default: {
      const progress = progressOf(draft.progress, message.from);
      if (progress) stepFromMember(draft, message, progress, env);
      else if (message.type !== 'MsgForgetLeader')
        env.log?.('DEBUG', `${draft.config.id} no progress available for ${message.from}`);
      return '';
    }
  }
}

function stepFromMember(draft: Draft, message: Message, progress: Progress, env: Env): void {
  const { config } = draft;
  switch (message.type) {
    case 'MsgAppResp':
      if (message.reject) handleRejection(draft, message, heardOf(progress), env);
      else handleAcknowledgement(draft, message, heardOf(progress), env);
      break;
    case 'MsgHeartbeatResp':
      draft.progress = replaced(draft.progress, { ...progress, recentActive: true, flowPaused: false });
      if (progress.match < lastIndex(draft.log) || progress.state === 'StateProbe')
        sendAppend(draft, message.from, env);
      if (message.context !== '' && !config.leaseBasedReads)
        confirmRead(draft, message.from, message.context);
      break;
    case 'MsgSnapStatus':
      if (progress.state !== 'StateSnapshot') break;
      // A member that took the snapshot is probed from behind it; one that did not, from where it was. Either way it answers first.
      draft.progress = replaced(draft.progress, {
        ...becomeProbe(message.reject ? { ...progress, pendingSnapshot: 0 } : progress),
        flowPaused: true,
      });
      break;
    case 'MsgUnreachable': {
      // Optimism is over: entries in flight are likely lost.
      const probing = progress.state === 'StateReplicate' ? becomeProbe(progress) : progress;
      draft.progress = replaced(draft.progress, probing);
      env.log?.(
        'DEBUG',
        `${config.id} failed to send message to ${message.from} because it is unreachable [${describeProgress(probing, config)}]`,
      );
      break;
    }
    case 'MsgTransferLeader':
      transferLead(draft, message.from, progress, env);
      break;
    default:
      break;
  }
}

/** Whether a majority was heard of since the last check. */
export function hasActiveQuorum({ config, members, progress }: RaftState): boolean {
  const active = (voter: number) => voter === config.id || progressOf(progress, voter)?.recentActive === true;
  return jointVote(members.voters, members.outgoing, active) === 'VoteWon';
}

/** Steps down when too few answer to still be sure of the lead (thesis 6.2). */
function checkQuorum(draft: Draft, env: Env): void {
  const { id } = draft.config;
  if (!hasActiveQuorum(draft)) {
    env.log?.('WARN', `${id} stepped down to follower since quorum is not active`);
    becomeFollower(draft, draft.term, NOBODY, env);
  }
  draft.progress = draft.progress.map((progress) =>
    progress.id === id || !progress.recentActive ? progress : { ...progress, recentActive: false },
  );
}

function propose(draft: Draft, entries: readonly Entry[], env: Env): string {
  const { id } = draft.config;
  if (!progressOf(draft.progress, id)) return PROPOSAL_DROPPED;
  if (draft.leadTransferee !== NOBODY) {
    env.log?.(
      'DEBUG',
      `${id} [term ${draft.term}] transfer leadership to ${draft.leadTransferee} is in progress; dropping proposal`,
    );
    return PROPOSAL_DROPPED;
  }
  const last = lastIndex(draft.log);
  const allowed = entries.map((entry, i) =>
    entry.type === 'EntryNormal' ? entry : allowConfChange(draft, entry, last + 1 + i, env),
  );
  appendOwn(draft, allowed, env);
  broadcastAppend(draft, env);
  return '';
}

/** One configuration change at a time: a change that must wait becomes an empty entry. */
function allowConfChange(draft: Draft, entry: Entry, index: number, env: Env): Entry {
  const change = entry.data as ConfChange;
  const joint = isJoint(draft.members);
  const leaves = change.changes.length === 0;
  let refusal = '';
  if (draft.pendingConfIndex > draft.log.applied) {
    refusal = `possible unapplied conf change at index ${draft.pendingConfIndex} (applied to ${draft.log.applied})`;
  } else if (joint && !leaves) refusal = 'must transition out of joint config first';
  else if (!joint && leaves) refusal = 'not in joint state; refusing empty conf change';
  if (refusal !== '' && !draft.config.disableConfChangeValidation) {
    env.log?.(
      'INFO',
      `${draft.config.id} ignoring conf change ${describeChange(change)} at config ${describeMembers(draft.members)}: ${refusal}`,
    );
    return { ...entry, type: 'EntryNormal', data: undefined, size: 0 };
  }
  draft.pendingConfIndex = index;
  return entry;
}

/** The member's log differs before what was sent: step back to where the two may agree, and try again. */
function handleRejection(draft: Draft, message: Message, progress: Progress, env: Env): void {
  const { config } = draft;
  const { from, rejectHint, logTerm } = message;
  env.log?.(
    'DEBUG',
    `${config.id} received MsgAppResp(rejected, hint: (index ${rejectHint}, term ${logTerm})) from ${from} for index ${message.index}`,
  );
  const probe = logTerm > 0 ? findConflictByTerm(draft.log, rejectHint, logTerm).index : rejectHint;
  const back = decreased(progress, message.index, probe);
  draft.progress = replaced(draft.progress, back ?? progress);
  if (!back) return;
  env.log?.('DEBUG', `${config.id} decreased progress of ${from} to [${describeProgress(back, config)}]`);
  if (back.state === 'StateReplicate') draft.progress = replaced(draft.progress, becomeProbe(back));
  sendAppend(draft, from, env);
}

function handleAcknowledgement(draft: Draft, message: Message, before: Progress, env: Env): void {
  const { config } = draft;
  const { from, index } = message;
  const progress = acknowledged(before, index);
  const probed = progress.match === index && progress.state === 'StateProbe';
  if (progress === before && !probed) {
    draft.progress = replaced(draft.progress, progress);
    return;
  }
  draft.progress = replaced(draft.progress, afterAcknowledgement(draft, progress, index, env));
  if (maybeCommit(draft)) {
    releaseEarlyReads(draft);
    broadcastAppend(draft, env);
  } else if (
    from !== config.id &&
    canBumpCommit(progressOf(draft.progress, from) as Progress, draft.log.committed)
  )
    sendAppend(draft, from, env);
  // The window has room again: fill it.
  if (from !== config.id) while (maybeSendAppend(draft, from, false, env));
  if (from === draft.leadTransferee && progress.match === lastIndex(draft.log)) {
    env.log?.('INFO', `${config.id} sent MsgTimeoutNow to ${from} after received MsgAppResp`);
    send(draft, messageOf('MsgTimeoutNow', from));
  }
}

function afterAcknowledgement(draft: Draft, progress: Progress, index: number, env: Env): Progress {
  const { config } = draft;
  if (progress.state === 'StateProbe') return becomeReplicate(progress);
  if (progress.state === 'StateReplicate') return freeUpTo(progress, index);
  if (progress.match + 1 < firstIndex(draft.log)) return progress;
  env.log?.(
    'DEBUG',
    `${config.id} recovered from needing snapshot, resumed sending replication messages to ${progress.id} [${describeProgress(progress, config)}]`,
  );
  return becomeReplicate(becomeProbe(progress));
}

function transferLead(draft: Draft, to: number, progress: Progress, env: Env): void {
  const { id } = draft.config;
  if (progress.learner || draft.leadTransferee === to) return;
  draft.leadTransferee = NOBODY;
  if (to === id) {
    env.log?.('DEBUG', `${id} is already leader. Ignored transferring leadership to self`);
    return;
  }
  env.log?.('INFO', `${id} [term ${draft.term}] starts to transfer leadership to ${to}`);
  draft.electionElapsed = 0;
  draft.leadTransferee = to;
  if (progress.match === lastIndex(draft.log)) {
    send(draft, messageOf('MsgTimeoutNow', to));
    env.log?.('INFO', `${id} sends MsgTimeoutNow to ${to} immediately as ${to} already has up-to-date log`);
  } else sendAppend(draft, to, env);
}
