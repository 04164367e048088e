import { createActor, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { asks, chartOf } from './chart.ts';

const machine = setup({
  guards: { quorum: asks('quorum') },
  actions: { campaign: () => {}, beat: () => {} },
  delays: { election: 1000 },
}).createMachine({
  id: 'role',
  initial: 'Follower',
  states: {
    Follower: { after: { election: 'Candidate' }, on: { HEARD: { target: 'Follower', reenter: true } } },
    Candidate: {
      entry: 'campaign',
      on: { VOTE: { guard: 'quorum', target: 'Leader' }, HEARD: 'Follower' },
    },
    Leader: {
      initial: 'Fresh',
      entry: 'beat',
      on: { HEARD: 'Follower' },
      states: { Fresh: { on: { COMMIT: 'Ready' } }, Ready: {} },
    },
  },
});

describe('the chart driver', () => {
  const chart = chartOf(machine);

  test('maps after to a timer with its name, and leaving to a cancel of the same id', () => {
    expect(chart.initial.timers).toEqual([expect.objectContaining({ delay: 'election' })]);
    const timer = chart.initial.timers[0];
    const fired = chart.step('Follower', timer?.event ?? '');
    expect(fired.to).toBe('Candidate');
    expect(fired.actions).toEqual(['campaign']);
    expect(chart.step('Follower', 'HEARD').cancels).toEqual([timer?.id]);
  });

  test('asks guards anew and keeps one answer a combination', () => {
    expect(chart.step('Candidate', 'VOTE', () => false).changed).toBe(false);
    expect(chart.step('Candidate', 'VOTE', () => true).to).toBe('Leader.Fresh');
    expect(chart.step('Candidate', 'VOTE', () => false).to).toBe('Candidate');
    expect(chart.step('Leader.Fresh', 'COMMIT').to).toBe('Leader.Ready');
    expect(() => chart.step('Candidate', 'VOTE')).toThrow(/quorum/);
  });

  test('draws states and transitions from the definition', () => {
    expect(chart.picture.states.map((s) => s.name)).toEqual([
      'Follower',
      'Candidate',
      'Leader',
      'Leader.Fresh',
      'Leader.Ready',
    ]);
    expect(chart.picture.transitions).toContainEqual({
      from: 'Follower',
      to: 'Candidate',
      event: '',
      guard: '',
      delay: 'election',
    });
    expect(chart.picture.transitions).toContainEqual({
      from: 'Candidate',
      to: 'Leader',
      event: 'VOTE',
      guard: 'quorum',
      delay: '',
    });
  });

  test('agrees with an XState actor on a walk', () => {
    let value = chart.initial.to;
    const actor = createActor(machine).start();
    let dice = 7;
    for (let i = 0; i < 500; i += 1) {
      dice = (dice * 16807) % 2147483647;
      const event = ['HEARD', 'VOTE', 'COMMIT'][dice % 3] as string;
      const yes = dice % 2 === 0;
      actor.send({ type: event, ask: () => yes } as never);
      value = chart.step(value, event, () => yes).to;
      expect(chart.step(value, 'NOBODY').to).toBe(value);
      const snapshot = actor.getSnapshot().value;
      expect(value).toBe(
        typeof snapshot === 'string' ? snapshot : `Leader.${(snapshot as { Leader: string }).Leader}`,
      );
    }
    actor.stop();
  });
});
