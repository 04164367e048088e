import { matchesLabelSelector } from '../../../kube/labels.ts';
import { milliValueOf, valueOf } from '../../../kube/quantity.ts';
import type { Container, Pod } from '../../../kube/types/pod.ts';
import type { KubeletConfig, KubeletState, Waiting } from './types.ts';

export interface Requests {
  readonly milliCpu: number;
  readonly memoryInBytes: number;
}

function requestsOf(container: Container): Requests {
  const requests = container.resources?.requests ?? {};
  return { milliCpu: milliValueOf(requests['cpu']), memoryInBytes: valueOf(requests['memory']) };
}

/** What a Pod asks for: its containers together, or its largest init container if that is more. */
export function podRequests(pod: Pod): Requests {
  let milliCpu = 0;
  let memoryInBytes = 0;
  for (const container of pod.spec.containers) {
    const r = requestsOf(container);
    milliCpu += r.milliCpu;
    memoryInBytes += r.memoryInBytes;
  }
  let sidecarCpu = 0;
  let sidecarMemory = 0;
  for (const container of pod.spec.initContainers ?? []) {
    const r = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      sidecarCpu += r.milliCpu;
      sidecarMemory += r.memoryInBytes;
      milliCpu += r.milliCpu;
      memoryInBytes += r.memoryInBytes;
    } else {
      milliCpu = Math.max(milliCpu, r.milliCpu + sidecarCpu);
      memoryInBytes = Math.max(memoryInBytes, r.memoryInBytes + sidecarMemory);
    }
  }
  return { milliCpu, memoryInBytes };
}

function outOf(resource: string, requested: number, used: number, capacity: number): Waiting {
  const message = `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
  return { reason: `OutOf${resource}`, message };
}

/**
 * Whether the node takes a Pod that was bound to it; the refusal's reason otherwise. Models lifecycle/predicate.go, reduced to resources,
 * the number of Pods and the node selector.
 */
export function admit(
  state: KubeletState,
  config: KubeletConfig,
  pod: Pod,
  labels: Readonly<Record<string, string>>,
  podCount: number,
): Waiting | null {
  const { milliCpu, memoryInBytes } = podRequests(pod);
  const { milliCpu: cpu, memoryInBytes: memory, pods } = config.allocatable;
  if (podCount + 1 > pods) return outOf('pods', 1, podCount, pods);
  if (milliCpu > 0 && state.milliCpu + milliCpu > cpu) return outOf('cpu', milliCpu, state.milliCpu, cpu);
  if (memoryInBytes > 0 && state.memoryInBytes + memoryInBytes > memory)
    return outOf('memory', memoryInBytes, state.memoryInBytes, memory);
  if (!matchesLabelSelector({ matchLabels: pod.spec.nodeSelector }, labels))
    return {
      reason: 'NodeAffinity',
      message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    };
  return null;
}
