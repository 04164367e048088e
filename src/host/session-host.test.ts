import { describe, expect, test } from 'vitest';
import type { Action, SessionRecord, SessionStep } from '../protocol/action.ts';
import type { Command } from '../protocol/command.ts';
import type { TraceUpdate, Update } from '../protocol/update.ts';
import { SessionHost } from './session-host.ts';

const RUN: Action = { kind: 'kubectl', session: 't1', line: 'kubectl run web --image=nginx:1.27' };
const CRASH: Action = { kind: 'fault', fault: { kind: 'crash', part: 'kube-apiserver/cp-1' } };
type Bare<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

/** A host with everything it ever posted. */
function open(journal: readonly { atUs: number; action: Action }[] = [], untilUs = 4_000_000) {
  return begin({ version: 1, seed: 7, preset: 'standard', journal }, untilUs);
}

function begin(record: SessionRecord, untilUs: number) {
  const posted: Update[] = [];
  const host = new SessionHost((update) => posted.push(update));
  let id = 0;
  const send = (command: Bare<Command>): Update[] => {
    const from = posted.length;
    id += 1;
    host.handle({ ...command, id } as Command);
    return posted.slice(from);
  };
  send({ kind: 'start', record, untilUs });
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
      action: CRASH,
    });
    expect(branches().branches.map((b) => b.id)).toEqual(['main', 'branch-2']);
    expect(traces(updates)[0]).toMatchObject({ branch: 'branch-2', rewindToUs: 0 });
    expect(traces(updates)[0]?.events[0]?.id).toBe(1);
    expect(hashAt(8_000_000)).not.toBe(before);
    send({ kind: 'switch-branch', branch: 'main', untilUs: 0 });
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

  test('the steps of a session, taken again, give all its branches and what can be undone on them', () => {
    const steps: readonly SessionStep[] = [
      { kind: 'act', atUs: 4_000_000, playedToUs: 4_000_000, action: RUN },
      { kind: 'act', atUs: 6_000_000, playedToUs: 8_000_000, action: CRASH },
      { kind: 'rename-branch', branch: 'branch-2', name: 'no apiserver' },
      { kind: 'delete-branch', branch: 'nowhere' },
      { kind: 'act', atUs: 7_000_000, playedToUs: 7_000_000, action: { kind: 'heal-all' } },
      { kind: 'undo' },
      { kind: 'act', atUs: 5_000_000, playedToUs: 7_000_000, action: RUN },
      { kind: 'switch-branch', branch: 'branch-2', untilUs: 9_000_000 },
    ];
    const lived = open();
    for (const step of steps) lived.send(step);
    const again = begin({ version: 2, seed: 7, preset: 'standard', steps }, 9_000_000);
    expect(again.branches().current).toBe('branch-2');
    expect(again.branches().branches.map((b) => [b.id, b.name, b.parent, b.canUndo, b.canRedo])).toEqual([
      ['main', 'main', '', true, false],
      ['branch-2', 'no apiserver', 'main', true, true],
      ['branch-3', 'branch-3', 'branch-2', true, false],
    ]);
    for (const branch of ['main', 'branch-2', 'branch-3']) {
      lived.send({ kind: 'switch-branch', branch, untilUs: 0 });
      again.send({ kind: 'switch-branch', branch, untilUs: 0 });
      for (const atUs of [4_500_000, 6_500_000, 8_000_000])
        expect(again.hashAt(atUs)).toBe(lived.hashAt(atUs));
    }
  });

  test('a branch beside the current one is told whole, then keeps up with every run', () => {
    const { send } = open([{ atUs: 4_000_000, action: RUN }], 8_000_000);
    send({ kind: 'act', atUs: 6_000_000, playedToUs: 8_000_000, action: CRASH });
    const compared = (updates: readonly Update[]) =>
      updates.flatMap((u) => (u.kind === 'compared' ? [u.trace] : []));
    const [whole] = compared(send({ kind: 'compare', branch: 'main', untilUs: 6_000_000 }));
    expect(whole).toMatchObject({ branch: 'main', rewindToUs: 0, frontierUs: 8_000_000 });
    expect(whole?.events[0]?.id).toBe(1);
    const updates = send({ kind: 'run', untilUs: 12_000_000, eventsMax: 100_000 });
    expect(traces(updates)).toMatchObject([{ branch: 'branch-2', frontierUs: 12_000_000 }]);
    expect(compared(updates)).toMatchObject([{ branch: 'main', rewindToUs: -1, frontierUs: 12_000_000 }]);
    expect(compared(updates)[0]?.events[0]?.id).toBe((whole?.events.at(-1)?.id ?? 0) + 1);
    const blast = (branch: string) => send({ kind: 'blast', atUs: 6_500_000, branch })[0];
    expect(blast('main')).toMatchObject({ rows: [] });
    expect(blast('branch-2')).not.toMatchObject({ rows: [] });
    send({ kind: 'switch-branch', branch: 'main', untilUs: 0 });
    expect(compared(send({ kind: 'run', untilUs: 13_000_000, eventsMax: 100_000 }))).toEqual([]);
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
    expect(send({ kind: 'switch-branch', branch: 'nowhere', untilUs: 0 })[0]).toMatchObject({
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
