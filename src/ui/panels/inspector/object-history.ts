import type { ObjectEvent } from '../../../protocol/trace.ts';
import type { ObjectAt } from '../../../protocol/update.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** The versions of an object as they stand at an instant. */
export interface ObjectStanding {
  /** The version that is shown: the one of the instant, else the last that was stored, else null. */
  readonly shown: ObjectAt | null;
  /** The version before the shown one, or null. */
  readonly before: ObjectAt | null;
  /** When it was deleted, if it is gone at the instant; −1 otherwise. */
  readonly deletedAtUs: number;
  /** True while it does not exist yet: then the first version is shown. */
  readonly notYet: boolean;
  /** Place of the shown version, from 1, and how many are known. */
  readonly at: number;
  readonly of: number;
}

export function objectStanding(history: readonly ObjectAt[], us: number): ObjectStanding {
  const versions = history.filter((entry) => entry.object !== null);
  const latest = history.findLast((entry) => entry.atUs <= us);
  const deletedAtUs = latest !== undefined && latest.object === null ? latest.atUs : -1;
  const index = versions.findLastIndex((entry) => entry.atUs <= us);
  const notYet = index < 0 && versions.length > 0;
  const place = notYet ? 0 : index;
  return {
    shown: versions[place] ?? null,
    before: versions[place - 1] ?? null,
    deletedAtUs,
    notYet,
    at: place + 1,
    of: versions.length,
  };
}

/** The write that made the version stored at `atUs`, or undefined. */
export function writeOf(trace: TraceWindow, key: string, atUs: number): ObjectEvent | undefined {
  for (let i = trace.eventCount(atUs) - 1; i >= 0; i -= 1) {
    const event = trace.events[i];
    if (event === undefined || event.atUs < atUs) break;
    if (event.kind === 'object' && event.key === key) return event;
  }
  for (let i = trace.eventCount(atUs) - 1; i >= 0; i -= 1) {
    const event = trace.events[i];
    if (event?.kind === 'object' && event.key === key) return event;
  }
  return undefined;
}
