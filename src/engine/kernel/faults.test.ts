import { describe, expect, test } from 'vitest';
import type { Fault } from '../../protocol/fault.ts';
import type { TraceEvent } from '../../protocol/trace.ts';
import { runUntil, scriptedPart, testKernel } from './harness.ts';
import type { Kernel } from './kernel.ts';
import type { Delivery, Part } from './part.ts';

const SECOND = 1_000_000;

/** Sends one request a millisecond after a line is typed. */
const client = scriptedPart('kubectl', (delivery, context) => {
  if (delivery.kind === 'action')
    context.send({ to: 'server', wire: 'http', verb: 'GET', label: '/', body: 'hello', role: 'request' });
});
const server = scriptedPart('server', (delivery, context) => {
  if (delivery.kind === 'message')
    context.send({
      to: 'kubectl',
      wire: 'http',
      verb: '200',
      label: '/',
      body: 'answer',
      role: 'answer',
      exchange: delivery.exchange,
    });
});

const rig = () => {
  const kernel = testKernel([client, server] as unknown as Part[]);
  runUntil(kernel, 1_000);
  return kernel;
};
const fault = (kernel: Kernel, which: Fault) => {
  kernel.inject({ kind: 'fault', fault: which });
  runUntil(kernel, kernel.nowUs);
};
const type = (kernel: Kernel) => {
  kernel.inject({ kind: 'kubectl', session: 't1', line: 'x' });
  runUntil(kernel, kernel.nowUs);
};
const heard = (kernel: Kernel, part: number) =>
  (kernel.states[part] as readonly Delivery[]).map((d) => (d.kind === 'message' ? d.verb : d.kind));
const rootOf = (kernel: Kernel, code: string) => {
  let event = kernel.trace.events().find((e) => e.kind === 'note' && e.code === code) as TraceEvent;
  while (event.cause !== 0) event = kernel.trace.eventOf(event.cause);
  return event;
};

describe('faults meet each other', () => {
  test('a connection given up is the doing of the fault that cut it', () => {
    const kernel = rig();
    fault(kernel, { kind: 'cut', a: 'kubectl', b: 'server' });
    runUntil(kernel, 60 * SECOND);
    expect(heard(kernel, 0)).toEqual(['reset']);
    expect(rootOf(kernel, 'fault.gave-up')).toMatchObject({ code: 'root.fault', params: { fault: 'cut' } });
  });

  test('a pause ends with the process that is paused', () => {
    const kernel = rig();
    fault(kernel, { kind: 'pause', part: 'server' });
    fault(kernel, { kind: 'crash', part: 'server' });
    expect(kernel.faults.active.map((a) => a.fault.kind)).toEqual(['crash']);
    kernel.inject({ kind: 'heal-all' });
    runUntil(kernel, 2_000);
    expect(kernel.runningOf(1).status).toBe('running');
  });

  test('a part paused while it was down is paused when it comes up', () => {
    const kernel = rig();
    fault(kernel, { kind: 'crash', part: 'server' });
    fault(kernel, { kind: 'pause', part: 'server' });
    kernel.inject({ kind: 'heal', fault: 1 });
    runUntil(kernel, 2_000);
    expect(kernel.runningOf(1).status).toBe('paused');
  });

  test('what is typed while the terminal is paused waits, and is begun once', () => {
    const kernel = rig();
    fault(kernel, { kind: 'pause', part: 'kubectl' });
    type(kernel);
    runUntil(kernel, 5_000);
    expect(heard(kernel, 1)).toEqual([]);
    kernel.inject({ kind: 'heal-all' });
    runUntil(kernel, 10_000);
    expect(heard(kernel, 1)).toEqual(['GET']);
    expect(heard(kernel, 0)).toEqual(['action', '200']);
  });

  test('a line for a kubectl that is not there harms nobody', () => {
    const kernel = rig();
    fault(kernel, { kind: 'crash', part: 'kubectl' });
    type(kernel);
    expect(kernel.trace.events().at(-1)).toMatchObject({ code: 'root.action' });
  });

  test('a request on its way to a process that ends is not done by the next one', () => {
    const kernel = rig();
    type(kernel);
    fault(kernel, { kind: 'crash', part: 'server' });
    kernel.inject({ kind: 'heal-all' });
    runUntil(kernel, 10_000);
    expect(heard(kernel, 1)).toEqual([]);
    expect(heard(kernel, 0)).toEqual(['action', 'reset']);
  });

  test('what a process had sent comes before the news of its end, on a slow link too', () => {
    const kernel = rig();
    fault(kernel, { kind: 'delay', a: 'kubectl', b: 'server', delayInUs: 5_000 });
    type(kernel);
    runUntil(kernel, 7_000);
    fault(kernel, { kind: 'crash', part: 'server' });
    runUntil(kernel, 30_000);
    expect(heard(kernel, 0)).toEqual(['action', '200', 'reset']);
  });
});

