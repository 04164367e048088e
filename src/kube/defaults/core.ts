/** Models the defaults of Namespace, Node, Secret, LimitRange, ResourceQuota, Event, PriorityClass and role bindings. */
import type { KubeObject, ResourceList } from '../value.ts';
import { alter, alterEach, fill, put } from './fill.ts';
import { storedResourceList } from './pod.ts';

export function namespaceDefaults(object: KubeObject): KubeObject {
  const { name } = object.metadata;
  const labels = name
    ? { ...object.metadata.labels, 'kubernetes.io/metadata.name': name }
    : object.metadata.labels;
  const unchanged = object.metadata.labels?.['kubernetes.io/metadata.name'] === name;
  const out = unchanged ? object : put(object, 'metadata', put(object.metadata, 'labels', labels));
  return put(
    fill(out, { spec: {} }),
    'status',
    fill(out['status'] as object | undefined, { phase: 'Active' }),
  );
}

const NODE_INFO = {
  architecture: '',
  bootID: '',
  containerRuntimeVersion: '',
  kernelVersion: '',
  kubeProxyVersion: '',
  kubeletVersion: '',
  machineID: '',
  operatingSystem: '',
  osImage: '',
  systemUUID: '',
};

export function nodeDefaults(object: KubeObject): KubeObject {
  const out = put(object, 'status', nodeStatus((object['status'] ?? {}) as object));
  return fill(out, { spec: {} });
}

function nodeStatus(status: {
  readonly capacity?: ResourceList;
  readonly allocatable?: ResourceList;
}): object {
  let out = alter(alter(status, 'capacity', storedResourceList), 'allocatable', storedResourceList);
  if (out.capacity !== undefined && Object.keys(out.allocatable ?? {}).length === 0)
    out = put(out, 'allocatable', out.capacity);
  return fill(out, { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: NODE_INFO });
}

export function secretDefaults(object: KubeObject): KubeObject {
  return object['type'] === '' ? put(object, 'type', 'Opaque') : fill(object, { type: 'Opaque' });
}

interface LimitItem {
  readonly type?: string;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly min?: ResourceList;
  readonly max?: ResourceList;
}

/** For containers `max` stands in for a missing default, and default or `min` for a missing defaultRequest. */
function limitItem(item: LimitItem): LimitItem {
  let out = item;
  for (const key of ['default', 'defaultRequest', 'min', 'max', 'maxLimitRequestRatio'])
    out = alter(out, key, storedResourceList);
  if (out.type !== 'Container') return out;
  const limits = fill(out.default ?? {}, out.max ?? {});
  const requests = fill(fill(out.defaultRequest ?? {}, limits), out.min ?? {});
  if (Object.keys(limits).length > 0) out = put(out, 'default', limits);
  return Object.keys(requests).length > 0 ? put(out, 'defaultRequest', requests) : out;
}

export function limitRangeDefaults(object: KubeObject): KubeObject {
  return alter(object, 'spec', (spec: object) => alterEach(spec, 'limits', limitItem));
}

export function resourceQuotaDefaults(object: KubeObject): KubeObject {
  return fill(
    alter(object, 'spec', (spec: object) => alter(spec, 'hard', storedResourceList)),
    { status: {} },
  );
}

export function eventDefaults(object: KubeObject): KubeObject {
  const filled = fill(object, { reportingComponent: '', reportingInstance: '' });
  return filled['eventTime'] === undefined ? { ...filled, eventTime: null } : filled;
}

export function priorityClassDefaults(object: KubeObject): KubeObject {
  return fill(object, { preemptionPolicy: 'PreemptLowerPriority' });
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';

export function roleBindingDefaults(object: KubeObject): KubeObject {
  const out = alter(object, 'roleRef', (ref: { apiGroup?: string }) =>
    ref.apiGroup ? ref : put(ref, 'apiGroup', RBAC_GROUP),
  );
  return alterEach(out, 'subjects', (subject: { kind?: string; apiGroup?: string; namespace?: string }) => {
    const isAccount = subject.kind === 'ServiceAccount';
    return isAccount || subject.apiGroup ? subject : put(subject, 'apiGroup', RBAC_GROUP);
  });
}
