import type { EtcdDetail, Face, FaceDetail, Status } from '../../protocol/face.ts';
import type { PartKind } from '../../protocol/ids.ts';
import type { RosterEntry } from '../../protocol/update.ts';

const MI = 1024 * 1024;

function entry(id: string, kind: PartKind, title: string, machine: string): RosterEntry {
  return { id, kind, title, machine };
}

export const sampleRoster: readonly RosterEntry[] = [
  entry('kubectl', 'kubectl', 'kubectl', ''),
  entry('kube-apiserver/cp-1', 'kube-apiserver', 'kube-apiserver', 'cp-1'),
  entry('etcd-1', 'etcd', 'etcd-1', 'cp-1'),
  entry('etcd-2', 'etcd', 'etcd-2', 'cp-2'),
  entry('etcd-3', 'etcd', 'etcd-3', 'cp-3'),
  entry('kube-scheduler/cp-1', 'kube-scheduler', 'kube-scheduler', 'cp-1'),
  entry('kube-controller-manager/cp-1', 'kube-controller-manager', 'kube-controller-manager', 'cp-1'),
  ...['node-1', 'node-2', 'node-3'].flatMap((node) => [
    entry(`kubelet/${node}`, 'kubelet', 'kubelet', node),
    entry(`runtime/${node}`, 'runtime', 'containerd', node),
  ]),
];

/** A face with nothing but what is given. */
export function sampleFace(id: string, detail: FaceDetail, extra: Partial<Face> = {}): Face {
  const known = sampleRoster.find((part) => part.id === id) ?? entry(id, 'kubectl', id, '');
  const status: Status = 'ready';
  return {
    id,
    kind: known.kind,
    title: known.title,
    place: known.machine,
    status,
    waitingFor: null,
    badges: [],
    gauges: [],
    rows: [],
    charts: [],
    timers: [],
    detail,
    ...extra,
  };
}

/** An etcd member whose log holds `entries` entries in term 2. */
export function sampleEtcd(member: number, entries: number, onDisk: number, fsyncAtUs: number): Face {
  const leader = member === 2;
  const log = Array.from({ length: Math.min(6, entries) }, (_, i) => {
    const index = entries - Math.min(6, entries) + i + 1;
    return { index, term: 2, onDisk: index <= onDisk, about: `/registry/pods/default/p${index}` };
  });
  const detail: EtcdDetail = {
    kind: 'etcd',
    role: leader ? 'Leader' : 'Follower',
    term: 2,
    leader: 'etcd-2',
    log,
    firstIndex: 1,
    lastIndex: entries,
    onDiskIndex: onDisk,
    committed: onDisk,
    applied: onDisk,
    fsync:
      onDisk < entries ? { sinceUs: fsyncAtUs, untilUs: fsyncAtUs + 4_000, entries: entries - onDisk } : null,
    timer: {
      name: leader ? 'heartbeat' : 'election',
      sinceUs: fsyncAtUs,
      dueAtUs: fsyncAtUs + (leader ? 100_000 : 1_200_000),
    },
    progress: leader
      ? [1, 2, 3].map((m) => ({
          member: `etcd-${m}`,
          match: onDisk,
          next: entries + 1,
          state: 'StateReplicate',
          active: true,
        }))
      : [],
    wal: { segment: 0, usedInBytes: entries * 900, segmentInBytes: 64 * MI },
    snapshotIndex: 0,
    revision: onDisk,
    compactedRevision: 0,
    keys: 90,
    watchers: 12,
    recent: [{ revision: onDisk, key: '/registry/pods/default/web', version: 1, deleted: false }],
  };
  return sampleFace(`etcd-${member}`, detail);
}

const STAGES = [
  'authn',
  'audit',
  'flow control',
  'authz',
  'decode',
  'mutate',
  'validate',
  'admit',
  'registry',
  'etcd',
] as const;

/** The apiserver with one POST that has begun `stages` of its ten stages. */
export function sampleApiserver(atUs: number, exchange: number, stages: number): Face {
  const marks = STAGES.slice(0, stages).map((stage, i) => ({ stage, atUs: atUs + i * 60 }));
  const request = {
    exchange,
    verb: 'POST',
    uri: '/api/v1/namespaces/default/pods',
    user: 'kubernetes-admin',
    agent: 'kubectl/v1.36.3',
    receivedAtUs: atUs,
    stages: marks,
  };
  return sampleFace('kube-apiserver/cp-1', {
    kind: 'kube-apiserver',
    requests: stages === 0 ? [] : [request],
    stageNames: STAGES,
    watches: [{ client: 'kube-scheduler/cp-1', uri: '/api/v1/pods?watch=1' }],
    caches: [{ resource: 'pods', objects: 0, resourceVersion: 1042 }],
    etcdEndpoint: 'etcd-2',
  });
}

export function sampleKubelet(node: string, status: string): Face {
  const pods =
    status === ''
      ? []
      : [
          {
            key: 'default/web',
            uid: '3f6c',
            status,
            phase: status === 'Running' ? 'Running' : 'Pending',
            worker: 'syncing',
            ready: status === 'Running' ? '1/1' : '0/1',
            containers: [
              {
                name: 'web',
                state: status === 'Running' ? 'running' : 'waiting',
                restarts: 0,
                backoffUntilUs: 0,
              },
            ],
          },
        ];
  return sampleFace(`kubelet/${node}`, {
    kind: 'kubelet',
    node,
    pods,
    allocatable: { milliCpu: 4_000, memoryInBytes: 8 * 1024 * MI, pods: 110 },
    requested: { milliCpu: 500, memoryInBytes: 512 * MI },
    podCidr: `10.244.${node.slice(-1)}.0/24`,
    leaseRenewedAtUs: 11_000_000,
  });
}
