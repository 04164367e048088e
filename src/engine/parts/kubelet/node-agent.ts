/** The Node object and its Lease. Models kubelet_node_status.go and component-helpers/apimachinery/lease controller.go. */
import { microTimeText, timeText } from '../../../kube/time.ts';
import type { Lease, Node, NodeStatus } from '../../../kube/types/node.ts';
import type { Condition, ResourceList } from '../../../kube/value.ts';
import { type ClientEvent, request } from '../../loops/client.ts';
import { startInformers } from '../../loops/informer.ts';
import { withField } from './draft.ts';
import { nodeEvent } from './events.ts';
import type { Env, KubeletConfig, KubeletState } from './types.ts';

export const VERSION = 'v1.36.3';
const LEASE_IN_SECONDS = 40;
const RENEW_IN_US = 10_000_000;
const REPORT_IN_US = 300_000_000;
const STATUS_TICK_IN_US = 10_000_000;
const REGISTER_RETRY_IN_US = 1_000_000;
const GIB = 1_073_741_824;
const HEARTBEAT_TIMEOUT_IN_US = 10_000_000;

const nodePath = (env: Env, subresource = '') => `/api/v1/nodes/${env.config.node}${subresource}`;
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

function conditions(state: KubeletState, { context }: Env): readonly Condition[] {
  const now = timeText(context.nowUs, context.epochSeconds);
  const { ready, readySince } = state.agent;
  const calm = (type: string, reason: string, message: string): Condition => ({
    type,
    status: 'False',
    lastHeartbeatTime: now,
    lastTransitionTime: readySince || now,
    reason,
    message,
  });
  const readiness: Condition = ready
    ? {
        type: 'Ready',
        status: 'True',
        lastHeartbeatTime: now,
        lastTransitionTime: readySince,
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
      }
    : {
        type: 'Ready',
        status: 'False',
        lastHeartbeatTime: now,
        lastTransitionTime: readySince,
        reason: 'KubeletNotReady',
        message: 'container runtime is down',
      };
  return [
    calm('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    calm('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    calm('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    readiness,
  ];
}

function machineId(node: string): string {
  let h = 0;
  for (let i = 0; i < node.length; i += 1) h = (h * 33 + node.charCodeAt(i)) % 4_294_967_296;
  return h.toString(16).padStart(8, '0').repeat(4);
}

/** `4` or `2500m`; `8Gi` or `7905828Ki`. */
function resourcesOf({ allocatable }: KubeletConfig): ResourceList {
  const { milliCpu, memoryInBytes, pods } = allocatable;
  const gib = memoryInBytes / GIB;
  return {
    cpu: milliCpu % 1000 === 0 ? String(milliCpu / 1000) : `${milliCpu}m`,
    'ephemeral-storage': '100Gi',
    memory: Number.isInteger(gib) ? `${gib}Gi` : `${Math.floor(memoryInBytes / 1024)}Ki`,
    pods: String(pods),
  };
}

function statusOf(state: KubeletState, env: Env): NodeStatus {
  const { config } = env;
  const allocatable = resourcesOf(config);
  const id = machineId(config.node);
  return {
    capacity: allocatable,
    allocatable,
    conditions: conditions(state, env),
    addresses: [
      { type: 'InternalIP', address: config.address ?? '192.0.2.10' },
      { type: 'Hostname', address: config.node },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: id,
      systemUUID: id,
      bootID: id,
      kernelVersion: '6.1.0-40-amd64',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      containerRuntimeVersion: config.runtimeVersion ?? 'containerd://2.1.4',
      kubeletVersion: VERSION,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    images: [...state.images].map(([name, sizeBytes]) => ({ names: [name], sizeBytes })),
  };
}

/** The Node as the kubelet would make it. */
export function nodeObject(state: KubeletState, env: Env): Node {
  const { config } = env;
  const labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': config.node,
    'kubernetes.io/os': 'linux',
    ...config.labels,
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: config.node,
      labels,
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: config.taints ? { taints: config.taints } : {},
    status: statusOf(state, env),
  };
}

/** Marks the node ready or not; the next status says since when. */
export function setReady(state: KubeletState, ready: boolean, { context }: Env): KubeletState {
  const { agent } = state;
  if (agent.ready === ready && agent.readySince !== '') return state;
  return {
    ...state,
    agent: {
      ...agent,
      ready,
      runtimeReady: ready,
      readySince: timeText(context.nowUs, context.epochSeconds),
      statusDue: true,
    },
  };
}

/** Tries to make the Node object; one that exists is taken over. */
export function register(state: KubeletState, env: Env): KubeletState {
  const spec = {
    method: 'POST' as const,
    path: '/api/v1/nodes',
    body: nodeObject(state, env),
    purpose: { for: 'node-create' },
    subject: `nodes/${env.config.node}`,
  };
  return {
    ...state,
    heartbeat: request(state.heartbeat, env.context, spec),
    agent: { ...state.agent, phase: 'registering' },
  };
}

function getLease(state: KubeletState, { config, context }: Env): KubeletState {
  const spec = {
    method: 'GET' as const,
    path: `${leases}/${config.node}`,
    purpose: { for: 'lease-get' },
    timeoutInUs: HEARTBEAT_TIMEOUT_IN_US,
    background: true,
  };
  return withField(state, 'heartbeat', request(state.heartbeat, context, spec));
}

function freshLease(state: KubeletState, base: Lease | null, { config, context }: Env): Lease {
  const renewTime = microTimeText(context.nowUs, context.epochSeconds);
  const owner = { apiVersion: 'v1', kind: 'Node', name: config.node, uid: state.agent.nodeUid };
  const metadata = base?.metadata ?? {
    name: config.node,
    namespace: 'kube-node-lease',
    ownerReferences: [owner],
  };
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata,
    spec: { holderIdentity: config.node, leaseDurationSeconds: LEASE_IN_SECONDS, renewTime },
  };
}

function createLease(state: KubeletState, env: Env): KubeletState {
  const spec = {
    method: 'POST' as const,
    path: leases,
    body: freshLease(state, null, env),
    purpose: { for: 'lease-create' },
    timeoutInUs: HEARTBEAT_TIMEOUT_IN_US,
    background: true,
  };
  return { ...state, heartbeat: request(state.heartbeat, env.context, spec) };
}

/** The heartbeat: every ten seconds the Lease is renewed. */
export function renewLease(state: KubeletState, env: Env): KubeletState {
  const { config, context } = env;
  armLease(env);
  if (state.agent.phase !== 'registered') return state;
  if (state.agent.lease === null) return getLease(state, env);
  const spec = {
    method: 'PUT' as const,
    path: `${leases}/${config.node}`,
    body: freshLease(state, state.agent.lease, env),
    purpose: { for: 'lease-put' },
    subject: `leases.coordination.k8s.io/kube-node-lease/${config.node}`,
    timeoutInUs: HEARTBEAT_TIMEOUT_IN_US,
    background: true,
  };
  return withField(state, 'heartbeat', request(state.heartbeat, context, spec));
}

function armLease({ context }: Env, afterInUs = context.random.jitterInUs(RENEW_IN_US, 0.04)): void {
  context.timer({ name: 'lease', afterInUs, periodic: true, background: true });
}

function armStatus({ context }: Env, name: string, afterInUs: number): void {
  context.timer({ name, afterInUs, periodic: true, background: true });
}

/** Status of the Node: now, because something changed, or because five minutes are over. */
export function reportStatus(state: KubeletState, env: Env): KubeletState {
  if (state.agent.phase !== 'registered') return state;
  const body = { status: statusOf(state, env) };
  const spec = {
    method: 'PATCH' as const,
    path: nodePath(env, '/status'),
    contentType: 'application/strategic-merge-patch+json',
    body,
    purpose: { for: 'node-patch' },
    subject: `nodes/${env.config.node}`,
  };
  return {
    ...state,
    heartbeat: request(state.heartbeat, env.context, spec),
    agent: { ...state.agent, statusDue: false },
  };
}

/** The long period between reports when nothing changes. */
export function periodicReport(state: KubeletState, env: Env): KubeletState {
  armStatus(env, 'node-status', env.context.random.jitterInUs(REPORT_IN_US, 0.1));
  return reportStatus(state, env);
}

/** The ten-second tick is armed only when there is something to report. */
export function armStatusTick(before: KubeletState, state: KubeletState, env: Env): void {
  if (state.agent.statusDue && !before.agent.statusDue && state.agent.phase === 'registered')
    armStatus(env, 'node-status-soon', env.context.random.between(1, STATUS_TICK_IN_US));
}

function registered(state: KubeletState, node: Node, existed: boolean, env: Env): KubeletState {
  const { context } = env;
  // A node that was ready before is still ready since then.
  const before = node.status?.conditions?.find(
    (c) => c.type === 'Ready' && (c.status === 'True') === state.agent.ready,
  );
  const readySince = before?.lastTransitionTime ?? state.agent.readySince;
  let next: KubeletState = {
    ...state,
    agent: {
      ...state.agent,
      phase: 'registered',
      nodeUid: node.metadata.uid ?? '',
      readySince,
      statusDue: false,
    },
  };
  next = { ...next, informers: startInformers(next.informers, context) };
  armLease(env, context.random.between(1, RENEW_IN_US));
  armStatus(env, 'node-status', context.random.between(REPORT_IN_US / 2, REPORT_IN_US));
  next = getLease(nodeEvent(next, 'Normal', 'Starting', 'Starting kubelet.', env), env);
  if (existed) next = reportStatus(next, env);
  return next;
}

type Outcome = Exclude<ClientEvent, { kind: 'reset' }> | 'lost';

/** The answer to a request for the Node. */
export function onNodeAnswer(state: KubeletState, purpose: string, outcome: Outcome, env: Env): KubeletState {
  const response = outcome !== 'lost' && outcome.kind === 'answer' ? outcome.response : null;
  if (purpose === 'node-patch')
    return response && response.code < 300 ? state : { ...state, agent: { ...state.agent, statusDue: true } };
  if (response && response.code < 300)
    return registered(state, response.body as Node, purpose === 'node-get', env);
  if (purpose === 'node-create' && response?.code === 409) {
    const spec = { method: 'GET' as const, path: nodePath(env), purpose: { for: 'node-get' } };
    return { ...state, heartbeat: request(state.heartbeat, env.context, spec) };
  }
  env.context.timer({
    name: 'register',
    afterInUs: env.context.random.jitterInUs(REGISTER_RETRY_IN_US, 0.3),
    background: true,
  });
  return state;
}

/** The answer to a request for the Lease; what failed is tried again at the next tick. */
export function onLeaseAnswer(
  state: KubeletState,
  purpose: string,
  outcome: Outcome,
  env: Env,
): KubeletState {
  const response = outcome !== 'lost' && outcome.kind === 'answer' ? outcome.response : null;
  if (response === null) return state;
  if (purpose === 'lease-get' && response.code === 404) return createLease(state, env);
  if (response.code >= 300) return { ...state, agent: { ...state.agent, lease: null } };
  const lease = response.body as Lease;
  const renewed = purpose === 'lease-get' ? state.agent.leaseRenewedAtUs : env.context.nowUs;
  const { phase, runtimeReady, ready, readySince, nodeUid, statusDue } = state.agent;
  const next = withField(state, 'agent', {
    phase,
    runtimeReady,
    lease,
    leaseRenewedAtUs: renewed,
    ready,
    readySince,
    nodeUid,
    statusDue,
  });
  return purpose === 'lease-get' ? renewLease(next, env) : next;
}
