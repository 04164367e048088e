/** What the watch of the node's own Pods brings. Models config/apiserver.go and kubelet.go HandlePodAdditions, -Updates, -Removes, -Cleanups. */
import { SortedMap } from '../../../base/sorted-map.ts';
import { timeText } from '../../../kube/time.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { Change } from '../../loops/informer.ts';
import type { CriContainer } from '../../wires/cri.ts';
import { admit, podRequests } from './admission.ts';
import { call, withPod } from './cri-calls.ts';
import { draftOf, draftOfWorker, withField } from './draft.ts';
import { podEvent } from './events.ts';
import { forget, hurryUp, shouldTerminate, terminate } from './pod-kill.ts';
import { noteContainer, syncPod } from './pod-worker.ts';
import { podStatus } from './pod-status.ts';
import { moveWorker, podWorkerChart } from './pod-worker.chart.ts';
import { enqueue, setStatus } from './status-manager.ts';
import type { ContainerView, Env, KubeletState, PodWorker } from './types.ts';

function viewsOf(pod: Pod): readonly ContainerView[] {
  const view = (name: string, kind: ContainerView['kind']): ContainerView => {
    const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    const told = all.find((c) => c.name === name);
    return {
      name,
      kind,
      live: null,
      restarts: told?.restartCount ?? 0,
      last: told?.lastState?.terminated ?? null,
      waiting: null,
      backoffInUs: 0,
      backoffUntilUs: 0,
    };
  };
  const init = (pod.spec.initContainers ?? []).map((c) =>
    view(c.name, c.restartPolicy === 'Always' ? 'sidecar' : 'init'),
  );
  return [...init, ...pod.spec.containers.map((c) => view(c.name, 'main'))];
}

function newWorker(pod: Pod, { context }: Env): PodWorker {
  const { uid = '', namespace, name } = pod.metadata;
  return {
    uid,
    key: `${namespace}/${name}`,
    pod,
    value: podWorkerChart.initial.to,
    step: { at: 'idle' },
    again: false,
    retryInUs: 0,
    tried: [],
    counted: false,
    sandbox: null,
    sandboxAttempt: 0,
    ip: pod.status?.podIP ?? '',
    mounted: false,
    tokenReady: false,
    mountsSinceUs: 0,
    containers: viewsOf(pod),
    startTime: pod.status?.startTime ?? timeText(context.nowUs, context.epochSeconds),
    rejected: null,
    status: pod.status ?? {},
    reported: null,
    graceInSeconds: 0,
    terminated: false,
    deleted: false,
  };
}

/** Takes over what the runtime already has for this Pod (the kubelet was restarted, the containers were not). */
function adopt(
  state: KubeletState,
  worker: PodWorker,
  env: Env,
): { readonly state: KubeletState; readonly worker: PodWorker } {
  const found = state.found.get(worker.uid);
  if (!found) return { state, worker };
  let next: KubeletState = { ...state, found: state.found.without(worker.uid) };
  let now: PodWorker = { ...worker, sandbox: found.sandbox, sandboxAttempt: 1, mounted: true };
  for (const live of found.containers as readonly CriContainer[]) {
    const noted = noteContainer(
      next,
      {
        ...now,
        containers: now.containers.map((v) => (v.name === live.name ? { ...v, restarts: live.attempt } : v)),
      },
      live,
      env,
    );
    next = noted.state;
    now = noted.worker;
  }
  return { state: next, worker: now };
}

function nodeLabels(state: KubeletState, { config }: Env): Readonly<Record<string, string>> {
  const nodes = state.informers.informers.get('nodes');
  return (
    nodes?.store.get(config.node)?.metadata.labels ?? {
      'kubernetes.io/hostname': config.node,
      ...config.labels,
    }
  );
}

function activePods(state: KubeletState): number {
  let count = 0;
  for (const worker of state.pods.values()) if (worker.counted) count += 1;
  return count;
}

function reject(
  state: KubeletState,
  worker: PodWorker,
  why: NonNullable<PodWorker['rejected']>,
  env: Env,
): KubeletState {
  const refused: PodWorker = { ...moveWorker(worker, 'reject', env), rejected: why, terminated: true };
  const told = podEvent(withPod(state, refused), refused, 'Warning', why.reason, why.message ?? '', env);
  return setStatus(told, refused, podStatus(refused, env), env);
}

