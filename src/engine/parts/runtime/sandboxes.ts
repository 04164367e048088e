import type { Context } from '../../kernel/part.ts';
import { answer, answerDone, answerError, randomId, sandboxInfo } from './answers.ts';
import { draftOf, draftOfSandbox, movedTo, withSandbox } from './draft.ts';
import { endContainer } from './execution.ts';
import { giveBack, takeAddress } from './pod-network.ts';
import { enter, move, sandboxChart } from './runtime.chart.ts';
import type { Call, Reply, RuntimeState, Sandbox } from './types.ts';

const CREATE_IN_US = 105_000;
const CNI_IN_US = 70_000;

const keyOf = (sandbox: Sandbox) => `${sandbox.namespace}/${sandbox.name}`;

/** RunPodSandbox: namespaces and the pause container first, then CNI ADD, then the answer. */
export function runPodSandbox(
  state: RuntimeState,
  call: Call<'RunPodSandbox'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const afterInUs = context.work(context.random.jitterInUs(CREATE_IN_US, 0.2));
  const { namespace, name, uid, hostNetwork } = call;
  const id = randomId(context);
  const value = enter(context, sandboxChart, `${namespace}/${name}`, context.nowUs + afterInUs);
  context.timer({ name: `sandbox/${id}`, afterInUs, data: { step: 'sandbox-created', sandbox: id, reply } });
  const sandbox: Sandbox = {
    id,
    namespace,
    name,
    podUid: uid,
    value,
    ip: '',
    hostNetwork,
    createdAtUs: context.nowUs,
  };
  return withSandbox(state, sandbox);
}

/** The pause container runs: the network is next. */
export function sandboxCreated(
  state: RuntimeState,
  id: string,
  reply: Reply,
  context: Context,
): RuntimeState {
  const sandbox = state.sandboxes.get(id);
  if (!sandbox) return state;
  const afterInUs = sandbox.hostNetwork ? 0 : context.work(context.random.jitterInUs(CNI_IN_US, 0.25));
  const value = move(
    context,
    sandboxChart,
    keyOf(sandbox),
    sandbox.value,
    'created',
    context.nowUs + afterInUs,
  );
  context.timer({
    name: `sandbox/${id}`,
    afterInUs,
    data: { step: 'sandbox-networked', sandbox: id, reply },
  });
  return withSandbox(state, movedTo(sandbox, value));
}

function networkFailed(
  state: RuntimeState,
  sandbox: Sandbox,
  why: string,
  reply: Reply,
  context: Context,
): RuntimeState {
  const value = move(context, sandboxChart, keyOf(sandbox), sandbox.value, 'fail');
  answerError(context, reply, 'Unknown', `failed to setup network for sandbox "${sandbox.id}": ${why}`);
  return withSandbox(state, movedTo(sandbox, value));
}

/** CNI ADD is done: the sandbox has its address and is ready. */
export function sandboxNetworked(
  state: RuntimeState,
  id: string,
  reply: Reply,
  context: Context,
): RuntimeState {
  const sandbox = state.sandboxes.get(id);
  if (!sandbox) return state;
  if (!sandbox.hostNetwork && state.podCidr === '')
    return networkFailed(state, sandbox, 'cni plugin not initialized', reply, context);
  const taken = sandbox.hostNetwork ? { ip: '', state } : takeAddress(state);
  if (!taken)
    return networkFailed(
      state,
      sandbox,
      `plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${state.podCidr}`,
      reply,
      context,
    );
  const value = move(context, sandboxChart, keyOf(sandbox), sandbox.value, 'attached');
  const ready = draftOfSandbox(sandbox);
  ready.value = value;
  ready.ip = taken.ip;
  answer(context, reply, { method: 'RunPodSandbox', id: reply.id, sandbox: sandboxInfo(ready) });
  return withSandbox(taken.state, ready);
}

export function podSandboxStatus(
  state: RuntimeState,
  call: Call<'PodSandboxStatus'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const sandbox = state.sandboxes.get(call.sandbox);
  answer(
    context,
    reply,
    { method: 'PodSandboxStatus', id: reply.id, sandbox: sandbox ? sandboxInfo(sandbox) : null },
    900,
  );
  return state;
}

/** StopPodSandbox kills what still runs in it, then takes the network away. */
export function stopPodSandbox(
  state: RuntimeState,
  call: Call<'StopPodSandbox'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  const sandbox = state.sandboxes.get(call.sandbox);
  if (!sandbox || sandbox.value === 'NotReady') {
    answerDone(context, reply, 900);
    return state;
  }
  let next = state;
  for (const record of state.containers.values()) {
    if (record.info.sandbox === sandbox.id && (record.value === 'Running' || record.value === 'Stopping'))
      next = endContainer(next, record.info.id, 137, 'Error', context, true);
  }
  const value = move(
    context,
    sandboxChart,
    keyOf(sandbox),
    sandbox.value,
    sandbox.value === 'Ready' ? 'stop' : 'fail',
  );
  answerDone(context, reply, context.random.jitterInUs(55_000, 0.2));
  next = giveBack(next, sandbox.ip);
  return withSandbox(next, movedTo(sandbox, value));
}

/** RemovePodSandbox takes its containers and their logs with it. */
export function removePodSandbox(
  state: RuntimeState,
  call: Call<'RemovePodSandbox'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  answerDone(context, reply, 14_000);
  const sandbox = state.sandboxes.get(call.sandbox);
  if (!sandbox) return state;
  let { containers } = state;
  for (const record of state.containers.values())
    if (record.info.sandbox === sandbox.id) containers = containers.without(record.info.id);
  move(context, sandboxChart, keyOf(sandbox), sandbox.value, 'remove');
  const next = draftOf(giveBack(state, sandbox.ip));
  next.containers = containers;
  next.sandboxes = state.sandboxes.without(sandbox.id);
  return next;
}

export function listPodSandbox(state: RuntimeState, reply: Reply, context: Context): RuntimeState {
  answer(
    context,
    reply,
    { method: 'ListPodSandbox', id: reply.id, sandboxes: [...state.sandboxes.values()].map(sandboxInfo) },
    1_500,
  );
  return state;
}

/** The address range comes from the Node object, through the kubelet. */
export function updateRuntimeConfig(
  state: RuntimeState,
  call: Call<'UpdateRuntimeConfig'>,
  reply: Reply,
  context: Context,
): RuntimeState {
  answerDone(context, reply, 500);
  if (call.podCidr === state.podCidr || call.podCidr === '') return state;
  return { ...state, podCidr: call.podCidr };
}
