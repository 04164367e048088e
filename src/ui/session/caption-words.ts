import { mapName } from '../kit/map-name.ts';

/** `kubelet/node-2` → `kubelet (node-2)`; parts of which there is one keep their plain name. The same in every language. */
export function partName(id: string): string {
  const slash = id.indexOf('/');
  if (slash < 0) return id;
  const title = id.slice(0, slash);
  return title.startsWith('kube-') ? mapName(title) : `${title} (${id.slice(slash + 1)})`;
}

/** Kinds by resource name without its group; etcd still calls Nodes "minions". */
const KINDS = new Map<string, string>([
  ['pods', 'Pod'],
  ['nodes', 'Node'],
  ['minions', 'Node'],
  ['deployments', 'Deployment'],
  ['replicasets', 'ReplicaSet'],
  ['daemonsets', 'DaemonSet'],
  ['statefulsets', 'StatefulSet'],
  ['jobs', 'Job'],
  ['services', 'Service'],
  ['endpoints', 'Endpoints'],
  ['endpointslices', 'EndpointSlice'],
  ['configmaps', 'ConfigMap'],
  ['secrets', 'Secret'],
  ['namespaces', 'Namespace'],
  ['serviceaccounts', 'ServiceAccount'],
  ['events', 'Event'],
  ['leases', 'Lease'],
]);

/** `pods/default/web` → `Pod web`; kinds that are not named here keep the resource's name. Events lose the number behind their name. */
export function objectName(key: string): string {
  const parts = key.split('/');
  if (parts.length < 2) return key;
  const resource = (parts[0] ?? '').split('.')[0] ?? '';
  const kind = KINDS.get(resource) ?? resource;
  const name = parts.at(-1) ?? '';
  return `${kind} ${kind === 'Event' ? (name.split('.')[0] ?? '') : name}`;
}

/** Path of a label that may begin with a verb and end with a query: `/api/v1/namespaces/default/pods`. */
export function pathOf(label: string): string {
  const slash = label.indexOf('/');
  if (slash < 0) return label;
  const end = label.slice(slash).search(/[? ]/);
  return end < 0 ? label.slice(slash) : label.slice(slash, slash + end);
}

/** What a message is about: its subject, or else the last words of its path. */
export function aboutOf(subject: string, label: string): string {
  if (subject !== '') return objectName(subject);
  const path = pathOf(label);
  const words = path.split('/').filter(Boolean);
  if (words[0] === 'registry' && words.length > 2) return objectName(words.slice(1).join('/'));
  return words.at(-1) ?? label;
}

/** `/apis/apps/v1/namespaces/default/replicasets` → `ReplicaSet`; the last word as it is if it names no known kind. */
export function kindOfPath(path: string): string {
  const last = path.split('/').at(-1) ?? '';
  return KINDS.get(last) ?? last;
}
