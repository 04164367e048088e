import type { EventId } from '../../protocol/ids.ts';
import type { Text } from '../../protocol/text.ts';
import type { TraceEvent } from '../../protocol/trace.ts';
import { lineOfEvent } from './caption-events.ts';
import type { Line } from './caption-hops.ts';
import { countUpTo } from './sorted-index.ts';
import type { TraceWindow } from './trace-window.ts';

/** One sentence what, one sentence why; ≤ 40 words together. */
export interface Caption {
  readonly what: Text;
  readonly why: Text;
  /** The event it speaks of, or 0. */
  readonly event: EventId;
}

/** How far back the last finished event may lie and still be spoken of. */
const FRESH_IN_US = 2_000_000;
const LOOK_BACK = 300;
const GLOW_IN_US = 400;
const GLOW_FROM_WEIGHT = 77;
/** Lines of less weight (Events, leases) are spoken of only while they are on the way. */
const WORTH_SAYING = 20;

function saying(
  rule: string,
  params: Line['params'],
  event: EventId,
  what = `captions.${rule}.what`,
): Caption {
  return { what: { code: what, params }, why: { code: `captions.${rule}.why`, params }, event };
}

/** True while the event itself lasts: a message on its way, work whose end is known. */
function isLive(event: TraceEvent, us: number): boolean {
  if (event.kind === 'hop') return event.dueAtUs > us;
  return event.kind === 'phase' && event.untilUs !== undefined && event.untilUs > us;
}

/** A decision, an action or "it runs" is spoken of a little longer than the instant it takes. */
function glows(event: TraceEvent, line: Line, us: number): boolean {
  return event.kind !== 'hop' && line.weight >= GLOW_FROM_WEIGHT && us - event.atUs < GLOW_IN_US;
}

interface Found {
  readonly line: Line;
  readonly event: TraceEvent;
}

/** Of what lasts at `us` the weightiest; if nothing does, the last thing that happened. */
function mostImportant(trace: TraceWindow, us: number): Found | undefined {
  let live: Found | undefined;
  let last: Found | undefined;
  const end = countUpTo(trace.foreground, us, (event) => event.atUs);
  for (let i = end - 1; i >= Math.max(0, end - LOOK_BACK); i -= 1) {
    const event = trace.foreground[i] as TraceEvent;
    const lasts = isLive(event, us);
    if (!lasts && (event.atUs < us - FRESH_IN_US || (last !== undefined && event.atUs < us - GLOW_IN_US)))
      continue;
    const line = lineOfEvent(trace, event);
    if ((lasts || glows(event, line, us)) && (live === undefined || line.weight > live.line.weight))
      live = { line, event };
    if (!lasts && line.weight >= WORTH_SAYING) last ??= { line, event };
  }
  return live ?? last;
}

/** What goes on all the time is worth a sentence only when nothing else moves. */
function backgroundAt(trace: TraceWindow, us: number): Found | undefined {
  const hop = trace.hopsInFlight(us)[0];
  return hop === undefined ? undefined : { line: lineOfEvent(trace, hop), event: hop };
}

/** The sentence for an instant, from the trace alone. */
export function captionAt(trace: TraceWindow, us: number): Caption {
  if (trace.frontierUs === 0) return saying('starting', {}, 0);
  const found = mostImportant(trace, us);
  if (found !== undefined) return saying(found.line.rule, found.line.params, found.event.id, found.line.what);
  const faults = trace.faultsAt(us).length;
  if (faults > 0) return saying('faulted', { n: faults }, 0);
  const background = backgroundAt(trace, us);
  return background === undefined
    ? saying('quiet', {}, 0)
    : saying(background.line.rule, background.line.params, background.event.id);
}
