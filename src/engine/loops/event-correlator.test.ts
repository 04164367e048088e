import { describe, expect, it } from 'vitest';
import type { Event } from '../../kube/types/event.ts';
import { correlate, createCorrelator } from './event-correlator.ts';

function event(message: string, name = 'web'): Event {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${message}`, namespace: 'default' },
    involvedObject: { kind: 'ReplicaSet', namespace: 'default', name },
    reason: 'SuccessfulCreate',
    message,
    source: { component: 'replicaset-controller' },
    firstTimestamp: 'first',
    lastTimestamp: 'last',
    count: 1,
    type: 'Normal',
    reportingComponent: 'replicaset-controller',
  };
}

/** What happens to events that come one second apart: how they are sent, or that they are not. */
function run(events: readonly Event[], stepInUs = 1_000_000): string[] {
  let correlator = createCorrelator();
  return events.map((e, i) => {
    const result = correlate(correlator, e, `combined-${i}`, i * stepInUs, 1_800_000_000);
    correlator = result.correlator;
    return result.event === null
      ? 'dropped'
      : `${result.existing ? 'PATCH' : 'POST'} ${result.event.metadata.name} ×${result.event.count} ${result.event.message}`;
  });
}

describe('the event correlator', () => {
  it('counts up an Event that comes again', () => {
    expect(run([event('a'), event('a'), event('a')])).toEqual([
      'POST web.a ×1 a',
      'PATCH web.a ×2 a',
      'PATCH web.a ×3 a',
    ]);
  });

  it('combines from the tenth message of the same kind on', () => {
    const sent = run(Array.from({ length: 12 }, (_, i) => event(`m${i}`)));
    expect(sent.slice(8)).toEqual([
      'POST web.m8 ×1 m8',
      'POST combined-9 ×1 (combined from similar events): m9',
      'PATCH combined-9 ×2 (combined from similar events): m10',
      'PATCH combined-9 ×3 (combined from similar events): m11',
    ]);
  });

  it('lets 25 Events of one source about one object through, then one in five minutes', () => {
    const sent = run(Array.from({ length: 40 }, (_, i) => event(`m${i}`)));
    expect(sent.filter((line) => line !== 'dropped')).toHaveLength(25);
    const slow = run(
      Array.from({ length: 40 }, (_, i) => event(`m${i}`)),
      60_000_000,
    );
    expect(slow.filter((line) => line !== 'dropped').length).toBeGreaterThan(30);
  });

  it('does not let one object use up another’s share', () => {
    const sent = run([...Array.from({ length: 30 }, (_, i) => event(`m${i}`)), event('x', 'other')]);
    expect(sent.at(-1)).toBe('POST other.x ×1 x');
  });
});
