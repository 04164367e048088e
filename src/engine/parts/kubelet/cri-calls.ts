import type { EventId } from '../../../protocol/ids.ts';
import type { CriRequest } from '../../wires/cri.ts';
import { draftOf, draftOfView, draftOfWorker } from './draft.ts';
import type { CriPurpose, Env, KubeletState, PodWorker } from './types.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

interface CallOptions {
  /** `default/web` of the Pod it is for. */
  readonly pod?: string;
  readonly label?: string;
  readonly afterInUs?: number;
  readonly cause?: EventId;
}

/** A request with its number. It was written out by the caller for this one call, so it need not be copied. */
function numbered(request: WithoutId<CriRequest>, id: number): CriRequest {
  return Object.assign(request, { id }) as CriRequest;
}

/** Calls the runtime; the answer comes back with `purpose`. */
export function call(
  state: KubeletState,
  request: WithoutId<CriRequest>,
  purpose: CriPurpose,
  { config, context }: Env,
  options: CallOptions = {},
): KubeletState {
  const id = state.nextCall;
  const { pod = '', label = pod, afterInUs = 0, cause } = options;
  context.send({
    to: config.runtime,
    wire: 'cri',
    verb: request.method,
    label,
    body: numbered(request, id),
    role: 'request',
    afterInUs: context.work(afterInUs),
    subject: pod === '' ? undefined : `pods/${pod}`,
    cause,
  });
  const next = draftOf(state);
  next.nextCall = id + 1;
  next.calls = state.calls.with(id, purpose);
  return next;
}

/** Calls the runtime for a Pod worker, about one of its containers or the Pod as a whole. */
export function callFor(
  state: KubeletState,
  worker: PodWorker,
  request: WithoutId<CriRequest>,
  env: Env,
  container = '',
  afterInUs = 0,
  cause?: EventId,
): KubeletState {
  const label = container === '' ? worker.key : `${worker.key}/${container}`;
  return call(state, request, { for: 'worker', uid: worker.uid, what: request.method, container }, env, {
    pod: worker.key,
    label,
    afterInUs,
    cause,
  });
}

export function withPod(state: KubeletState, worker: PodWorker): KubeletState {
  const next = draftOf(state);
  next.pods = state.pods.with(worker.uid, worker);
  return next;
}

/** The worker with one of its containers changed. */
export function withContainerView(
  worker: PodWorker,
  name: string,
  change: Partial<PodWorker['containers'][number]>,
): PodWorker {
  const next = draftOfWorker(worker);
  next.containers = worker.containers.map((view) =>
    view.name === name ? Object.assign(draftOfView(view), change) : view,
  );
  return next;
}
