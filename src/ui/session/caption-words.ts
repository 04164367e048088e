/** `kubelet/node-2` → `kubelet (node-2)`; parts of which there is one keep their plain name. The same in every language. */
export function partName(id: string): string {
  const slash = id.indexOf('/');
  if (slash < 0) return id;
  const title = id.slice(0, slash);
  return title.startsWith('kube-') ? title : `${title} (${id.slice(slash + 1)})`;
}

const KINDS = new Map<string, string>([
  ['pods', 'Pod'],
  ['nodes', 'Node'],
  ['deployments.apps', 'Deployment'],
  ['replicasets.apps', 'ReplicaSet'],
  ['daemonsets.apps', 'DaemonSet'],
  ['statefulsets.apps', 'StatefulSet'],
  ['jobs.batch', 'Job'],
  ['services', 'Service'],
  ['endpoints', 'Endpoints'],
  ['endpointslices.discovery.k8s.io', 'EndpointSlice'],
  ['configmaps', 'ConfigMap'],
  ['secrets', 'Secret'],
  ['namespaces', 'Namespace'],
  ['serviceaccounts', 'ServiceAccount'],
  ['events', 'Event'],
  ['events.events.k8s.io', 'Event'],
  ['leases.coordination.k8s.io', 'Lease'],
]);

/** `pods/default/web` → `Pod web`; kinds that are not named here keep the resource's name. */
export function objectName(key: string): string {
  const parts = key.split('/');
  const resource = parts[0] ?? '';
  const name = parts.at(-1) ?? '';
  if (parts.length < 2) return key;
  return `${KINDS.get(resource) ?? resource} ${name}`;
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
  return words.at(-1) ?? label;
}
