import type { Resource } from '../../../kube/kinds/kinds.ts';
import { jsonEqual, type KubeObject, type ObjectMeta } from '../../../kube/value.ts';

/** Kinds whose metadata.generation counts changes of what is wanted. */
const COUNTED: ReadonlySet<string> = new Set([
  'pods', 'replicationcontrollers', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'poddisruptionbudgets', 'ingresses', 'networkpolicies',
  'ingressclasses', 'endpointslices', 'priorityclasses', 'flowschemas', 'prioritylevelconfigurations', 'customresourcedefinitions', 'validatingwebhookconfigurations', 'mutatingwebhookconfigurations',
]);

/** A new object as its kind's strategy prepares it: nobody brings a status along, generation begins at 1. Models PrepareForCreate. */
export function preparedForCreate(resource: Resource, object: KubeObject): KubeObject {
  const hasStatus = resource.subresources?.some((s) => s.name === 'status') === true;
  const counted = COUNTED.has(resource.plural);
  let next = object;
  if (hasStatus && resource.plural !== 'nodes') next = { ...next, status: initialStatus(resource, object) };
  if (resource.plural === 'namespaces') next = { ...next, spec: { ...(object['spec'] as object | undefined), finalizers: ['kubernetes'] }, metadata: { ...next.metadata, labels: { ...next.metadata.labels, 'kubernetes.io/metadata.name': next.metadata.name ?? '' } } };
  if (counted) next = { ...next, metadata: { ...next.metadata, generation: 1 } };
  return next;
}

function initialStatus(resource: Resource, object: KubeObject): object {
  if (resource.plural === 'pods') return { phase: 'Pending', qosClass: qosOf(object) };
  if (resource.plural === 'namespaces') return { phase: 'Active' };
  if (resource.plural === 'replicasets') return { replicas: 0 };
  if (resource.plural === 'services') return { loadBalancer: {} };
  return {};
}

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** Models v1/helper/qos ComputePodQOS. */
function qosOf(pod: KubeObject): string {
  const spec = pod['spec'] as { readonly containers?: readonly { readonly resources?: Resources }[]; readonly initContainers?: readonly { readonly resources?: Resources }[] };
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const any = containers.some(({ resources }) => Object.keys({ ...resources?.requests, ...resources?.limits }).some((name) => name === 'cpu' || name === 'memory'));
  if (!any) return 'BestEffort';
  const full = containers.every(({ resources }) => ['cpu', 'memory'].every((name) => resources?.limits?.[name] !== undefined && (resources.requests?.[name] ?? resources.limits[name]) === resources.limits[name]));
  return full ? 'Guaranteed' : 'Burstable';
}

const OWN_META = ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'resourceVersion'] as const;

/** Metadata that no client may change come from the old object. Models rest.BeforeUpdate. */
function keptMeta(old: ObjectMeta, next: ObjectMeta): ObjectMeta {
  if (OWN_META.every((field) => old[field] === next[field])) return next;
  const out: Record<string, unknown> = { ...next };
  for (const field of OWN_META) {
    if (old[field] === undefined) delete out[field];
    else out[field] = old[field];
  }
  return out as ObjectMeta;
}

/** A changed object as its kind's strategy prepares it: a main write leaves the status alone, a status write everything else. */
export function preparedForUpdate(resource: Resource, subresource: string, old: KubeObject, object: KubeObject): KubeObject {
  const metadata = keptMeta(old.metadata, object.metadata);
  if (subresource === 'status') {
    const next = { ...old, metadata: jsonEqual(metadata, old.metadata) ? old.metadata : metadata };
    return 'status' in object ? { ...next, status: object['status'] } : next;
  }
  let next: KubeObject = metadata === object.metadata ? object : { ...object, metadata };
  const hasStatus = resource.subresources?.some((s) => s.name === 'status') === true;
  if (hasStatus && next['status'] !== old['status']) {
    const { status: _, ...rest } = next;
    next = old['status'] === undefined ? (rest as KubeObject) : { ...rest, status: old['status'] } as KubeObject;
  }
  if (COUNTED.has(resource.plural) && wantsOther(old, next)) {
    next = { ...next, metadata: { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
  }
  return next;
}

function wantsOther(old: KubeObject, next: KubeObject): boolean {
  return 'spec' in old || 'spec' in next ? !jsonEqual(old['spec'], next['spec']) : !jsonEqual({ ...old, metadata: {} }, { ...next, metadata: {} });
}
