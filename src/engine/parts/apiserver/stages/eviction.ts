import { isObject } from '../../../../kube/value.ts';
import { type Status, success } from '../../../../kube/status.ts';
import type { Call, Plan, StageWorld } from '../types.ts';
import { planDeletion } from './deletion.ts';

/** An eviction is a deletion with the options it carries; no part of this world keeps PodDisruptionBudgets yet. Models registry/core/pod/storage/eviction.go. */
export function evictPod(call: Call, world: StageWorld): Plan | Status {
  const { body } = call.request;
  const options = isObject(body) && isObject(body['deleteOptions']) ? body['deleteOptions'] : {};
  const plan = planDeletion({ ...call, request: { ...call.request, body: options } }, world);
  if (plan.kind !== 'write' && plan.kind !== 'answer') return plan;
  const reply = success(undefined, 201);
  return plan.kind === 'write' ? { ...plan, code: 201, reply } : { kind: 'answer', code: 201, body: reply };
}
