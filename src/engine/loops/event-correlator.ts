/**
 * What happens to an Event before it is sent: ten that differ only in their message become one "(combined from similar events)", one that
 * was seen before is counted up, and a source that talks too much about one object is cut off. Models client-go tools/record events_cache.go.
 */
import { SortedMap } from '../../base/sorted-map.ts';
import type { Event } from '../../kube/types/event.ts';
import { timeText } from '../../kube/time.ts';
import { takeToken, type TokenBucket, tokenBucket, tokenWaitInUs } from './rate-limiter.ts';

const SIMILAR_MAX = 10;
const SIMILAR_WITHIN_IN_US = 600_000_000;
const SPAM_BURST = 25;
const SPAM_QPS = 1 / 300;

interface Aggregate {
  /** Messages met, in no particular order that matters. */
  readonly messages: readonly string[];
  readonly lastAtUs: number;
}

interface Observation {
  readonly count: number;
  readonly firstTimestamp: string;
  readonly name: string;
}

export interface Correlator {
  readonly aggregates: SortedMap<Aggregate>;
  readonly observations: SortedMap<Observation>;
  readonly spam: SortedMap<TokenBucket>;
}

export function createCorrelator(): Correlator {
  return { aggregates: SortedMap.empty(), observations: SortedMap.empty(), spam: SortedMap.empty() };
}

// What tells Events apart stands at the front of the keys: they are compared many times.
function spamKey(event: Event): string {
  const { source, involvedObject: o } = event;
  return `${o.uid ?? ''}\u0001${o.name ?? ''}\u0001${o.namespace ?? ''}\u0001${o.kind ?? ''}\u0001${o.apiVersion ?? ''}\u0001${source?.component ?? ''}\u0001${source?.host ?? ''}`;
}

function aggregateKey(spam: string, event: Event): string {
  return `${event.reason ?? ''}\u0001${spam}\u0001${event.type ?? ''}\u0001${event.reportingComponent ?? ''}\u0001${event.reportingInstance ?? ''}`;
}

function eventKey(aggregate: string, event: Event): string {
  return `${event.message ?? ''}\u0001${aggregate}\u0001${event.involvedObject.fieldPath ?? ''}\u0001${event.action ?? ''}`;
}

/**
 * The Event to send (null = drop it), and whether it stands on the server already and is to be patched. `name` is for a combined Event,
 * which is a new one.
 */
export function correlate(
  correlator: Correlator,
  event: Event,
  name: string,
  nowUs: number,
  epochSeconds: number,
): { readonly correlator: Correlator; readonly event: Event | null; readonly existing: boolean } {
  const bucketKey = spamKey(event);
  const similar = aggregateKey(bucketKey, event);
  const { aggregates, combined } = aggregate(correlator.aggregates, similar, event, nowUs);
  const time = timeText(nowUs, epochSeconds);
  const sent: Event = combined ? combinedEvent(event, name, time) : event;
  const key = combined ? similar : eventKey(similar, event);
  const before = correlator.observations.get(key);
  const count = (before?.count ?? 0) + 1;
  const observed: Event = before
    ? {
        ...sent,
        metadata: { ...sent.metadata, name: before.name },
        firstTimestamp: before.firstTimestamp,
        count,
      }
    : sent;
  const observation = {
    count,
    firstTimestamp: observed.firstTimestamp as string,
    name: observed.metadata.name as string,
  };
  const observations = correlator.observations.with(key, observation);
  const bucket = correlator.spam.get(bucketKey) ?? tokenBucket(SPAM_QPS, SPAM_BURST);
  if (tokenWaitInUs(bucket, nowUs) > 0)
    return { correlator: { aggregates, observations, spam: correlator.spam }, event: null, existing: false };
  const spam = correlator.spam.with(bucketKey, takeToken(bucket, nowUs));
  return { correlator: { aggregates, observations, spam }, event: observed, existing: count > 1 };
}

function aggregate(
  aggregates: SortedMap<Aggregate>,
  key: string,
  event: Event,
  nowUs: number,
): { readonly aggregates: SortedMap<Aggregate>; readonly combined: boolean } {
  const found = aggregates.get(key);
  const known = found && nowUs - found.lastAtUs <= SIMILAR_WITHIN_IN_US ? found.messages : [];
  const message = event.message ?? '';
  let messages = known.includes(message) ? known : [...known, message];
  const combined = messages.length >= SIMILAR_MAX;
  if (combined) messages = messages.slice(1);
  return { aggregates: aggregates.with(key, { messages, lastAtUs: nowUs }), combined };
}

function combinedEvent(event: Event, name: string, time: string): Event {
  return {
    ...event,
    metadata: { name, namespace: event.metadata.namespace },
    message: `(combined from similar events): ${event.message ?? ''}`,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    reportingComponent: '',
    reportingInstance: '',
  };
}
