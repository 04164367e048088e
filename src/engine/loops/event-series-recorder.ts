/**
 * The recorder of the newer Event API, which kube-scheduler uses: each Event goes to the server on its own at once, and a repetition
 * becomes a series on the first one. Models client-go tools/events event_recorder.go, event_broadcaster.go.
 */
import { SortedMap } from '../../base/sorted-map.ts';
import type { EventId } from '../../protocol/ids.ts';
import { microTimeText } from '../../kube/time.ts';
import type { EventV1, ObjectReference } from '../../kube/types/event.ts';
import type { Context } from '../kernel/part.ts';
import { type ClientState, request } from './client.ts';
import { eventNameSuffix } from './event-recorder.ts';

const REMEMBER_MAX = 2048;

export interface SeriesEventSpec {
  readonly regarding: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
  /** What it is to be blamed on; left out = what is being handled. */
  readonly cause?: EventId;
}

interface Seen {
  readonly name: string;
  readonly namespace: string;
  readonly count: number;
}

export interface SeriesRecorder {
  readonly controller: string;
  readonly instance: string;
  readonly made: number;
  readonly seen: SortedMap<Seen>;
}

export function createSeriesRecorder(controller: string, instance: string): SeriesRecorder {
  return { controller, instance, made: 0, seen: SortedMap.empty() };
}

/** Says that something happened. The first time it is a POST; the second time a PATCH that begins a series; later ones are only counted. */
export function recordInSeries(
  recorder: SeriesRecorder,
  client: ClientState,
  spec: SeriesEventSpec,
  context: Context,
): { readonly recorder: SeriesRecorder; readonly client: ClientState } {
  const { regarding } = spec;
  const key = [
    regarding.kind,
    regarding.namespace,
    regarding.name,
    regarding.uid,
    regarding.resourceVersion,
    spec.type,
    spec.action,
    spec.reason,
  ].join('\u0001');
  const time = microTimeText(context.nowUs, context.epochSeconds);
  const before = recorder.seen.get(key);
  if (before) {
    const seen = recorder.seen.with(key, { ...before, count: before.count + 1 });
    if (before.count > 1) return { recorder: { ...recorder, seen }, client };
    const sent = request(client, context, {
      method: 'PATCH',
      path: `/apis/events.k8s.io/v1/namespaces/${before.namespace}/events/${before.name}`,
      contentType: 'application/strategic-merge-patch+json',
      body: { series: { count: 2, lastObservedTime: time } },
      purpose: { for: 'series' },
      cause: spec.cause,
      subject: `events/${before.namespace}/${before.name}`,
    });
    return { recorder: { ...recorder, seen }, client: sent };
  }
  const namespace = regarding.namespace || 'default';
  const name = `${regarding.name ?? ''}.${eventNameSuffix(context.nowUs, context.epochSeconds, recorder.made)}`;
  const event: EventV1 = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name, namespace },
    eventTime: time,
    reportingController: recorder.controller,
    reportingInstance: recorder.instance,
    action: spec.action,
    reason: spec.reason,
    regarding,
    note: spec.note,
    type: spec.type,
  };
  const sent = request(client, context, {
    method: 'POST',
    path: `/apis/events.k8s.io/v1/namespaces/${namespace}/events`,
    body: event,
    purpose: { for: 'series' },
    cause: spec.cause,
    subject: `events/${namespace}/${name}`,
  });
  const seen = recorder.seen.size >= REMEMBER_MAX ? SortedMap.empty<Seen>() : recorder.seen;
  return {
    recorder: { ...recorder, made: recorder.made + 1, seen: seen.with(key, { name, namespace, count: 1 }) },
    client: sent,
  };
}
