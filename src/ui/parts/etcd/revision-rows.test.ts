import { describe, expect, test } from 'vitest';
import { changesByKey, placeStandings, standingsOf } from './revision-rows.ts';

const change = (revision: number, key: string, version = 1, deleted = false) => ({
  revision,
  key,
  version,
  deleted,
});
const recent = [
  change(40, '/registry/pods/default/web'),
  change(41, '/registry/leases/kube-node-lease/node-1', 5),
  change(42, '/registry/pods/default/web', 2),
  change(43, '/registry/minions/node-1', 9),
];

describe('keys and revisions', () => {
  test('the keys that changed last come first, each with its versions, newest first', () => {
    const rows = changesByKey(recent, 40, 2);
    expect([...rows.keys()]).toEqual(['/registry/minions/node-1', '/registry/pods/default/web']);
    expect(rows.get('/registry/pods/default/web')?.map((c) => c.version)).toEqual([2, 1]);
  });

  test('watches that stand at one revision stand together, and those that have missed something say how much', () => {
    const cache = (resource: string, resourceVersion: number) => ({ resource, resourceVersion, objects: 1 });
    const standings = standingsOf(
      [cache('pods', 40), cache('leases.coordination.k8s.io', 41), cache('services', 40), cache('nodes', 42)],
      recent,
    );
    expect(standings).toEqual([
      { revision: 40, resources: ['pods', 'services'], behind: 1 },
      { revision: 41, resources: ['leases'], behind: 0 },
      { revision: 42, resources: ['nodes'], behind: 1 },
    ]);
  });

  test('they move aside for each other, and are told together where there is no room', () => {
    const standings = [40, 41].map((revision) => ({ revision, resources: ['pods'], behind: 0 }));
    const placed = placeStandings(
      standings,
      () => 100,
      () => 60,
      300,
    );
    expect((placed?.[1]?.x ?? 0) - (placed?.[0]?.x ?? 0)).toBeGreaterThanOrEqual(60);
    expect(
      placeStandings(
        standings,
        () => 50,
        () => 60,
        100,
      ),
    ).toBeNull();
  });
});
