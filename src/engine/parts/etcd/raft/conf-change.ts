/**
 * Changes of membership: one voter at a time, or any change by way of a joint configuration in which both majorities must agree. Models
 * etcd-io/raft confchange/; Raft thesis chapter 4.
 */
import { newProgress, progressOf, replaced } from './progress.ts';
import type { ConfChange, ConfState, MemberConfig, Progress } from './types.ts';

export interface Membership {
  readonly members: MemberConfig;
  readonly progress: readonly Progress[];
}

export const NO_MEMBERS: Membership = {
  members: { voters: [], outgoing: [], learners: [], learnersNext: [], autoLeave: false },
  progress: [],
};

type Changes = ConfChange['changes'];

const withId = (ids: readonly number[], id: number): readonly number[] =>
  ids.includes(id) ? ids : [...ids, id].sort((a, b) => a - b);
const withoutId = (ids: readonly number[], id: number): readonly number[] =>
  ids.includes(id) ? ids.filter((other) => other !== id) : ids;

export function isJoint(members: MemberConfig): boolean {
  return members.outgoing.length > 0;
}

function track(all: Membership, id: number, learner: boolean, lastIndex: number): readonly Progress[] {
  const known = progressOf(all.progress, id);
  if (known) return replaced(all.progress, { ...known, learner });
  return [...all.progress, newProgress(id, 0, Math.max(lastIndex, 1), learner, true)].sort(
    (a, b) => a.id - b.id,
  );
}

function makeVoter(all: Membership, id: number, lastIndex: number): Membership {
  const { members } = all;
  const voters = withId(members.voters, id);
  return {
    members: {
      ...members,
      voters,
      learners: withoutId(members.learners, id),
      learnersNext: withoutId(members.learnersNext, id),
    },
    progress: track(all, id, false, lastIndex),
  };
}

/** A voter of the outgoing half stays a voter until the joint configuration is left, and becomes a learner then. */
function makeLearner(all: Membership, id: number, lastIndex: number): Membership {
  if (progressOf(all.progress, id)?.learner) return all;
  const known = progressOf(all.progress, id);
  const { members } = known ? dropMember(all, id) : all;
  if (members.outgoing.includes(id))
    return {
      members: { ...members, learnersNext: withId(members.learnersNext, id) },
      progress: all.progress,
    };
  return {
    members: { ...members, learners: withId(members.learners, id) },
    progress: track(all, id, true, lastIndex),
  };
}

function dropMember(all: Membership, id: number): Membership {
  if (!progressOf(all.progress, id)) return all;
  const { members } = all;
  return {
    members: {
      ...members,
      voters: withoutId(members.voters, id),
      learners: withoutId(members.learners, id),
      learnersNext: withoutId(members.learnersNext, id),
    },
    progress: members.outgoing.includes(id)
      ? all.progress
      : all.progress.filter((progress) => progress.id !== id),
  };
}

function applyChanges(all: Membership, changes: Changes, lastIndex: number): Membership {
  let next = all;
  for (const { op, node } of changes) {
    if (node === 0) continue;
    if (op === 'voter') next = makeVoter(next, node, lastIndex);
    else if (op === 'learner') next = makeLearner(next, node, lastIndex);
    else if (op === 'remove') next = dropMember(next, node);
  }
  if (next.members.voters.length === 0) throw new Error('removed all voters');
  return next;
}

/** Applies changes that touch at most one voter. Throws an Error with upstream's sentence when that is not allowed. */
export function changeSimply(all: Membership, changes: Changes, lastIndex: number): Membership {
  if (isJoint(all.members)) throw new Error("can't apply simple config change in joint config");
  const next = applyChanges(all, changes, lastIndex);
  const before = all.members.voters;
  const after = next.members.voters;
  const differing =
    before.filter((id) => !after.includes(id)).length + after.filter((id) => !before.includes(id)).length;
  if (differing > 1) throw new Error('more than one voter changed without entering joint config');
  return next;
}

