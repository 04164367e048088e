/**
 * Leader election on a coordination.k8s.io Lease: who may act when several replicas run. Models client-go tools/leaderelection
 * (15 s lease, 10 s renew deadline, 2 s retry). Lease writes are heartbeats: everything here is marked background.
 */
import type { Lease } from '../../kube/types/node.ts';
import { microTimeText } from '../../kube/time.ts';
import type { Context, Delivery } from '../kernel/part.ts';
import {
  type ClientConfig,
  type ClientEvent,
  type ClientState,
  closeClient,
  createClient,
  handleDelivery,
  request,
} from './client.ts';
import { leaseElectionChart } from './lease-election.chart.ts';

export const LEASE_DURATION_IN_US = 15_000_000;
export const RENEW_DEADLINE_IN_US = 10_000_000;
export const RETRY_PERIOD_IN_US = 2_000_000;
const JITTER = 1.2;

export interface ElectionState {
  readonly client: ClientState;
  /** Name of the Lease in kube-system. */
  readonly lease: string;
  /** `cp-1_<uid>` */
  readonly identity: string;
  /** State of the chart. */
  readonly value: string;
  /** The Lease as last seen, null before that. */
  readonly observed: Lease | null;
  readonly observedAtUs: number;
  readonly renewedAtUs: number;
  readonly nextTryAtUs: number;
  readonly sinceUs: number;
}

export interface ElectionStep {
  readonly election: ElectionState;
  readonly mine: boolean;
  /** `won`: begin to act. `lost`: the real process ends here; begin anew. */
  readonly outcome: 'won' | 'lost' | null;
}

/** Joins the election: the first try is made at once. */
export function startElection(
  client: ClientConfig,
  lease: string,
  identity: string,
  context: Context,
  nextId?: number,
): ElectionState {
  const election: ElectionState = {
    client: createClient(client, nextId),
    lease,
    identity,
    value: leaseElectionChart.initial.to,
    observed: null,
    observedAtUs: 0,
    renewedAtUs: 0,
    nextTryAtUs: 0,
    sinceUs: context.nowUs,
  };
  return tryNow(election, context);
}

/** Leaves the election without giving the Lease back. */
export function leaveElection(election: ElectionState, context: Context): ElectionState {
  context.cancel(timerName(election));
  context.cancel(deadlineName(election));
  return { ...election, client: closeClient(election.client, context), value: leaseElectionChart.initial.to };
}

/** The process is asked to end: who leads gives the Lease back, so that the next need not wait until it runs out. */
export function releaseLease(election: ElectionState, context: Context): ElectionState {
  context.cancel(timerName(election));
  context.cancel(deadlineName(election));
  const left = { ...election, client: closeClient(election.client, context) };
  const releasing = step(left, 'RELEASE', context);
  return releasing.value === 'releasing' ? ask(releasing, 'GET', null, context) : releasing;
}

/** Whether nothing is left to be given back. */
export function hasReleased(election: ElectionState): boolean {
  return election.value === 'released';
}

/** Models LeaderElector.release: the record is read again, and written without a holder if it is still ours. */
function onReleaseAnswer(
  election: ElectionState,
  event: Extract<ClientEvent, { kind: 'answer' }>,
  context: Context,
): ElectionState {
  const { code, body } = event.response;
  if (event.purpose['method'] !== 'GET' || code !== 200)
    return step(election, code < 300 ? 'WRITTEN' : 'FAILED', context);
  const lease = body as Lease;
  if (lease.spec?.holderIdentity !== election.identity) return step(election, 'FAILED', context);
  const now = microTimeText(context.nowUs, context.epochSeconds);
  const { leaseTransitions } = lease.spec;
  const spec = { leaseDurationSeconds: 1, acquireTime: now, renewTime: now, leaseTransitions };
  return ask(election, 'PUT', { ...lease, spec }, context);
}

/** Whether it may act. */
export function isLeading(election: ElectionState): boolean {
  return election.value === 'leading' || election.value === 'renewing' || election.value === 'retrying';
}

export function leaseHolder(election: ElectionState): string {
  return election.observed?.spec?.holderIdentity ?? '';
}

/** Ends a round of renewals that has not succeeded; an open request does not hold it up. */
function deadlineName(election: ElectionState): string {
  return `${election.client.config.name}/lease-deadline`;
}

function timerName(election: ElectionState): string {
  return `${election.client.config.name}/lease`;
}

function step(election: ElectionState, event: string, context: Context, held = false): ElectionState {
  const { to, changed } = leaseElectionChart.step(election.value, event, () => held);
  if (!changed) return election;
  context.phase({ chart: 'lease-election', subject: election.lease, from: election.value, to });
  return { ...election, value: to };
}

function leasePath(election: ElectionState, named: boolean): string {
  return `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases${named ? `/${election.lease}` : ''}`;
}

