/** A Pod as the scheduler reckons with it: its requests in integers, worked out once. Models framework.PodInfo and component-helpers resource.PodRequests. */
import { milliValueOf, valueOf } from '../../../kube/quantity.ts';
import type { Container, Pod } from '../../../kube/types/pod.ts';
import { keyOf, type ResourceList } from '../../../kube/value.ts';

/** Amounts: CPU in thousandths, memory and ephemeral storage in bytes, `scalars` by resource name in whole units. */
export interface Resource {
  readonly milliCpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly scalars: Readonly<Record<string, number>>;
}

export interface PodInfo {
  readonly key: string;
  readonly pod: Pod;
  readonly requests: Resource;
  /** With 100m and 200Mi for every container that asks for nothing: what scoring reckons with. */
  readonly nonZeroMilliCpu: number;
  readonly nonZeroMemory: number;
  /** `protocol/address/port` of each host port. */
  readonly hostPorts: readonly string[];
  /** Image of each container, init containers first, with its tag. */
  readonly images: readonly string[];
}

const NO_SCALARS: Readonly<Record<string, number>> = {};
export const NO_RESOURCE: Resource = { milliCpu: 0, memory: 0, ephemeralStorage: 0, scalars: NO_SCALARS };

/** What a container counts with when it requests no CPU or memory, so that it is not thought to be free. */
export const DEFAULT_MILLI_CPU = 100;
export const DEFAULT_MEMORY = 200 * 1024 * 1024;

/** Reads a list of quantities. `pods` is not counted here. */
export function resourceOf(list: ResourceList | undefined): Resource {
  if (list === undefined) return NO_RESOURCE;
  let scalars: Record<string, number> | undefined;
  for (const name in list) {
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name === 'pods') continue;
    scalars ??= {};
    scalars[name] = valueOf(list[name]);
  }
  return {
    milliCpu: milliValueOf(list['cpu']),
    memory: valueOf(list['memory']),
    ephemeralStorage: valueOf(list['ephemeral-storage']),
    scalars: scalars ?? NO_SCALARS,
  };
}

function combineScalars(
  a: Resource['scalars'],
  b: Resource['scalars'],
  join: (x: number, y: number) => number,
): Resource['scalars'] {
  if (b === NO_SCALARS && a === NO_SCALARS) return NO_SCALARS;
  const out: Record<string, number> = { ...a };
  for (const name in b) out[name] = join(out[name] ?? 0, b[name] as number);
  return out;
}

const plus = (x: number, y: number) => x + y;

export function addResource(a: Resource, b: Resource): Resource {
  return {
    milliCpu: a.milliCpu + b.milliCpu,
    memory: a.memory + b.memory,
    ephemeralStorage: a.ephemeralStorage + b.ephemeralStorage,
    scalars: combineScalars(a.scalars, b.scalars, plus),
  };
}

export function subtractResource(a: Resource, b: Resource): Resource {
  return {
    milliCpu: a.milliCpu - b.milliCpu,
    memory: a.memory - b.memory,
    ephemeralStorage: a.ephemeralStorage - b.ephemeralStorage,
    scalars: combineScalars(a.scalars, b.scalars, (x, y) => x - y),
  };
}

function maxResource(a: Resource, b: Resource): Resource {
  return {
    milliCpu: Math.max(a.milliCpu, b.milliCpu),
    memory: Math.max(a.memory, b.memory),
    ephemeralStorage: Math.max(a.ephemeralStorage, b.ephemeralStorage),
    scalars: combineScalars(a.scalars, b.scalars, Math.max),
  };
}

type RequestsOf = (container: Container) => Resource;

const plainRequests: RequestsOf = (container) => resourceOf(container.resources?.requests);

const nonZeroRequests: RequestsOf = (container) => {
  const requests = container.resources?.requests;
  const asked = resourceOf(requests);
  if (requests?.['cpu'] !== undefined && requests['memory'] !== undefined) return asked;
  return {
    ...asked,
    milliCpu: requests?.['cpu'] === undefined ? DEFAULT_MILLI_CPU : asked.milliCpu,
    memory: requests?.['memory'] === undefined ? DEFAULT_MEMORY : asked.memory,
  };
};

/** Containers run together, init containers one after the other, sidecars from their start to the end. */
function aggregate(pod: Pod, requestsOf: RequestsOf): Resource {
  let sum = NO_RESOURCE;
  for (const container of pod.spec.containers) sum = addResource(sum, requestsOf(container));
  const inits = pod.spec.initContainers;
  if (inits !== undefined && inits.length > 0) {
    let sidecars = NO_RESOURCE;
    let highest = NO_RESOURCE;
    for (const container of inits) {
      const own = requestsOf(container);
      const together = addResource(own, sidecars);
      if (container.restartPolicy === 'Always') {
        sum = addResource(sum, own);
        sidecars = together;
      }
      highest = maxResource(highest, together);
    }
    sum = maxResource(sum, highest);
  }
  return sum;
}

function withPodLevel(pod: Pod, sum: Resource): Resource {
  const requests = pod.spec.resources?.requests;
  const overhead = pod.spec.overhead;
  let out = sum;
  if (requests !== undefined) {
    const own = resourceOf(requests);
    const scalars: Record<string, number> = { ...out.scalars };
    for (const name in own.scalars)
      if (name.startsWith('hugepages-')) scalars[name] = own.scalars[name] as number;
    out = {
      ...out,
      milliCpu: requests['cpu'] === undefined ? out.milliCpu : own.milliCpu,
      memory: requests['memory'] === undefined ? out.memory : own.memory,
      scalars,
    };
  }
  return overhead === undefined ? out : addResource(out, resourceOf(overhead));
}

function hostPortsOf(pod: Pod): readonly string[] {
  const ports: string[] = [];
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (container) => container.restartPolicy === 'Always',
  );
  for (const container of [...sidecars, ...pod.spec.containers]) {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (hostPort) ports.push(`${protocol || 'TCP'}/${hostIP || '0.0.0.0'}/${hostPort}`);
    }
  }
  return ports;
}

/** `nginx` → `nginx:latest`. Models image_locality.go normalizedImageName. */
function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}

/** Works a Pod out. */
export function podInfoOf(pod: Pod): PodInfo {
  const nonZero = withPodLevel(pod, aggregate(pod, nonZeroRequests));
  return {
    key: keyOf(pod),
    pod,
    requests: withPodLevel(pod, aggregate(pod, plainRequests)),
    nonZeroMilliCpu: nonZero.milliCpu,
    nonZeroMemory: nonZero.memory,
    hostPorts: hostPortsOf(pod),
    images: [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ image }) =>
      normalizedImageName(image ?? ''),
    ),
  };
}

/** What is known of a Pod, for a newer object of it whose spec is the same. */
export function infoFor(known: PodInfo, pod: Pod): PodInfo {
  const { key, requests, nonZeroMilliCpu, nonZeroMemory, hostPorts, images } = known;
  return { key, pod, requests, nonZeroMilliCpu, nonZeroMemory, hostPorts, images };
}

/** Priority that admission wrote into the Pod; 0 if none. */
export function priorityOf(pod: Pod): number {
  return pod.spec.priority ?? 0;
}
