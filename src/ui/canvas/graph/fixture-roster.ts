import type { LinkEntry, RosterEntry } from '../../../protocol/update.ts';

/** A roster of `members` control-plane machines and `nodes` nodes with every link between them, for tests. */
export function rosterOf(
  members: number,
  nodes: number,
): { readonly roster: readonly RosterEntry[]; readonly links: readonly LinkEntry[] } {
  const etcd = range(members).map(
    (index): RosterEntry => ({
      id: `etcd-${index}`,
      kind: 'etcd',
      title: `etcd-${index}`,
      machine: `cp-${index}`,
    }),
  );
  const apiserver: RosterEntry = {
    id: 'kube-apiserver/cp-1',
    kind: 'kube-apiserver',
    title: 'kube-apiserver',
    machine: 'cp-1',
  };
  const scheduler: RosterEntry = {
    id: 'kube-scheduler/cp-1',
    kind: 'kube-scheduler',
    title: 'kube-scheduler',
    machine: 'cp-1',
  };
  const manager: RosterEntry = {
    id: 'kube-controller-manager/cp-1',
    kind: 'kube-controller-manager',
    title: 'kube-controller-manager',
    machine: 'cp-1',
  };
  const machines = range(nodes).flatMap((index): RosterEntry[] => [
    { id: `kubelet/node-${index}`, kind: 'kubelet', title: 'kubelet', machine: `node-${index}` },
    { id: `runtime/node-${index}`, kind: 'runtime', title: 'containerd', machine: `node-${index}` },
  ]);
  const kubectl: RosterEntry = { id: 'kubectl', kind: 'kubectl', title: 'kubectl', machine: '' };
  const clients = [
    kubectl.id,
    scheduler.id,
    manager.id,
    ...range(nodes).map((index) => `kubelet/node-${index}`),
  ];
  return {
    roster: [kubectl, apiserver, ...etcd, scheduler, manager, ...machines],
    links: [
      ...clients.map((client): LinkEntry => ({ a: client, b: apiserver.id, wire: 'http' })),
      ...etcd.map((member): LinkEntry => ({ a: apiserver.id, b: member.id, wire: 'etcd' })),
      ...etcd.flatMap((one, index) =>
        etcd.slice(index + 1).map((two): LinkEntry => ({ a: one.id, b: two.id, wire: 'raft' })),
      ),
      ...range(nodes).map(
        (index): LinkEntry => ({ a: `kubelet/node-${index}`, b: `runtime/node-${index}`, wire: 'cri' }),
      ),
    ],
  };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
