/** Models pkg/registry/core/pod/strategy.go. */
import { put } from '../defaults/fill.ts';
import { qosClassOf } from '../pod-requests.ts';
import { isPodTerminal } from '../pod-status.ts';
import type { Pod, PodStatus } from '../types/pod.ts';
import type { KubeObject } from '../value.ts';
import type { Strategy } from './strategy.ts';

/** The deprecated name of serviceAccountName, which the API keeps filling in. */
function withServiceAccountAlias(pod: Pod): Pod {
  const name = pod.spec.serviceAccountName;
  return name && pod.spec.serviceAccount !== name
    ? put(pod, 'spec', put(pod.spec, 'serviceAccount', name))
    : pod;
}

function prepareForCreate(object: KubeObject): KubeObject {
  const pod = withServiceAccountAlias(object as Pod);
  const status: PodStatus = { phase: 'Pending', qosClass: qosClassOf(pod) };
  if ((pod.spec.schedulingGates?.length ?? 0) === 0) return { ...pod, status };
  const gated = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    lastProbeTime: null,
    lastTransitionTime: null,
  };
  return { ...pod, status: { ...status, conditions: [gated] } };
}

/** The kubelet may not touch owners, deletion or the class of quality; podIP follows the first of podIPs. */
function prepareStatus(next: KubeObject, old: KubeObject): KubeObject {
  const pod = next as Pod;
  const before = old as Pod;
  const kept = {
    deletionTimestamp: before.metadata.deletionTimestamp,
    deletionGracePeriodSeconds: before.metadata.deletionGracePeriodSeconds,
    ownerReferences: before.metadata.ownerReferences,
  };
  let metadata = pod.metadata;
  for (const [key, value] of Object.entries(kept)) metadata = put(metadata, key, value);
  let status = pod.status ?? {};
  if (before.status?.qosClass) status = put(status, 'qosClass', before.status.qosClass);
  const ips = status.podIPs ?? [];
  if (ips.length > 0 && ips[0]?.ip !== status.podIP) status = put(status, 'podIP', ips[0]?.ip);
  else if (ips.length === 0 && status.podIP) status = put(status, 'podIPs', [{ ip: status.podIP }]);
  return put(put(pod, 'metadata', metadata), 'status', status);
}

/** The period asked for, else the Pod's own; none for a Pod that no kubelet holds or that is done. Models CheckGracefulDelete. */
function gracePeriodSeconds(object: KubeObject, wanted: number | undefined): number {
  const pod = object as Pod;
  if (!pod.spec.nodeName || isPodTerminal(pod)) return 0;
  const period = wanted ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return period < 0 ? 1 : period;
}

export const podStrategy: Strategy = {
  prepareForCreate,
  prepareForUpdate: (next) => withServiceAccountAlias(next as Pod),
  prepareStatus,
  gracePeriodSeconds,
};

/** A Pod bound to a node, as the binding subresource writes it. Models assignPod. */
export function bindPod(
  pod: Pod,
  nodeName: string,
  now: string,
  annotations: Readonly<Record<string, string>> | undefined,
): Pod {
  const others = (pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled');
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const metadata =
    annotations === undefined
      ? pod.metadata
      : { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } };
  return {
    ...pod,
    metadata,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, scheduled] },
  };
}
