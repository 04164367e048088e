/** What is said about requests and entries: labels, subjects, sizes. */
import { kindOf, qualifiedResource } from '../../../kube/kinds/kinds.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { EtcdOp, EtcdRequest } from '../../wires/etcd.ts';
import type { Entry, Message } from './raft/types.ts';
import type { Command } from './types.ts';

/** Bytes of a record of the write-ahead log besides its value: type, checksum, key, comparison. */
const OVERHEAD_IN_BYTES = 200;
/** Bytes of usual objects in protobuf. The model does not serialise what it stores, so sizes are estimates. */
const VALUE_IN_BYTES: readonly (readonly [string, number])[] = [
  ['/registry/pods/', 2600],
  ['/registry/events/', 700],
  ['/registry/leases/', 350],
  ['/registry/minions/', 4200],
];
const OTHER_VALUE_IN_BYTES = 1100;

function firstWrite(request: EtcdRequest): EtcdOp | undefined {
  return request.kind === 'txn' ? request.success[0] : undefined;
}

/** What a request is about, in a few words. */
export function labelOf(request: EtcdRequest): string {
  switch (request.kind) {
    case 'range':
      return request.end === '' ? `get ${request.key}` : `range ${request.key}`;
    case 'watch':
      return `watch ${request.key}`;
    case 'txn': {
      const op = firstWrite(request);
      return op ? `${op.op} ${op.key}` : 'compare';
    }
    case 'compact':
      return `compact to ${request.revision}`;
    case 'lease-grant':
    case 'lease-revoke':
    case 'lease-keep-alive':
    case 'watch-cancel':
      return request.kind;
  }
}

/** Name across the product of the object that a request writes (`pods/default/web`); empty when it is not one object. */
export function subjectOf(request: EtcdRequest): string {
  const op = firstWrite(request);
  return op?.op === 'put' ? subjectOfValue(op.value) : '';
}

export function subjectOfValue(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('metadata' in value)) return '';
  const { apiVersion, kind, metadata } = value as KubeObject;
  const resource = kindOf(apiVersion, kind);
  if (!resource) return '';
  const plural = qualifiedResource(resource);
  return metadata.namespace
    ? `${plural}/${metadata.namespace}/${metadata.name ?? ''}`
    : `${plural}/${metadata.name ?? ''}`;
}

/** Bytes of a request in the log, estimated. */
export function sizeOf(request: EtcdRequest): number {
  const op = firstWrite(request);
  if (op?.op !== 'put') return OVERHEAD_IN_BYTES;
  const known = VALUE_IN_BYTES.find(([prefix]) => op.key.startsWith(prefix));
  return OVERHEAD_IN_BYTES + (known?.[1] ?? OTHER_VALUE_IN_BYTES);
}

export function commandOf(entry: Entry): Command | undefined {
  return entry.data as Command | undefined;
}

/** `entry 12`, `entries 12–15`; empty for none. */
export function namesOf(entries: readonly Entry[]): string {
  const first = entries[0];
  const last = entries[entries.length - 1];
  if (!first || !last) return '';
  return first === last ? `entry ${first.index}` : `entries ${first.index}–${last.index}`;
}

/** What a Raft message says, in a few words. */
export function labelOfMessage(message: Message): string {
  const { type, term, entries, index, commit, reject, snapshot } = message;
  const proposed = type === 'MsgProp' ? (entries[0]?.data as Command | undefined) : undefined;
  if (proposed) return labelOf(proposed.request);
  const head = term === 0 ? '' : `term ${term}`;
  if (snapshot) return `${head} snapshot ${snapshot.index}`;
  if (entries.length > 0) return `${head} ${namesOf(entries)}`;
  if (type === 'MsgAppResp') return `${head} ${reject ? 'no match at' : 'has'} ${index}`;
  if (type === 'MsgVoteResp' || type === 'MsgPreVoteResp') return `${head} ${reject ? 'no' : 'yes'}`;
  return commit > 0 ? `${head} commit ${commit}` : head;
}

/** The one object that a Raft message is about, or empty. */
export function subjectOfMessage({ entries }: Message): string {
  return entries.length === 1 ? ((entries[0]?.data as Command | undefined)?.subject ?? '') : '';
}
