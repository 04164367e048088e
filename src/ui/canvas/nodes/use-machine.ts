import { useMemo } from 'react';
import type { KubeletDetail } from '../../../protocol/face.ts';
import type { PartId } from '../../../protocol/ids.ts';
import { useAtPlayhead, useFace, useObject, useObjects, useSessionState } from '../../session/hooks.ts';
import type { ObjectNow } from '../../session/trace-window.ts';
import { type PodFilter, podFilter } from '../view/pod-filter.ts';
import type { GraphNode } from '../graph/model.ts';
import { nodeOf, type NodeView, nodeView, type PodView, podView } from '../view/pod-view.ts';
import { crowdedOwners, podsByNode } from '../view/pods-by-node.ts';
import { detailOf, type PartFault, usePartFault } from './use-part.ts';

/** Everything that a machine's card shows, at the playhead. */
export interface MachineView {
  readonly kubelet: PartId;
  readonly runtime: PartId;
  readonly kubeletDetail: KubeletDetail | undefined;
  readonly kubeletFault: PartFault | null;
  readonly runtimeFault: PartFault | null;
  readonly runtimeName: string;
  readonly node: NodeView;
  /** Those that the filter lets through. */
  readonly pods: readonly PodView[];
  readonly podsInAll: number;
}

export function useMachine(graphNode: GraphNode): MachineView {
  const kubelet = graphNode.parts.find((part) => part.startsWith('kubelet')) ?? graphNode.parts[0] ?? '';
  const runtime = graphNode.parts.find((part) => part !== kubelet) ?? '';
  const kubeletDetail = detailOf(useFace(kubelet), 'kubelet');
  const runtimeDetail = detailOf(useFace(runtime), 'runtime');
  const kubeletFault = usePartFault(kubelet);
  const runtimeFault = usePartFault(runtime);
  const stored = useObject(`nodes/${graphNode.machines[0] ?? ''}`);
  const node = nodeView(stored?.object);
  const pods = useStoredOn(graphNode.machines);
  const silent = kubeletFault === 'stop' || kubeletFault === 'crash';
  const rows = new Map(kubeletDetail?.pods.map((row) => [row.key, row] as const) ?? []);
  const views = pods.map((pod) =>
    podView(pod.key, pod.object, rows.get(pod.key.replace('pods/', '')), node.heard && !silent),
  );
  const shown = usePodFilter();
  return {
    kubelet,
    runtime,
    kubeletDetail,
    kubeletFault,
    runtimeFault,
    runtimeName: runtimeDetail?.name ?? 'containerd',
    node,
    pods: views.filter((view, index) => shown(view, pods[index]?.object)),
    podsInAll: pods.length,
  };
}

/** Pods bound to these machines, as the store has them: what their kubelets say is left out. */
export function usePodsOn(machines: readonly string[]): readonly PodView[] {
  const all = useObjects('pods/');
  const shown = usePodFilter();
  return useMemo(() => {
    const wanted = new Set(machines);
    return all.flatMap((pod) => {
      const view = podView(pod.key, pod.object, undefined, true);
      return wanted.has(nodeOf(pod.object)) && shown(view, pod.object) ? [view] : [];
    });
  }, [all, machines, shown]);
}

/** The filter that a person has set; the same function while it says the same. */
export function usePodFilter(): PodFilter {
  const text = useSessionState((state) => state.podFilter ?? '');
  return useMemo(() => podFilter(text), [text]);
}

/** Pods of one machine at an instant: all cards of a picture share one sorting of them. */
function useStoredOn(machines: readonly string[]): readonly ObjectNow[] {
  const only = machines[0] ?? '';
  return useAtPlayhead((trace, us) => podsByNode(trace, us).get(only) ?? NO_PODS);
}

/** Owners of so many Pods that a machine's card counts them. */
export function useCrowdedOwners(): readonly string[] {
  const crowded = useAtPlayhead(crowdedOwners);
  return useMemo(() => (crowded === '' ? [] : crowded.split(' ')), [crowded]);
}

const NO_PODS: readonly ObjectNow[] = [];

/** Whole seconds until an instant, for countdowns; 0 when it has passed. */
export function useSecondsUntil(untilUs: number): number {
  return useAtPlayhead((_, us) => (untilUs > us ? Math.ceil((untilUs - us) / 1_000_000) : 0));
}
