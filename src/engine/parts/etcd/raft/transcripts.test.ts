import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  applyConfChange,
  changeSimply,
  describeMembers,
  enterJoint,
  leaveJoint,
  type Membership,
  NO_MEMBERS,
} from './conf-change.ts';
import { describeProgress } from './progress.ts';
import { jointIndex, jointVote, majorityIndex, majorityVote } from './quorum.ts';
import { Environment, parseChanges } from './testing/environment.ts';
import { type Directive, parseScript } from './testing/script.ts';
import type { RaftConfig } from './types.ts';

/** Transcripts of etcd-io/raft's own tests. They are not part of this repository. */
const FOLDER = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'raft');
const scriptsIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.txt'))
        .sort()
        .map((name) => ({ name, directives: parseScript(readFileSync(join(folder, name), 'utf8')) }))
    : [];
const scripts = scriptsIn(FOLDER);
if (scripts.length === 0)
  console.log(
    `!! no oracle: the transcripts of etcd-io/raft are not at ${FOLDER}; the Raft core goes unjudged by them`,
  );

/** Where a run first differs from its transcript; empty when it never does. */
function firstDifference(directives: readonly Directive[]): string {
  const environment = new Environment();
  for (const directive of directives) {
    const got = environment.run(directive);
    if (got !== directive.expected)
      return `line ${directive.line} ${directive.command}:\n--- expected\n${directive.expected}--- got\n${got}`;
  }
  return '';
}

describe.runIf(scripts.length > 0)('the transcripts of etcd-io/raft', () => {
  test('are all there', () => expect(scripts.length).toBeGreaterThanOrEqual(17));

  test.each(scripts)('$name comes out letter for letter', ({ directives }) => {
    expect(directives.length).toBeGreaterThan(0);
    expect(firstDifference(directives)).toBe('');
  });

  test('would show a single wrong vote', () => {
    const vote = scripts.find(({ name }) => name === 'campaign.txt')?.directives ?? [];
    const wrong = vote.map((directive) => ({
      ...directive,
      expected: directive.expected.replace('HardState Term:1 Vote:1', 'HardState Term:1 Vote:2'),
    }));
    expect(firstDifference(wrong)).toContain('stabilize');
  });
});

describe.runIf(scripts.length > 0)('the majorities of etcd-io/raft', () => {
  const numbers = (directive: Directive, name: string): number[] =>
    (directive.options.get(name) ?? []).map(Number).filter((id) => !Number.isNaN(id));
  const cases = scriptsIn(join(FOLDER, 'quorum')).flatMap(({ name, directives }) =>
    directives.map((directive) => ({ at: `${name}:${directive.line}`, directive })),
  );

  /** What each id says: the values belong to the ids of both halves in the order in which they are first named. */
  function said(directive: Directive, option: string): ReadonlyMap<number, string> {
    const ids = [...new Set([...numbers(directive, 'cfg'), ...numbers(directive, 'cfgj')])];
    const values = directive.options.get(option) ?? [];
    return new Map(ids.map((id, i) => [id, values[i] ?? '_'] as const).filter(([, value]) => value !== '_'));
  }

  test.each(cases)('$at', ({ directive }) => {
    const voters = numbers(directive, 'cfg');
    const outgoing = numbers(directive, 'cfgj');
    const result = directive.expected.trim().split('\n').at(-1);
    if (directive.command === 'vote') {
      const votes = said(directive, 'votes');
      const voteOf = (id: number) => (votes.has(id) ? votes.get(id) === 'y' : undefined);
      expect(jointVote(voters, outgoing, voteOf)).toBe(result);
      if (outgoing.length === 0) expect(majorityVote(voters, voteOf)).toBe(result);
    } else {
      const acks = said(directive, 'idx');
      const acked = (id: number) => Number(acks.get(id) ?? 0);
      const text = (index: number) => (index === Number.POSITIVE_INFINITY ? '∞' : String(index));
      expect(text(jointIndex(voters, outgoing, acked))).toBe(result);
      if (outgoing.length === 0) expect(text(majorityIndex(voters, acked))).toBe(result);
    }
  });
});

describe.runIf(scripts.length > 0)('the configuration changes of etcd-io/raft', () => {
  const config = { maxInflightMessages: 10 } as RaftConfig;

  function change(before: Membership, { command, options, input }: Directive, lastIndex: number): Membership {
    const changes = parseChanges(input);
    if (command === 'simple') return changeSimply(before, changes, lastIndex);
    return command === 'enter-joint'
      ? enterJoint(before, options.get('autoleave')?.[0] === 'true', changes, lastIndex)
      : leaveJoint(before);
  }

  test.each(scriptsIn(join(FOLDER, 'confchange')))('$name comes out letter for letter', ({ directives }) => {
    let all = NO_MEMBERS;
    directives.forEach((directive, lastIndex) => {
      let got: string;
      try {
        all = change(all, directive, lastIndex);
        got = `${describeMembers(all.members)}\n${all.progress.map((progress) => `${progress.id}: ${describeProgress(progress, config)}\n`).join('')}`;
      } catch (error) {
        got = `${(error as Error).message}\n`;
      }
      expect(got).toBe(directive.expected);
    });
  });

  test('an empty change leaves a joint configuration', () => {
    const joint = applyConfChange(
      applyConfChange(NO_MEMBERS, { transition: 'auto', changes: parseChanges(['v1']) }, 1),
      { transition: 'explicit', changes: parseChanges(['v2']) },
      1,
    );
    expect(describeMembers(joint.members)).toBe('voters=(1 2)&&(1)');
    expect(describeMembers(applyConfChange(joint, { transition: 'auto', changes: [] }, 1).members)).toBe(
      'voters=(1 2)',
    );
  });
});
