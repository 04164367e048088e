/** Sees that an image is there. Models images/image_manager.go, with pulls one after the other (serializeImagePulls). */
import { containerSpec } from './pod-status.ts';
import { callFor, withContainerView, withPod } from './cri-calls.ts';
import { podEvent } from './events.ts';
import { moveWorker } from './pod-worker.chart.ts';
import type { CriImage } from '../../wires/cri.ts';
import type { Env, KubeletState, PodWorker, PullRequest } from './types.ts';

const BACKOFF_IN_US = 10_000_000;
const BACKOFF_MAX_IN_US = 300_000_000;

/** What comes of looking for an image: go on, wait for a pull, or not this time. */
interface ImageStep {
  readonly state: KubeletState;
  readonly next: 'create' | 'pulling' | 'failed';
}

/** The part of an image's name before tag and digest. */
function repositoryOf(image: string): string {
  const named = image.split('@', 1)[0] ?? image;
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  return colon < 0 ? named : named.slice(0, colon);
}

/** What is wrong with an image's name; empty when nothing. */
export function imageNameError(image: string): string {
  const repository = repositoryOf(image);
  if (repository === '') return `couldn't parse image name "${image}": invalid reference format`;
  const first = repository.split('/', 1)[0] ?? '';
  const path = first.includes('.') || first.includes(':') ? repository.slice(first.length + 1) : repository;
  if (path.toLowerCase() !== path)
    return `couldn't parse image name "${image}": invalid reference format: repository name (${path}) must be lowercase`;
  return '';
}

function refuse(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  reason: string,
  message: string,
  env: Env,
): ImageStep {
  const told = podEvent(state, worker, 'Warning', 'Failed', `Error: ${reason}`, env, container);
  return {
    state: withPod(told, {
      ...withContainerView(worker, container, { waiting: { reason, message } }),
      retryInUs: retryInUs(worker, env),
    }),
    next: 'failed',
  };
}

/** A worker whose sync failed comes back after 10 s, and up to half as much again. */
export function retryInUs(worker: PodWorker, { context }: Env): number {
  const later = Math.round(10_000_000 * (1 + 0.5 * context.random.next()));
  return worker.retryInUs === 0 ? later : Math.min(worker.retryInUs, later);
}

/** The image's name cannot be read: nothing to pull. */
export function refuseName(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  image: string,
  why: string,
  env: Env,
): ImageStep {
  const message = `Failed to apply default image tag "${image}": ${why}`;
  const told = podEvent(state, worker, 'Warning', 'InspectFailed', message, env, container);
  return refuse(told, worker, container, 'InvalidImageName', message, env);
}

const backoffKey = (worker: PodWorker, image: string) => `${worker.uid}_${image}`;

/** The runtime has said whether it has the image. */
export function onImageStatus(
  state: KubeletState,
  worker: PodWorker,
  container: string,
  found: CriImage | null,
  env: Env,
): ImageStep {
  const spec = containerSpec(worker, container);
  const image = spec.image ?? '';
  const policy = spec.imagePullPolicy ?? 'IfNotPresent';
  if (found && policy !== 'Always') {
    const told = podEvent(
      state,
      worker,
      'Normal',
      'Pulled',
      `Container image "${image}" already present on machine and can be accessed by the pod`,
      env,
      container,
    );
    return { state: told, next: 'create' };
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    return refuse(
      podEvent(state, worker, 'Warning', 'ErrImageNeverPull', message, env, container),
      worker,
      container,
      'ErrImageNeverPull',
      message,
      env,
    );
  }
  const backoff = state.imageBackoff.get(backoffKey(worker, image));
  if (backoff && backoff.untilUs > env.context.nowUs) {
    const message = `Back-off pulling image "${image}"`;
    return refuse(
      podEvent(state, worker, 'Normal', 'BackOff', message, env, container),
      worker,
      container,
      'ImagePullBackOff',
      `${message}: ErrImagePull: ${backoff.message}`,
      env,
    );
  }
  const told = podEvent(state, worker, 'Normal', 'Pulling', `Pulling image "${image}"`, env, container);
  const waiting = moveWorker({ ...worker, step: { at: 'pull', container } }, 'pull', env);
  const asked: PullRequest = {
    uid: worker.uid,
    container,
    image,
    askedAtUs: env.context.nowUs,
    cause: env.context.cause,
  };
  return {
    state: pumpPulls({ ...withPod(told, waiting), pullQueue: [...told.pullQueue, asked] }, env),
    next: 'pulling',
  };
}

/** Starts the next pull when none is under way. */
export function pumpPulls(state: KubeletState, env: Env): KubeletState {
  const [first, ...rest] = state.pullQueue;
  if (state.pulling !== null || first === undefined) return state;
  const worker = state.pods.get(first.uid);
  if (!worker || worker.step.at !== 'pull') return pumpPulls({ ...state, pullQueue: rest }, env);
  // A second Pod may wait for the same image: its own wait begins when its pull begins.
  return callFor(
    { ...state, pullQueue: rest, pulling: first },
    worker,
    { method: 'PullImage', image: first.image },
    env,
    first.container,
    0,
    first.cause,
  );
}

function duration(us: number): string {
  const ms = Math.floor(us / 1000);
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}

/** The image is there: `Successfully pulled …`. */
export function onPulled(
  state: KubeletState,
  worker: PodWorker,
  request: PullRequest,
  image: CriImage,
  tookInUs: number,
  env: Env,
): KubeletState {
  const whole = env.context.nowUs - request.askedAtUs;
  const text = `Successfully pulled image "${request.image}" in ${duration(tookInUs)} (${duration(whole)} including waiting). Image size: ${image.sizeInBytes} bytes.`;
  const told = podEvent(state, worker, 'Normal', 'Pulled', text, env, request.container);
  return {
    ...told,
    imageBackoff: told.imageBackoff.without(backoffKey(worker, request.image)),
    images: told.images.with(image.name, image.sizeInBytes),
    agent: { ...told.agent, statusDue: true },
  };
}

/** The pull failed; the next try waits 10 s, then twice as long each time, at most five minutes. */
export function onPullFailed(
  state: KubeletState,
  worker: PodWorker,
  request: PullRequest,
  code: string,
  message: string,
  env: Env,
): KubeletState {
  const why = code === 'Unknown' ? message : `rpc error: code = ${code} desc = ${message}`;
  const key = backoffKey(worker, request.image);
  const before = state.imageBackoff.get(key);
  const delayInUs = before ? Math.min(BACKOFF_MAX_IN_US, before.delayInUs * 2) : BACKOFF_IN_US;
  const imageBackoff = state.imageBackoff.with(key, {
    delayInUs,
    untilUs: env.context.nowUs + delayInUs,
    message: why,
  });
  const told = podEvent(
    { ...state, imageBackoff },
    worker,
    'Warning',
    'Failed',
    `Failed to pull image "${request.image}": ${why}`,
    env,
    request.container,
  );
  return refuse(told, worker, request.container, 'ErrImagePull', why, env).state;
}
