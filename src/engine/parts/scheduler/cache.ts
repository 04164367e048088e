/** The scheduler's cache: nodes with their sums, Pods that are bound or assumed to be. Models kube-scheduler backend/cache cache.go, node_tree.go. */
import { SortedMap } from '../../../base/sorted-map.ts';
import type { Node } from '../../../kube/types/node.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import { jsonEqual } from '../../../kube/value.ts';
import type { Snapshot } from './framework.ts';
import { emptyNodeInfo, type NodeInfo, withNode, withoutPod, withPod } from './node-info.ts';
import { infoFor, type PodInfo, podInfoOf } from './pod-info.ts';

interface Placed {
  readonly node: string;
  readonly info: PodInfo;
  /** Taken for granted by a binding that the API server has not confirmed yet. */
  readonly assumed: boolean;
}

export interface SchedulerCache {
  /** In the order in which the filters go round: zone by zone in turn. */
  readonly nodes: readonly NodeInfo[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly imageNodes: ReadonlyMap<string, number>;
  readonly pods: SortedMap<Placed>;
  /** Sums of Pods on nodes that are not known (yet, or any more). */
  readonly strays: ReadonlyMap<string, NodeInfo>;
}

export function createCache(): SchedulerCache {
  return { nodes: [], indexOf: new Map(), imageNodes: new Map(), pods: SortedMap.empty(), strays: new Map() };
}

/** A cache to be changed: its fields are set anew, what they refer to is never edited. Written out, since that is the fast way to copy. */
function draftOf(cache: SchedulerCache): { -readonly [F in keyof SchedulerCache]: SchedulerCache[F] } {
  const { nodes, indexOf, imageNodes, pods, strays } = cache;
  return { nodes, indexOf, imageNodes, pods, strays };
}

function withPods(cache: SchedulerCache, pods: SchedulerCache['pods']): SchedulerCache {
  const next = draftOf(cache);
  next.pods = pods;
  return next;
}

export function snapshotOf(cache: SchedulerCache): Snapshot {
  return { nodes: cache.nodes, imageNodes: cache.imageNodes };
}

/** Image name → number of nodes that have it. */
export function imageNodesOf(nodes: readonly NodeInfo[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { images } of nodes)
    for (const name of images.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function zoneOf({ node }: NodeInfo): string {
  const labels = node?.metadata.labels;
  return `${labels?.['topology.kubernetes.io/region'] ?? ''}:${labels?.['topology.kubernetes.io/zone'] ?? ''}`;
}

/** One node of each zone in turn, so that the first nodes looked at are spread. */
function roundRobin(nodes: readonly NodeInfo[]): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const info of nodes) {
    const zone = zoneOf(info);
    const list = zones.get(zone);
    if (list) list.push(info);
    else zones.set(zone, [info]);
  }
  if (zones.size < 2) return nodes;
  const out: NodeInfo[] = [];
  for (let i = 0; out.length < nodes.length; i += 1)
    for (const list of zones.values()) if (list[i]) out.push(list[i] as NodeInfo);
  return out;
}

function withNodes(cache: SchedulerCache, nodes: readonly NodeInfo[]): SchedulerCache {
  const ordered = roundRobin(nodes);
  return {
    ...cache,
    nodes: ordered,
    indexOf: new Map(ordered.map(({ name }, i) => [name, i])),
    imageNodes: imageNodesOf(ordered),
  };
}

export function nodeInfo(cache: SchedulerCache, name: string): NodeInfo | undefined {
  const index = cache.indexOf.get(name);
  return index === undefined ? undefined : cache.nodes[index];
}

function replaceAt(cache: SchedulerCache, index: number, info: NodeInfo): SchedulerCache {
  const nodes = cache.nodes.slice();
  nodes[index] = info;
  const next = draftOf(cache);
  next.nodes = nodes;
  return next;
}

export function setNode(cache: SchedulerCache, node: Node): SchedulerCache {
  const name = node.metadata.name ?? '';
  const index = cache.indexOf.get(name);
  if (index === undefined) {
    const strays = new Map(cache.strays);
    const info = withNode(strays.get(name) ?? emptyNodeInfo(name), node);
    strays.delete(name);
    return withNodes({ ...cache, strays }, [...cache.nodes, info]);
  }
  const old = cache.nodes[index] as NodeInfo;
  const info = withNode(old, node);
  const next = replaceAt(cache, index, info);
  return zoneOf(old) === zoneOf(info) && sameImages(old, info) ? next : withNodes(next, next.nodes);
}

function sameImages(a: NodeInfo, b: NodeInfo): boolean {
  if (a.images.size !== b.images.size) return false;
  for (const name of a.images.keys()) if (!b.images.has(name)) return false;
  return true;
}

export function removeNode(cache: SchedulerCache, name: string): SchedulerCache {
  const info = nodeInfo(cache, name);
  if (info === undefined) return cache;
  const strays = new Map(cache.strays);
  if (info.podCount > 0) strays.set(name, withNode(info, null));
  return withNodes(
    { ...cache, strays },
    cache.nodes.filter((other) => other !== info),
  );
}

function changeNode(
  cache: SchedulerCache,
  name: string,
  change: (info: NodeInfo) => NodeInfo,
): SchedulerCache {
  const index = cache.indexOf.get(name);
  if (index !== undefined) return replaceAt(cache, index, change(cache.nodes[index] as NodeInfo));
  const strays = new Map(cache.strays);
  strays.set(name, change(strays.get(name) ?? emptyNodeInfo(name)));
  return { ...cache, strays };
}

/** Counts a Pod on a node: by a binding on its way (`assumed`), or because the API server says so. */
export function placePod(
  cache: SchedulerCache,
  info: PodInfo,
  node: string,
  assumed: boolean,
): SchedulerCache {
  const base = forgetPod(cache, info.key);
  const pods = base.pods.with(info.key, { node, info, assumed });
  return changeNode(withPods(base, pods), node, (n) => withPod(n, info));
}

/**
 * The API server shows a Pod on a node. One that was assumed there is confirmed, which changes no sum; one whose spec is as it was costs
 * nothing, and most updates are of the status only.
 */
export function confirmPod(cache: SchedulerCache, key: string, pod: Pod, node: string): SchedulerCache {
  const placed = cache.pods.get(key);
  if (placed === undefined || placed.node !== node) return placePod(cache, podInfoOf(pod), node, false);
  if (!placed.assumed && placed.info.pod.spec === pod.spec) return cache;
  if (!placed.assumed && !jsonEqual(placed.info.pod.spec, pod.spec))
    return placePod(cache, podInfoOf(pod), node, false);
  return withPods(cache, cache.pods.with(key, { node, info: infoFor(placed.info, pod), assumed: false }));
}

/** Takes a Pod off its node: it is gone, or its binding failed. */
export function forgetPod(cache: SchedulerCache, key: string): SchedulerCache {
  const placed = cache.pods.get(key);
  if (placed === undefined) return cache;
  return changeNode(withPods(cache, cache.pods.without(key)), placed.node, (n) => withoutPod(n, placed.info));
}
