/** Models `kubectl describe node`. */
import { ageOf } from '../duration.ts';
import { podLimits, podRequests } from '../pod-requests.ts';
import { isPodTerminal } from '../pod-status.ts';
import { nodeRoles } from '../printers/nodes.ts';
import {
  addQuantities,
  parseQuantity,
  quantityText,
  scaledValue,
  ZERO_QUANTITY,
  type Quantity,
} from '../quantity.ts';
import { rfc1123Text } from '../time.ts';
import type { Lease, Node } from '../types/node.ts';
import type { Pod } from '../types/pod.ts';
import type { KubeObject, ResourceList } from '../value.ts';
import { annotationLines, described, labelLines } from './sections.ts';

function taintLines(node: Node): string {
  const taints = [...(node.spec?.taints ?? [])].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (taints.length === 0) return 'Taints:\t<none>\n';
  return taints
    .map((t, i) => `${i === 0 ? 'Taints:' : ''}\t${t.key}${t.value ? `=${t.value}` : ''}:${t.effect}\n`)
    .join('');
}

function leaseLines(lease: Lease | undefined): string {
  const time = (text: string | undefined) => (text ? rfc1123Text(text) : '<unset>');
  if (lease === undefined) return 'Lease:\tFailed to get lease\n';
  const spec = lease.spec ?? {};
  return `Lease:\n  HolderIdentity:\t${spec.holderIdentity ?? '<unset>'}\n  AcquireTime:\t${time(spec.acquireTime)}\n  RenewTime:\t${time(spec.renewTime)}\n`;
}

function conditionLines(node: Node): string {
  const conditions = node.status?.conditions ?? [];
  if (conditions.length === 0) return '';
  const rows = conditions.map(
    (c) =>
      `  ${c.type} \t${c.status} \t${rfc1123Text(c.lastHeartbeatTime ?? '')} \t${rfc1123Text(c.lastTransitionTime ?? '')} \t${c.reason ?? ''} \t${c.message ?? ''}\n`,
  );
  return `Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n  ----\t------\t-----------------\t------------------\t------\t-------\n${rows.join('')}`;
}

function amountLines(title: string, list: ResourceList | undefined): string {
  const names = Object.keys(list ?? {}).sort();
  return names.length === 0
    ? ''
    : `${title}:\n${names.map((name) => `  ${name}:\t${list?.[name]}\n`).join('')}`;
}

function infoLines(node: Node): string {
  const info = node.status?.nodeInfo;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Machine ID', info?.machineID],
    ['System UUID', info?.systemUUID],
    ['Boot ID', info?.bootID],
    ['Kernel Version', info?.kernelVersion],
    ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem],
    ['Architecture', info?.architecture],
    ['Container Runtime Version', info?.containerRuntimeVersion],
    ['Kubelet Version', info?.kubeletVersion],
  ];
  return `System Info:\n${rows.map(([title, value]) => `  ${title}:\t${value ?? ''}\n`).join('')}`;
}

/** `250m (6%)`: an amount and its share of what the node has to give. */
function share(amount: Quantity, total: string | undefined): string {
  const of = total === undefined ? 0n : scaledValue(parseQuantity(total), -3);
  const percent = of === 0n ? 0n : (scaledValue(amount, -3) * 100n) / of;
  return `${quantityText(amount) || '0'} (${percent}%)`;
}

const amountOf = (amounts: ReadonlyMap<string, Quantity>, name: string) => amounts.get(name) ?? ZERO_QUANTITY;
const SHOWN = ['cpu', 'memory', 'ephemeral-storage'];

function podLines(node: Node, pods: readonly Pod[], nowUs: number): string {
  const total = node.status?.allocatable ?? {};
  const rows = pods.map((pod) => {
    const requests = podRequests(pod);
    const limits = podLimits(pod);
    const cells = ['cpu', 'memory'].flatMap((name) => [
      share(amountOf(requests, name), total[name]),
      share(amountOf(limits, name), total[name]),
    ]);
    return `  ${pod.metadata.namespace}\t${pod.metadata.name}\t${cells.join('\t')}\t${ageOf(pod.metadata.creationTimestamp, nowUs)}\n`;
  });
  return `Non-terminated Pods:\t(${pods.length} in total)\n  Namespace\tName\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n  ---------\t----\t------------\t----------\t---------------\t-------------\t---\n${rows.join('')}`;
}

function sumOf(lists: readonly ReadonlyMap<string, Quantity>[], name: string): Quantity {
  return lists.reduce((sum, list) => addQuantities(sum, amountOf(list, name)), ZERO_QUANTITY);
}

function allocatedLines(node: Node, pods: readonly Pod[]): string {
  const total = node.status?.allocatable ?? {};
  const requests = pods.map((pod) => podRequests(pod));
  const limits = pods.map((pod) => podLimits(pod));
  const extended = Object.keys(total)
    .filter((name) => name.includes('/') || name.startsWith('hugepages-'))
    .sort();
  const row = (name: string) =>
    `  ${name}\t${share(sumOf(requests, name), total[name])}\t${share(sumOf(limits, name), total[name])}\n`;
  const plain = (name: string) =>
    `  ${name}\t${quantityText(sumOf(requests, name))}\t${quantityText(sumOf(limits, name))}\n`;
  return `Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n  Resource\tRequests\tLimits\n  --------\t--------\t------\n${SHOWN.map(row).join('')}${extended.map(plain).join('')}`;
}

/** The text of `kubectl describe node`. `pods` are those bound to it; finished ones are left out. */
export function describeNode(
  node: Node,
  lease: Lease | undefined,
  pods: readonly Pod[],
  events: readonly KubeObject[] | undefined,
  nowUs: number,
): string {
  const alive = pods.filter((pod) => !isPodTerminal(pod));
  const { podCIDR, podCIDRs, providerID } = node.spec ?? {};
  const body = [
    `Name:\t${node.metadata.name}\nRoles:\t${nodeRoles(node).join(',') || '<none>'}\n`,
    labelLines('Labels', node.metadata.labels),
    annotationLines('Annotations', node.metadata.annotations),
    `CreationTimestamp:\t${rfc1123Text(node.metadata.creationTimestamp ?? '')}\n`,
    taintLines(node),
    `Unschedulable:\t${node.spec?.unschedulable ?? false}\n`,
    leaseLines(lease),
    conditionLines(node),
    `Addresses:\n${(node.status?.addresses ?? []).map((a) => `  ${a.type}:\t${a.address}\n`).join('')}`,
    amountLines('Capacity', node.status?.capacity),
    amountLines('Allocatable', node.status?.allocatable),
    infoLines(node),
    podCIDR ? `PodCIDR:\t${podCIDR}\n` : '',
    podCIDRs?.length ? `PodCIDRs:\t${podCIDRs.join(',')}\n` : '',
    providerID ? `ProviderID:\t${providerID}\n` : '',
    podLines(node, alive, nowUs),
    allocatedLines(node, alive),
  ].join('');
  return described(body, events, nowUs);
}