function ask(
  election: ElectionState,
  method: 'GET' | 'POST' | 'PUT',
  body: unknown,
  context: Context,
): ElectionState {
  const client = request(election.client, context, {
    method,
    path: leasePath(election, method !== 'POST'),
    query: [['timeout', '5s']],
    body: body ?? undefined,
    purpose: { for: 'election', method },
    subject: `leases.coordination.k8s.io/kube-system/${election.lease}`,
    timeoutInUs: RENEW_DEADLINE_IN_US / 2,
    // Renewing is routine; giving back is what a person asked for.
    background: election.value !== 'releasing',
  });
  return { ...election, client };
}

/** A round of tryAcquireOrRenew: a leader whose Lease still holds writes at once, everyone else reads first. */
function tryNow(election: ElectionState, context: Context): ElectionState {
  if (!isLeading(election)) return ask(step(election, 'RETRY', context), 'GET', null, context);
  if (election.value === 'leading')
    context.timer({ name: deadlineName(election), afterInUs: RENEW_DEADLINE_IN_US, background: true });
  const renewing = step(election, 'RENEW', context);
  const valid = election.observedAtUs + LEASE_DURATION_IN_US > context.nowUs;
  return valid ? write(renewing, context) : ask(renewing, 'GET', null, context);
}

function write(election: ElectionState, context: Context): ElectionState {
  const now = microTimeText(context.nowUs, context.epochSeconds);
  const old = election.observed;
  const mine = old?.spec?.holderIdentity === election.identity;
  const spec = {
    holderIdentity: election.identity,
    leaseDurationSeconds: LEASE_DURATION_IN_US / 1_000_000,
    acquireTime: mine ? old?.spec?.acquireTime : now,
    renewTime: now,
    leaseTransitions: (old?.spec?.leaseTransitions ?? 0) + (old === null || mine ? 0 : 1),
  };
  if (old !== null) return ask(election, 'PUT', { ...old, spec }, context);
  const metadata = { name: election.lease, namespace: 'kube-system' };
  return ask(
    election,
    'POST',
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec },
    context,
  );
}

export function handleElection(election: ElectionState, delivery: Delivery, context: Context): ElectionStep {
  if (delivery.kind === 'timer' && delivery.name === timerName(election))
    return { election: tryNow(election, context), mine: true, outcome: null };
  if (delivery.kind === 'timer' && delivery.name === deadlineName(election)) {
    return {
      election: step(election, 'EXPIRED', context),
      mine: true,
      outcome: isLeading(election) ? 'lost' : null,
    };
  }
  const { client, event, mine } = handleDelivery(election.client, delivery, context);
  const next = client === election.client ? election : { ...election, client };
  if (event === null) return { election: next, mine, outcome: null };
  if (election.value === 'releasing') {
    const over =
      event.kind === 'answer' ? onReleaseAnswer(next, event, context) : step(next, 'FAILED', context);
    return { election: over, mine, outcome: null };
  }
  if (event.kind === 'reset') return { election: failed(next, context), mine, outcome: null };
  const after = event.kind === 'answer' ? onAnswer(next, event, context) : failed(next, context);
  const outcome = !isLeading(election) && isLeading(after) ? 'won' : null;
  return { election: after, mine: true, outcome };
}

function onAnswer(
  election: ElectionState,
  event: Extract<ClientEvent, { kind: 'answer' }>,
  context: Context,
): ElectionState {
  const { code, body } = event.response;
  if (event.purpose['method'] === 'GET') {
    if (code === 404) return write(step({ ...election, observed: null }, 'MISSING', context), context);
    if (code !== 200) return failed(election, context);
    const seen = observe(election, body as Lease, context.nowUs);
    const holder = leaseHolder(seen);
    const held =
      holder !== '' && holder !== seen.identity && seen.observedAtUs + LEASE_DURATION_IN_US > context.nowUs;
    if (held && isLeading(seen)) return failed(seen, context);
    const next = step(seen, 'FOUND', context, held);
    return held ? tryLater(next, context) : write(next, context);
  }
  if (code >= 300)
    return failed({ ...election, observedAtUs: code === 409 ? 0 : election.observedAtUs }, context);
  context.cancel(deadlineName(election));
  const written = observe(election, body as Lease, context.nowUs);
  return tryLater({ ...step(written, 'WRITTEN', context), renewedAtUs: context.nowUs }, context);
}

/** Whose clock counts: not the time written in the Lease, but when this replica saw it change. */
function observe(election: ElectionState, lease: Lease, nowUs: number): ElectionState {
  const same = election.observed?.metadata.resourceVersion === lease.metadata.resourceVersion;
  return {
    ...election,
    observed: lease,
    observedAtUs: same && election.observedAtUs > 0 ? election.observedAtUs : nowUs,
  };
}

function failed(election: ElectionState, context: Context): ElectionState {
  return tryLater(step(election, 'FAILED', context), context);
}

function tryLater(election: ElectionState, context: Context): ElectionState {
  const stretch = isLeading(election) ? 1 : 1 + JITTER * context.random.next();
  const afterInUs = Math.round(RETRY_PERIOD_IN_US * stretch);
  context.timer({ name: timerName(election), afterInUs, periodic: true, background: true });
  return { ...election, nextTryAtUs: context.nowUs + afterInUs };
}
