import { createActor } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { Chart } from '../kernel/chart.ts';

const modules = import.meta.glob<Record<string, unknown>>('../**/*.chart.ts', { eager: true });
const charts: (readonly [string, Chart])[] = [];
for (const file of Object.keys(modules).sort()) {
  for (const value of Object.values(modules[file] ?? {})) {
    if (typeof value === 'object' && value !== null && 'step' in value && 'picture' in value)
      charts.push([(value as Chart).id, value as Chart]);
  }
}

/** Numbers that look random and are the same each time. */
function* dice(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (state * 48271) % 2147483647;
    yield state;
  }
}

function pathText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [key, inner] = Object.entries(value as Record<string, unknown>)[0] ?? ['', ''];
  return `${key}.${pathText(inner)}`;
}

describe.each(charts)('the chart %s', (_id, chart) => {
  const events = [...new Set(chart.picture.transitions.map((t) => t.event).filter((event) => event !== ''))];

  test('gives what XState gives on random walks', () => {
    const roll = dice(4711);
    const next = () => roll.next().value as number;
    for (let walk = 0; walk < 20; walk += 1) {
      const actor = createActor(chart.machine).start();
      let value = chart.initial.to;
      for (let i = 0; i < 60 && actor.getSnapshot().status === 'active'; i += 1) {
        const event = events[next() % events.length] ?? 'NOBODY';
        // One answer a guard and step, so that both see the same facts.
        const answers = new Map<string, boolean>();
        const ask = (guard: string) => {
          if (!answers.has(guard)) answers.set(guard, next() % 2 === 0);
          return answers.get(guard) === true;
        };
        actor.send({ type: event, ask } as never);
        value = chart.step(value, event, ask).to;
        expect(value).toBe(pathText(actor.getSnapshot().value));
      }
      actor.stop();
    }
  });

  test('reaches each of its states from the first', () => {
    const reached = new Set<string>([chart.picture.initial]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { from, to } of chart.picture.transitions) {
        const inside = [...reached].some((state) => state === from || state.startsWith(`${from}.`));
        if (inside || from === '') reached.add(to);
      }
    }
    const missing = chart.picture.states.filter(
      (s) =>
        ![...reached].some((r) => r === s.name || r.startsWith(`${s.name}.`) || s.name.startsWith(`${r}.`)),
    );
    expect(missing).toEqual([]);
  });
});

test('there are charts to walk', () => expect(charts.length).toBeGreaterThan(3));
