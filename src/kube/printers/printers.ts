import type { KubeObject, ListMeta } from '../value.ts';
import * as core from './core.ts';
import { eventPrinter } from './events.ts';
import * as network from './network.ts';
import { leasePrinter, namespacePrinter, nodePrinter } from './nodes.ts';
import { podPrinter } from './pods.ts';
import type { Printer, Table, TableRow } from './table.ts';
import * as workloads from './workloads.ts';

/** Printers by group and kind. */
const PRINTERS: ReadonlyMap<string, Printer> = new Map<string, Printer>([
  ['/Pod', podPrinter],
  ['/Node', nodePrinter],
  ['/Namespace', namespacePrinter],
  ['/Event', eventPrinter],
  ['/ConfigMap', core.configMapPrinter],
  ['/Secret', core.secretPrinter],
  ['/ServiceAccount', core.nameAndAge],
  ['/Service', network.servicePrinter],
  ['/Endpoints', network.endpointsPrinter],
  ['/PersistentVolume', core.volumePrinter],
  ['/PersistentVolumeClaim', core.claimPrinter],
  ['/ReplicationController', workloads.replicationControllerPrinter],
  ['/ResourceQuota', core.resourceQuotaPrinter],
  ['/PodTemplate', core.podTemplatePrinter],
  ['events.k8s.io/Event', eventPrinter],
  ['apps/Deployment', workloads.deploymentPrinter],
  ['apps/ReplicaSet', workloads.replicaSetPrinter],
  ['apps/DaemonSet', workloads.daemonSetPrinter],
  ['apps/StatefulSet', workloads.statefulSetPrinter],
  ['apps/ControllerRevision', workloads.controllerRevisionPrinter],
  ['batch/Job', workloads.jobPrinter],
  ['batch/CronJob', workloads.cronJobPrinter],
  ['autoscaling/HorizontalPodAutoscaler', workloads.autoscalerPrinter],
  ['policy/PodDisruptionBudget', workloads.disruptionBudgetPrinter],
  ['networking.k8s.io/Ingress', network.ingressPrinter],
  ['networking.k8s.io/IngressClass', network.ingressClassPrinter],
  ['networking.k8s.io/NetworkPolicy', network.networkPolicyPrinter],
  ['discovery.k8s.io/EndpointSlice', network.endpointSlicePrinter],
  ['coordination.k8s.io/Lease', leasePrinter],
  ['scheduling.k8s.io/PriorityClass', core.priorityClassPrinter],
  ['storage.k8s.io/StorageClass', core.storageClassPrinter],
  ['node.k8s.io/RuntimeClass', core.runtimeClassPrinter],
  ['rbac.authorization.k8s.io/RoleBinding', core.roleBindingPrinter],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', core.roleBindingPrinter],
]);

/** The printer of a kind; a kind without one shows Name and Created At. */
export function printerOf(group: string, kind: string): Printer {
  return PRINTERS.get(`${group}/${kind}`) ?? core.nameAndCreation;
}

/** What each row carries beside its cells, as the query parameter includeObject says. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

function rowObject(object: KubeObject, include: IncludeObject): TableRow['object'] {
  if (include === 'None') return undefined;
  return include === 'Object'
    ? object
    : { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

export function rowOf(
  printer: Printer,
  object: KubeObject,
  nowUs: number,
  include: IncludeObject = 'Metadata',
): TableRow {
  const conditions = printer.conditions?.(object);
  const carried = rowObject(object, include);
  return {
    cells: printer.cells(object, nowUs),
    ...(conditions ? { conditions } : {}),
    ...(carried ? { object: carried } : {}),
  };
}

export interface TableOptions {
  readonly include?: IncludeObject;
  readonly metadata?: ListMeta;
}

/** The Table that the API server answers with for objects of one kind at `nowUs` (Unix microseconds). */
export function tableOf(
  group: string,
  kind: string,
  objects: readonly KubeObject[],
  nowUs: number,
  options: TableOptions = {},
): Table {
  const printer = printerOf(group, kind);
  const rows = objects.map((object) => rowOf(printer, object, nowUs, options.include));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata ?? {},
    columnDefinitions: printer.columns,
    rows,
  };
}
