import { deleteOf, type EtcdQuestion, putOf, rangeOf } from './etcd-client.ts';
import { storeKeyOf } from './stages/decode.ts';
import { forStore } from './stored.ts';
import type { Call } from './types.ts';

export type WritePlan = Extract<Call['plan'], { kind: 'write' }>;

/** The transaction of a write; only a read when the client asks what would happen. */
export function writeOf(call: Call, plan: WritePlan): EtcdQuestion {
  const key = storeKeyOf(call, plan.object.metadata.name ?? call.info.name);
  if (plan.dryRun) return rangeOf(key);
  return plan.verb === 'DELETED'
    ? deleteOf(key, plan.revision)
    : putOf(key, forStore(plan.object), plan.revision);
}

/** Who is named as the writer: fieldManager, or the first word of the user agent. */
export function managerOf({ request }: Call): string {
  const named = request.query.find(([key]) => key === 'fieldManager')?.[1];
  if (named) return named;
  const slash = request.userAgent.indexOf('/');
  return slash < 0 ? request.userAgent : request.userAgent.slice(0, slash);
}
