import type { Context } from '../../kernel/part.ts';
import type { EtcdRequest, EtcdResponse } from '../../wires/etcd.ts';
import { labelOf } from './command.ts';
import { range, type Store } from './mvcc/store.ts';
import type { Client } from './types.ts';

/** Applying one operation in memory and writing the answer. */
export const SERVE_IN_US = 60;

/** Ends a client's request. */
export function answer(context: Context, client: Client, body: EtcdResponse, label = ''): void {
  const failed = body.kind === 'error';
  context.send({
    to: client.from,
    wire: 'etcd',
    verb: failed ? 'error' : 'ok',
    label: failed ? body.message : label,
    body,
    role: 'answer',
    exchange: client.exchange,
    subject: client.subject,
    afterInUs: context.work(SERVE_IN_US),
    background: client.background,
  });
}

export function refuse(context: Context, client: Client, id: number, message: string): void {
  answer(context, client, { kind: 'error', id, message });
}

/** Answers a read from the store as it is. */
export function answerRange(
  context: Context,
  client: Client,
  store: Store,
  request: Extract<EtcdRequest, { kind: 'range' }>,
): void {
  const { id, key, end, limit, revision, countOnly } = request;
  const found = range(store, key, end, limit, revision);
  if (typeof found === 'string') return refuse(context, client, id, found);
  const { count, more } = found;
  answer(
    context,
    client,
    { kind: 'range', id, revision: store.revision, kvs: countOnly ? [] : found.kvs, count, more },
    labelOf(request),
  );
}
