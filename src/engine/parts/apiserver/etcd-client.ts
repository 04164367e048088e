/** The gRPC client of etcd: requests with their time-outs, change of member, what is sent again. Models clientv3 as storage/etcd3 uses it. */
import type { PartId } from '../../../protocol/ids.ts';
import type { Context } from '../../kernel/part.ts';
import type { EtcdRequest } from '../../wires/etcd.ts';
import type { ApiserverConfig, Draft, Flight } from './types.ts';

/** After one round of refusals by all members it waits so long before the next. */
const RECONNECT_IN_US = 1_000_000;
/** TCP gives a connection up when sent data stays unacknowledged so long (gRPC sets TCP_USER_TIMEOUT to the keep-alive time-out). */
export const SILENCE_MAX_IN_US = 10_000_000;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type EtcdQuestion = WithoutId<EtcdRequest>;

export function endpointOf(draft: Draft, config: ApiserverConfig): PartId {
  return config.etcd[draft.endpoint % config.etcd.length] ?? '';
}

const VERBS: Readonly<Record<EtcdRequest['kind'], string>> = {
  range: 'Range',
  txn: 'Txn',
  watch: 'Watch',
  'watch-cancel': 'WatchCancel',
  'lease-grant': 'LeaseGrant',
  'lease-revoke': 'LeaseRevoke',
  'lease-keep-alive': 'LeaseKeepAlive',
  compact: 'Compact',
};

/** A new id for something sent to etcd or a kubelet. */
export function takeId(draft: Draft): number {
  draft.nextId += 1;
  return draft.nextId;
}

/** Sends a request that has its id. */
export function transmit(
  draft: Draft,
  config: ApiserverConfig,
  context: Context,
  request: EtcdRequest,
  label: string,
  afterInUs: number,
  cause?: number,
): void {
  context.send({
    to: endpointOf(draft, config),
    wire: 'etcd',
    verb: VERBS[request.kind],
    label,
    body: request,
    role: 'request',
    afterInUs,
    cause,
  });
}

/** A linearizable read of one key. */
export function rangeOf(key: string): EtcdQuestion {
  return { kind: 'range', key, end: '', limit: 0, revision: 0, serializable: false, countOnly: false };
}

/** A write that takes place only if the key still has that revision; else the transaction reads it. */
export function putOf(key: string, value: unknown, revision: number): EtcdQuestion {
  return {
    kind: 'txn',
    compare: [{ key, target: 'mod', result: 'equal', value: revision }],
    success: [{ op: 'put', key, value, lease: 0 }],
    failure: revision === 0 ? [] : [{ op: 'range', key, end: '', limit: 0, revision: 0 }],
  };
}

export function deleteOf(key: string, revision: number): EtcdQuestion {
  return {
    kind: 'txn',
    compare: [{ key, target: 'mod', result: 'equal', value: revision }],
    success: [{ op: 'delete', key, end: '' }],
    failure: [{ op: 'range', key, end: '', limit: 0, revision: 0 }],
  };
}

/** The connection to `member` is of no use: goes on to the next one, or waits when none listens. True when there is one to try now. */
export function leaveMember(
  draft: Draft,
  config: ApiserverConfig,
  context: Context,
  refused: boolean,
): boolean {
  draft.endpoint = (draft.endpoint + 1) % config.etcd.length;
  draft.refusals = refused ? draft.refusals + 1 : draft.refusals;
  draft.lastHeardUs = context.nowUs;
  if (draft.refusals < config.etcd.length) return true;
  if (!draft.reconnecting) context.timer({ name: 'etcd-reconnect', afterInUs: RECONNECT_IN_US });
  draft.reconnecting = true;
  return false;
}

/** Sends again what waits for an answer that cannot come any more. */
export function resendAll(
  draft: Draft,
  config: ApiserverConfig,
  context: Context,
  which: (flight: Flight) => boolean,
): void {
  draft.flights = draft.flights.map((flight) => {
    if (flight.waitsFor !== 'etcd' || flight.etcd === null || !which(flight)) return flight;
    if (draft.reconnecting) return { ...flight, sent: false };
    transmit(draft, config, context, flight.etcd, flight.label, 0);
    return { ...flight, sent: true, sentAtUs: context.nowUs };
  });
}
