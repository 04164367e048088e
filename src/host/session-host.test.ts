import { describe, expect, test } from 'vitest';
import type { Action } from '../protocol/action.ts';
import type { Command } from '../protocol/command.ts';
import type { TraceUpdate, Update } from '../protocol/update.ts';
import { SessionHost } from './session-host.ts';

const RUN: Action = { kind: 'kubectl', session: 't1', line: 'kubectl run web --image=nginx:1.27' };
type Bare<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

/** A host with everything it ever posted. */
function open(journal: readonly { atUs: number; action: Action }[] = [], untilUs = 4_000_000) {
  const posted: Update[] = [];
  const host = new SessionHost((update) => posted.push(update));
  let id = 0;
  const send = (command: Bare<Command>): Update[] => {
    const from = posted.length;
    id += 1;
    host.handle({ ...command, id } as Command);
    return posted.slice(from);
  };
  send({ kind: 'start', record: { version: 1, seed: 7, preset: 'standard', journal }, untilUs });
  const hashAt = (atUs: number) => {
    const answer = send({ kind: 'state-hash', atUs })[0];
    return answer?.kind === 'state-hash' ? answer.stateHash : `no hash but ${answer?.kind}`;
  };
  const branches = () =>
    posted.findLast((u) => u.kind === 'branches') as Extract<Update, { kind: 'branches' }>;
  return { posted, send, hashAt, branches };
}

const traces = (updates: readonly Update[]) => updates.filter((u): u is TraceUpdate => u.kind === 'trace');

describe('a session behind commands and updates', () => {
  test('tells of its world, and of every face in it, before anything is done', () => {
    const { posted } = open();
    const started = posted.find((u) => u.kind === 'started');
    expect(started?.kind === 'started' && started.roster.map((r) => r.kind)).toContain('kube-apiserver');
    const faces = new Set(traces(posted).flatMap((t) => t.faces.map((f) => f.face.id)));
    expect(started?.kind === 'started' && started.roster.every((r) => faces.has(r.id))).toBe(true);
  });

  test('everything it posts can be cloned into another thread', () => {
    const { posted, send } = open();
    send({ kind: 'act', atUs: 4_000_000, playedToUs: 4_000_000, action: RUN });
    send({ kind: 'run', untilUs: 9_000_000, eventsMax: 100_000 });
    expect(() => structuredClone(posted)).not.toThrow();
  });

  test('an act ahead of what was seen drops the unseen future and stays on the branch', () => {
    const { send, branches } = open([], 6_000_000);
    const updates = send({ kind: 'act', atUs: 5_000_000, playedToUs: 5_000_000, action: RUN });
    expect(traces(updates)[0]?.rewindToUs).toBe(5_000_000);
    expect(branches().branches).toHaveLength(1);
  });

  test('an act in the seen past forks, and the first branch ends as it would have', () => {
    const { send, hashAt, branches } = open([{ atUs: 4_000_000, action: RUN }], 8_000_000);
    const before = hashAt(8_000_000);
    const updates = send({
      kind: 'act',
      atUs: 4_500_000,
      playedToUs: 8_000_000,
      action: { kind: 'fault', fault: { kind: 'crash', part: 'kube-apiserver/cp-1' } },
    });
    expect(branches().branches.map((b) => b.id)).toEqual(['main', 'branch-2']);
    expect(traces(updates)[0]).toMatchObject({ branch: 'branch-2', rewindToUs: 0 });
    expect(traces(updates)[0]?.events[0]?.id).toBe(1);
    expect(hashAt(8_000_000)).not.toBe(before);
    send({ kind: 'switch-branch', branch: 'main' });
    expect(hashAt(8_000_000)).toBe(before);
  });

  test('undo and redo lead to the same states', () => {
    const { send, hashAt } = open();
    const untouched = open().hashAt(7_000_000);
    send({ kind: 'act', atUs: 4_000_000, playedToUs: 4_000_000, action: RUN });
    const done = hashAt(7_000_000);
    send({ kind: 'undo' });
    expect(hashAt(7_000_000)).toBe(untouched);
    send({ kind: 'redo' });
    expect(hashAt(7_000_000)).toBe(done);
  });

  test('a journal replayed at the start gives the session that wrote it', () => {
    const lived = open();
    lived.send({ kind: 'act', atUs: 4_000_000, playedToUs: 4_000_000, action: RUN });
    const replayed = open([{ atUs: 4_000_000, action: RUN }]);
    for (const atUs of [4_100_000, 5_000_000, 8_000_000])
      expect(replayed.hashAt(atUs)).toBe(lived.hashAt(atUs));
  });

  test('the inspector gets the body as sent, as stored, and who wrote each new line', () => {
    const { posted, send } = open([{ atUs: 4_000_000, action: RUN }], 6_000_000);
    const post = traces(posted)
      .flatMap((t) => t.events)
      .find((e) => e.kind === 'hop' && e.from === 'kubectl' && e.verb === 'POST');
    const answer = send({ kind: 'inspect', event: post?.id ?? 0 })[0];
    const detail = answer?.kind === 'detail' ? answer.detail : null;
    expect(detail?.rows).toContainEqual({ name: 'User', value: 'kubernetes-admin' });
    expect(detail?.sent).toContain('image: nginx:1.27');
    const added = detail?.diff.filter((line) => line.sign === '+') ?? [];
    expect(added.find((line) => line.text.includes('imagePullPolicy'))?.by).toBe('decode-and-default');
    expect(added.find((line) => line.text.includes('serviceAccountName'))?.by).toBe('mutating-admission');
    expect(added.find((line) => line.text.includes('uid:'))?.by).toBe('registry');
  });

  test('the blast of a stopped scheduler: Pods are stored, but never bound', () => {
    const { send } = open();
    send({
      kind: 'act',
      atUs: 4_000_000,
      playedToUs: 4_000_000,
      action: { kind: 'fault', fault: { kind: 'stop', part: 'kube-scheduler/cp-1' } },
    });
    const answer = send({ kind: 'blast', atUs: 4_100_000 })[0];
    const rows = answer?.kind === 'blast' ? answer.rows : [];
    expect(rows).toContainEqual(expect.objectContaining({ effect: 'works', code: 'blast.write' }));
    expect(rows).toContainEqual(expect.objectContaining({ effect: 'stopped', code: 'blast.schedule' }));
  });

  test('what cannot be done is refused in a sentence', () => {
    const { send } = open();
    expect(send({ kind: 'switch-branch', branch: 'nowhere' })[0]).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('there is no branch'),
    });
    const posted: Update[] = [];
    new SessionHost((u) => posted.push(u)).handle({ kind: 'undo', id: 1 });
    expect(posted[0]).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('send "start" first'),
    });
  });
});
