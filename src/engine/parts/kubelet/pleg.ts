/**
 * The Pod lifecycle event generator: every second the kubelet lists what the runtime has. A listing that could tell nothing new is not
 * made: the runtime's event stream says when a container ended, and the next tick lists. Models pleg/generic.go.
 */
import { SortedMap } from '../../../base/sorted-map.ts';
import type { CriContainer, CriSandbox } from '../../wires/cri.ts';
import { call, withPod } from './cri-calls.ts';
import { noteContainer, syncPod } from './pod-worker.ts';
import type { Env, KubeletState } from './types.ts';

const PERIOD_IN_US = 1_000_000;

/** Time until this kubelet's next tick; kubelets do not tick together. */
function untilTick({ config, context }: Env): number {
  let offset = 0;
  for (let i = 0; i < config.node.length; i += 1)
    offset = (offset * 31 + config.node.charCodeAt(i) * 7919) % PERIOD_IN_US;
  return PERIOD_IN_US - ((context.nowUs - offset + PERIOD_IN_US) % PERIOD_IN_US);
}

/** A container of this Pod ended by itself. */
export function containerStopped(state: KubeletState, uid: string, env: Env): KubeletState {
  if (state.dirty.size === 0) env.context.timer({ name: 'pleg', afterInUs: untilTick(env) });
  return { ...state, dirty: state.dirty.with(uid, true) };
}

/** The tick: lists sandboxes and containers. */
export function relist(state: KubeletState, env: Env): KubeletState {
  const next = call(
    { ...state, listed: { sandboxes: null, containers: null } },
    { method: 'ListPodSandbox' },
    { for: 'list-sandboxes' },
    env,
  );
  return call(next, { method: 'ListContainers' }, { for: 'list-containers' }, env);
}

/** Both lists are there: workers of Pods in which something ended sync. */
export function relisted(state: KubeletState, containers: readonly CriContainer[], env: Env): KubeletState {
  let next: KubeletState = { ...state, dirty: SortedMap.empty() };
  for (const uid of state.dirty.keys()) {
    const worker = next.pods.get(uid);
    if (!worker) continue;
    let now = worker;
    for (const live of containers) {
      if (live.podUid !== uid) continue;
      const noted = noteContainer(next, now, live, env);
      next = noted.state;
      now = noted.worker;
    }
    next = syncPod(withPod(next, now), uid, env);
  }
  return next;
}

/** After a start of the kubelet: what runs already, by Pod. */
export function takeStock(
  sandboxes: readonly CriSandbox[],
  containers: readonly CriContainer[],
): KubeletState['found'] {
  let found: KubeletState['found'] = SortedMap.empty();
  for (const sandbox of sandboxes) {
    const before = found.get(sandbox.podUid);
    if (before && before.sandbox.createdAtUs > sandbox.createdAtUs) continue;
    found = found.with(sandbox.podUid, {
      sandbox,
      containers: containers.filter((c) => c.sandbox === sandbox.id).sort((a, b) => a.attempt - b.attempt),
    });
  }
  return found;
}
