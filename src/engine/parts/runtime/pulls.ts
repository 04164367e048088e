import type { Context } from '../../kernel/part.ts';
import { answer, answerError } from './answers.ts';
import { parseImageReference, type ImageReference } from '../../../kube/image-reference.ts';
import { imageOf, resolveImage } from './images.ts';
import { enter, imageChart, move } from './runtime.chart.ts';
import type { Call, Pull, Reply, RuntimeConfig, RuntimeState } from './types.ts';

const RESOLVE_IN_US = 450_000;
/** Layers are unpacked to the snapshotter at about this many compressed bytes a second. */
const UNPACK_BYTES_PER_SECOND = 90_000_000;
const DEFAULT_BANDWIDTH = 25_000_000;

function badName(image: string, why: string): string {
  return `failed to parse image reference "${image}": ${why}`;
}

export function imageStatus(
  state: RuntimeState,
  call: Call<'ImageStatus'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const reference = parseImageReference(call.image);
  const image = typeof reference === 'string' ? null : (state.images.get(reference.full) ?? null);
  answer(context, reply, { method: 'ImageStatus', id: reply.id, image }, 900);
  return state;
}

function secondsToUs(bytes: number, bytesPerSecond: number): number {
  return Math.round((bytes / bytesPerSecond) * 1_000_000);
}

function isUnderWay(pull: Pull): boolean {
  return pull.value !== 'Present' && pull.value !== 'Failed';
}

/** PullImage: ask the registry, fetch the layers, unpack them. A second call for the same image waits for the first. */
export function pullImage(
  state: RuntimeState,
  call: Call<'PullImage'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const reference = parseImageReference(call.image);
  if (typeof reference === 'string') {
    answerError(context, reply, 'InvalidArgument', badName(call.image, reference), 500);
    return state;
  }
  const running = state.pulls.get(reference.full);
  if (running && isUnderWay(running))
    return {
      ...state,
      pulls: state.pulls.with(reference.full, { ...running, waiters: [...running.waiters, reply] }),
    };
  const afterInUs = context.work(context.random.jitterInUs(RESOLVE_IN_US, 0.3));
  const value = enter(context, imageChart, reference.full, context.nowUs + afterInUs);
  context.timer({ name: `pull/${reference.full}`, afterInUs, data: { step: 'pull', image: reference.full } });
  const pull: Pull = {
    image: call.image,
    full: reference.full,
    value,
    sizeInBytes: 0,
    sinceUs: context.nowUs,
    untilUs: context.nowUs + afterInUs,
    waiters: [reply],
  };
  return { ...state, pulls: state.pulls.with(reference.full, pull) };
}

/** The next step of a pull. */
export function stepPull(
  state: RuntimeState,
  full: string,
  config: RuntimeConfig,
  context: Context,
): RuntimeState {
  const pull = state.pulls.get(full);
  const reference = pull ? parseImageReference(pull.image) : '';
  if (!pull || typeof reference === 'string') return state;
  if (pull.value === 'Resolving') return resolved(state, pull, reference, config, context);
  if (pull.value === 'Downloading')
    return later(state, pull, 'downloaded', secondsToUs(pull.sizeInBytes, UNPACK_BYTES_PER_SECOND), context);
  return finished(state, pull, reference, 'unpacked', context);
}

function later(
  state: RuntimeState,
  pull: Pull,
  event: string,
  baseInUs: number,
  context: Context,
): RuntimeState {
  const afterInUs = context.work(baseInUs);
  const untilUs = context.nowUs + afterInUs;
  const value = move(context, imageChart, pull.full, pull.value, event, untilUs);
  context.timer({ name: `pull/${pull.full}`, afterInUs, data: { step: 'pull', image: pull.full } });
  return { ...state, pulls: state.pulls.with(pull.full, { ...pull, value, untilUs }) };
}

function resolved(
  state: RuntimeState,
  pull: Pull,
  reference: ImageReference,
  config: RuntimeConfig,
  context: Context,
): RuntimeState {
  const answerOfRegistry = resolveImage(reference, config.emptyRegistries ?? false);
  if (!answerOfRegistry.ok) {
    move(context, imageChart, pull.full, pull.value, 'refuse');
    for (const reply of pull.waiters)
      answerError(context, reply, answerOfRegistry.code, answerOfRegistry.message);
    return { ...state, pulls: state.pulls.without(pull.full) };
  }
  // The layers are there already: asking the registry was all there was to do.
  if (state.images.has(pull.full))
    return finished(
      state,
      { ...pull, sizeInBytes: answerOfRegistry.compressedInBytes },
      reference,
      'known',
      context,
    );
  const others = [...state.pulls.values()].filter((other) => other.value === 'Downloading').length;
  const bandwidth = (config.bandwidthInBytesPerSecond ?? DEFAULT_BANDWIDTH) / (others + 1);
  const sized = { ...pull, sizeInBytes: answerOfRegistry.compressedInBytes };
  return later(
    state,
    sized,
    'resolved',
    context.random.jitterInUs(secondsToUs(sized.sizeInBytes, bandwidth), 0.1),
    context,
  );
}

function finished(
  state: RuntimeState,
  pull: Pull,
  reference: ImageReference,
  event: 'unpacked' | 'known',
  context: Context,
): RuntimeState {
  move(context, imageChart, pull.full, pull.value, event);
  const image = imageOf(reference, pull.sizeInBytes);
  for (const reply of pull.waiters)
    answer(context, reply, {
      method: 'PullImage',
      id: reply.id,
      image,
      tookInUs: context.nowUs - pull.sinceUs,
    });
  return { ...state, pulls: state.pulls.without(pull.full), images: state.images.with(pull.full, image) };
}

export function listImages(state: RuntimeState, reply: Reply, context: Context): RuntimeState {
  answer(context, reply, { method: 'ListImages', id: reply.id, images: [...state.images.values()] }, 1_200);
  return state;
}
