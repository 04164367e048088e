import { useMemo } from 'react';
import type { PartId } from '../../../protocol/ids.ts';
import type { RosterEntry } from '../../../protocol/update.ts';
import { mapName } from '../../kit/map-name.ts';
import { useSessionState } from '../../session/hooks.ts';

/** What the panels call the parts. */
export interface PartNames {
  /** `etcd-2`, `kube-apiserver`, `kubelet node-1` (with its machine where several have the same title). */
  readonly nameOf: (part: PartId) => string;
  /** Kind, for icons; empty for a part that is not in the roster. */
  readonly kindOf: (part: PartId) => string;
}

export function partNames(roster: readonly RosterEntry[]): PartNames {
  const byId = new Map(roster.map((entry) => [entry.id, entry]));
  const titles = new Map<string, number>();
  for (const entry of roster) titles.set(entry.title, (titles.get(entry.title) ?? 0) + 1);
  return {
    nameOf: (part) => {
      const entry = byId.get(part);
      if (entry === undefined) return part;
      if (entry.title === entry.machine) return `${entry.kind} ${entry.machine}`;
      return (titles.get(entry.title) ?? 0) > 1 && entry.machine !== ''
        ? `${mapName(entry.title)} ${entry.machine}`
        : mapName(entry.title);
    },
    kindOf: (part) => byId.get(part)?.kind ?? '',
  };
}

export function usePartNames(): PartNames {
  const roster = useSessionState((state) => state.roster);
  return useMemo(() => partNames(roster), [roster]);
}
