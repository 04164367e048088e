/** Waits for a Pod's volumes: the token of its service account and the cluster's CA. Models volumemanager and its 300 ms poll. */
import type { Pod } from '../../../kube/types/pod.ts';
import { addInformer } from '../../loops/informer.ts';
import { type ClientEvent, request } from '../../loops/client.ts';
import { withPod } from './cri-calls.ts';
import { draftOfWorker, withField } from './draft.ts';
import { podEvent } from './events.ts';
import type { Env, KubeletState, PodWorker } from './types.ts';

const POLL_IN_US = 300_000;
/** The populator and the reconciler each look every 100 ms before a volume is set up. */
const SETUP_IN_US = 180_000;
const TOKEN_RETRY_IN_US = 500_000;

interface Projected {
  readonly sources?: readonly {
    readonly serviceAccountToken?: { readonly expirationSeconds?: number };
    readonly configMap?: { readonly name?: string };
  }[];
}

type Source = NonNullable<Projected['sources']>[number];
const NO_SOURCES: readonly Source[] = [];

function projections(pod: Pod): readonly Source[] {
  let found = NO_SOURCES;
  for (const volume of pod.spec.volumes ?? []) {
    const sources = (volume['projected'] as Projected | undefined)?.sources;
    if (sources) found = found.length === 0 ? sources : [...found, ...sources];
  }
  return found;
}

/** Starts to set up the volumes. True in `worker.mounted` when there is nothing to wait for. */
export function beginMounts(state: KubeletState, worker: PodWorker, env: Env): KubeletState {
  const { context } = env;
  const sources = projections(worker.pod);
  if (sources.length === 0) {
    const mounted = draftOfWorker(worker);
    mounted.mounted = true;
    return withPod(state, mounted);
  }
  const namespace = worker.pod.metadata.namespace ?? 'default';
  let next = state;
  for (const { configMap } of sources) {
    if (!configMap?.name) continue;
    const name = `configmaps/${namespace}/${configMap.name}`;
    if (next.informers.informers.has(name)) continue;
    const informers = addInformer(
      next.informers,
      {
        name,
        path: `/api/v1/namespaces/${namespace}/configmaps`,
        fieldSelector: `metadata.name=${configMap.name}`,
        minWatchInSeconds: 1800,
      },
      context,
    );
    next = withField(next, 'informers', informers);
  }
  const token = sources.find((source) => source.serviceAccountToken)?.serviceAccountToken;
  const waiting = draftOfWorker(worker);
  waiting.step = { at: 'volumes' };
  waiting.mountsSinceUs = context.nowUs;
  waiting.tokenReady = token === undefined;
  context.timer({ name: `mount/${worker.uid}`, afterInUs: context.work(POLL_IN_US), data: worker.uid });
  if (token === undefined) return withPod(next, waiting);
  return askForToken(withPod(next, waiting), waiting, token.expirationSeconds ?? 3607, SETUP_IN_US, env);
}

function askForToken(
  state: KubeletState,
  worker: PodWorker,
  expirationSeconds: number,
  afterInUs: number,
  { context }: Env,
): KubeletState {
  const { namespace, name, uid } = worker.pod.metadata;
  const account = worker.pod.spec.serviceAccountName ?? 'default';
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: null,
      expirationSeconds,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid },
    },
  };
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const client = request(state.client, context, {
    method: 'POST',
    path,
    body,
    purpose: { for: 'token', uid: worker.uid },
    subject: `pods/${worker.key}`,
    afterInUs: context.work(context.random.jitterInUs(afterInUs, 0.1)),
  });
  return withField(state, 'client', client);
}

export function onTokenAnswer(
  state: KubeletState,
  uid: string,
  event: Exclude<ClientEvent, { kind: 'reset' }> | 'lost',
  env: Env,
): KubeletState {
  const worker = state.pods.get(uid);
  if (!worker || worker.step.at !== 'volumes') return state;
  if (event !== 'lost' && event.kind === 'answer' && event.response.code < 300) {
    const ready = draftOfWorker(worker);
    ready.tokenReady = true;
    return withPod(state, ready);
  }
  const status =
    event !== 'lost' && event.kind === 'answer'
      ? (event.response.body as { readonly message?: string } | null)
      : null;
  const volume = worker.pod.spec.volumes?.find((v) => v['projected'])?.name ?? '';
  const told = status
    ? podEvent(
        state,
        worker,
        'Warning',
        'FailedMount',
        `MountVolume.SetUp failed for volume "${volume}" : failed to fetch token: ${status.message ?? ''}`,
        env,
      )
    : state;
  return askForToken(told, worker, 3607, TOKEN_RETRY_IN_US, env);
}

/** The poll: whether everything is mounted now. */
export function mountsAreReady(state: KubeletState, worker: PodWorker): boolean {
  const namespace = worker.pod.metadata.namespace ?? 'default';
  if (!worker.tokenReady) return false;
  for (const { configMap } of projections(worker.pod)) {
    if (
      configMap?.name &&
      !state.informers.informers.get(`configmaps/${namespace}/${configMap.name}`)?.synced
    )
      return false;
  }
  return true;
}

export function armMountPoll(worker: PodWorker, { context }: Env): void {
  context.timer({ name: `mount/${worker.uid}`, afterInUs: context.work(POLL_IN_US), data: worker.uid });
}
