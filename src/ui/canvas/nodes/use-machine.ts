import { useMemo } from 'react';
import type { KubeletDetail } from '../../../protocol/face.ts';
import type { PartId } from '../../../protocol/ids.ts';
import { useAtPlayhead, useFace, useObject, useObjects } from '../../session/hooks.ts';
import type { ObjectNow } from '../../session/trace-window.ts';
import type { GraphNode } from '../graph/model.ts';
import { nodeOf, type NodeView, nodeView, type PodView, podView } from '../view/pod-view.ts';
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
  readonly pods: readonly PodView[];
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
  const pods = usePodsOn(graphNode.machines);
  const silent = kubeletFault === 'stop' || kubeletFault === 'crash';
  const rows = new Map(kubeletDetail?.pods.map((row) => [row.key, row] as const) ?? []);
  const views = pods.map((pod) =>
    podView(pod.key, pod.object, rows.get(pod.key.replace('pods/', '')), node.heard && !silent),
  );
  return {
    kubelet,
    runtime,
    kubeletDetail,
    kubeletFault,
    runtimeFault,
    runtimeName: runtimeDetail?.name ?? 'containerd',
    node,
    pods: views,
  };
}

function usePodsOn(machines: readonly string[]): readonly ObjectNow[] {
  const all = useObjects('pods/');
  return useMemo(() => all.filter((pod) => machines.includes(nodeOf(pod.object))), [all, machines]);
}

/** Whole seconds until an instant, for countdowns; 0 when it has passed. */
export function useSecondsUntil(untilUs: number): number {
  return useAtPlayhead((_, us) => (untilUs > us ? Math.ceil((untilUs - us) / 1_000_000) : 0));
}
