import type { EtcdDetail, FaceDetail } from '../../../protocol/face.ts';
import type { Translate } from '../../kit/i18n.ts';
import type { Row } from './section.tsx';

/** What a part holds, in rows, from what feeds its picture: for parts that give no rows of their own. Names have templates `inspector.row.…`. */
export function detailRows(detail: FaceDetail, t: Translate): readonly Row[] {
  switch (detail.kind) {
    case 'kubectl': {
      const running = detail.sessions.filter((session) => session.running);
      return running.map((session) => ({ name: session.id, value: session.line }));
    }
    case 'kube-apiserver':
      return [
        { name: 'inFlight', value: String(detail.requests.length) },
        { name: 'watches', value: String(detail.watches.length) },
        { name: 'etcdEndpoint', value: detail.etcdEndpoint },
        ...detail.caches
          .filter((cache) => cache.objects > 0)
          .map((cache) => ({
            name: cache.resource,
            value: t('inspector.cache', { n: cache.objects, version: cache.resourceVersion }),
          })),
      ];
    case 'etcd':
      return etcdRows(detail, t);
    case 'kube-scheduler':
      return [
        { name: 'active', value: String(detail.active.length) },
        { name: 'backoff', value: String(detail.backoff.length) },
        { name: 'unschedulable', value: String(detail.unschedulable.length) },
        ...(detail.decision === null
          ? []
          : [
              {
                name: 'decision',
                value: `${detail.decision.pod} → ${detail.decision.chosen === '' ? detail.decision.message : detail.decision.chosen}`,
              },
            ]),
      ];
    case 'kube-controller-manager':
      return detail.controllers.map((controller) => ({
        name: controller.name,
        value:
          controller.working !== ''
            ? controller.working
            : t('inspector.queued', { n: controller.queue.length, cached: controller.cached }),
      }));
    case 'kubelet':
      return [
        { name: 'podCIDR', value: detail.podCidr },
        ...detail.pods.map((pod) => ({ name: pod.key, value: `${pod.status}, ${pod.worker}` })),
      ];
    case 'runtime':
      return [
        ...detail.containers.map((container) => ({
          name: container.name,
          value: `${container.state}, ${container.image}`,
        })),
        ...detail.images.map((image) => ({
          name: 'image',
          value: `${image.name}, ${mebibytes(image.sizeInBytes)}`,
        })),
      ];
    case 'none':
      return [];
  }
}

function etcdRows(detail: EtcdDetail, t: Translate): readonly Row[] {
  return [
    { name: 'role', value: detail.role },
    { name: 'term', value: String(detail.term) },
    { name: 'leader', value: detail.leader === '' ? t('inspector.none') : detail.leader },
    { name: 'log', value: `${detail.firstIndex} – ${detail.lastIndex}` },
    { name: 'onDisk', value: String(detail.onDiskIndex) },
    { name: 'committed', value: String(detail.committed) },
    { name: 'applied', value: String(detail.applied) },
    { name: 'revision', value: String(detail.revision) },
    { name: 'keys', value: String(detail.keys) },
    { name: 'watches', value: String(detail.watchers) },
  ];
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} Mi`;
}
