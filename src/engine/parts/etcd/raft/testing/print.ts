/** Prints messages, Readys and states as etcd-io/raft's tests do. */
import { describeProgress } from '../progress.ts';
import {
  APPEND_THREAD,
  APPLY_THREAD,
  type ConfChange,
  type ConfState,
  type Entry,
  type Message,
  NOBODY,
  type RaftState,
  type Ready,
  type Snapshot,
} from '../types.ts';

function endOf(id: number): string {
  if (id === NOBODY) return 'None';
  if (id === APPEND_THREAD) return 'AppendThread';
  return id === APPLY_THREAD ? 'ApplyThread' : id.toString(16);
}

const LETTERS = { voter: 'v', learner: 'l', remove: 'r', update: 'u' } as const;

export function printEntry(entry: Entry): string {
  const head = `${entry.term}/${entry.index} ${entry.type}`;
  if (entry.type === 'EntryNormal') return `${head} ${JSON.stringify(entry.data ?? '')}`;
  const { changes } = entry.data as ConfChange;
  const text = changes.map(({ op, node }) => `${LETTERS[op]}${node}`).join(' ');
  return text === '' ? head : `${head} ${text}`;
}

function printConf(conf: ConfState): string {
  const list = (ids: readonly number[]) => `[${ids.join(' ')}]`;
  return `Voters:${list(conf.voters)} VotersOutgoing:${list(conf.votersOutgoing)} Learners:${list(conf.learners)} LearnersNext:${list(conf.learnersNext)} AutoLeave:${conf.autoLeave}`;
}

export function printSnapshot(snapshot: Snapshot): string {
  return `Index:${snapshot.index} Term:${snapshot.term} ConfState:${printConf(snapshot.conf)}`;
}

export function indent(text: string, by = '  '): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : by + line))
    .join('\n');
}

export function printMessage(message: Message): string {
  const {
    from,
    to,
    type,
    term,
    logTerm,
    index,
    reject,
    rejectHint,
    commit,
    vote,
    entries,
    snapshot,
    responses,
  } = message;
  let text = `${endOf(from)}->${endOf(to)} ${type} Term:${term} Log:${logTerm}/${index}`;
  if (reject) text += ` Rejected (Hint: ${rejectHint})`;
  if (commit !== 0) text += ` Commit:${commit}`;
  if (vote !== NOBODY) text += ` Vote:${vote}`;
  if (entries.length === 1) text += ` Entries:[${printEntry(entries[0] as Entry)}]`;
  else if (entries.length > 1)
    text += ` Entries:[\n${entries.map((entry) => `  ${printEntry(entry)}\n`).join('')}]`;
  if (snapshot) text += `\n  Snapshot: ${printSnapshot(snapshot)}`;
  if (responses.length > 0)
    text += ` Responses:[\n${responses.map((one) => `${indent(printMessage(one))}\n`).join('')}]`;
  return text;
}

export function printReady(ready: Ready): string {
  let text = '';
  if (ready.soft) text += `Lead:${ready.soft.lead} State:State${ready.soft.role}\n`;
  if (ready.hard) {
    const { term, vote, commit } = ready.hard;
    text += `HardState Term:${term}${vote === NOBODY ? '' : ` Vote:${vote}`} Commit:${commit}\n`;
  }
  if (ready.readStates.length > 0) text += `ReadStates ${JSON.stringify(ready.readStates)}\n`;
  if (ready.entries.length > 0)
    text += `Entries:\n${ready.entries.map((entry) => `${printEntry(entry)}\n`).join('')}`;
  if (ready.snapshot) text += `Snapshot ${printSnapshot(ready.snapshot)}\n`;
  if (ready.committedEntries.length > 0)
    text += `CommittedEntries:\n${ready.committedEntries.map((entry) => `${printEntry(entry)}\n`).join('')}`;
  if (ready.messages.length > 0)
    text += `Messages:\n${ready.messages.map((message) => `${printMessage(message)}\n`).join('')}`;
  return text === '' ? '<empty Ready>\n' : `Ready MustSync=${ready.mustSync}:\n${text}`;
}

export function printStatus(state: RaftState): string {
  return state.progress
    .map((progress) => `${progress.id}: ${describeProgress(progress, state.config)}\n`)
    .join('');
}

export function printRaftState(state: RaftState): string {
  const { id } = state.config;
  const voter = state.members.voters.includes(id) || state.members.outgoing.includes(id);
  return `${id}: State${state.role} (${voter ? 'Voter' : 'Non-Voter'}) Term:${state.term} Lead:${state.lead}\n`;
}
