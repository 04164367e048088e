/**
 * What the registry does to an object around validation: which half of it a write may change, when the generation rises, and how long a
 * deletion waits. Models the strategies under pkg/registry.
 */
import { put } from '../defaults/fill.ts';
import { jsonEqual, type KubeObject } from '../value.ts';
import { namespaceStrategy } from './namespace.ts';
import { podStrategy } from './pod.ts';
import { secretStrategy } from './secret.ts';

export interface Strategy {
  /** Before validation of a create. */
  readonly prepareForCreate?: (object: KubeObject) => KubeObject;
  /** Before validation of an update of the object itself. */
  readonly prepareForUpdate?: (next: KubeObject, old: KubeObject) => KubeObject;
  /** Before validation of an update through `/status`. */
  readonly prepareStatus?: (next: KubeObject, old: KubeObject) => KubeObject;
  /** Seconds that a deletion waits; 0 deletes at once. Undefined: the kind knows no graceful deletion. */
  readonly gracePeriodSeconds?: (object: KubeObject, wanted: number | undefined) => number;
}

/** How the generation of a kind rises: with the spec, with the spec or the annotations, or not at all. */
type GenerationRule = 'spec' | 'specOrAnnotations' | 'content' | 'none';

interface Rules {
  readonly generation: GenerationRule;
  /** What a new object's status is set to; undefined where creates may set it. */
  readonly status?: object;
}

const SPEC: Rules = { generation: 'spec', status: {} };

const RULES: ReadonlyMap<string, Rules> = new Map<string, Rules>([
  ['v1/Pod', { generation: 'spec' }],
  ['v1/Service', { generation: 'none', status: { loadBalancer: {} } }],
  ['v1/ReplicationController', { generation: 'spec', status: { replicas: 0 } }],
  ['v1/ResourceQuota', { generation: 'none', status: {} }],
  ['v1/PersistentVolume', { generation: 'none', status: { phase: 'Pending' } }],
  ['v1/PersistentVolumeClaim', { generation: 'none', status: { phase: 'Pending' } }],
  ['apps/v1/Deployment', { generation: 'specOrAnnotations', status: {} }],
  ['apps/v1/ReplicaSet', { generation: 'spec', status: { replicas: 0 } }],
  ['apps/v1/StatefulSet', { generation: 'spec', status: { availableReplicas: 0, replicas: 0 } }],
  [
    'apps/v1/DaemonSet',
    {
      generation: 'spec',
      status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
    },
  ],
  ['batch/v1/Job', SPEC],
  ['batch/v1/CronJob', SPEC],
  [
    'policy/v1/PodDisruptionBudget',
    {
      generation: 'spec',
      status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
    },
  ],
  ['networking.k8s.io/v1/Ingress', { generation: 'spec', status: { loadBalancer: {} } }],
  ['networking.k8s.io/v1/NetworkPolicy', { generation: 'spec' }],
  ['networking.k8s.io/v1/IngressClass', { generation: 'spec' }],
  [
    'autoscaling/v2/HorizontalPodAutoscaler',
    { generation: 'none', status: { currentMetrics: null, desiredReplicas: 0 } },
  ],
  ['discovery.k8s.io/v1/EndpointSlice', { generation: 'content' }],
  ['scheduling.k8s.io/v1/PriorityClass', { generation: 'content' }],
]);

const OWN: ReadonlyMap<string, Strategy> = new Map<string, Strategy>([
  ['v1/Pod', podStrategy],
  ['v1/Namespace', namespaceStrategy],
  ['v1/Secret', secretStrategy],
]);

const keyOf = (object: KubeObject) => `${object.apiVersion}/${object.kind}`;

/** Kinds whose main resource leaves the status alone: those that have a status subresource. */
const HAS_STATUS: ReadonlySet<string> = new Set([
  ...[...RULES].filter(([, rules]) => rules.status !== undefined).map(([key]) => key),
  'v1/Pod',
  'v1/Node',
  'v1/Namespace',
]);

function withoutMetadata(object: KubeObject): KubeObject {
  return { ...object, metadata: {}, status: undefined };
}

function changed(rule: GenerationRule, next: KubeObject, old: KubeObject): boolean {
  if (rule === 'content') return !jsonEqual(withoutMetadata(next), withoutMetadata(old));
  if (rule === 'none') return false;
  if (!jsonEqual(next['spec'], old['spec'])) return true;
  return (
    rule === 'specOrAnnotations' &&
    !jsonEqual(next.metadata.annotations ?? {}, old.metadata.annotations ?? {})
  );
}

function withGeneration(object: KubeObject, generation: number | undefined): KubeObject {
  return object.metadata.generation === generation
    ? object
    : put(object, 'metadata', put(object.metadata, 'generation', generation));
}

/** A new object as its kind's strategy shapes it: status cleared, generation 1. The caller sets uid, times and name. */
export function prepareForCreate<T extends KubeObject>(object: T): T {
  const rules = RULES.get(keyOf(object));
  const own = OWN.get(keyOf(object));
  let out: KubeObject = withGeneration(
    object,
    rules !== undefined && rules.generation !== 'none' ? 1 : undefined,
  );
  if (rules?.status !== undefined && !jsonEqual(out['status'], rules.status))
    out = put(out, 'status', rules.status);
  return (own?.prepareForCreate?.(out) ?? out) as T;
}

/** An update of the object itself: the status stays what it was, and the generation rises when what is wanted changed. */
export function prepareForUpdate<T extends KubeObject>(next: T, old: T): T {
  const key = keyOf(next);
  const own = OWN.get(key);
  let out: KubeObject = HAS_STATUS.has(key) ? put(next, 'status', old['status']) : next;
  out = own?.prepareForUpdate?.(out, old) ?? out;
  const rule = RULES.get(key)?.generation ?? 'none';
  const before = old.metadata.generation;
  return withGeneration(out, rule !== 'none' && changed(rule, out, old) ? (before ?? 0) + 1 : before) as T;
}

/** An update through `/status`: everything but the status, and most of the metadata, stays what it was. */
export function prepareStatusUpdate<T extends KubeObject>(next: T, old: T): T {
  let out: KubeObject = { ...next, spec: old['spec'] };
  if (old['spec'] === undefined) out = put(out, 'spec', undefined);
  out = withGeneration(out, old.metadata.generation);
  return (OWN.get(keyOf(next))?.prepareStatus?.(out, old) ?? out) as T;
}

/** Marks the start of a deletion: a kind with a generation counts it as a change of what is wanted. Models rest.BeforeDelete. */
export function markDeleted<T extends KubeObject>(
  object: T,
  deletionTimestamp: string,
  gracePeriodSeconds: number,
): T {
  const { generation } = object.metadata;
  const raised = generation !== undefined && generation > 0 ? { generation: generation + 1 } : {};
  return {
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp,
      deletionGracePeriodSeconds: gracePeriodSeconds,
      ...raised,
    },
  };
}

/** Seconds that the deletion of this object waits for the kubelet, or undefined when the kind is deleted at once. */
export function gracePeriodOf(object: KubeObject, wanted: number | undefined): number | undefined {
  return OWN.get(keyOf(object))?.gracePeriodSeconds?.(object, wanted);
}
