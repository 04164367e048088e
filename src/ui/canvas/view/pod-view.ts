import type { PodRow, Status } from '../../../protocol/face.ts';

/** A Pod's chip: what `kubectl get pods` prints, and the shape that goes with it. */
export interface PodView {
  /** `pods/default/web`. */
  readonly key: string;
  readonly name: string;
  readonly status: Status;
  readonly word: string;
  /** End of a back-off, for the countdown; 0 if none. */
  readonly backoffUntilUs: number;
  /** False if its kubelet is not heard: the cluster's word is old. */
  readonly heard: boolean;
  /** Key of what made it, `ReplicaSet/web-6d4b`; empty if a person did. */
  readonly owner: string;
}

interface ContainerStatusLike {
  readonly ready?: boolean;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: unknown;
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly signal?: number };
  };
}

interface PodLike {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly {
      readonly kind?: string;
      readonly name?: string;
      readonly controller?: boolean;
    }[];
  };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly initContainerStatuses?: readonly ContainerStatusLike[];
    readonly containerStatuses?: readonly ContainerStatusLike[];
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
  };
}

const asPod = (object: unknown): PodLike =>
  typeof object === 'object' && object !== null ? (object as PodLike) : {};

/** Name of the node that a stored Pod is bound to; empty if none yet. */
export const nodeOf = (object: unknown): string => asPod(object).spec?.nodeName ?? '';

/** What controls a stored Pod, `ReplicaSet/web-6d4b`; empty if nothing does. */
export function ownerOf(object: unknown): string {
  const owner = asPod(object).metadata?.ownerReferences?.find((reference) => reference.controller === true);
  return owner ? `${owner.kind ?? ''}/${owner.name ?? ''}` : '';
}

/** The chip of a stored Pod; `row` is what its kubelet says, if it is heard. */
export function podView(key: string, object: unknown, row: PodRow | undefined, heard: boolean): PodView {
  const pod = asPod(object);
  const printed = printedStatus(pod);
  const name = pod.metadata?.name ?? key.split('/').at(-1) ?? key;
  const backoffUntilUs = Math.max(0, ...(row?.containers.map((container) => container.backoffUntilUs) ?? []));
  return {
    key,
    name,
    status: heard ? statusOf(printed, pod) : 'unknown',
    word: printed,
    backoffUntilUs,
    heard,
    owner: ownerOf(object),
  };
}

/** Models kubectl's printers/internalversion printPod: the STATUS column, without restartable init containers. */
export function printedStatus(pod: PodLike): string {
  const status = pod.status ?? {};
  if (pod.metadata?.deletionTimestamp) return status.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const init = (status.initContainerStatuses ?? []).find((one) => one.state?.terminated?.exitCode !== 0);
  if (init) return `Init:${init.state?.waiting?.reason ?? init.state?.terminated?.reason ?? 'Running'}`;
  return containersReason(pod, status.containerStatuses ?? [], status.reason || status.phase || 'Pending');
}

function containersReason(pod: PodLike, statuses: readonly ContainerStatusLike[], phase: string): string {
  let reason = phase;
  let running = false;
  for (const status of [...statuses].reverse()) {
    const said = containerReason(status);
    if (said === 'Running') running = true;
    else if (said !== '') reason = said;
  }
  if (reason === 'Completed' && running) return isReady(pod) ? 'Running' : 'NotReady';
  return reason;
}

/** What one container adds to the STATUS; empty if it has nothing to say. */
function containerReason({ ready, state = {} }: ContainerStatusLike): string {
  const { waiting, terminated, running } = state;
  if (waiting?.reason) return waiting.reason;
  if (terminated) return terminated.reason || exitReason(terminated);
  return ready && running ? 'Running' : '';
}

const exitReason = (terminated: { readonly exitCode?: number; readonly signal?: number }): string =>
  terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;

const isReady = (pod: PodLike): boolean =>
  (pod.status?.conditions ?? []).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );

