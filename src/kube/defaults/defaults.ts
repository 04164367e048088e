import type { KubeObject } from '../value.ts';
import type { Pod } from '../types/pod.ts';
import * as core from './core.ts';
import { podDefaults } from './pod.ts';
import * as service from './service.ts';
import * as storage from './storage.ts';
import * as workloads from './workloads.ts';

type Defaulter = (object: KubeObject) => KubeObject;

const DEFAULTERS: ReadonlyMap<string, Defaulter> = new Map<string, Defaulter>([
  ['v1/Pod', (object) => podDefaults(object as Pod)],
  ['v1/Namespace', core.namespaceDefaults],
  ['v1/Node', core.nodeDefaults],
  ['v1/Secret', core.secretDefaults],
  ['v1/LimitRange', core.limitRangeDefaults],
  ['v1/ResourceQuota', core.resourceQuotaDefaults],
  ['v1/Event', core.eventDefaults],
  ['v1/Service', service.serviceDefaults],
  ['v1/Endpoints', service.endpointsDefaults],
  ['v1/ReplicationController', workloads.replicationControllerDefaults],
  ['v1/PersistentVolume', storage.volumeObjectDefaults],
  ['v1/PersistentVolumeClaim', storage.claimDefaults],
  ['apps/v1/Deployment', workloads.deploymentDefaults],
  ['apps/v1/ReplicaSet', workloads.replicaSetDefaults],
  ['apps/v1/DaemonSet', workloads.daemonSetDefaults],
  ['apps/v1/StatefulSet', workloads.statefulSetDefaults],
  ['batch/v1/Job', workloads.jobDefaults],
  ['batch/v1/CronJob', workloads.cronJobDefaults],
  ['autoscaling/v2/HorizontalPodAutoscaler', workloads.autoscalerDefaults],
  ['discovery.k8s.io/v1/EndpointSlice', service.endpointSliceDefaults],
  ['networking.k8s.io/v1/Ingress', service.ingressDefaults],
  ['networking.k8s.io/v1/IngressClass', service.ingressClassDefaults],
  ['networking.k8s.io/v1/NetworkPolicy', service.networkPolicyDefaults],
  ['scheduling.k8s.io/v1/PriorityClass', core.priorityClassDefaults],
  ['storage.k8s.io/v1/StorageClass', storage.storageClassDefaults],
  ['rbac.authorization.k8s.io/v1/RoleBinding', core.roleBindingDefaults],
  ['rbac.authorization.k8s.io/v1/ClusterRoleBinding', core.roleBindingDefaults],
]);

/** The object with everything filled in that its kind gives a default for; the same reference when nothing is missing. */
export function applyDefaults<T extends KubeObject>(object: T): T {
  const defaulter = DEFAULTERS.get(`${object.apiVersion}/${object.kind}`);
  return defaulter === undefined ? object : (defaulter(object) as T);
}
