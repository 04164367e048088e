/** What a Pod asks for and may use. Models component-helpers resource.PodRequests and PodLimits, and qos.ComputePodQOS. */
import {
  addQuantities,
  compareQuantities,
  isZero,
  milliValueOf,
  parseQuantity,
  quantityText,
  valueOf,
  type Quantity,
} from './quantity.ts';
import { isSidecar } from './pod-status.ts';
import type { Container, Pod } from './types/pod.ts';
import type { ResourceList } from './value.ts';

/** How amounts of one resource are read, added and compared. */
interface Arithmetic<V> {
  readonly read: (text: string, resource: string) => V;
  readonly add: (a: V, b: V) => V;
  readonly max: (a: V, b: V) => V;
}

const EXACT: Arithmetic<Quantity> = {
  read: parseQuantity,
  add: addQuantities,
  max: (a, b) => (compareQuantities(a, b) >= 0 ? a : b),
};

/** cpu in thousandths, everything else in whole units, as the scheduler and the kubelet reckon. */
const NUMBERS: Arithmetic<number> = {
  read: (text, resource) => (resource === 'cpu' ? milliValueOf(text) : valueOf(text)),
  add: (a, b) => a + b,
  max: Math.max,
};

type Amounts<V> = Map<string, V>;

export interface RequestOptions {
  readonly withoutOverhead?: boolean;
  readonly withoutPodLevel?: boolean;
  readonly containersOnly?: boolean;
}

function addAll<V>(into: Amounts<V>, list: Iterable<readonly [string, V]>, math: Arithmetic<V>): void {
  for (const [name, amount] of list) {
    const known = into.get(name);
    into.set(name, known === undefined ? amount : math.add(known, amount));
  }
}

function maxAll<V>(into: Amounts<V>, list: Iterable<readonly [string, V]>, math: Arithmetic<V>): void {
  for (const [name, amount] of list) {
    const known = into.get(name);
    into.set(name, known === undefined ? amount : math.max(known, amount));
  }
}

function readList<V>(list: ResourceList | undefined, math: Arithmetic<V>): Amounts<V> {
  const out: Amounts<V> = new Map();
  for (const name in list) out.set(name, math.read(list[name] as string, name));
  return out;
}

type Part = 'requests' | 'limits';

function containerTotals<V>(pod: Pod, part: Part, math: Arithmetic<V>): Amounts<V> {
  const read = (c: Container) => readList(c.resources?.[part], math);
  const total: Amounts<V> = new Map();
  for (const c of pod.spec.containers) addAll(total, read(c), math);
  const sidecars: Amounts<V> = new Map();
  const initPeak: Amounts<V> = new Map();
  for (const c of pod.spec.initContainers ?? []) {
    const own = read(c);
    if (isSidecar(c)) {
      addAll(total, own, math);
      addAll(sidecars, own, math);
      maxAll(initPeak, sidecars, math);
    } else {
      addAll(own, sidecars, math);
      maxAll(initPeak, own, math);
    }
  }
  maxAll(total, initPeak, math);
  return total;
}

const isPodLevelResource = (name: string) =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

function totals<V>(pod: Pod, part: Part, math: Arithmetic<V>, options: RequestOptions): Amounts<V> {
  const total = containerTotals(pod, part, math);
  if (options.containersOnly) return total;
  if (!options.withoutPodLevel)
    for (const [name, amount] of readList(pod.spec.resources?.[part], math))
      if (isPodLevelResource(name)) total.set(name, amount);
  if (options.withoutOverhead || pod.spec.overhead === undefined) return total;
  const overhead = readList(pod.spec.overhead, math);
  // A limit that was not set stays unset: overhead raises only the limits there are.
  if (part === 'limits') for (const name of overhead.keys()) if (!total.has(name)) overhead.delete(name);
  addAll(total, overhead, math);
  return total;
}

/** Exact requests of a Pod by resource: containers, init containers and sidecars as they overlap, pod-level requests, overhead. */
export function podRequests(pod: Pod, options: RequestOptions = {}): ReadonlyMap<string, Quantity> {
  return totals(pod, 'requests', EXACT, options);
}

export function podLimits(pod: Pod, options: RequestOptions = {}): ReadonlyMap<string, Quantity> {
  return totals(pod, 'limits', EXACT, options);
}

/** Requests as numbers: cpu in thousandths, the rest in whole units (bytes, pieces). */
export function podRequestNumbers(pod: Pod): ReadonlyMap<string, number> {
  return totals(pod, 'requests', NUMBERS, {});
}

/** Amounts back in quantity notation, sorted by name. */
export function resourceListOf(amounts: ReadonlyMap<string, Quantity>): ResourceList {
  return Object.fromEntries(
    [...amounts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, amount]) => [name, quantityText(amount)]),
  );
}

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const QOS_RESOURCES = ['cpu', 'memory'];

interface QosTally {
  readonly requests: Amounts<Quantity>;
  readonly limits: Amounts<Quantity>;
  readonly guaranteed: boolean;
}

function qosTally(pod: Pod): QosTally {
  const requests: Amounts<Quantity> = new Map();
  const limits: Amounts<Quantity> = new Map();
  const podLevel =
    pod.spec.resources !== undefined &&
    (pod.spec.resources.requests !== undefined || pod.spec.resources.limits !== undefined);
  const holders = podLevel
    ? [pod.spec.resources]
    : [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map((c) => c.resources);
  let guaranteed = true;
  for (const resources of holders) {
    const limited = countable(resources?.limits);
    addAll(requests, countable(resources?.requests), EXACT);
    addAll(limits, limited, EXACT);
    if (limited.size < QOS_RESOURCES.length) guaranteed = false;
  }
  return { requests, limits, guaranteed };
}

function countable(list: ResourceList | undefined): Amounts<Quantity> {
  const out: Amounts<Quantity> = new Map();
  for (const name of QOS_RESOURCES) {
    const amount = list?.[name] === undefined ? undefined : parseQuantity(list[name]);
    if (amount !== undefined && !isZero(amount)) out.set(name, amount);
  }
  return out;
}

/** The class by which the kubelet evicts: Guaranteed when every container's limits equal its requests, BestEffort without any. */
export function qosClassOf(pod: Pod): QosClass {
  const { requests, limits, guaranteed } = qosTally(pod);
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const equal =
    requests.size === limits.size &&
    [...requests].every(
      ([name, amount]) => limits.has(name) && compareQuantities(amount, limits.get(name) as Quantity) === 0,
    );
  return guaranteed && equal ? 'Guaranteed' : 'Burstable';
}
