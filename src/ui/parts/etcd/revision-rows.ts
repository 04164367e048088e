import { spreadApart } from '../../../base/spread.ts';
import type { ApiserverDetail, EtcdDetail } from '../../../protocol/face.ts';

export type Change = EtcdDetail['recent'][number];

/** Changes by key, from revision `first` on; the newest first, so that the keys shown are those that changed last. */
export function changesByKey(
  recent: readonly Change[],
  first: number,
  rowsMax: number,
): ReadonlyMap<string, readonly Change[]> {
  const rows = new Map<string, readonly Change[]>();
  for (const change of [...recent].sort((a, b) => b.revision - a.revision)) {
    if (change.revision < first) continue;
    if (!rows.has(change.key) && rows.size >= rowsMax) continue;
    rows.set(change.key, [...(rows.get(change.key) ?? []), change]);
  }
  return rows;
}

/** Watches of one server that stand at the same revision. */
export interface Standing {
  readonly revision: number;
  readonly resources: readonly string[];
  /** Changes of these resources that it has not heard of yet. */
  readonly behind: number;
}

/** Where etcd keeps a resource: `pods` → `/registry/pods/`. */
function prefixOf(resource: string): string {
  const [plural = resource] = resource.split('.');
  const places: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs' };
  return `/registry/${places[plural] ?? plural}/`;
}

/** Where each watch of the store stands: how far the watch cache that it fills has come. Those that stand together are told together. */
export function standingsOf(
  caches: ApiserverDetail['caches'],
  recent: readonly Change[],
): readonly Standing[] {
  const at = new Map<number, Standing>();
  for (const { resource, resourceVersion } of caches) {
    const prefix = prefixOf(resource);
    const missed = recent.filter((c) => c.revision > resourceVersion && c.key.startsWith(prefix)).length;
    const known = at.get(resourceVersion) ?? { revision: resourceVersion, resources: [], behind: 0 };
    at.set(resourceVersion, {
      revision: resourceVersion,
      resources: [...known.resources, resource.split('.')[0] ?? resource],
      behind: known.behind + missed,
    });
  }
  return [...at.values()].sort((a, b) => a.revision - b.revision);
}

export interface PlacedStanding {
  readonly x: number;
  readonly standing: Standing;
}

/** Puts them side by side on a track; null where there is no room for all. */
export function placeStandings(
  standings: readonly Standing[],
  xOf: (revision: number) => number,
  widthOf: (standing: Standing) => number,
  width: number,
): readonly PlacedStanding[] | null {
  const wishes = standings.map((standing) => ({ at: xOf(standing.revision), extent: widthOf(standing) + 8 }));
  const places = spreadApart(wishes, (wishes[0]?.extent ?? 0) / 2, width - (wishes.at(-1)?.extent ?? 0) / 2);
  return places && standings.map((standing, i) => ({ standing, x: places[i] ?? 0 }));
}
