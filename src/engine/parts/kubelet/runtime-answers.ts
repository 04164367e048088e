/** Answers of the container runtime, sorted to whoever asked. */
import type { Delivery } from '../../kernel/part.ts';
import type { CriRequest, CriResponse } from '../../wires/cri.ts';
import { withField } from './draft.ts';
import { onLogLines } from './logs-server.ts';
import { register, setReady } from './node-agent.ts';
import { containerStopped, relisted, takeStock } from './pleg.ts';
import { onWorkerAnswer } from './pod-worker.ts';
import type { CriPurpose, Env, KubeletState } from './types.ts';

const RUNTIME_RETRY_IN_US = 5_000_000;

function forget(state: KubeletState, id: number): KubeletState {
  return withField(state, 'calls', state.calls.without(id));
}

/** Both lists of the first relist are there: the node can be told to be ready. */
function stockTaken(state: KubeletState, env: Env): KubeletState {
  const { sandboxes, containers } = state.listed;
  const found = takeStock(sandboxes ?? [], containers ?? []);
  const ready = setReady({ ...state, found }, true, env);
  return register(ready, env);
}

function onContainers(
  state: KubeletState,
  answer: Extract<CriResponse, { method: 'ListContainers' }>,
  env: Env,
): KubeletState {
  const listed = { ...state.listed, containers: answer.containers };
  const next = { ...state, listed };
  if (state.agent.phase === 'booting') return stockTaken(next, env);
  const back = state.agent.runtimeReady ? next : recovered(next, env);
  return relisted({ ...back, listed: { sandboxes: null, containers: null } }, answer.containers, env);
}

/** The runtime answers again: every Pod is looked at. */
function recovered(state: KubeletState, env: Env): KubeletState {
  let { dirty } = state;
  for (const uid of state.pods.keys()) dirty = dirty.with(uid, true);
  return setReady({ ...state, dirty }, true, env);
}

function onAnswer(state: KubeletState, purpose: CriPurpose, answer: CriResponse, env: Env): KubeletState {
  switch (purpose.for) {
    case 'worker':
      return onWorkerAnswer(state, purpose, answer, env);
    case 'list-sandboxes':
      return answer.method === 'ListPodSandbox'
        ? { ...state, listed: { ...state.listed, sandboxes: answer.sandboxes } }
        : state;
    case 'list-containers':
      return answer.method === 'ListContainers' ? onContainers(state, answer, env) : state;
    default:
      return state;
  }
}

/** A message on the CRI wire. Two kinds of calls stay open: the event stream and followed logs. */
export function onRuntimeAnswer(state: KubeletState, body: unknown, env: Env): KubeletState {
  const answer = body as CriResponse;
  const purpose = state.calls.get(answer.id);
  if (!purpose) return state;
  if (purpose.for === 'events')
    return answer.method === 'GetContainerEvents' ? containerStopped(state, answer.podUid, env) : state;
  if (purpose.for === 'log') {
    const { state: next, open } = onLogLines(state, purpose.stream, answer, env);
    return open ? next : forget(next, answer.id);
  }
  return onAnswer(forget(state, answer.id), purpose, answer, env);
}

function failCall(state: KubeletState, id: number, env: Env): KubeletState {
  const purpose = state.calls.get(id);
  if (!purpose) return state;
  const next = forget(state, id);
  if (purpose.for === 'log') return onLogLines(next, purpose.stream, { method: 'lost' }, env).state;
  if (purpose.for === 'worker') return onWorkerAnswer(next, purpose, { method: 'lost' }, env);
  return next;
}

/** Nobody listens at the runtime's socket, or it closed: the node is not ready until it answers again. */
export function runtimeLost(
  state: KubeletState,
  delivery: Extract<Delivery, { kind: 'refused' | 'reset' }>,
  env: Env,
): KubeletState {
  const { agent } = state;
  let next = setReady(state, false, env);
  if (agent.phase === 'booting') next = register(next, env);
  env.context.timer({
    name: 'runtime-retry',
    afterInUs: RUNTIME_RETRY_IN_US,
    periodic: true,
    background: true,
  });
  if (delivery.kind === 'refused') return failCall(next, (delivery.body as CriRequest).id, env);
  const ids = state.calls.keys();
  return ids.reduce((s, id) => failCall(s, id, env), next);
}
