import { randomSuffix, SUFFIX_LENGTH } from '../../../../../kube/names.ts';
import { forbidden } from '../../../../../kube/status.ts';
import type { Container, Pod, PodSpec, Volume } from '../../../../../kube/types/pod.ts';
import type { KubeObject } from '../../../../../kube/value.ts';
import { createsResource, type AdmissionPlugin } from './plugin.ts';

const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';
/** An hour and seven seconds: the kubelet renews it long before. */
const TOKEN_EXPIRATION_SECONDS = 3607;

const SOURCES = [
  { serviceAccountToken: { expirationSeconds: TOKEN_EXPIRATION_SECONDS, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];

const isMounted = (container: Container) =>
  container.volumeMounts?.some((mount) => mount.mountPath === TOKEN_MOUNT) === true;

function withToken(spec: PodSpec, next: () => number): PodSpec {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  if (containers.every(isMounted)) return spec;
  const existing = spec.volumes?.find((volume) => volume.name.startsWith(VOLUME_PREFIX));
  const name = existing?.name ?? VOLUME_PREFIX + randomSuffix(SUFFIX_LENGTH, next);
  const volume: Volume = { name, projected: { sources: SOURCES, defaultMode: 420 } };
  const mount = { name, readOnly: true, mountPath: TOKEN_MOUNT };
  const mounted = (c: Container): Container =>
    isMounted(c) ? c : { ...c, volumeMounts: [...(c.volumeMounts ?? []), mount] };
  return {
    ...spec,
    ...(existing ? {} : { volumes: [...(spec.volumes ?? []), volume] }),
    containers: spec.containers.map(mounted),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(mounted) } : {}),
  };
}

/** Every Pod runs as a ServiceAccount and gets its token as a volume. Models plugin/pkg/admission/serviceaccount. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: (call) => createsResource(call, '', 'pods'),
  admit: (object, call, world) => {
    const pod = object as Pod;
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return object;
    const name = pod.spec.serviceAccountName || 'default';
    const account = world.cached('serviceaccounts', `${call.info.namespace}/${name}`);
    if (account === undefined) {
      return forbidden(
        { group: '', plural: 'pods' },
        pod.metadata.name ?? '',
        `error looking up service account ${call.info.namespace}/${name}: serviceaccount "${name}" not found`,
      );
    }
    const automount =
      pod.spec.automountServiceAccountToken ??
      (account as KubeObject & { automountServiceAccountToken?: boolean }).automountServiceAccountToken ??
      true;
    const named: PodSpec = { ...pod.spec, serviceAccountName: name, serviceAccount: name };
    const pull = (account as KubeObject & { imagePullSecrets?: readonly { name?: string }[] })
      .imagePullSecrets;
    const secret =
      pull !== undefined && pull.length > 0 && !named.imagePullSecrets?.length
        ? { ...named, imagePullSecrets: pull }
        : named;
    return { ...object, spec: automount ? withToken(secret, () => world.next()) : secret };
  },
};