function addPod(state: KubeletState, pod: Pod, env: Env): KubeletState {
  const phase = pod.status?.phase;
  const adopted = adopt(state, newWorker(pod, env), env);
  const { worker } = adopted;
  if (phase === 'Succeeded' || phase === 'Failed') {
    const over: PodWorker = { ...worker, value: 'Finished', terminated: true, reported: worker.status };
    const known = withPod(adopted.state, over);
    return shouldTerminate(over) ? enqueue(known, over.uid, env) : known;
  }
  if (shouldTerminate(worker)) return terminate(withPod(adopted.state, worker), worker, env);
  const refusal = admit(adopted.state, env.config, pod, nodeLabels(state, env), activePods(state));
  if (refusal) return reject(adopted.state, worker, refusal, env);
  const { milliCpu, memoryInBytes } = podRequests(pod);
  const taken = draftOf(adopted.state);
  taken.milliCpu += milliCpu;
  taken.memoryInBytes += memoryInBytes;
  const admitted = draftOfWorker(moveWorker(worker, 'admit', env));
  admitted.counted = true;
  return syncPod(withPod(taken, admitted), admitted.uid, env);
}

/** A change of the spec that matters (an image) makes the worker look again; a deletion ends it; the kubelet's own status writes are no news. */
function updatePod(state: KubeletState, pod: Pod, env: Env): KubeletState {
  const worker = state.pods.get(pod.metadata.uid ?? '');
  if (!worker) return addPod(state, pod, env);
  const now = draftOfWorker(worker);
  now.pod = pod;
  const next = withPod(state, now);
  if (worker.terminated)
    return shouldTerminate(now) && !shouldTerminate(worker) ? enqueue(next, worker.uid, env) : next;
  if (shouldTerminate(now) && now.value.startsWith('TerminatingPod')) return hurryUp(next, now, env);
  if (shouldTerminate(now) && !now.value.startsWith('TerminatedPod')) return terminate(next, now, env);
  return worker.pod.metadata.generation === pod.metadata.generation ? next : syncPod(next, worker.uid, env);
}

function removePod(state: KubeletState, pod: Pod, env: Env): KubeletState {
  const worker = state.pods.get(pod.metadata.uid ?? '');
  if (!worker) return state;
  if (worker.terminated) return forget(state, worker.uid, env);
  const gone = { ...worker, deleted: true };
  const next = withPod(state, gone);
  return gone.value.startsWith('Terminat') ? next : terminate(next, gone, env);
}

/** What the runtime still runs for Pods that the API no longer has is ended. */
function endOrphans(state: KubeletState, env: Env): KubeletState {
  let next = state;
  for (const [, { sandbox, containers }] of state.found) {
    for (const live of containers)
      if (live.state === 'RUNNING')
        next = call(
          next,
          { method: 'StopContainer', container: live.id, timeoutInSeconds: 30 },
          { for: 'remove' },
          env,
        );
    next = call(next, { method: 'StopPodSandbox', sandbox: sandbox.id }, { for: 'remove' }, env, {
      afterInUs: 30_500_000,
    });
    next = call(next, { method: 'RemovePodSandbox', sandbox: sandbox.id }, { for: 'remove' }, env, {
      afterInUs: 31_000_000,
    });
  }
  return withField(next, 'found', SortedMap.empty());
}

/** One change of an informer. */
export function onChange(state: KubeletState, change: Change, env: Env): KubeletState {
  if (change.informer !== 'pods') return state;
  switch (change.type) {
    case 'add':
      return addPod(state, change.object as unknown as Pod, env);
    case 'update': {
      const pod = change.object as unknown as Pod;
      // The same name with another UID is another Pod: the old one is gone.
      if (change.old.metadata.uid === pod.metadata.uid) return updatePod(state, pod, env);
      return addPod(removePod(state, change.old as unknown as Pod, env), pod, env);
    }
    case 'delete':
      return removePod(state, change.object as unknown as Pod, env);
    default:
      return endOrphans(state, env);
  }
}
