/** deletecollection: one object after another, each by the rules of a single delete. Models registry Store.DeleteCollection. */
import type { Resource } from '../../../kube/kinds/kinds.ts';
import type { Status } from '../../../kube/status.ts';
import type { KubeObject } from '../../../kube/value.ts';
import type { EtcdResponse } from '../../wires/etcd.ts';
import { listOf, refuse, respond, subjectOf, tellPhase } from './answer.ts';
import { cacheFor } from './caches.ts';
import { selectedIn } from './lists.ts';
import { ask, launch } from './flights.ts';
import { selectionOf } from './selection.ts';
import { planDeletion } from './stages/deletion.ts';
import { decodeKv, withRevision } from './stored.ts';
import { DispatchWorld } from './stages/world.ts';
import type { Call, Env, Plan } from './types.ts';
import { managerOf, type WritePlan, writeOf } from './writes.ts';

type CollectionPlan = Extract<Plan, { readonly kind: 'collection' }>;

/** The request as if it were about one object of the collection. */
function single(call: Call, object: KubeObject, fresh: boolean): Call {
  const { name = '', namespace } = object.metadata;
  const info = { ...call.info, verb: 'delete' as const, name, namespace: namespace ?? call.info.namespace };
  return { ...call, info, current: { object, revision: Number(object.metadata.resourceVersion), fresh } };
}

/** Deletes the next object, or answers when none is left; true when the request is over. */
export function deleteNext(
  env: Env,
  call: Call,
  plan: CollectionPlan,
  afterInUs: number,
  fromState: string,
): boolean {
  const { context } = env;
  if (plan.rest === undefined) return list(env, call, afterInUs, fromState);
  const object = plan.rest[0];
  if (object === undefined) {
    const resource = call.info.resource as Resource;
    const revision = env.draft.caches.get(resource.etcdPrefix)?.revision ?? 0;
    const cause = tellPhase(call, context, fromState, 'answered', 200);
    respond(
      call,
      context,
      200,
      listOf(resource, plan.done, { resourceVersion: String(revision) }),
      afterInUs,
      'application/json',
      cause,
    );
    return true;
  }
  const one = single(call, object, false);
  const deletion = planDeletion(one, new DispatchWorld(env));
  const isDry = call.request.query.some(([key]) => key === 'dryRun');
  if (deletion.kind !== 'write' || isDry) {
    const next: CollectionPlan = {
      kind: 'collection',
      rest: plan.rest.slice(1),
      done: [...plan.done, object],
    };
    return deleteNext(env, { ...call, plan: next }, next, afterInUs, fromState);
  }
  ask(env, { ...call, object: deletion.object, plan }, writeOf(one, deletion), afterInUs, fromState);
  return false;
}

function list(env: Env, call: Call, afterInUs: number, fromState: string): boolean {
  const resource = call.info.resource as Resource;
  const selection = selectionOf(call);
  if ('status' in selection) {
    refuse(call, env.context, selection satisfies Status, afterInUs);
    return true;
  }
  const cache = cacheFor(env, resource.etcdPrefix);
  if (cache.phase !== 'ready') {
    launch(env, { id: 0, call, waitsFor: 'cache', cache: cache.prefix });
    return false;
  }
  const plan: CollectionPlan = { kind: 'collection', rest: selectedIn(cache, selection), done: [] };
  return deleteNext(env, { ...call, plan }, plan, afterInUs, fromState);
}

/** Etcd's answer to the deletion of one object. One that was changed meanwhile is looked at again. True when the request is over. */
export function onCollection(env: Env, call: Call, plan: CollectionPlan, answer: EtcdResponse): boolean {
  const object = plan.rest?.[0];
  if (object === undefined || answer.kind !== 'txn') return true;
  const resource = call.info.resource as Resource;
  const rest = plan.rest?.slice(1) ?? [];
  if (!answer.succeeded) {
    const found = answer.responses[0];
    const kv = found?.op === 'range' ? found.kvs[0] : undefined;
    const next: CollectionPlan = { ...plan, rest: kv === undefined ? rest : [decodeKv(kv), ...rest] };
    return deleteNext(env, { ...call, plan: next }, next, 0, 'etcd');
  }
  const deletion = planDeletion(single(call, object, true), new DispatchWorld(env)) as WritePlan;
  const stored = withRevision(call.object ?? object, answer.revision);
  env.context.object(
    deletion.verb,
    subjectOf(resource, object.metadata.namespace, object.metadata.name ?? ''),
    answer.revision,
    managerOf(call),
    stored,
  );
  const next: CollectionPlan = { ...plan, rest, done: [...plan.done, stored] };
  return deleteNext(env, { ...call, plan: next }, next, 0, 'etcd');
}
