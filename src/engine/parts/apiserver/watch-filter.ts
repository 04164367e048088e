import { type FieldSelector, fieldValueOf } from '../../../kube/field-selector.ts';
import { matchesLabels } from '../../../kube/labels.ts';
import type { Resource } from '../../../kube/kinds/kinds.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { Cache, CacheEvent, Watcher } from './types.ts';

const NODE = 'node ';
const KEY = 'key ';

/** What an event must have to concern a watch: nothing, a node's name or an object's key. Models the indexers of cacher.go (spec.nodeName, metadata.name). */
export function triggerOf(resource: Resource, namespace: string, fields: FieldSelector): string {
  const exact = (name: string) => fields.find((f) => f.field === name && f.operator === '=')?.value;
  const name = exact('metadata.name');
  if (name !== undefined && (!resource.namespaced || namespace !== ''))
    return KEY + (resource.namespaced ? `${namespace}/${name}` : name);
  const node = resource.plural === 'pods' ? exact('spec.nodeName') : undefined;
  return node === undefined ? '' : NODE + node;
}

function nodeOf(object: KubeObject | undefined): string {
  return (object as Pod | undefined)?.spec?.nodeName ?? '';
}

/** Numbers of the watches an event may concern; never all of a resource's when they are indexed. */
export function candidates(cache: Cache, event: CacheEvent): readonly number[] {
  const { triggers } = cache;
  const all = triggers.get('') ?? [];
  const byKey = triggers.get(KEY + event.key);
  if (cache.prefix !== 'pods') return byKey === undefined ? all : [...all, ...byKey];
  const after = nodeOf(event.object);
  const before = nodeOf(event.previous);
  const byNode = after === '' ? undefined : triggers.get(NODE + after);
  const byOldNode = before === '' || before === after ? undefined : triggers.get(NODE + before);
  if (byKey === undefined && byNode === undefined && byOldNode === undefined) return all;
  return [...all, ...(byKey ?? []), ...(byNode ?? []), ...(byOldNode ?? [])];
}

/** The fields that nearly all selectors name are read directly. */
function valueOf(object: KubeObject, field: string): string {
  if (field === 'spec.nodeName') return nodeOf(object);
  return field === 'metadata.name' ? (object.metadata.name ?? '') : fieldValueOf(object, field);
}

/** Whether a watch or list with such selectors sees the object. */
export function selects(
  of: Pick<Watcher, 'namespace' | 'labels' | 'fields' | 'resource'>,
  object: KubeObject,
): boolean {
  if (of.namespace !== '' && of.resource.namespaced && object.metadata.namespace !== of.namespace)
    return false;
  if (!matchesLabels(of.labels, object.metadata.labels)) return false;
  for (const { field, operator, value } of of.fields) {
    if ((valueOf(object, field) === value) !== (operator === '=')) return false;
  }
  return true;
}

/** What a change is to a watch: an object may come into its selection or leave it without being created or deleted. */
export function eventTypeFor(
  watcher: Watcher,
  event: CacheEvent,
): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  const before = event.previous !== undefined && selects(watcher, event.previous);
  if (event.deleted) return before ? 'DELETED' : undefined;
  const after = selects(watcher, event.object);
  if (after) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}
