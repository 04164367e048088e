/** Names a part of the world: `etcd-2`, `kube-apiserver/cp-1`, `kubelet/node-1`, `kubectl`. */
export type PartId = string;

/** Position of an event in a branch's trace, counted from 1; 0 stands for "no event" (the cause of a root). */
export type EventId = number;

/** What a part is; decides its icon, its X-ray and its X menu. One word a component. */
export type PartKind =
  | 'kubectl'
  | 'kube-apiserver'
  | 'etcd'
  | 'kube-scheduler'
  | 'kube-controller-manager'
  | 'kubelet'
  | 'runtime';

/** The wires that exist; parts talk on no other way. */
export type Wire = 'http' | 'etcd' | 'raft' | 'cri';
