import { describe, expect, test } from 'vitest';
import { sampleEtcd } from '../../session/sample-faces.ts';
import { sampleUpdates } from '../../session/sample-trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { placesFor, timeOf } from './places.ts';

const trace = new TraceWindow();
const [, story] = sampleUpdates();
const written = {
  kind: 'object',
  id: 9_000,
  atUs: 12_020_000,
  cause: 1,
  background: false,
  part: 'kube-apiserver/cp-1',
  verb: 'ADDED',
  key: 'pods/default/web',
  resourceVersion: 6,
  manager: 'kubectl-run',
} as const;
const member = (atUs: number, revision: number) => {
  const face = sampleEtcd(1, 5, 5, 0);
  if (face.detail.kind !== 'etcd') throw new Error('no etcd');
  return { atUs, face: { ...face, detail: { ...face.detail, revision } } };
};
trace.apply({
  ...story,
  events: [...story.events, written],
  faces: [member(1, 5), member(12_019_000, 6), member(12_030_000, 7)],
});
const foreground = trace.hops.filter((hop) => !hop.background);
const scene = { trace, us: 13_000_000, etcd: ['etcd-1', 'etcd-2', 'etcd-3'], marks: [] };
const find = (line: string, more: Partial<typeof scene> = {}) => placesFor(line, { ...scene, ...more });

test.each([
  ['40', 40_000_000],
  ['12.5s', 12_500_000],
  ['12.5 s', 12_500_000],
  ['12 500ms', 12_500_000],
  ['18.012 000', 18_012_000],
  ['1:34.5', 94_500_000],
  ['2min', 120_000_000],
  ['7us', 7],
  ['1:75', null],
  ['web', null],
  ['s', null],
])('%s as a time', (line, us) => {
  expect(timeOf(line)).toBe(us);
});

describe('a line', () => {
  test('that is a number is a step, and a second where that is computed', () => {
    const [step, time] = find('3');
    expect(step).toMatchObject({ kind: 'step', event: { id: foreground[2]?.id } });
    expect(time).toEqual({ kind: 'time', atUs: 3_000_000 });
    expect(find('100000').some((place) => place.kind === 'time')).toBe(false);
  });

  test('that is a revision leads to the version of the object, and to the member that had it first', () => {
    const found = find('6');
    expect(found).toContainEqual({
      kind: 'version',
      n: written.resourceVersion,
      atUs: written.atUs,
      event: written,
    });
    expect(found).toContainEqual({ kind: 'revision', n: 6, member: 'etcd-1', atUs: 12_019_000 });
    expect(find('4').some((place) => place.kind === 'revision')).toBe(false);
  });

  test('that is a word finds what comes next before what was, nearest first', () => {
    const us = 12_010_000;
    const times = find('post', { us }).map((place) => place.atUs);
    expect(times.length).toBeGreaterThan(0);
    const later = times.filter((at) => at > us);
    expect(times.slice(0, later.length)).toEqual([...later].sort((a, b) => a - b));
    expect(find('nobody says this')).toEqual([]);
  });

  test('finds own bookmarks by name, and shows all of them while it is empty', () => {
    const marks = [{ branch: 'b1', atUs: 12_500_000, name: 'Here it breaks' }];
    expect(find('breaks', { marks } as object)).toEqual([
      { kind: 'mark', atUs: 12_500_000, name: 'Here it breaks' },
    ]);
    expect(find('', { marks } as object)).toHaveLength(1);
  });
});
