import type { EventId } from '../../protocol/ids.ts';
import type { HopEvent, TraceEvent } from '../../protocol/trace.ts';
import { pathOf } from './caption-words.ts';

/** Share of a full hop that the first, second and every later message of one sort gets after an action. */
const SHARES = [1, 0.4, 0.12] as const;
/** Heartbeats and what only asks whether the leader still leads are never news. */
const HEARTBEAT_SHARE = 0.1;

const kindOf = (id: string) => {
  const slash = id.indexOf('/');
  return slash < 0 ? id.replace(/-\d+$/, '') : id.slice(0, slash);
};

/** What makes two messages "the same sort": who, to whom, which verb, and for HTTP which resource; for work of known length which work. */
function sortOf(event: TraceEvent): string | null {
  if (event.kind === 'hop') return sortOfHop(event);
  return event.kind === 'phase' && event.untilUs !== undefined
    ? `${kindOf(event.part)} ${event.chart} ${event.to}`
    : null;
}

function sortOfHop(hop: HopEvent): string {
  const resource =
    hop.wire === 'http'
      ? pathOf(hop.label)
          .split('/')
          .filter((word) => !word.includes('.'))
          .slice(-1)[0]
      : '';
  return `${kindOf(hop.from)} ${kindOf(hop.to)} ${hop.verb} ${hop.role === 'request' ? (resource ?? '') : ''}`;
}

interface Entry {
  readonly id: EventId;
  readonly atUs: number;
  /** Sort whose count this entry raised; empty for a new action, which starts all counts anew. */
  readonly sort: string;
  readonly before: ReadonlyMap<string, number> | null;
}

/**
 * How much of a full hop each message (and each piece of work) gets. What a person has just seen goes faster the next time: of the ten writes behind one `kubectl
 * run` the first is told in full, the others are hurried. Every action starts anew.
 */
export class Tempo {
  private counts = new Map<string, number>();
  private entries: Entry[] = [];

  /** Must be called once for each event, in order of time. */
  shareOf(event: TraceEvent): number {
    if (event.kind === 'note' && (event.code === 'root.action' || event.code === 'root.fault')) {
      this.entries.push({ id: event.id, atUs: event.atUs, sort: '', before: this.counts });
      this.counts = new Map();
    }
    const sort = sortOf(event);
    if (sort === null) return 1;
    if (event.kind === 'hop' && (event.verb.startsWith('MsgHeartbeat') || event.verb === 'BOOKMARK'))
      return HEARTBEAT_SHARE;
    const count = this.counts.get(sort) ?? 0;
    this.counts.set(sort, count + 1);
    this.entries.push({ id: event.id, atUs: event.atUs, sort, before: null });
    return SHARES[Math.min(count, SHARES.length - 1)] as number;
  }

  /** Forgets what lies at or behind `us`. */
  cut(us: number): void {
    for (let last = this.entries.at(-1); last !== undefined && last.atUs >= us; last = this.entries.at(-1)) {
      this.entries.pop();
      if (last.before !== null) this.counts = new Map(last.before);
      else this.counts.set(last.sort, (this.counts.get(last.sort) ?? 1) - 1);
    }
  }
}
