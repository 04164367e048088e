import { describe, expect, test } from 'vitest';
import { bootstrapObjects } from './bootstrap.ts';
import { parseDurationInUs, parseScenario } from './scenario.ts';
import { presetOf } from './topology.ts';

describe('a scenario file', () => {
  test.each([
    ['1500ms', 1_500_000],
    ['2s', 2_000_000],
    ['1m30s', 90_000_000],
    ['250', 250],
    ['0.5s', 500_000],
  ])('reads the time %s', (text, us) => expect(parseDurationInUs(text)).toBe(us));

  test.each(['', 'soon', '3 weeks', '5x', '-'])('knows that %j is no time', (text) =>
    expect(parseDurationInUs(text)).toBeNaN(),
  );

  test('names the place of what it cannot read', () => {
    expect(() => parseScenario('steps:\n  - at: 1s\n   kubectl: x')).toThrow(/line \d+, column \d+/);
    expect(() => parseScenario('steps:\n  - at: 1s')).toThrow(
      'steps[0] says neither kubectl, fault nor heal',
    );
    expect(() => parseScenario('steps:\n  - at: later\n    heal: all')).toThrow('steps[0].at is "later"');
  });

  test('gives actions with their instants', () => {
    const { steps, preset } = parseScenario(
      'steps:\n  - at: 2s\n    kubectl: kubectl get pods\n  - at: 3s\n    fault: {kind: crash, part: etcd-1}\n',
    );
    expect(preset).toBe('standard');
    expect(steps).toEqual([
      { atUs: 2_000_000, action: { kind: 'kubectl', session: 't1', line: 'kubectl get pods' } },
      { atUs: 3_000_000, action: { kind: 'fault', fault: { kind: 'crash', part: 'etcd-1' } } },
    ]);
  });
});

describe('the start of the world', () => {
  test('an unknown preset is refused with what would do', () => {
    expect(() => presetOf('nodes-0')).toThrow('use "standard", or "nodes-N"');
  });

  test('bootstrap objects stand under sorted keys, with UIDs that only the seed changes', () => {
    const of = (seed: number) => bootstrapObjects(presetOf('standard'), seed);
    expect(of(1)).toEqual(of(1));
    expect(of(1)[0]?.[1].metadata.uid).not.toBe(of(2)[0]?.[1].metadata.uid);
    const keys = of(1).map(([key]) => key);
    expect(keys).toEqual([...keys].sort());
    expect(keys.filter((key) => key.startsWith('/registry/minions/'))).toHaveLength(3);
    expect(new Set(of(1).map(([, object]) => object.metadata.uid)).size).toBe(keys.length);
  });
});