/** Needs a second to put things in order; `stubborn` never comes to an end. */
function orderly(stubborn: boolean): Part<string> {
  return {
    ...(scriptedPart('server') as unknown as Part<string>),
    start: () => 'works',
    handle: (state, delivery) => (delivery.kind === 'timer' && !stubborn ? 'done' : state),
    retire: (_state, context) => {
      context.timer({ name: 'tidy', afterInUs: SECOND, data: null });
      return 'tidies';
    },
    hasRetired: (state) => state === 'done',
  };
}

describe('a part that is stopped', () => {
  const started = (stubborn = false) => {
    const kernel = testKernel([client, orderly(stubborn)] as unknown as Part[]);
    runUntil(kernel, 1_000);
    return kernel;
  };

  test('does its last things, then ends', () => {
    const kernel = started();
    fault(kernel, { kind: 'stop', part: 'server' });
    expect(kernel.states[1]).toBe('tidies');
    runUntil(kernel, 2 * SECOND);
    expect(kernel.runningOf(1).status).toBe('stopped');
    expect(heard(kernel, 0)).toEqual(['reset']);
  });

  test('is killed after 30 s', () => {
    const kernel = started(true);
    fault(kernel, { kind: 'stop', part: 'server' });
    runUntil(kernel, 29 * SECOND);
    expect(kernel.runningOf(1).status).toBe('running');
    runUntil(kernel, 31 * SECOND);
    expect(kernel.runningOf(1).status).toBe('stopped');
  });

  test('is started again when that was asked for', () => {
    const kernel = started();
    fault(kernel, { kind: 'pause', part: 'server' });
    fault(kernel, { kind: 'restart', part: 'server' });
    expect(kernel.faults.active).toEqual([]);
    expect(kernel.runningOf(1).status).toBe('stopped');
    runUntil(kernel, SECOND);
    expect(kernel.states[1]).toBe('works');
    fault(kernel, { kind: 'restart', part: 'server' });
    expect(kernel.states[1]).toBe('tidies');
    runUntil(kernel, 3 * SECOND);
    expect([kernel.states[1], kernel.runningOf(1).incarnation]).toEqual(['works', 5]);
    expect(kernel.faults.restarting.size).toBe(0);
  });

  test('stays down when it crashes while it is restarted', () => {
    const kernel = started();
    fault(kernel, { kind: 'restart', part: 'server' });
    fault(kernel, { kind: 'crash', part: 'server' });
    runUntil(kernel, 3 * SECOND);
    expect(kernel.runningOf(1).status).toBe('stopped');
    kernel.inject({ kind: 'heal-all' });
    runUntil(kernel, 4 * SECOND);
    expect(kernel.states[1]).toBe('works');
  });

  test('does nothing more once it crashes, and healed in between it begins anew', () => {
    for (const next of ['crash', 'heal'] as const) {
      const kernel = started(true);
      fault(kernel, { kind: 'stop', part: 'server' });
      if (next === 'crash') fault(kernel, { kind: 'crash', part: 'server' });
      else kernel.inject({ kind: 'heal-all' });
      runUntil(kernel, 2_000);
      expect(kernel.states[1]).toBe(next === 'crash' ? undefined : 'works');
      runUntil(kernel, 60 * SECOND);
      expect(kernel.runningOf(1).status).toBe(next === 'crash' ? 'stopped' : 'running');
    }
  });
});
