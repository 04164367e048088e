/** What a follower makes of a message. Models etcd-io/raft raft.go stepFollower, handleAppendEntries, handleSnapshot. */
import { membershipOf } from './conf-change.ts';
import { stand } from './election.ts';
import { PROPOSAL_DROPPED } from './leader.ts';
import {
  commitTo,
  describeLog,
  findConflictByTerm,
  lastIndex,
  lastTerm,
  matchTerm,
  maybeAppend,
  restoreLog,
  termAt,
} from './log.ts';
import { acknowledged, progressOf, replaced } from './progress.ts';
import { switchTo } from './replicate.ts';
import { becomeFollower, send } from './role.ts';
import { addressed, type Draft, type Env, type Message, messageOf, NOBODY, type Snapshot } from './types.ts';

/** Returns the error a caller gets, or ''. */
export function stepFollower(draft: Draft, message: Message, env: Env): string {
  const { id, leaseBasedReads } = draft.config;
  switch (message.type) {
    case 'MsgProp':
      if (draft.lead === NOBODY) {
        env.log?.('INFO', `${id} no leader at term ${draft.term}; dropping proposal`);
        return PROPOSAL_DROPPED;
      }
      send(draft, addressed(message, draft.lead));
      return '';
    case 'MsgReadIndex':
    case 'MsgTransferLeader':
      if (draft.lead === NOBODY)
        env.log?.(
          'INFO',
          `${id} no leader at term ${draft.term}; dropping ${message.type === 'MsgReadIndex' ? 'index reading' : 'leader transfer'} msg`,
        );
      else send(draft, addressed(message, draft.lead));
      return '';
    case 'MsgReadIndexResp':
      draft.readStates = [...draft.readStates, { index: message.index, context: message.context }];
      return '';
    case 'MsgForgetLeader':
      if (leaseBasedReads) env.log?.('ERROR', 'ignoring MsgForgetLeader due to ReadOnlyLeaseBased');
      else if (draft.lead !== NOBODY) {
        env.log?.('INFO', `${id} forgetting leader ${draft.lead} at term ${draft.term}`);
        draft.lead = NOBODY;
      }
      return '';
    case 'MsgTimeoutNow':
      env.log?.(
        'INFO',
        `${id} [term ${draft.term}] received MsgTimeoutNow from ${message.from} and starts an election to get leadership.`,
      );
      // Whoever hands the lead over is up to date and willing: a pre-vote would only cost time.
      stand(draft, 'transfer', env);
      return '';
    default:
      stepFromLeader(draft, message, env);
      return '';
  }
}

/** Messages that only the leader of the term sends; each one puts the election off. */
export function stepFromLeader(draft: Draft, message: Message, env: Env): void {
  const { type, from } = message;
  if (type !== 'MsgApp' && type !== 'MsgHeartbeat' && type !== 'MsgSnap') return;
  draft.electionElapsed = 0;
  draft.lead = from;
  if (type === 'MsgApp') handleAppend(draft, message, env);
  else if (type === 'MsgSnap') handleSnapshot(draft, message, env);
  else {
    draft.log = commitTo(draft.log, message.commit);
    send(draft, messageOf('MsgHeartbeatResp', from, { context: message.context }));
  }
}

function handleAppend(draft: Draft, message: Message, env: Env): void {
  const { log } = draft;
  const { from, index, logTerm } = message;
  if (index < log.committed) {
    send(draft, messageOf('MsgAppResp', from, { index: log.committed }));
    return;
  }
  const appended = maybeAppend(log, index, logTerm, message.commit, message.entries, env);
  if (appended) {
    draft.log = appended;
    send(draft, messageOf('MsgAppResp', from, { index: index + message.entries.length }));
    return;
  }
  env.log?.(
    'DEBUG',
    `${draft.config.id} [logterm: ${Math.max(0, termAt(log, index))}, index: ${index}] rejected MsgApp [logterm: ${logTerm}, index: ${index}] from ${from}`,
  );
  const hint = findConflictByTerm(log, Math.min(index, lastIndex(log)), logTerm);
  send(
    draft,
    messageOf('MsgAppResp', from, { index, reject: true, rejectHint: hint.index, logTerm: hint.term }),
  );
}

function handleSnapshot(draft: Draft, message: Message, env: Env): void {
  const snapshot = message.snapshot as Snapshot;
  const { id } = draft.config;
  const about = `snapshot [index: ${snapshot.index}, term: ${snapshot.term}]`;
  const restored = restore(draft, snapshot, about, env);
  env.log?.('INFO', `${id} [commit: ${draft.log.committed}] ${restored ? 'restored' : 'ignored'} ${about}`);
  send(
    draft,
    messageOf('MsgAppResp', message.from, { index: restored ? lastIndex(draft.log) : draft.log.committed }),
  );
}

/** Takes a snapshot for its own log and configuration, unless the log holds all of it already. */
function restore(draft: Draft, snapshot: Snapshot, about: string, env: Env): boolean {
  const { log, config } = draft;
  if (snapshot.index <= log.committed) return false;
  if (draft.role !== 'Follower') {
    becomeFollower(draft, draft.term + 1, NOBODY, env);
    return false;
  }
  const { voters, votersOutgoing, learners } = snapshot.conf;
  if (![voters, votersOutgoing, learners].some((ids) => ids.includes(config.id))) {
    env.log?.(
      'WARN',
      `${config.id} attempted to restore ${about} but it is not in its configuration; should never happen`,
    );
    return false;
  }
  const where = () =>
    `${config.id} [commit: ${draft.log.committed}, lastindex: ${lastIndex(draft.log)}, lastterm: ${lastTerm(draft.log)}]`;
  if (matchTerm(log, snapshot.index, snapshot.term)) {
    env.log?.('INFO', `${where()} fast-forwarded commit to ${about}`);
    draft.log = commitTo(log, snapshot.index);
    return false;
  }
  env.log?.('INFO', `log [${describeLog(log)}] starts to restore ${about}`);
  draft.log = restoreLog(log, snapshot);
  switchTo(draft, membershipOf(snapshot.conf, lastIndex(draft.log)), env);
  const own = progressOf(draft.progress, config.id);
  if (own) draft.progress = replaced(draft.progress, acknowledged(own, own.next - 1));
  env.log?.('INFO', `${where()} restored ${about}`);
  return true;
}
