import type { ActiveFault } from '../../../protocol/fault.ts';
import type { PartId } from '../../../protocol/ids.ts';

/** The fault that lies on the link between two members, if any. Isolation of one of them cuts it. */
export function faultBetween(a: PartId, b: PartId, faults: readonly ActiveFault[]): ActiveFault | undefined {
  return faults.find(({ fault }) => {
    if (fault.kind === 'isolate') return fault.part === a || fault.part === b;
    if (fault.kind !== 'cut' && fault.kind !== 'loss' && fault.kind !== 'delay') return false;
    return (fault.a === a && fault.b === b) || (fault.a === b && fault.b === a);
  });
}

/** Faults of a member itself: stopped, paused, slow. */
export function faultsOf(member: PartId, faults: readonly ActiveFault[]): readonly ActiveFault[] {
  return faults.filter(({ fault }) => 'part' in fault && fault.part === member && fault.kind !== 'isolate');
}

/** The members that reach each other, over others if need be: the largest such set, the first where two are equal. */
export function hearingOf(members: readonly PartId[], faults: readonly ActiveFault[]): ReadonlySet<PartId> {
  const deaf = (member: PartId) =>
    faultsOf(member, faults).some(({ fault }) => ['stop', 'crash', 'pause'].includes(fault.kind));
  const up = members.filter((member) => !deaf(member));
  let best: ReadonlySet<PartId> = new Set();
  for (const start of up) {
    const found = new Set([start]);
    for (const at of found)
      for (const other of up) {
        const between = faultBetween(at, other, faults)?.fault.kind;
        if (between !== 'cut' && between !== 'isolate') found.add(other);
      }
    if (found.size > best.size) best = found;
  }
  return best;
}
