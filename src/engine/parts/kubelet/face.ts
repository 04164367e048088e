import type { Face, PodRow } from '../../../protocol/face.ts';
import { phaseOf } from './pod-status.ts';
import type { ContainerView, KubeletConfig, KubeletState, PodWorker } from './types.ts';

const ROWS_MAX = 110;

function containerText(view: ContainerView): string {
  if (view.live?.state === 'RUNNING') return 'Running';
  if (view.waiting) return view.waiting.reason;
  return view.live?.state === 'EXITED' ? view.live.reason : 'ContainerCreating';
}

function statusText(worker: PodWorker, phase: string): string {
  if (worker.rejected) return worker.rejected.reason;
  if (worker.pod.metadata.deletionTimestamp) return 'Terminating';
  const init = worker.containers.filter((v) => v.kind !== 'main');
  const done = init.filter(
    (v) => v.kind === 'sidecar' || (v.live?.state === 'EXITED' && v.live.exitCode === 0),
  ).length;
  if (done < init.length && phase === 'Pending') return `Init:${done}/${init.length}`;
  const stuck = worker.containers.find((v) => v.kind === 'main' && v.live?.state !== 'RUNNING');
  if (phase === 'Running' && !stuck) return 'Running';
  return stuck ? containerText(stuck) : phase;
}

/** One Pod of this node. */
function podRow(worker: PodWorker): PodRow {
  const phase = worker.rejected ? 'Failed' : phaseOf(worker, worker.terminated);
  const counted = worker.containers.filter((v) => v.kind !== 'init');
  const ready = counted.filter((v) => v.live?.state === 'RUNNING').length;
  return {
    key: worker.key,
    uid: worker.uid,
    status: statusText(worker, phase),
    phase,
    worker: worker.value,
    ready: `${ready}/${counted.length}`,
    containers: worker.containers.map((v) => ({
      name: v.name,
      state: containerText(v),
      restarts: v.restarts,
      backoffUntilUs: v.backoffUntilUs,
    })),
  };
}

/** The kubelet as the page sees it. */
export function kubeletFace(config: KubeletConfig, state: KubeletState, nowUs: number): Face {
  const pods: PodRow[] = [];
  for (const worker of state.pods.values()) if (pods.length < ROWS_MAX) pods.push(podRow(worker));
  const { allocatable } = config;
  const { agent } = state;
  const workers = [...state.pods.values()];
  return {
    id: config.id,
    kind: 'kubelet',
    title: config.node,
    place: config.machine,
    status: agent.phase !== 'registered' ? 'pending' : agent.ready ? 'ready' : 'warning',
    waitingFor: agent.phase === 'registered' ? null : { code: 'waiting.apiserver' },
    badges: [],
    gauges: [
      { name: 'cpu', value: state.milliCpu, max: allocatable.milliCpu, unit: 'm' },
      { name: 'memory', value: state.memoryInBytes, max: allocatable.memoryInBytes, unit: 'B' },
      { name: 'pods', value: state.pods.size, max: allocatable.pods, unit: '' },
    ],
    rows: [
      { name: 'podCIDR', value: config.podCidr },
      { name: 'pods', value: String(state.pods.size) },
    ],
    charts: workers.slice(0, ROWS_MAX).map((w) => ({ chart: 'pod-worker', subject: w.key, value: w.value })),
    timers: workers.flatMap((w) =>
      w.containers.flatMap((v) =>
        v.backoffUntilUs > nowUs
          ? [
              {
                name: `back-off ${w.key}/${v.name}`,
                sinceUs: v.backoffUntilUs - v.backoffInUs,
                dueAtUs: v.backoffUntilUs,
              },
            ]
          : [],
      ),
    ),
    detail: {
      kind: 'kubelet',
      node: config.node,
      pods,
      allocatable,
      requested: { milliCpu: state.milliCpu, memoryInBytes: state.memoryInBytes },
      podCidr: config.podCidr,
      leaseRenewedAtUs: agent.leaseRenewedAtUs,
    },
  };
}
