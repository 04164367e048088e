import { conditionOf } from '../pod-status.ts';
import type { Lease, Namespace, Node } from '../types/node.ts';
import { age, columnsOf, nameOf, type Cell, type Printer } from './table.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

/** The roles that a node's labels name, sorted. */
export function nodeRoles(node: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
      roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

/** `Ready`, `NotReady` or `Unknown`, and whether scheduling is disabled. */
export function nodeStatusText(node: Node): string {
  const ready = conditionOf(node.status, 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable ? `${word},SchedulingDisabled` : word;
}

function addressOf(node: Node, type: string): string {
  return node.status?.addresses?.find((a) => a.type === type)?.address || '<none>';
}

function cells(node: Node, nowUs: number): readonly Cell[] {
  const info = node.status?.nodeInfo;
  return [
    nameOf(node),
    nodeStatusText(node),
    nodeRoles(node).join(',') || '<none>',
    age(node, nowUs),
    info?.kubeletVersion ?? '',
    addressOf(node, 'InternalIP'),
    addressOf(node, 'ExternalIP'),
    info?.osImage || '<unknown>',
    info?.kernelVersion || '<unknown>',
    info?.containerRuntimeVersion || '<unknown>',
  ];
}

/** Models printNode. */
export const nodePrinter: Printer = {
  columns: columnsOf(
    'Name|Status|Roles|Age|Version|Internal-IP*|External-IP*|OS-Image*|Kernel-Version*|Container-Runtime*',
  ),
  cells: (object, nowUs) => cells(object as Node, nowUs),
};

export const namespacePrinter: Printer = {
  columns: columnsOf('Name|Status|Age'),
  cells: (object, nowUs) => [nameOf(object), (object as Namespace).status?.phase ?? '', age(object, nowUs)],
};

export const leasePrinter: Printer = {
  columns: columnsOf('Name|Holder|Age'),
  cells: (object, nowUs) => [
    nameOf(object),
    (object as Lease).spec?.holderIdentity ?? '',
    age(object, nowUs),
  ],
};
