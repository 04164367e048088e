import type { ActiveFault, Fault } from '../../protocol/fault.ts';
import type { EventId, PartId } from '../../protocol/ids.ts';
import type { DeliverItem } from './queue-item.ts';

/** What is wrong with one link. */
export interface LinkTrouble {
  readonly cut: boolean;
  readonly delayInUs: number;
  readonly lossShare: number;
}

/** Every fault that is on, as immutable data. `held` are messages that TCP keeps sending over a cut link until it heals. */
export interface FaultState {
  readonly nextId: number;
  readonly active: readonly ActiveFault[];
  readonly links: ReadonlyMap<string, LinkTrouble>;
  readonly messages: ReadonlyMap<number, Fault>;
  readonly held: ReadonlyMap<string, readonly DeliverItem[]>;
  /** Parts that were asked to end and have last things to do, with the event in which they were asked. */
  readonly retiring: ReadonlyMap<number, EventId>;
  /** Parts that are started again when they have ended, and the event in which that was asked for. */
  readonly restarting: ReadonlyMap<number, EventId>;
}

export const NO_FAULTS: FaultState = {
  nextId: 1,
  active: [],
  links: new Map(),
  messages: new Map(),
  held: new Map(),
  retiring: new Map(),
  restarting: new Map(),
};

/** Name of a link, the same in both directions. */
export function linkKey(a: PartId, b: PartId): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** Links that a fault touches, given who talks to whom. */
export function linksOf(fault: Fault, peersOf: (part: PartId) => readonly PartId[]): readonly string[] {
  if (fault.kind === 'cut' || fault.kind === 'delay' || fault.kind === 'loss')
    return [linkKey(fault.a, fault.b)];
  if (fault.kind === 'isolate') return peersOf(fault.part).map((peer) => linkKey(fault.part, peer));
  return [];
}

/** The troubles of all links under these faults; delays add up, the greater loss counts. */
export function troublesOf(
  active: readonly ActiveFault[],
  peersOf: (part: PartId) => readonly PartId[],
): ReadonlyMap<string, LinkTrouble> {
  const links = new Map<string, LinkTrouble>();
  for (const { fault } of active) {
    for (const key of linksOf(fault, peersOf)) {
      const before = links.get(key) ?? { cut: false, delayInUs: 0, lossShare: 0 };
      links.set(key, {
        cut: before.cut || fault.kind === 'cut' || fault.kind === 'isolate',
        delayInUs: before.delayInUs + (fault.kind === 'delay' ? fault.delayInUs : 0),
        lossShare: Math.max(before.lossShare, fault.kind === 'loss' ? fault.share : 0),
      });
    }
  }
  return links;
}

/** The state with one more message counted as lost to the faults on `key`. */
export function countLost(
  state: FaultState,
  key: string,
  peersOf: (part: PartId) => readonly PartId[],
): FaultState {
  const active = state.active.map((a) =>
    linksOf(a.fault, peersOf).includes(key) ? { ...a, lost: a.lost + 1 } : a,
  );
  return { ...state, active };
}
