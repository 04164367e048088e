import { STREAM_WORDS, streamSeed, WordStream } from '../../base/random-stream.ts';
import type { KubeObject } from '../../kube/value.ts';
import { formatSeconds as rfc3339 } from '../../kube/time.ts';
import type { NodeSpec, Topology } from './topology.ts';

/** What etcd holds before anyone has done anything: key and object, as kubeadm and the components' own start leave them. */
export type BootstrapEntry = readonly [key: string, object: KubeObject];

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The cluster is an hour old when the session begins, so that ages read like those of a cluster and not of an experiment. */
const AGE_SECONDS = 3600;

const CA = '-----BEGIN CERTIFICATE-----\n(the model signs nothing)\n-----END CERTIFICATE-----\n';

/** The objects of a new cluster with its nodes, in the order of their keys. UIDs come from a stream of their own. */
export function bootstrapObjects(topology: Topology, seed: number): readonly BootstrapEntry[] {
  const words = new Int32Array(STREAM_WORDS);
  words.set(streamSeed(seed, 'bootstrap'));
  const random = new WordStream(words, 0);
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.between(0, 15).toString(16)).join('');
  const uid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
  const creationTimestamp = rfc3339(topology.epochSeconds - AGE_SECONDS);
  const meta = (name: string, more: object = {}) => ({ name, uid: uid(), creationTimestamp, ...more });
  const entries: BootstrapEntry[] = [];
  const add = (key: string, object: KubeObject) => entries.push([key, object]);
  for (const namespace of NAMESPACES) {
    const root = meta('kube-root-ca.crt', { namespace });
    add(`/registry/configmaps/${namespace}/kube-root-ca.crt`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: root,
      data: { 'ca.crt': CA },
    });
    const labels = { 'kubernetes.io/metadata.name': namespace };
    add(`/registry/namespaces/${namespace}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: meta(namespace, { labels }),
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    add(`/registry/serviceaccounts/${namespace}/default`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: meta('default', { namespace }),
    });
  }
  add('/registry/services/specs/default/kubernetes', kubernetesService(meta));
  for (const node of topology.nodes)
    add(`/registry/minions/${node.name}`, nodeObject(node, meta, creationTimestamp));
  for (const [name, value] of [
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000],
  ] as const) {
    add(`/registry/priorityclasses/${name}`, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: meta(name, { generation: 1 }),
      value,
      preemptionPolicy: 'PreemptLowerPriority',
    });
  }
  return entries.sort((a, b) => (a[0] < b[0] ? -1 : 1));
}

type Meta = (name: string, more?: object) => { readonly name: string; readonly uid: string };

function kubernetesService(meta: Meta): KubeObject {
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('kubernetes', { namespace: 'default', labels }),
    spec: {
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    },
    status: { loadBalancer: {} },
  };
}

export const CONTAINERD_VERSION = 'containerd://2.1.4';

/** Capacity and allocatable of a node; nothing is reserved for the system. */
function nodeResources(node: NodeSpec): Readonly<Record<string, string>> {
  return {
    cpu: String(node.milliCpu / 1000),
    'ephemeral-storage': '100Gi',
    memory: `${node.memoryInBytes / 1024 ** 3}Gi`,
    pods: String(node.pods),
  };
}

function nodeObject(node: NodeSpec, meta: Meta, sinceTimestamp: string): KubeObject {
  const resources = nodeResources(node);
  const healthy = (type: string, reason: string, message: string, status = 'False') => ({
    type,
    status,
    lastHeartbeatTime: sinceTimestamp,
    lastTransitionTime: sinceTimestamp,
    reason,
    message,
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: meta(node.name, {
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    }),
    spec: { podCIDR: node.podCidr, podCIDRs: [node.podCidr] },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        healthy('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        healthy('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        healthy('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        healthy('Ready', 'KubeletReady', 'kubelet is posting ready status', 'True'),
      ],
      addresses: [
        { type: 'InternalIP', address: node.address },
        { type: 'Hostname', address: node.name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID: meta('machine').uid.replaceAll('-', ''),
        systemUUID: meta('system').uid,
        bootID: meta('boot').uid,
        kernelVersion: '6.1.0-40-amd64',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: CONTAINERD_VERSION,
        kubeletVersion: 'v1.36.3',
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
        swap: { capacity: 0 },
      },
    },
  };
}