const WAITING = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'NotReady']);
const RETRYING = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** Which of the six states a printed STATUS belongs to; anything unknown counts as failed, never as well. */
function statusOf(printed: string, pod: PodLike): Status {
  if (printed === 'Running') return isReady(pod) ? 'ready' : 'pending';
  if (printed === 'Completed' || printed === 'Succeeded') return 'ready';
  if (printed === 'Terminating') return 'terminating';
  if (printed === 'Unknown') return 'unknown';
  if (WAITING.has(printed) || printed === 'Init:Running' || printed === 'Init:PodInitializing')
    return 'pending';
  return RETRYING.has(printed) || printed.startsWith('Init:') ? 'warning' : 'failed';
}

/** Printed STATUS in the few letters that a chip has room for; its tooltip and name say it in full. */
const SHORT_WORDS: ReadonlyMap<string, string> = new Map([
  ['ContainerCreating', 'Creating'],
  ['PodInitializing', 'Initializing'],
  ['CrashLoopBackOff', 'Back-off'],
  ['ImagePullBackOff', 'Back-off'],
  ['ErrImagePull', 'Pull failed'],
  ['CreateContainerConfigError', 'Config error'],
  ['CreateContainerError', 'Create error'],
  ['RunContainerError', 'Run error'],
]);

export const shortWord = (printed: string): string => SHORT_WORDS.get(printed) ?? printed;

export const ROW_WIDTH = 270;
/** Letters of a name on a row's chip. */
export const ROW_LETTERS_MAX = 14;
const MORE_WIDTH = 30;

/** How many chips a row has room for, by the letters they hold; what runs shows its name alone. */
export function chipsThatFit(pods: readonly PodView[], width = ROW_WIDTH): number {
  let taken = 0;
  let count = 0;
  for (const pod of pods) {
    const word = pod.status === 'ready' ? 0 : shortWord(pod.word).length * 6.4 + 6;
    taken += 36 + Math.min(pod.name.length, ROW_LETTERS_MAX) * 6.9 + word + 6;
    const more = count + 1 < pods.length ? MORE_WIDTH : 0;
    if (count > 0 && taken + more > width) break;
    count += 1;
  }
  return count;
}

export interface NodeView {
  readonly status: Status;
  /** As `kubectl get nodes` prints it; empty before the node has registered. */
  readonly word: string;
  /** True while the cluster hears its kubelet. */
  readonly heard: boolean;
  readonly unschedulable: boolean;
  readonly maxPods: number;
  readonly podCidr: string;
}

interface NodeLike {
  readonly spec?: { readonly unschedulable?: boolean; readonly podCIDR?: string };
  readonly status?: {
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[];
    readonly capacity?: { readonly pods?: string | number };
  };
}

/** The state of a machine as the stored Node says it. */
export function nodeView(object: unknown): NodeView {
  if (typeof object !== 'object' || object === null)
    return { status: 'pending', word: '', heard: true, unschedulable: false, maxPods: 0, podCidr: '' };
  const node = object as NodeLike;
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')?.status ?? 'Unknown';
  const status: Status = ready === 'True' ? 'ready' : ready === 'False' ? 'pending' : 'unknown';
  return {
    status,
    word: ready === 'True' ? 'Ready' : 'NotReady',
    heard: ready !== 'Unknown',
    unschedulable: node.spec?.unschedulable === true,
    maxPods: Number(node.status?.capacity?.pods ?? 0),
    podCidr: node.spec?.podCIDR ?? '',
  };
}

/** Counts by status, for more Pods than a card can name. */
export function countByStatus(pods: readonly PodView[]): readonly (readonly [Status, number])[] {
  const counts = new Map<Status, number>();
  for (const pod of pods) counts.set(pod.status, (counts.get(pod.status) ?? 0) + 1);
  return [...counts].sort((one, two) => two[1] - one[1]);
}
