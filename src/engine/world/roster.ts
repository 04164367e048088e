import type { LinkEntry } from '../../protocol/update.ts';
import type { PartId } from '../../protocol/ids.ts';
import type { Part } from '../kernel/part.ts';
import { createApiserver } from '../parts/apiserver/apiserver.ts';
import { createControllerManager } from '../parts/controller-manager/controller-manager.ts';
import { createEtcd } from '../parts/etcd/etcd.ts';
import { createKubectl } from '../parts/kubectl/kubectl.ts';
import { createKubelet } from '../parts/kubelet/kubelet.ts';
import { createRuntime } from '../parts/runtime/runtime.ts';
import { createScheduler } from '../parts/scheduler/scheduler.ts';
import { type BootstrapEntry, CONTAINERD_VERSION } from './bootstrap.ts';
import type { NodeSpec, Topology } from './topology.ts';

const etcdIds = (topology: Topology): PartId[] => topology.controlPlanes.map((_, i) => `etcd-${i + 1}`);
const apiserverIds = (topology: Topology): PartId[] =>
  topology.controlPlanes.slice(0, topology.apiservers).map((machine) => `kube-apiserver/${machine}`);

/** An apiserver asks the etcd member on its own machine first. */
function etcdEndpoints(topology: Topology, machine: number): PartId[] {
  const ids = etcdIds(topology);
  return [...ids.slice(machine), ...ids.slice(0, machine)];
}

/** Every node has it from the start, as every node that ever ran a Pod does. */
const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

function kubeletOf(node: NodeSpec, apiserver: PartId) {
  return {
    id: `kubelet/${node.name}`,
    machine: node.name,
    node: node.name,
    runtime: `containerd/${node.name}`,
    runtimeVersion: CONTAINERD_VERSION,
    apiserver,
    podCidr: node.podCidr,
    address: node.address,
    allocatable: { milliCpu: node.milliCpu, memoryInBytes: node.memoryInBytes, pods: node.pods },
  };
}

/** Every part of a world, one line a component. Parts start in this order. */
export function partsOf(topology: Topology, bootstrap: readonly BootstrapEntry[]): readonly Part[] {
  const cp = topology.controlPlanes;
  const members = etcdIds(topology);
  const apiservers = apiserverIds(topology);
  const apiserver = apiservers[0] as PartId;
  const machine = cp[0] as string;
  const kubelets = new Map(topology.nodes.map((node) => [node.name, `kubelet/${node.name}`] as const));
  const parts: unknown[] = [
    ...members.map((id, i) => createEtcd({ id, machine: cp[i] as string, members, initial: bootstrap })),
    ...apiservers.map((id, i) =>
      createApiserver({ id, machine: cp[i] as string, etcd: etcdEndpoints(topology, i), kubelets }),
    ),
    createControllerManager({ id: `kube-controller-manager/${machine}`, machine, apiserver }),
    createScheduler({ id: `kube-scheduler/${machine}`, machine, apiserver }),
    ...topology.nodes.map((node) =>
      createRuntime({
        id: `containerd/${node.name}`,
        machine: node.name,
        name: 'containerd',
        preloadedImages: [PAUSE_IMAGE],
      }),
    ),
    ...topology.nodes.map((node) => createKubelet(kubeletOf(node, apiserver))),
    createKubectl({ id: 'kubectl', apiserver }),
  ];
  return parts as readonly Part[];
}

/** Who talks to whom: the wires that exist, and no others. */
export function linksOf(topology: Topology): readonly LinkEntry[] {
  const members = etcdIds(topology);
  const machine = topology.controlPlanes[0] as string;
  const links: LinkEntry[] = [];
  members.forEach((a, i) => members.slice(i + 1).forEach((b) => links.push({ a, b, wire: 'raft' })));
  for (const apiserver of apiserverIds(topology)) {
    for (const member of members) links.push({ a: apiserver, b: member, wire: 'etcd' });
    for (const client of ['kubectl', `kube-controller-manager/${machine}`, `kube-scheduler/${machine}`])
      links.push({ a: client, b: apiserver, wire: 'http' });
    for (const node of topology.nodes) links.push({ a: `kubelet/${node.name}`, b: apiserver, wire: 'http' });
  }
  for (const node of topology.nodes)
    links.push({ a: `kubelet/${node.name}`, b: `containerd/${node.name}`, wire: 'cri' });
  return links;
}
