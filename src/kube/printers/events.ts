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

/** Reads an Event of either API. Times fall back to eventTime, and a series tells of its last occurrence. */
export function eventView(object: KubeObject): EventView {
  const isNew = object.apiVersion === 'events.k8s.io/v1';
  const old = object as Event;
  const young = object as unknown as EventV1;
  const source = isNew ? young.deprecatedSource : old.source;
  const first = (isNew ? young.deprecatedFirstTimestamp : old.firstTimestamp) || old.eventTime || undefined;
  const last = (isNew ? young.deprecatedLastTimestamp : old.lastTimestamp) || first;
  const { series } = old;
  return {
    object: (isNew ? young.regarding : old.involvedObject) ?? {},
    message: (isNew ? young.note : old.message) ?? '',
    firstSeen: first,
    lastSeen: series?.lastObservedTime ?? last,
    count: series?.count ?? ((isNew ? young.deprecatedCount : old.count) || 1),
    component: source?.component || (isNew ? young.reportingController : old.reportingComponent) || '',
    host: source?.host || old.reportingInstance || '',
    type: old.type ?? '',
    reason: old.reason ?? '',
  };
}

function cells(object: KubeObject, nowUs: number): readonly Cell[] {
  const view = eventView(object);
  const kind = (view.object.kind ?? '').toLowerCase();
  const target = view.object.name ? `${kind}/${view.object.name}` : kind;
  const source = view.host === '' ? view.component : `${view.component}, ${view.host}`;
  return [ageOf(view.lastSeen, nowUs), view.type, view.reason, target, view.object.fieldPath ?? '', source, view.message.trim(), ageOf(view.firstSeen, nowUs), view.count, nameOf(object)];
}

/** Models printEvent. */
export const eventPrinter: Printer = { columns: columnsOf('Last Seen|Type|Reason|Object|Subobject*|Source*|Message|First Seen*|Count*|Name*'), cells };