export function enterJoint(
  all: Membership,
  autoLeave: boolean,
  changes: Changes,
  lastIndex: number,
): Membership {
  if (isJoint(all.members)) throw new Error('config is already joint');
  if (all.members.voters.length === 0) throw new Error("can't make a zero-voter config joint");
  const both = { ...all, members: { ...all.members, outgoing: all.members.voters } };
  const next = applyChanges(both, changes, lastIndex);
  return { ...next, members: { ...next.members, autoLeave } };
}

export function leaveJoint(all: Membership): Membership {
  const { members } = all;
  if (!isJoint(members)) throw new Error("can't leave a non-joint config");
  let { learners } = members;
  for (const id of members.learnersNext) learners = withId(learners, id);
  const progress = all.progress
    .filter(({ id }) => members.voters.includes(id) || learners.includes(id))
    .map((own) => (members.learnersNext.includes(own.id) ? { ...own, learner: true } : own));
  return {
    members: { voters: members.voters, outgoing: [], learners, learnersNext: [], autoLeave: false },
    progress,
  };
}

/** What one ConfChange makes of a configuration: leave, enter, or change simply (raftpb confchange.go). */
export function applyConfChange(all: Membership, change: ConfChange, lastIndex: number): Membership {
  if (change.changes.length === 0 && change.transition === 'auto') return leaveJoint(all);
  if (change.transition !== 'auto' || change.changes.length > 1)
    return enterJoint(all, change.transition !== 'explicit', change.changes, lastIndex);
  return changeSimply(all, change.changes, lastIndex);
}

/** The configuration a snapshot carries. */
export function membershipOf(conf: ConfState, lastIndex: number): Membership {
  const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);
  const members: MemberConfig = {
    voters: sorted(conf.voters),
    outgoing: sorted(conf.votersOutgoing),
    learners: sorted(conf.learners),
    learnersNext: sorted(conf.learnersNext),
    autoLeave: conf.autoLeave,
  };
  const ids = sorted([...new Set([...members.voters, ...members.outgoing, ...members.learners])]);
  const progress = ids.map((id) =>
    newProgress(id, 0, Math.max(lastIndex, 1), members.learners.includes(id), true),
  );
  return { members, progress };
}

export function confStateOf(members: MemberConfig): ConfState {
  const { voters, outgoing, learners, learnersNext, autoLeave } = members;
  return { voters, votersOutgoing: outgoing, learners, learnersNext, autoLeave };
}

const listed = (ids: readonly number[]): string => `(${ids.join(' ')})`;

/** `voters=(1 2 3)&&(1 2) learners=(4)`, as upstream's log lines print a configuration. */
export function describeMembers(members: MemberConfig): string {
  let text = `voters=${listed(members.voters)}`;
  if (isJoint(members)) text += `&&${listed(members.outgoing)}`;
  if (members.learners.length > 0) text += ` learners=${listed(members.learners)}`;
  if (members.learnersNext.length > 0) text += ` learners_next=${listed(members.learnersNext)}`;
  if (members.autoLeave) text += ' autoleave';
  return text;
}

const OP_NAMES = {
  voter: 'ConfChangeAddNode',
  learner: 'ConfChangeAddLearnerNode',
  remove: 'ConfChangeRemoveNode',
  update: 'ConfChangeUpdateNode',
} as const;
const TRANSITION_NAMES = {
  auto: 'ConfChangeTransitionAuto',
  implicit: 'ConfChangeTransitionJointImplicit',
  explicit: 'ConfChangeTransitionJointExplicit',
} as const;

/** In the words of upstream's generated `String()`. */
export function describeChange(change: ConfChange): string {
  const changes = change.changes
    .map(({ op, node }) => ` changes:{type:${OP_NAMES[op]} node_id:${node}}`)
    .join('');
  return `transition:${TRANSITION_NAMES[change.transition]}${changes}`;
}
