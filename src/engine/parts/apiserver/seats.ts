/** Seats of the priority levels and the queues before them. Models flowcontrol's fair queuing with one queue a user. */
import { seatsOf } from './stages/flow-control.ts';
import type { Call, Draft } from './types.ts';

export function hasSeat(draft: Draft, level: string): boolean {
  return seatedOn(draft, level) < seatsOf(level);
}

function seatedOn(draft: Draft, level: string): number {
  return draft.seats.get(level) ?? 0;
}

export function takeSeat(draft: Draft, level: string): void {
  draft.seats = draft.seats.with(level, seatedOn(draft, level) + 1);
}

export function freeSeat(draft: Draft, level: string): void {
  draft.seats = draft.seats.with(level, Math.max(0, seatedOn(draft, level) - 1));
}

/**
 * The next request of a level that gets a free seat, taken out of the queue: that of the user who sits on the fewest seats, so that one
 * who asks a lot does not hold up the others; of one user's, the oldest.
 */
export function admitQueued(draft: Draft, level: string): Call | undefined {
  if (draft.queued.length === 0 || !hasSeat(draft, level)) return undefined;
  const sitting = new Map<string, number>();
  for (const { call } of draft.flights)
    if (call.level === level) sitting.set(call.user.name, (sitting.get(call.user.name) ?? 0) + 1);
  let best: Call | undefined;
  for (const call of draft.queued) {
    if (call.level !== level) continue;
    if (best === undefined || (sitting.get(call.user.name) ?? 0) < (sitting.get(best.user.name) ?? 0))
      best = call;
  }
  if (best !== undefined) draft.queued = draft.queued.filter((call) => call !== best);
  return best;
}
