import { describe, expect, it } from 'vitest';
import { judge } from '../testing/vectors.ts';
import { jsonEqual, type KubeObject } from '../value.ts';
import { applyDefaults } from './defaults.ts';

describe('defaults', () => {
  it('leave a complete object alone', () => {
    const pod = applyDefaults({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'c', image: 'nginx:1' }] },
    });
    expect((pod.spec.containers[0] as { imagePullPolicy?: string }).imagePullPolicy).toBe('IfNotPresent');
    expect(applyDefaults(pod)).toBe(pod);
  });

  judge('defaults.jsonl', 107, (input: { object: KubeObject }, out: { object: KubeObject }) => {
    const mine = applyDefaults(input.object);
    // A spec that was filled is remembered as whole: filling a copy of it must change nothing either.
    const again = applyDefaults(structuredClone(mine));
    if (!jsonEqual(again, mine)) return difference(again, mine);
    return jsonEqual(mine, out.object) ? undefined : difference(mine, out.object);
  });
});

function difference(mine: unknown, want: unknown, path = ''): string[] {
  if (jsonEqual(mine, want)) return [];
  const both = typeof mine === 'object' && typeof want === 'object' && mine && want;
  if (!both) return [`${path}: ${JSON.stringify(mine)} want ${JSON.stringify(want)}`];
  const keys = new Set([...Object.keys(mine), ...Object.keys(want)]);
  return [...keys].flatMap((key) =>
    difference(
      (mine as Record<string, unknown>)[key],
      (want as Record<string, unknown>)[key],
      `${path}.${key}`,
    ),
  );
}
