import type { Status } from '../../../kube/status.ts';
import type { StageMark } from '../../../protocol/face.ts';
import { requestChart, type StageName } from './apiserver.chart.ts';
import { mutate } from './stages/admission/admission.ts';
import { nodeRestriction } from './stages/admission/node-restriction.ts';
import { authenticate } from './stages/authentication.ts';
import { authorize } from './stages/authorization.ts';
import { cachedCurrent, decodeAndDefault } from './stages/decode.ts';
import { classify } from './stages/flow-control.ts';
import { nonResource } from './stages/non-resource.ts';
import { registry } from './stages/registry.ts';
import { validate } from './stages/validation.ts';
import {
  type Call,
  isRefusal,
  NOTHING_ADDED,
  type Stage,
  type StageWorld,
  type WorkingCall,
  workingCallOf,
} from './types.ts';

const pass: Stage = () => NOTHING_ADDED;

const STAGES: Readonly<Record<Exclude<StageName, 'etcd'>, Stage>> = {
  authentication: authenticate,
  // What happens is kept as the trace itself; nothing is refused for the audit's sake.
  audit: pass,
  'priority-and-fairness': classify,
  authorization: authorize,
  'decode-and-default': decodeAndDefault,
  'mutating-admission': mutate,
  validation: validate,
  'validating-admission': nodeRestriction,
  registry: (call, world) => (call.info.resource === null ? nonResource(call, world) : registry(call, world)),
};

/**
 * Work of a stage in microseconds. Sums are those of recorded requests without their time in etcd: a GET about 0.6 ms, a PATCH of a status 1.4 ms,
 * a POST of a Pod 3 ms.
 */
const COST_IN_US: Readonly<Record<StageName, number>> = {
  authentication: 60,
  audit: 30,
  'priority-and-fairness': 40,
  authorization: 70,
  'decode-and-default': 350,
  'mutating-admission': 200,
  validation: 200,
  'validating-admission': 120,
  registry: 220,
  etcd: 0,
};

/** A new Pod is looked at by many plugins and has the longest validation. */
const POD_FACTOR: Partial<Record<StageName, number>> = {
  'mutating-admission': 5,
  validation: 3,
  'decode-and-default': 1.5,
};

export interface Walked {
  readonly call: Call;
  readonly spentInUs: number;
  readonly end: 'planned' | 'refused' | 'queued';
  readonly refusal: Status | undefined;
}

function costOf(stage: StageName, call: Call): number {
  const isNewPod =
    call.info.verb === 'create' && call.info.resource?.kind === 'Pod' && call.info.subresource === '';
  return COST_IN_US[stage] * (isNewPod ? (POD_FACTOR[stage] ?? 1) : 1);
}

/** Whether the plan needs no etcd: an answer that is there, or a list or watch of any age from the watch cache. */
function isAtHand({ plan }: Call): boolean {
  if (plan.kind === 'answer' || plan.kind === 'watch') return true;
  return plan.kind === 'list' && plan.revision !== 'latest';
}

/** Answers to the chart's guards, one function for each way they can come out: made once, not for every request. */
const FACTS = Array.from(
  { length: 8 },
  (_, bits) => (name: string) =>
    name === 'reads' ? (bits & 1) !== 0 : name === 'unread' ? (bits & 2) !== 0 : (bits & 4) !== 0,
);

function factsOf(call: Call): (name: string) => boolean {
  const { verb, resource } = call.info;
  const reads = verb === 'get' || verb === 'list' || verb === 'watch' || resource === null;
  const bits = (reads ? 1 : 0) | (call.plan.kind === 'current' ? 2 : 0) | (isAtHand(call) ? 4 : 0);
  return FACTS[bits] as (name: string) => boolean;
}

function left(
  call: WorkingCall,
  state: string,
  stages: readonly StageMark[],
  spentInUs: number,
  end: Walked['end'],
  refusal?: Status,
): Walked {
  call.state = state;
  call.stages = stages;
  return { call, spentInUs, end, refusal };
}

/**
 * Walks a request through its stages from the state it is in, by the chart, until it is refused, waits for a seat, or the registry has made a
 * plan. The whole walk is computed at once; the marks say at which virtual time each stage began.
 */
export function walk(from: Call, world: StageWorld): Walked {
  // A working copy that nobody else sees before the walk is over; the stages only say what to add to it.
  const call = workingCallOf(from);
  let state = from.state;
  let spentInUs = 0;
  const stages: StageMark[] = [...from.stages];
  const { nowUs } = world;
  const scale = (0.85 + world.next() * 0.4) * (world.work(1000) / 1000);
  for (;;) {
    const stage = STAGES[state as Exclude<StageName, 'etcd'>];
    if (stage === undefined) {
      if (state === 'etcd') stages.push({ stage: 'etcd', atUs: nowUs + spentInUs });
      return left(call, state, stages, spentInUs, 'planned');
    }
    stages.push({ stage: state, atUs: nowUs + spentInUs });
    spentInUs += Math.round(costOf(state as StageName, call) * scale);
    if (state === 'decode-and-default') call.current ??= cachedCurrent(call, world);
    const result = stage(call, world);
    if (isRefusal(result))
      return left(call, requestChart.step(state, 'refuse').to, stages, spentInUs, 'refused', result);
    if (result !== NOTHING_ADDED) Object.assign(call, result);
    if (state === 'priority-and-fairness' && !world.hasSeat(call.level))
      return left(call, requestChart.step(state, 'wait').to, stages, spentInUs, 'queued');
    state = requestChart.step(state, 'pass', factsOf(call)).to;
  }
}
