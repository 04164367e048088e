import type { EventId } from '../../../protocol/ids.ts';
import type { TraceEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/**
 * The events that belong to the selected one: what led to it; the answers of all exchanges that were open when it happened; and what it
 * caused itself until the nearest of them was answered. So a request shows the disks that were written for it, and a disk the request.
 */
export function chainOf(trace: TraceWindow, selected: EventId): ReadonlySet<EventId> {
  const chain = new Set<EventId>();
  const event = trace.eventById(selected);
  if (!event) return chain;
  let untilUs = -1;
  for (const cause of trace.causesOf(selected)) {
    chain.add(cause.id);
    const answer =
      cause.kind === 'hop' && cause.role === 'request' ? trace.answerOf(cause.exchange) : undefined;
    if (!answer || answer.dueAtUs < event.atUs) continue;
    if (untilUs < 0) untilUs = answer.dueAtUs;
    for (const led of trace.causesOf(answer.id)) chain.add(led.id);
  }
  addEffects(trace, event, untilUs, chain);
  return chain;
}

function addEffects(trace: TraceWindow, event: TraceEvent, untilUs: number, chain: Set<EventId>): void {
  for (const effect of trace.effectsOf(event.id)) {
    if (effect.atUs > untilUs) continue;
    chain.add(effect.id);
    addEffects(trace, effect, untilUs, chain);
  }
}
