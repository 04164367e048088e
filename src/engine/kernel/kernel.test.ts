import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../protocol/trace.ts';
import { runUntil, testKernel } from './harness.ts';
import type { Kernel } from './kernel.ts';
import type { Context, Delivery, Part } from './part.ts';
import { Timeline } from './timeline.ts';

interface Ping {
  readonly count: number;
  readonly dice: readonly number[];
}

/** Two of these throw a ball to each other for ever and roll a die each time. */
function player(id: string, other: string, wire: 'http' | 'raft' = 'http'): Part<Ping> {
  const throwBall = (context: Context) =>
    context.send({
      to: other,
      wire,
      verb: 'BALL',
      label: id,
      body: { from: id },
      role: 'event',
      afterInUs: 50,
    });
  return {
    id,
    kind: 'kubectl',
    title: id,
    machine: '',
    start: (_disk, context) => {
      if (id < other) throwBall(context);
      context.timer({ name: 'beat', afterInUs: 1000, periodic: true, background: true });
      return { count: 0, dice: [] };
    },
    handle: (state, delivery: Delivery, context) => {
      if (delivery.kind === 'timer') {
        context.timer({ name: 'beat', afterInUs: 1000, periodic: true, background: true });
        return state;
      }
      if (delivery.kind !== 'message') return state;
      throwBall(context);
      return { count: state.count + 1, dice: [...state.dice.slice(-5), context.random.between(1, 6)] };
    },
    survive: () => undefined,
    face: () => {
      throw new Error('no face');
    },
  };
}

const kinds = (kernel: Kernel) =>
  kernel.trace.events().map((e: TraceEvent) => (e.kind === 'note' ? e.code : e.kind));
const timeline = (seed = 7) => {
  const parts = [player('a', 'b'), player('b', 'a')];
  return new Timeline({
    seed,
    parts,
    links: [{ a: 'a', b: 'b', wire: 'http' }],
    latency: (_f, _t, _w, chance) => 100 + Math.floor(chance * 50),
    epochSeconds: 0,
  });
};

describe('the kernel', () => {
  test('same seed, same hash; another seed, another hash', () => {
    const hash = (seed: number) => {
      const t = timeline(seed);
      t.run(100_000);
      return t.kernel.trace.hashText();
    };
    expect(hash(7)).toBe(hash(7));
    expect(hash(7)).not.toBe(hash(8));
  });

  test('every hop has a cause that leads back to a root', () => {
    const t = timeline();
    t.run(5_000);
    for (const event of t.kernel.trace.events()) {
      let at: TraceEvent = event;
      while (at.cause !== 0) {
        expect(at.cause).toBeLessThan(at.id);
        at = t.kernel.trace.eventOf(at.cause);
      }
      expect(at).toMatchObject({ kind: 'note' });
    }
  });

  test('a read in the past changes nothing, and the past is the same each time', () => {
    const t = timeline();
    const seen: string[] = [];
    for (let us = 0; us <= 600_000; us += 50_000) {
      t.run(us);
      seen.push(t.kernel.stateHash());
    }
    const hash = t.kernel.trace.hashText();
    const length = t.kernel.trace.size;
    for (let i = seen.length - 1; i >= 0; i -= 1)
      expect(t.at(i * 50_000, (k) => k.stateHash())).toBe(seen[i]);
    expect(t.kernel.trace.hashText()).toBe(hash);
    expect(t.kernel.trace.size).toBe(length);
  });

  test('acting in the past opens the future again; a fork keeps the old one', () => {
    const t = timeline();
    t.run(300_000);
    const before = t.kernel.trace.hashText();
    const branch = t.fork(120_000);
    branch.act(120_000, { kind: 'fault', fault: { kind: 'cut', a: 'a', b: 'b' } });
    branch.run(300_000);
    expect(t.kernel.trace.hashText()).toBe(before);
    expect(branch.kernel.trace.hashText()).not.toBe(before);
    branch.rewind(119_999);
    branch.run(300_000);
    expect(branch.kernel.trace.hashText()).toBe(before);
  });

  test('a fork begins as its branch was there, links included, and goes on as it would have', () => {
    const t = timeline();
    t.run(300_000);
    const fork = t.fork(120_000);
    expect(fork.kernel.stateHash()).toBe(t.at(120_000, (k) => k.stateHash()));
    fork.run(300_000);
    expect(fork.kernel.stateHash()).toBe(t.kernel.stateHash());
  });

  test('a journal entry is replayed at its place after a seek across it', () => {
    const t = timeline();
    t.run(10_000);
    t.act(10_000, { kind: 'fault', fault: { kind: 'pause', part: 'b' } });
    t.run(50_000);
    t.act(50_000, { kind: 'heal-all' });
    t.run(90_000);
    const late = t.at(80_000, (k) => k.stateHash());
    t.at(5_000, (k) => k.stateHash());
    expect(t.at(80_000, (k) => k.stateHash())).toBe(late);
  });
});

describe('faults', () => {
  test('a cut TCP link holds messages and lets them through when it heals; Raft messages are lost', () => {
    for (const [wire, code] of [
      ['http', 'fault.held'],
      ['raft', 'fault.lost'],
    ] as const) {
      const kernel = testKernel([player('a', 'b', wire), player('b', 'a', wire)]);
      runUntil(kernel, 1_000);
      const before = (kernel.states[0] as Ping).count + (kernel.states[1] as Ping).count;
      kernel.inject({ kind: 'fault', fault: { kind: 'cut', a: 'a', b: 'b' } });
      runUntil(kernel, 9_000);
      expect(kinds(kernel)).toContain(code);
      expect(kernel.faults.active[0]?.lost).toBe(1);
      kernel.inject({ kind: 'heal', fault: 1 });
      runUntil(kernel, 20_000);
      const after = (kernel.states[0] as Ping).count + (kernel.states[1] as Ping).count;
      expect(after > before + 20).toBe(wire === 'http');
    }
  });

  test('a crashed part refuses requests and starts with what survived', () => {
    const asker = player('a', 'b');
    const kernel = testKernel([asker, player('b', 'a')]);
    runUntil(kernel, 1_000);
    kernel.inject({ kind: 'fault', fault: { kind: 'crash', part: 'b' } });
    runUntil(kernel, 3_000);
    expect(kernel.states[1]).toBeUndefined();
    kernel.inject({ kind: 'heal-all' });
    runUntil(kernel, 3_001);
    expect((kernel.states[1] as Ping).count).toBe(0);
    expect(kernel.faults.active).toEqual([]);
  });

  test('a paused part loses nothing', () => {
    const kernel = testKernel([player('a', 'b'), player('b', 'a')]);
    kernel.inject({ kind: 'fault', fault: { kind: 'pause', part: 'b' } });
    runUntil(kernel, 10_000);
    expect((kernel.states[1] as Ping).count).toBe(0);
    kernel.inject({ kind: 'heal', fault: 1 });
    runUntil(kernel, 20_000);
    expect((kernel.states[1] as Ping).count).toBeGreaterThan(20);
  });
});
