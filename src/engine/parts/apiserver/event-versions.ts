import type { Resource } from '../../../kube/kinds/kinds.ts';
import type { Event, EventV1 } from '../../../kube/types/event.ts';
import type { KubeObject } from '../../../kube/value.ts';

const isNewEvent = (resource: Resource) => resource.plural === 'events' && resource.group === 'events.k8s.io';

/** What is stored of an object that came in the version of `resource`: both Event APIs are kept as core/v1. Models pkg/apis/events/v1/conversion.go. */
export function fromVersion(resource: Resource, object: KubeObject): KubeObject {
  if (!isNewEvent(resource) || object.apiVersion !== 'events.k8s.io/v1') return object;
  const {
    apiVersion: _,
    regarding,
    note,
    reportingController,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    ...rest
  } = object as EventV1;
  const event: Event = {
    ...rest,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    source: deprecatedSource ?? {},
    firstTimestamp: deprecatedFirstTimestamp ?? null,
    lastTimestamp: deprecatedLastTimestamp ?? null,
    reportingComponent: reportingController ?? '',
    ...(note === undefined ? {} : { message: note }),
    ...(deprecatedCount === undefined ? {} : { count: deprecatedCount }),
  };
  return event;
}

/** A stored object in the version of `resource`. */
export function toVersion(resource: Resource, object: KubeObject): KubeObject {
  if (!isNewEvent(resource) || object.apiVersion !== 'v1') return object;
  const {
    apiVersion: _,
    involvedObject,
    message,
    source,
    firstTimestamp,
    lastTimestamp,
    count,
    reportingComponent,
    ...rest
  } = object as Event;
  const event = {
    ...rest,
    apiVersion: 'events.k8s.io/v1',
    eventTime: rest.eventTime ?? null,
    regarding: involvedObject,
    reportingController: reportingComponent ?? '',
    deprecatedSource: source ?? {},
    deprecatedFirstTimestamp: firstTimestamp ?? null,
    deprecatedLastTimestamp: lastTimestamp ?? null,
    ...(message === undefined ? {} : { note: message }),
    ...(count === undefined ? {} : { deprecatedCount: count }),
  };
  return event as EventV1;
}
