/** What the kubelet says of a Pod. Models kubelet_pods.go generateAPIPodStatus, getPhase, convertToAPIContainerStatuses and status/generate.go. */
import { addQuantities, parseQuantity, quantityText, type Quantity } from '../../../kube/quantity.ts';
import { timeText } from '../../../kube/time.ts';
import type {
  Container,
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  PodStatus,
} from '../../../kube/types/pod.ts';
import { jsonEqual, type Condition, type ResourceList } from '../../../kube/value.ts';
import type { CriContainer } from '../../wires/cri.ts';
import type { ContainerView, Env, PodWorker } from './types.ts';

/**
 * Fields are added to a literal one by one where they may be missing: spreads of conditional literals are slow, and a kubelet writes half a dozen
 * statuses in a Pod's life.
 */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A container that a start failure left behind has never run: its times are those of Unix' beginning. */
const NEVER = '1970-01-01T00:00:00Z';

/** How a container ended, in the API's words. */
export function terminatedState(
  live: CriContainer,
  { context }: Env,
  message = '',
): ContainerStateTerminated {
  const time = (atUs: number) => (atUs === 0 ? NEVER : timeText(atUs, context.epochSeconds));
  return {
    exitCode: live.exitCode,
    reason: live.reason,
    ...(message === '' ? {} : { message }),
    startedAt: time(live.startedAtUs),
    finishedAt: time(live.finishedAtUs),
    containerID: `containerd://${live.id}`,
  };
}

export function containerSpec(worker: PodWorker, name: string): Container {
  const { spec } = worker.pod;
  // A Pod whose spec no longer names a container that was begun must not end the kubelet.
  return (
    spec.containers.find((c) => c.name === name) ??
    spec.initContainers?.find((c) => c.name === name) ?? { name }
  );
}

function stateOf(
  view: ContainerView,
  initial: string,
  env: Env,
): { readonly state: ContainerState; readonly lastState: ContainerState } {
  const { live, last, waiting } = view;
  const lastState = last ? { terminated: last } : {};
  if (live === null || live.state === 'CREATED')
    return { state: { waiting: waiting ?? { reason: initial } }, lastState };
  if (live.state === 'RUNNING')
    return {
      state: { running: { startedAt: timeText(live.startedAtUs, env.context.epochSeconds) } },
      lastState,
    };
  const terminated = terminatedState(live, env);
  return waiting ? { state: { waiting }, lastState: { terminated } } : { state: { terminated }, lastState };
}

function volumeMounts(spec: Container): ContainerStatus['volumeMounts'] {
  return spec.volumeMounts?.map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
  }));
}

/** What is known of a container only once the runtime has it. */
function addRan(status: Draft<ContainerStatus>, spec: Container, live: CriContainer): void {
  const requests = spec.resources?.requests;
  status.image = live.image;
  status.imageID = live.imageId;
  status.containerID = `containerd://${live.id}`;
  if (requests) status.allocatedResources = requests;
  status.resources = spec.resources ?? {};
  status['user'] = { linux: { uid: 0, gid: 0, supplementalGroups: [0] } };
}

function isReady(view: ContainerView): boolean {
  if (view.kind === 'init') return view.live?.state === 'EXITED' && view.live.exitCode === 0;
  return view.live?.state === 'RUNNING';
}

function containerStatus(worker: PodWorker, view: ContainerView, env: Env): ContainerStatus {
  const spec = containerSpec(worker, view.name);
  const { live } = view;
  const initial = (worker.pod.spec.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const { state, lastState } = stateOf(view, initial, env);
  const status: Draft<ContainerStatus> = {
    name: view.name,
    state,
    lastState,
    ready: isReady(view),
    restartCount: view.restarts,
    image: spec.image ?? '',
    imageID: '',
    started: live?.state === 'RUNNING',
  };
  const mounts = volumeMounts(spec);
  if (mounts) status['volumeMounts'] = mounts;
  if (live !== null && live.state !== 'CREATED') addRan(status, spec, live);
  return status;
}

const never = (worker: PodWorker) => worker.pod.spec.restartPolicy === 'Never';
const exited = (view: ContainerView) => view.live?.state === 'EXITED';
const succeeded = (view: ContainerView) => exited(view) && view.live?.exitCode === 0;

/** Whether an init container has done its part: ended well, or a sidecar that runs. */
export function isInitialized(view: ContainerView): boolean {
  return view.kind === 'sidecar' ? view.live !== null && view.live.state !== 'CREATED' : succeeded(view);
}

function mainPhase(worker: PodWorker, main: readonly ContainerView[], terminal: boolean): string {
  const running = main.some((v) => v.live?.state === 'RUNNING');
  const unstarted = main.some((v) => v.live === null || v.live.state === 'CREATED');
  if (unstarted && !terminal)
    return main.some((v) => v.last !== null || v.restarts > 0) ? 'Running' : 'Pending';
  if (running) return 'Running';
  const sidecars = worker.containers.some((v) => v.kind === 'sidecar' && v.live?.state === 'RUNNING');
  if (sidecars && worker.pod.spec.restartPolicy !== 'Always' && main.every(exited) && !terminal)
    return 'Running';
  if (terminal) return main.every(succeeded) ? 'Succeeded' : 'Failed';
  if (worker.pod.spec.restartPolicy === 'Always') return 'Running';
  if (main.every(succeeded)) return 'Succeeded';
  return never(worker) ? 'Failed' : 'Running';
}

/** Models getPhase. `terminal`: no container will be started any more. */
export function phaseOf(worker: PodWorker, terminal: boolean): string {
  const init = worker.containers.filter((v) => v.kind !== 'main');
  const main = worker.containers.filter((v) => v.kind === 'main');
  if (init.some((v) => v.kind === 'init' && exited(v) && !succeeded(v)) && (never(worker) || terminal))
    return 'Failed';
  if (!init.every(isInitialized)) return terminal ? 'Failed' : 'Pending';
  return mainPhase(worker, main, terminal);
}

function condition(
  worker: PodWorker,
  fresh: Omit<Condition, 'lastTransitionTime' | 'lastProbeTime'>,
  { context }: Env,
): Condition {
  const old = worker.status.conditions?.find((c) => c.type === fresh.type);
  const since =
    old && old.status === fresh.status
      ? old.lastTransitionTime
      : timeText(context.nowUs, context.epochSeconds);
  const { type, status, reason, message } = fresh;
  const told: Draft<Condition> = {
    type,
    observedGeneration: worker.pod.metadata.generation ?? 1,
    status,
    lastProbeTime: null,
    lastTransitionTime: since ?? null,
  };
  if (reason) told.reason = reason;
  if (message) told.message = message;
  return told;
}

function names(views: readonly ContainerView[]): string {
  return `[${views.map((v) => v.name).join(' ')}]`;
}

function readiness(
  worker: PodWorker,
  phase: string,
): { readonly status: string; readonly reason?: string; readonly message?: string } {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const unready = worker.containers.filter((v) => v.kind !== 'init' && v.live?.state !== 'RUNNING');
  if (unready.length === 0) return { status: 'True' };
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: ${names(unready)}`,
  };
}

function initialization(
  worker: PodWorker,
  phase: string,
): { readonly status: string; readonly reason?: string; readonly message?: string } {
  const incomplete = worker.containers.filter((v) => v.kind !== 'main' && !isInitialized(v));
  if (incomplete.length === 0 || phase === 'Succeeded')
    return phase === 'Succeeded' ? { status: 'True', reason: 'PodCompleted' } : { status: 'True' };
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: ${names(incomplete)}`,
  };
}

