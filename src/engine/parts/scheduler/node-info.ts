/** A node with the sum of what its Pods request, kept up incrementally. Models kube-scheduler framework.NodeInfo. */
import { valueOf } from '../../../kube/quantity.ts';
import type { Node } from '../../../kube/types/node.ts';
import {
  addResource,
  NO_RESOURCE,
  type PodInfo,
  type Resource,
  resourceOf,
  subtractResource,
} from './pod-info.ts';

export interface NodeInfo {
  readonly name: string;
  /** Null while Pods are known to be on a node that the cache has not seen. */
  readonly node: Node | null;
  readonly allocatable: Resource;
  readonly allowedPods: number;
  readonly requested: Resource;
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
  readonly podCount: number;
  readonly usedPorts: readonly string[];
  /** Bytes by normalised image name. */
  readonly images: ReadonlyMap<string, number>;
}

const NO_IMAGES: ReadonlyMap<string, number> = new Map();

export function emptyNodeInfo(name: string): NodeInfo {
  return {
    name,
    node: null,
    allocatable: NO_RESOURCE,
    allowedPods: 0,
    requested: NO_RESOURCE,
    nonZeroMilliCpu: 0,
    nonZeroMemory: 0,
    podCount: 0,
    usedPorts: [],
    images: NO_IMAGES,
  };
}

/** A node to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(n: NodeInfo): { -readonly [F in keyof NodeInfo]: NodeInfo[F] } {
  return {
    name: n.name,
    node: n.node,
    allocatable: n.allocatable,
    allowedPods: n.allowedPods,
    requested: n.requested,
    nonZeroMilliCpu: n.nonZeroMilliCpu,
    nonZeroMemory: n.nonZeroMemory,
    podCount: n.podCount,
    usedPorts: n.usedPorts,
    images: n.images,
  };
}

/** The node as it now is; what its Pods request stays. */
export function withNode(info: NodeInfo, node: Node | null): NodeInfo {
  const allocatable = node?.status?.allocatable;
  const images = node?.status?.images;
  let sizes = NO_IMAGES;
  if (images !== undefined && images.length > 0) {
    const all = new Map<string, number>();
    for (const { names, sizeBytes } of images) for (const name of names ?? []) all.set(name, sizeBytes ?? 0);
    sizes = all;
  }
  const next = draftOf(info);
  next.node = node;
  next.allocatable = resourceOf(allocatable);
  next.allowedPods = valueOf(allocatable?.['pods']);
  next.images = sizes;
  return next;
}

export function withPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  const next = draftOf(info);
  next.requested = addResource(info.requested, pod.requests);
  next.nonZeroMilliCpu += pod.nonZeroMilliCpu;
  next.nonZeroMemory += pod.nonZeroMemory;
  next.podCount += 1;
  if (pod.hostPorts.length > 0) next.usedPorts = [...info.usedPorts, ...pod.hostPorts];
  return next;
}

export function withoutPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  let { usedPorts } = info;
  for (const port of pod.hostPorts) {
    const at = usedPorts.indexOf(port);
    if (at >= 0) usedPorts = usedPorts.filter((_, i) => i !== at);
  }
  const next = draftOf(info);
  next.requested = subtractResource(info.requested, pod.requests);
  next.nonZeroMilliCpu -= pod.nonZeroMilliCpu;
  next.nonZeroMemory -= pod.nonZeroMemory;
  next.podCount -= 1;
  next.usedPorts = usedPorts;
  return next;
}
