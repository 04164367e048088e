import { SortedMap } from '../../../base/sorted-map.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import type { CriImage, CriRequest } from '../../wires/cri.ts';
import { answerError } from './answers.ts';
import * as containers from './containers.ts';
import { endContainer, endOf, wake } from './execution.ts';
import { runtimeFace } from './face.ts';
import { parseImageReference } from '../../../kube/image-reference.ts';
import { imageOf, resolveImage } from './images.ts';
import * as pulls from './pulls.ts';
import { containerChart, imageChart, sandboxChart } from './runtime.chart.ts';
import * as sandboxes from './sandboxes.ts';
import type { ContainerRecord, Reply, RuntimeConfig, RuntimeState } from './types.ts';

type Timed =
  | {
      readonly step: 'sandbox-created' | 'sandbox-networked';
      readonly sandbox: string;
      readonly reply: Reply;
    }
  | { readonly step: 'started'; readonly container: string; readonly reply: Reply }
  | { readonly step: 'run' | 'kill'; readonly container: string }
  | { readonly step: 'pull'; readonly image: string };

function preloaded(config: RuntimeConfig): SortedMap<CriImage> {
  let images = SortedMap.empty<CriImage>();
  for (const name of config.preloadedImages ?? []) {
    const reference = parseImageReference(name);
    if (typeof reference === 'string') continue;
    const found = resolveImage(reference, false);
    images = images.with(reference.full, imageOf(reference, found.ok ? found.compressedInBytes : 4_300_000));
  }
  return images;
}

/** Containers live under their shims, not under containerd: what ended meanwhile has ended, what runs goes on. */
function adopt(disk: RuntimeState, context: Context): RuntimeState {
  let state = disk;
  for (const record of disk.containers.values()) {
    if (record.value !== 'Running' && record.value !== 'Stopping') continue;
    const { id } = record.info;
    if (record.wakesAtUs === 0) continue;
    if (record.wakesAtUs > context.nowUs || record.endsWith < 0) {
      context.timer({
        name: `run/${id}`,
        afterInUs: Math.max(0, record.wakesAtUs - context.nowUs),
        data: { step: 'run', container: id },
      });
    } else {
      const { exitCode, reason } = endOf(record.endsWith);
      state = endContainer(state, id, exitCode, reason, context, true, record.wakesAtUs);
    }
  }
  return state;
}

function survive(state: RuntimeState): RuntimeState {
  const kept: [string, ContainerRecord][] = [];
  for (const [id, record] of state.containers) {
    const begun = record.value === 'Starting';
    const value = begun ? 'Exited' : record.value;
    const info = begun
      ? { ...record.info, state: 'EXITED' as const, exitCode: 255, reason: 'Unknown' }
      : record.info;
    kept.push([id, { ...record, value, info, stopping: [], followers: [] }]);
  }
  const made = [...state.sandboxes].map(
    ([id, sandbox]) => [id, sandbox.value === 'Ready' ? sandbox : { ...sandbox, value: 'NotReady' }] as const,
  );
  return {
    ...state,
    containers: SortedMap.from(kept),
    sandboxes: SortedMap.from(made),
    pulls: SortedMap.empty(),
    subscribers: [],
  };
}

function subscribe(state: RuntimeState, reply: Reply): RuntimeState {
  return { ...state, subscribers: [...state.subscribers.filter((other) => other.to !== reply.to), reply] };
}