function conditions(worker: PodWorker, phase: string, env: Env): readonly Condition[] {
  const network = worker.sandbox?.state === 'READY' ? 'True' : 'False';
  const ready = readiness(worker, phase);
  const scheduled = worker.pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
  const fromNow: Condition[] = [
    condition(worker, { type: 'PodReadyToStartContainers', status: network }, env),
    condition(worker, { type: 'Initialized', ...initialization(worker, phase) }, env),
    condition(worker, { type: 'Ready', ...ready }, env),
    condition(worker, { type: 'ContainersReady', ...ready }, env),
  ];
  const since = scheduled?.lastTransitionTime ?? timeText(env.context.nowUs, env.context.epochSeconds);
  return [
    ...fromNow,
    {
      type: 'PodScheduled',
      observedGeneration: worker.pod.metadata.generation ?? 1,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: since,
    },
  ];
}

/** The whole status of a Pod, as it is to be told. */
export function podStatus(worker: PodWorker, env: Env, terminal = worker.terminated): PodStatus {
  const hostIP = env.config.address ?? '192.0.2.10';
  const qosClass = worker.pod.status?.qosClass;
  if (worker.rejected) {
    const { reason, message } = worker.rejected;
    return {
      observedGeneration: worker.pod.metadata.generation ?? 1,
      phase: 'Failed',
      reason,
      message: `Pod was rejected: ${message ?? ''}`,
      startTime: worker.startTime,
      ...(qosClass ? { qosClass } : {}),
    };
  }
  const init = worker.containers.filter((v) => v.kind !== 'main');
  const phase = phaseOf(worker, terminal);
  const podIP = worker.pod.spec.hostNetwork ? hostIP : worker.ip;
  const status: Draft<PodStatus> = {
    observedGeneration: worker.pod.metadata.generation ?? 1,
    phase,
    conditions: conditions(worker, phase, env),
    hostIP,
    hostIPs: [{ ip: hostIP }],
  };
  if (podIP !== '') {
    status.podIP = podIP;
    status.podIPs = [{ ip: podIP }];
  }
  status.startTime = worker.startTime;
  if (init.length > 0) status.initContainerStatuses = init.map((v) => containerStatus(worker, v, env));
  status.containerStatuses = worker.containers
    .filter((v) => v.kind === 'main')
    .map((v) => containerStatus(worker, v, env));
  if (qosClass) status.qosClass = qosClass;
  addResources(status, worker);
  return status;
}

/** The containers' requests or limits added up; null when they name none. */
function total(worker: PodWorker, which: 'requests' | 'limits'): ResourceList | null {
  if (worker.pod.spec.containers.every(({ resources }) => resources?.[which] === undefined)) return null;
  const sums = new Map<string, Quantity>();
  for (const { resources } of worker.pod.spec.containers) {
    for (const [name, text] of Object.entries(resources?.[which] ?? {})) {
      const amount = parseQuantity(text);
      const before = sums.get(name);
      sums.set(name, before ? addQuantities(before, amount) : amount);
    }
  }
  if (sums.size === 0) return null;
  return Object.fromEntries(
    [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => [name, quantityText(sum)]),
  );
}

/** What the Pod as a whole was given. */
function addResources(status: Draft<PodStatus>, worker: PodWorker): void {
  const requests = total(worker, 'requests');
  const limits = total(worker, 'limits');
  if (requests !== null) status['allocatedResources'] = requests;
  const resources: Record<string, unknown> = {};
  if (limits !== null) resources['limits'] = limits;
  if (requests !== null) resources['requests'] = requests;
  status['resources'] = resources;
}

/** Whether two statuses say the same. */
export function sameStatus(a: PodStatus | null, b: PodStatus): boolean {
  return a !== null && jsonEqual(a, b);
}
