import { tooManyRequests } from '../../../../kube/status.ts';
import type { RequestInfo, Stage, User } from '../types.ts';

/** Seats of a priority level: its share of --max-requests-inflight 400 plus --max-mutating-requests-inflight 200, by nominalConcurrencyShares. */
const SHARES = {
  'node-high': 40,
  system: 30,
  'leader-election': 10,
  'workload-high': 40,
  'workload-low': 100,
  'global-default': 20,
  'catch-all': 5,
} as const;
const TOTAL_SHARES = 245;
const SERVER_SEATS = 600;
/** queues × queueLengthLimit of a level that queues; catch-all rejects at once. */
const QUEUED_MAX = 64 * 50;

export const EXEMPT = 'exempt';

/** Seats of a level; exempt has no limit. */
export function seatsOf(level: string): number {
  const share = (SHARES as Readonly<Record<string, number>>)[level];
  return share === undefined ? Number.POSITIVE_INFINITY : Math.ceil((SERVER_SEATS * share) / TOTAL_SHARES);
}

export const PRIORITY_LEVELS = Object.keys(SHARES);

const KUBE_SYSTEM_ACCOUNTS = 'system:serviceaccount:kube-system:';

function isLeaderElection(user: User, info: RequestInfo): boolean {
  if (
    info.resource?.plural !== 'leases' ||
    (info.verb !== 'get' && info.verb !== 'create' && info.verb !== 'update')
  )
    return false;
  return (
    user.name === 'system:kube-controller-manager' ||
    user.name === 'system:kube-scheduler' ||
    user.name.startsWith(KUBE_SYSTEM_ACCOUNTS)
  );
}

function isNodeHeartbeat(info: RequestInfo): boolean {
  const plural = info.resource?.plural;
  return (
    plural === 'leases' || (plural === 'nodes' && (info.subresource === '' || info.subresource === 'status'))
  );
}

/** The priority level of a request, by the flow schemas that every cluster starts with, in their order of precedence. */
export function levelOf(user: User, info: RequestInfo): string {
  if (user.groups.includes('system:masters')) return EXEMPT;
  if (
    info.resource === null &&
    (info.path === '/healthz' || info.path === '/livez' || info.path === '/readyz')
  )
    return EXEMPT;
  if (isLeaderElection(user, info)) return 'leader-election';
  if (user.groups.includes('system:nodes')) return isNodeHeartbeat(info) ? 'node-high' : 'system';
  if (user.name === 'system:kube-controller-manager' || user.name === 'system:kube-scheduler')
    return 'workload-high';
  if (user.name.startsWith(KUBE_SYSTEM_ACCOUNTS)) return 'workload-high';
  return user.groups.includes('system:serviceaccounts') ? 'workload-low' : 'global-default';
}

/** Puts the request into its priority level. Whether it must wait for a seat is asked afterwards, because waiting is no refusal. */
export const classify: Stage = (call) => ({ level: levelOf(call.user, call.info) });

/** The refusal when even the queue of a level is full. */
export function queueFull(queued: number): ReturnType<typeof tooManyRequests> | undefined {
  return queued >= QUEUED_MAX ? tooManyRequests('too many requests, please try again later', 1) : undefined;
}
