/**
 * The recorder behind `kubectl get events` for core/v1 Events: one Event at a time goes to the server, similar ones are combined, a chatty
 * source is cut off. Models client-go tools/record event.go, events_cache.go.
 */
import { appended } from '../../base/appended.ts';
import type { EventId } from '../../protocol/ids.ts';
import type { Event, ObjectReference } from '../../kube/types/event.ts';
import { timeText } from '../../kube/time.ts';
import type { Context } from '../kernel/part.ts';
import { type ClientEvent, type ClientState, request } from './client.ts';
import { correlate, type Correlator, createCorrelator } from './event-correlator.ts';

const FOR = 'recorder';
const QUEUE_MAX = 1000;
const TRIES_MAX = 12;
const RETRY_IN_US = 10_000_000;
const HALF = 16_777_216;

export interface EventSpec {
  readonly object: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Queued {
  readonly event: Event;
  readonly cause: EventId;
}

export interface RecorderState {
  /** Unique within the part; begins its timer's name. */
  readonly name: string;
  readonly component: string;
  readonly host: string;
  readonly queue: readonly Queued[];
  readonly sending: { readonly queued: Queued; readonly patch: boolean; readonly tries: number } | null;
  readonly correlator: Correlator;
  /** Events made so far: keeps names apart that were made in the same microsecond. */
  readonly made: number;
}

export interface Recording {
  readonly recorder: RecorderState;
  readonly client: ClientState;
}

export function createRecorder(name: string, component: string, host = ''): RecorderState {
  return { name, component, host, queue: [], sending: null, correlator: createCorrelator(), made: 0 };
}

/** The nanosecond in hexadecimal that ends an Event's name. */
export function eventNameSuffix(nowUs: number, epochSeconds: number, made: number): string {
  // In two halves of which the lower has 24 bits: whole, the number is beyond exact integers.
  const us = epochSeconds * 1_000_000 + nowUs;
  const low = (us % HALF) * 1000 + (made % 1000);
  const high = Math.floor(us / HALF) * 1000 + Math.floor(low / HALF);
  return high === 0 ? low.toString(16) : high.toString(16) + (low % HALF).toString(16).padStart(6, '0');
}

/** A recorder to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(recorder: RecorderState): { -readonly [F in keyof RecorderState]: RecorderState[F] } {
  const { name, component, host, queue, sending, correlator, made } = recorder;
  return { name, component, host, queue, sending, correlator, made };
}

function withSending(recorder: RecorderState, sending: RecorderState['sending']): RecorderState {
  const next = draftOf(recorder);
  next.sending = sending;
  return next;
}

/** Says that something happened to an object. */
export function recordEvent({ recorder, client }: Recording, spec: EventSpec, context: Context): Recording {
  if (recorder.queue.length >= QUEUE_MAX) return { recorder, client };
  const queued = { event: makeEvent(recorder, spec, context), cause: context.cause };
  const next = draftOf(recorder);
  next.made += 1;
  next.queue = appended(recorder.queue, queued);
  return recorder.sending === null ? pump({ recorder: next, client }, context) : { recorder: next, client };
}

function makeEvent(recorder: RecorderState, spec: EventSpec, context: Context): Event {
  const { object } = spec;
  const namespace = object.namespace || 'default';
  const time = timeText(context.nowUs, context.epochSeconds);
  const name = `${object.name ?? ''}.${eventNameSuffix(context.nowUs, context.epochSeconds, recorder.made)}`;
  const { annotations } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: annotations === undefined ? { name, namespace } : { name, namespace, annotations },
    involvedObject: object,
    reason: spec.reason,
    message: spec.message,
    source:
      recorder.host === ''
        ? { component: recorder.component }
        : { component: recorder.component, host: recorder.host },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
    type: spec.type,
    eventTime: null,
    reportingComponent: recorder.component,
    reportingInstance: recorder.host,
  };
}

/** Sends the next Event that the correlator lets through. */
function pump(recording: Recording, context: Context): Recording {
  let { recorder } = recording;
  while (recorder.queue.length > 0) {
    const first = recorder.queue[0] as Queued;
    const name = `${first.event.involvedObject.name ?? ''}.${eventNameSuffix(context.nowUs, context.epochSeconds, recorder.made)}`;
    const { correlator, event, existing } = correlate(
      recorder.correlator,
      first.event,
      name,
      context.nowUs,
      context.epochSeconds,
    );
    const next = draftOf(recorder);
    next.queue = recorder.queue.slice(1);
    next.correlator = correlator;
    next.made += 1;
    recorder = next;
    if (event === null) continue;
    return transmit(
      { recorder, client: recording.client },
      { event, cause: first.cause },
      existing,
      1,
      context,
    );
  }
  return { recorder, client: recording.client };
}

function transmit(
  { recorder, client }: Recording,
  queued: Queued,
  patch: boolean,
  tries: number,
  context: Context,
): Recording {
  const { event, cause } = queued;
  const collection = `/api/v1/namespaces/${event.metadata.namespace}/events`;
  const { count, lastTimestamp, message } = event;
  const subject = `events/${event.metadata.namespace}/${event.metadata.name}`;
  const purpose = { for: FOR, recorder: recorder.name };
  const sent = patch
    ? request(client, context, {
        method: 'PATCH',
        path: `${collection}/${event.metadata.name}`,
        contentType: 'application/strategic-merge-patch+json',
        body: { count, lastTimestamp, message },
        purpose,
        subject,
        cause,
      })
    : request(client, context, { method: 'POST', path: collection, body: event, purpose, subject, cause });
  return { recorder: withSending(recorder, { queued, patch, tries }), client: sent };
}

/** Whether a client's event answers this recorder. */
export function isRecorderEvent(
  recorder: RecorderState,
  purpose: { readonly for: string; readonly [field: string]: unknown },
): boolean {
  return purpose.for === FOR && purpose['recorder'] === recorder.name;
}

/** The answer came, or the way to the server broke: `outcome` of the request that is under way. */
export function recorderAnswered(
  recording: Recording,
  outcome: Exclude<ClientEvent, { kind: 'reset' }> | 'lost',
  context: Context,
): Recording {
  const { recorder, client } = recording;
  const { sending } = recorder;
  if (sending === null) return recording;
  if (
    outcome === 'lost' ||
    outcome.kind !== 'answer' ||
    (outcome.response.code >= 500 && outcome.response.code !== 507)
  ) {
    if (sending.tries >= TRIES_MAX) return pump({ recorder: withSending(recorder, null), client }, context);
    const chance = sending.tries === 1 ? context.random.next() : 1;
    context.timer({ name: `${recorder.name}/again`, afterInUs: Math.round(RETRY_IN_US * chance) });
    return recording;
  }
  const { code } = outcome.response;
  // The Event it meant to count up is gone (they live for an hour): make it anew.
  if (sending.patch && code === 404)
    return transmit(recording, sending.queued, false, sending.tries, context);
  return pump({ recorder: withSending(recorder, null), client }, context);
}

/** A timer may be this recorder's: null when it is not. */
export function recorderTimer(recording: Recording, timer: string, context: Context): Recording | null {
  const { sending, name } = recording.recorder;
  if (!timer.startsWith(name) || timer.slice(name.length) !== '/again') return null;
  return sending === null
    ? recording
    : transmit(recording, sending.queued, sending.patch, sending.tries + 1, context);
}

/** A reference to an object, as Events carry it. */
export function referenceTo(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
}): ObjectReference {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const { kind, apiVersion } = object;
  return namespace
    ? { kind, namespace, name, uid, apiVersion, resourceVersion }
    : { kind, name, uid, apiVersion, resourceVersion };
}