// One branch a method of the interface.
// oxlint-disable-next-line complexity
function handleCall(state: RuntimeState, call: CriRequest, reply: Reply, context: Context): RuntimeState {
  switch (call.method) {
    case 'RunPodSandbox':
      return sandboxes.runPodSandbox(state, call, reply, context);
    case 'StopPodSandbox':
      return sandboxes.stopPodSandbox(state, call, reply, context);
    case 'RemovePodSandbox':
      return sandboxes.removePodSandbox(state, call, reply, context);
    case 'PodSandboxStatus':
      return sandboxes.podSandboxStatus(state, call, reply, context);
    case 'ListPodSandbox':
      return sandboxes.listPodSandbox(state, reply, context);
    case 'UpdateRuntimeConfig':
      return sandboxes.updateRuntimeConfig(state, call, reply, context);
    case 'ImageStatus':
      return pulls.imageStatus(state, call, reply, context);
    case 'PullImage':
      return pulls.pullImage(state, call, reply, context);
    case 'ListImages':
      return pulls.listImages(state, reply, context);
    case 'CreateContainer':
      return containers.createContainer(state, call, reply, context);
    case 'StartContainer':
      return containers.startContainer(state, call, reply, context);
    case 'StopContainer':
      return containers.stopContainer(state, call, reply, context);
    case 'RemoveContainer':
      return containers.removeContainer(state, call, reply, context);
    case 'ContainerStatus':
      return containers.containerStatus(state, call, reply, context);
    case 'ListContainers':
      return containers.listContainers(state, reply, context);
    case 'ReadLog':
      return containers.readLog(state, call, reply, context);
    case 'GetContainerEvents':
      return subscribe(state, reply);
    default:
      answerError(context, reply, 'Unimplemented', 'unknown method');
      return state;
  }
}

/** The Pod that a call is about, for cross-highlighting. */
function subjectOfCall(state: RuntimeState, call: CriRequest): string {
  if (call.method === 'RunPodSandbox') return `pods/${call.namespace}/${call.name}`;
  const container = 'container' in call ? state.containers.get(call.container) : undefined;
  const sandbox = state.sandboxes.get('sandbox' in call ? call.sandbox : (container?.info.sandbox ?? ''));
  return sandbox ? `pods/${sandbox.namespace}/${sandbox.name}` : '';
}

function handleTimer(
  state: RuntimeState,
  timed: Timed,
  config: RuntimeConfig,
  context: Context,
): RuntimeState {
  switch (timed.step) {
    case 'sandbox-created':
      return sandboxes.sandboxCreated(state, timed.sandbox, timed.reply, context);
    case 'sandbox-networked':
      return sandboxes.sandboxNetworked(state, timed.sandbox, timed.reply, context);
    case 'started':
      return containers.containerStarted(state, timed.container, timed.reply, context);
    case 'run':
      return wake(state, timed.container, context);
    case 'kill':
      return endContainer(state, timed.container, 137, 'Error', context, false);
    case 'pull':
      return pulls.stepPull(state, timed.image, config, context);
    default:
      return state;
  }
}

/** The kubelet's process ended: its streams are closed, its calls go on without anyone to answer. */
function forget(state: RuntimeState, peer: string): RuntimeState {
  if (state.subscribers.every((reply) => reply.to !== peer)) return state;
  return { ...state, subscribers: state.subscribers.filter((reply) => reply.to !== peer) };
}

function handle(
  state: RuntimeState,
  delivery: Delivery,
  config: RuntimeConfig,
  context: Context,
): RuntimeState {
  if (delivery.kind === 'timer') return handleTimer(state, delivery.data as Timed, config, context);
  if (delivery.kind === 'reset') return forget(state, delivery.peer);
  if (delivery.kind !== 'message') return state;
  const call = delivery.body as CriRequest;
  return handleCall(
    state,
    call,
    { to: delivery.from, exchange: delivery.exchange, id: call.id, subject: subjectOfCall(state, call) },
    context,
  );
}

/** containerd on one node, reached over the Container Runtime Interface. */
export function createRuntime(config: RuntimeConfig): Part<RuntimeState> {
  return {
    id: config.id,
    kind: 'runtime',
    title: config.name,
    machine: config.machine,
    start: (disk, context) => {
      if (disk !== undefined) return adopt(disk as RuntimeState, context);
      return {
        sandboxes: SortedMap.empty(),
        containers: SortedMap.empty(),
        images: preloaded(config),
        pulls: SortedMap.empty(),
        podCidr: config.podCidr ?? '',
        lastIpOffset: 1,
        usedIps: SortedMap.empty(),
        subscribers: [],
      };
    },
    handle: (state, delivery, context) => handle(state, delivery, config, context),
    survive,
    face: (state) => runtimeFace(config, state),
    charts: [sandboxChart.picture, containerChart.picture, imageChart.picture],
  };
}
