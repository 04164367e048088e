import { describe, expect, test } from 'vitest';
import type { ChartPicture } from '../../../protocol/face.ts';
import { layoutChart } from './chart-layout.ts';
import { STATE_HEIGHT } from './placed-chart.ts';

const transition = (from: string, to: string, event: string) => ({ from, to, event, guard: '', delay: '' });
const state = (name: string, parent = '') => ({ name, parent, final: false });
const role: ChartPicture = {
  id: 'raft-role',
  initial: 'Follower',
  states: ['Follower', 'PreCandidate', 'Candidate', 'Leader'].map((name) => state(name)),
  transitions: [
    transition('Follower', 'PreCandidate', 'TIMEOUT'),
    transition('PreCandidate', 'Candidate', 'WON'),
    transition('Candidate', 'Leader', 'WON'),
    transition('Leader', 'Follower', 'HIGHER TERM'),
    transition('Candidate', 'Follower', 'HEARD'),
  ],
};

describe('a chart on the page', () => {
  test('stands on one line where there is room, neighbours joined by straight arrows', () => {
    const placed = layoutChart(role, 900);
    expect(new Set(placed.states.map((s) => s.y)).size).toBe(1);
    expect(placed.transitions.filter((t) => !t.path.includes('Q'))).toHaveLength(3);
  });

  test.each([240, 320, 480, 900])('wraps into rows that fit %i px, and no two states overlap', (width) => {
    const { states, height } = layoutChart(role, width);
    for (const [i, one] of states.entries()) {
      expect(one.x + one.width).toBeLessThanOrEqual(width);
      expect(one.y + STATE_HEIGHT).toBeLessThanOrEqual(height);
      for (const two of states.slice(i + 1)) {
        const beside = one.x + one.width < two.x || two.x + two.width < one.x;
        const apart = one.y + STATE_HEIGHT < two.y || two.y + STATE_HEIGHT < one.y;
        expect(beside || apart).toBe(true);
      }
    }
  });

  test('leads all that goes back to one state in one lane below every state of the row', () => {
    const { states, transitions } = layoutChart(role, 900);
    const lowest = Math.max(...states.map((s) => s.y + STATE_HEIGHT));
    const lanes = transitions
      .filter((t) => t.to === 'Follower')
      .map((t) => Math.max(...[...t.path.matchAll(/-?[\d.]+ (-?[\d.]+)/g)].map((m) => Number(m[1]))));
    expect(lanes).toHaveLength(2);
    expect(new Set(lanes).size).toBe(1);
    expect(lanes[0]).toBeGreaterThan(lowest);
  });
});

test('a state that holds others is a frame around them, and a transition to it leads to the first of them', () => {
  const placed = layoutChart(
    {
      id: 'worker',
      initial: 'Admitting',
      states: [
        state('Admitting'),
        state('SyncPod'),
        state('SyncPod.Mounting', 'SyncPod'),
        state('SyncPod.Idle', 'SyncPod'),
      ],
      transitions: [
        transition('Admitting', 'SyncPod', 'admit'),
        transition('SyncPod.Mounting', 'SyncPod.Idle', 'done'),
      ],
    },
    700,
  );
  expect(placed.transitions.map((t) => `${t.from} > ${t.to}`)).toEqual([
    'Admitting > SyncPod.Mounting',
    'SyncPod.Mounting > SyncPod.Idle',
  ]);
  expect(placed.states.map((s) => s.word)).toEqual(['Admitting', 'Mounting', 'Idle']);
  const [frame, none] = placed.groups;
  expect(none).toBeUndefined();
  expect(frame?.name).toBe('SyncPod');
  for (const inside of placed.states.slice(1)) {
    expect(inside.x).toBeGreaterThan(frame?.x ?? 0);
    expect(inside.x + inside.width).toBeLessThan((frame?.x ?? 0) + (frame?.width ?? 0));
  }
});
