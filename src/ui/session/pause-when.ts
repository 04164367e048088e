import type { TraceEvent } from '../../protocol/trace.ts';
import type { TraceWindow } from './trace-window.ts';

/** What may happen that makes a playing page stand still; texts are `transport.when.<id>`. */
export const PAUSES = [
  'pod-pending',
  'pod-running',
  'not-ready',
  'election',
  'conflict',
  'error',
  'warning',
] as const;
export type PauseWhen = (typeof PAUSES)[number];

interface PodOrNode {
  readonly type?: string;
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
  };
}

const holds: Readonly<Record<PauseWhen, (trace: TraceWindow, event: TraceEvent) => boolean>> = {
  'pod-pending': (trace, event) => becomes(trace, event, 'pods/', (pod) => pod.status?.phase === 'Pending'),
  'pod-running': (trace, event) => becomes(trace, event, 'pods/', (pod) => pod.status?.phase === 'Running'),
  'not-ready': (trace, event) => becomes(trace, event, 'nodes/', isNotReady),
  election: (_, event) => event.kind === 'phase' && event.chart === 'raft-role' && event.to === 'Candidate',
  conflict: (_, event) => isAnswer(event) && event.verb === '409',
  error: (_, event) => isAnswer(event) && Number(event.verb) >= 400,
  warning: (trace, event) => becomes(trace, event, 'events', (object) => object.type === 'Warning'),
};

/** The first event behind `fromUs`, up to `toUs`, that one of the conditions waits for. */
export function firstPause(
  trace: TraceWindow,
  on: readonly PauseWhen[],
  fromUs: number,
  toUs: number,
): { readonly when: PauseWhen; readonly event: TraceEvent } | null {
  if (on.length === 0) return null;
  for (const event of trace.eventsBetween(fromUs, toUs)) {
    const when = on.find((id) => holds[id](trace, event));
    if (when !== undefined) return { when, event };
  }
  return null;
}

function isAnswer(event: TraceEvent): event is Extract<TraceEvent, { kind: 'hop' }> {
  return event.kind === 'hop' && event.wire === 'http' && event.role === 'answer';
}

/** True where a stored object gets a property that its version before did not have. */
function becomes(
  trace: TraceWindow,
  event: TraceEvent,
  prefix: string,
  has: (object: PodOrNode) => boolean,
): boolean {
  if (event.kind !== 'object' || event.verb === 'DELETED' || !event.key.startsWith(prefix)) return false;
  const now = trace.objectAt(event.key, event.atUs)?.object;
  if (!isObject(now) || !has(now)) return false;
  const before = trace.objectAt(event.key, event.atUs - 1)?.object;
  return !isObject(before) || !has(before);
}

const isObject = (object: unknown): object is PodOrNode => typeof object === 'object' && object !== null;

/** A Node that has just registered is not Ready yet, and that is no news. */
function isNotReady(node: PodOrNode): boolean {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  return ready?.status === 'False' || ready?.status === 'Unknown';
}
