import type { PartKind } from '../../../protocol/ids.ts';
import type { TextCode } from '../../kit/i18n.ts';

/** Something that the model does more simply than the real part. */
export interface Simplification {
  readonly part: PartKind;
  /** What is so here, and how the real one differs. */
  readonly text: TextCode & `simplified.${string}`;
  /** Words of the "left out" section of the part's README: when the model learns it and they go, this entry goes, too. */
  readonly source: string;
  readonly link: string;
}

/** The release that is modelled, and whose documents the links open. */
export const MODELLED_VERSION = 'v1.36';

type Topic<T extends string> = T extends `simplified.${infer Rest}` ? Rest : never;

const entry = (topic: Topic<TextCode>, part: PartKind, source: string, link: string): Simplification => ({
  part,
  text: `simplified.${topic}`,
  source,
  link,
});

export const SIMPLIFICATIONS: readonly Simplification[] = [
  entry('etcd.storage', 'etcd', 'bbolt', 'https://etcd.io/docs/v3.6/learning/persistent-storage-files/'),
  entry(
    'etcd.sizes',
    'etcd',
    'sizes of entries are estimates',
    'https://etcd.io/docs/v3.6/learning/persistent-storage-files/',
  ),
  entry('etcd.leases', 'etcd', 'Keep-alives of leases', 'https://etcd.io/docs/v3.6/learning/api/'),
  entry('etcd.watches', 'etcd', 'Unsynced watchers', 'https://etcd.io/docs/v3.6/learning/api/'),
  entry(
    'apiserver.webhooks',
    'kube-apiserver',
    'webhooks',
    'https://v1-36.docs.kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
  ),
  entry(
    'apiserver.managedFields',
    'kube-apiserver',
    'managedFields',
    'https://v1-36.docs.kubernetes.io/docs/reference/using-api/server-side-apply/',
  ),
  entry(
    'apiserver.protobuf',
    'kube-apiserver',
    'protobuf',
    'https://v1-36.docs.kubernetes.io/docs/reference/using-api/api-concepts/',
  ),
  entry(
    'apiserver.quotas',
    'kube-apiserver',
    'quotas',
    'https://v1-36.docs.kubernetes.io/docs/concepts/policy/resource-quotas/',
  ),
  entry(
    'scheduler.spread',
    'kube-scheduler',
    'PodTopologySpread',
    'https://v1-36.docs.kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  ),
  entry(
    'scheduler.preemption',
    'kube-scheduler',
    'preemption',
    'https://v1-36.docs.kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
  ),
  entry(
    'scheduler.volumes',
    'kube-scheduler',
    'volume plugins',
    'https://v1-36.docs.kubernetes.io/docs/concepts/storage/storage-classes/',
  ),
  entry(
    'controllers.others',
    'kube-controller-manager',
    'all other controllers',
    'https://v1-36.docs.kubernetes.io/docs/concepts/architecture/controller/',
  ),
  entry(
    'controllers.tokens',
    'kube-controller-manager',
    'token',
    'https://v1-36.docs.kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
  ),
  entry(
    'kubelet.probes',
    'kubelet',
    'probes',
    'https://v1-36.docs.kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  ),
  entry(
    'kubelet.volumes',
    'kubelet',
    'volumes other than',
    'https://v1-36.docs.kubernetes.io/docs/concepts/storage/volumes/',
  ),
  entry(
    'kubelet.eviction',
    'kubelet',
    'eviction by pressure',
    'https://v1-36.docs.kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
  ),
  entry(
    'runtime.layers',
    'runtime',
    'layers shared',
    'https://v1-36.docs.kubernetes.io/docs/concepts/containers/images/',
  ),
  entry(
    'runtime.programs',
    'runtime',
    'its program runs until SIGTERM',
    'https://v1-36.docs.kubernetes.io/docs/concepts/containers/',
  ),
  entry(
    'runtime.cpu',
    'runtime',
    'cgroup CPU throttling',
    'https://v1-36.docs.kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  ),
  entry(
    'kubectl.commands',
    'kubectl',
    'Other commands',
    'https://v1-36.docs.kubernetes.io/docs/reference/kubectl/',
  ),
  entry(
    'kubectl.schema',
    'kubectl',
    'OpenAPI',
    'https://v1-36.docs.kubernetes.io/docs/concepts/overview/kubernetes-api/',
  ),
];

export const simplificationsOf = (part: PartKind): readonly Simplification[] =>
  SIMPLIFICATIONS.filter((simplification) => simplification.part === part);
