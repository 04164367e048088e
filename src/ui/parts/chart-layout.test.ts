import { describe, expect, test } from 'vitest';
import type { ChartPicture } from '../../protocol/face.ts';
import { CHART_STATE_HEIGHT, layoutChart } from './chart-layout.ts';

const transition = (from: string, to: string, event: string) => ({ from, to, event, guard: '', delay: '' });
const role: ChartPicture = {
  id: 'raft-role',
  initial: 'Follower',
  states: ['Follower', 'PreCandidate', 'Candidate', 'Leader'].map((name) => ({
    name,
    parent: '',
    final: false,
  })),
  transitions: [
    transition('Follower', 'PreCandidate', 'TIMEOUT'),
    transition('PreCandidate', 'Candidate', 'WON'),
    transition('Candidate', 'Leader', 'WON'),
    transition('Leader', 'Follower', 'HIGHER TERM'),
    transition('Candidate', 'Follower', 'HEARD'),
  ],
};

describe('a chart on the page', () => {
  const placed = layoutChart(role);

  test('stands in columns by distance from its first state', () => {
    expect(placed.states.map((s) => s.name)).toEqual(['Follower', 'PreCandidate', 'Candidate', 'Leader']);
    placed.states.reduce((left, right) => {
      expect(right.x).toBeGreaterThanOrEqual(left.x + left.width);
      return right;
    });
  });

  test('keeps everything inside its box, and arrows back below every state', () => {
    const lowest = Math.max(...placed.states.map((s) => s.y + CHART_STATE_HEIGHT));
    for (const t of placed.transitions.filter((p) => p.to === 'Follower'))
      expect(t.labelY).toBeGreaterThan(lowest);
    for (const s of placed.states) expect(s.x + s.width).toBeLessThanOrEqual(placed.width);
    expect(placed.transitions).toHaveLength(5);
  });
});

test('a transition to a state that holds others leads to the first of them', () => {
  const placed = layoutChart({
    id: 'worker',
    initial: 'Admitting',
    states: [
      { name: 'Admitting', parent: '', final: false },
      { name: 'SyncPod', parent: '', final: false },
      { name: 'SyncPod.Mounting', parent: 'SyncPod', final: false },
      { name: 'SyncPod.Idle', parent: 'SyncPod', final: false },
    ],
    transitions: [
      transition('Admitting', 'SyncPod', 'admit'),
      transition('SyncPod.Mounting', 'SyncPod.Idle', 'done'),
    ],
  });
  expect(placed.transitions.map((t) => `${t.from} > ${t.to}`)).toEqual([
    'Admitting > SyncPod.Mounting',
    'SyncPod.Mounting > SyncPod.Idle',
  ]);
  expect(new Set(placed.states.map((s) => s.x)).size).toBe(3);
});
