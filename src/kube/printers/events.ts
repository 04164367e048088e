import { ageOf } from '../duration.ts';
import type { Event, EventV1, ObjectReference } from '../types/event.ts';
import type { KubeObject } from '../value.ts';
import { columnsOf, nameOf, type Cell, type Printer } from './table.ts';

/** The fields that both Event APIs share, under one set of names. */
export interface EventView {
  readonly object: ObjectReference;
  readonly message: string;
  readonly firstSeen: string | undefined;
  readonly lastSeen: string | undefined;
  readonly count: number;
  readonly component: string;
  readonly host: string;
  readonly type: string;
  readonly reason: string;
}

/** What the two APIs call by different names. */
interface Renamed {
  readonly object: ObjectReference | undefined;
  readonly message: string | undefined;
  readonly first: string | null | undefined;
  readonly last: string | null | undefined;
  readonly count: number | undefined;
  readonly source: Event['source'];
  readonly controller: string | undefined;
}

function renamedInCore(event: Event): Renamed {
  return {
    object: event.involvedObject,
    message: event.message,
    first: event.firstTimestamp,
    last: event.lastTimestamp,
    count: event.count,
    source: event.source,
    controller: event.reportingComponent,
  };
}

function renamedInEventsV1(event: EventV1): Renamed {
  return {
    object: event.regarding,
    message: event.note,
    first: event.deprecatedFirstTimestamp,
    last: event.deprecatedLastTimestamp,
    count: event.deprecatedCount,
    source: event.deprecatedSource,
    controller: event.reportingController,
  };
}

function firstNonEmpty(first: string | undefined, second: string | undefined): string {
  return first || second || '';
}

/** Reads an Event of either API. Times fall back to eventTime, and a series tells of its last occurrence. */
export function eventView(object: KubeObject): EventView {
  const event = object as Event;
  const named =
    object.apiVersion === 'events.k8s.io/v1'
      ? renamedInEventsV1(object as unknown as EventV1)
      : renamedInCore(event);
  const first = named.first || event.eventTime || undefined;
  const { series } = event;
  return {
    object: named.object ?? {},
    message: named.message ?? '',
    firstSeen: first,
    lastSeen: series?.lastObservedTime ?? (named.last || first),
    count: series?.count ?? (named.count || 1),
    component: firstNonEmpty(named.source?.component, named.controller),
    host: firstNonEmpty(named.source?.host, event.reportingInstance),
    type: event.type ?? '',
    reason: event.reason ?? '',
  };
}

function cells(object: KubeObject, nowUs: number): readonly Cell[] {
  const view = eventView(object);
  const kind = (view.object.kind ?? '').toLowerCase();
  const target = view.object.name ? `${kind}/${view.object.name}` : kind;
  const source = view.host === '' ? view.component : `${view.component}, ${view.host}`;
  return [
    ageOf(view.lastSeen, nowUs),
    view.type,
    view.reason,
    target,
    view.object.fieldPath ?? '',
    source,
    view.message.trim(),
    ageOf(view.firstSeen, nowUs),
    view.count,
    nameOf(object),
  ];
}

/** Models printEvent. */
export const eventPrinter: Printer = {
  columns: columnsOf('Last Seen|Type|Reason|Object|Subobject*|Source*|Message|First Seen*|Count*|Name*'),
  cells,
};
