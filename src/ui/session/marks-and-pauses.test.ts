import { expect, test } from 'vitest';
import type { BranchInfo } from '../../protocol/update.ts';
import { ownMarks } from './own-marks.ts';
import { firstPause, type PauseWhen } from './pause-when.ts';
import { TraceWindow } from './trace-window.ts';

const branch = (id: string, parent: string, forkAtUs: number): BranchInfo => ({
  id,
  name: id,
  parent,
  forkAtUs,
  frontierUs: 100,
  journal: [],
  canUndo: false,
  canRedo: false,
});

test('a branch shows its own bookmarks and those of the past that it shares', () => {
  const branches = [branch('main', '', 0), branch('b2', 'main', 50), branch('b3', 'b2', 30)];
  const bookmarks = [
    { branch: 'main', atUs: 20, name: 'shared by all' },
    { branch: 'main', atUs: 60, name: 'only on main' },
    { branch: 'b2', atUs: 70, name: 'only on b2' },
    { branch: 'main', atUs: 40, name: 'behind the third' },
    { branch: 'b3', atUs: 35, name: 'only on b3' },
  ];
  const names = (id: string) => ownMarks({ bookmarks, branches, branch: id }).map((mark) => mark.name);
  expect(names('main')).toEqual(['shared by all', 'behind the third', 'only on main']);
  expect(names('b2')).toEqual(['shared by all', 'behind the third', 'only on b2']);
  expect(names('b3')).toEqual(['shared by all', 'only on b3']);
});

const event = { cause: 0, background: false, part: 'kube-apiserver/cp-1' };
const stored = (id: number, atUs: number, key: string) =>
  ({ ...event, kind: 'object', id, atUs, verb: 'MODIFIED', key, resourceVersion: id, manager: '' }) as const;
const answer = (id: number, atUs: number, verb: string) =>
  ({
    ...event,
    kind: 'hop',
    id,
    atUs,
    from: 'kube-apiserver/cp-1',
    to: 'kubectl',
    wire: 'http',
    verb,
    label: '',
    dueAtUs: atUs + 5,
    role: 'answer',
    exchange: 1,
    subject: '',
    sizeInBytes: 0,
  }) as const;
const pod = (phase: string) => ({ status: { phase } });
const node = (status: string) => ({ status: { conditions: [{ type: 'Ready', status }] } });

test('time stands still where something begins that is waited for, and nowhere else', () => {
  const trace = new TraceWindow();
  trace.apply({
    kind: 'trace',
    branch: 'main',
    rewindToUs: -1,
    keptEvents: 0,
    events: [
      stored(1, 10, 'pods/default/web'),
      stored(2, 20, 'pods/default/web'),
      stored(3, 30, 'pods/default/web'),
      answer(4, 40, '201'),
      answer(5, 50, '409'),
      stored(6, 60, 'nodes/node-1'),
      {
        ...event,
        kind: 'phase',
        id: 7,
        atUs: 70,
        chart: 'raft-role',
        subject: '',
        from: 'Follower',
        to: 'Candidate',
      },
    ],
    faces: [],
    objects: [
      { atUs: 5, key: 'nodes/node-1', object: node('True') },
      { atUs: 10, key: 'pods/default/web', object: pod('Pending') },
      { atUs: 20, key: 'pods/default/web', object: pod('Running') },
      { atUs: 30, key: 'pods/default/web', object: pod('Running') },
      { atUs: 60, key: 'nodes/node-1', object: node('Unknown') },
    ],
    faults: [],
    frontierUs: 100,
    hash: '',
  });
  const stops = (when: PauseWhen) => {
    const found: number[] = [];
    for (let us = 0; us < 100; us += 1) {
      const at = firstPause(trace, [when], us, us + 1)?.event.atUs;
      if (at !== undefined) found.push(at);
    }
    return found;
  };
  expect(stops('pod-pending')).toEqual([10]);
  expect(stops('pod-running')).toEqual([20]);
  expect(stops('conflict')).toEqual([50]);
  expect(stops('error')).toEqual([50]);
  expect(stops('not-ready')).toEqual([60]);
  expect(stops('election')).toEqual([70]);
  expect(firstPause(trace, ['election', 'conflict'], 0, 100)).toMatchObject({ when: 'conflict' });
  expect(firstPause(trace, [], 0, 100)).toBeNull();
});
