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
import { type Call, isRefusal, NOTHING_ADDED, type Stage, type StageWorld } from './types.ts';

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
const POD_FACTOR: Partial<Record<StageName, number>> = { 'mutating-admission': 5, validation: 3, 'decode-and-default': 1.5 };

export interface Walked {
  readonly call: Call;
  readonly spentInUs: number;
  readonly end: 'planned' | 'refused' | 'queued';
  readonly refusal: Status | undefined;
}

function costOf(stage: StageName, call: Call): number {
  const isNewPod = call.info.verb === 'create' && call.info.resource?.kind === 'Pod' && call.info.subresource === '';
  return COST_IN_US[stage] * (isNewPod ? (POD_FACTOR[stage] ?? 1) : 1);
}

function guard(name: string, call: Call): boolean {
  if (name === 'reads') return call.info.verb === 'get' || call.info.verb === 'list' || call.info.verb === 'watch' || call.info.resource === null;
  if (name === 'unread') return call.plan.kind === 'current';
  return isAtHand(call);
}

/** Whether the plan needs no etcd: an answer that is there, or a list or watch of any age from the watch cache. */
function isAtHand({ plan }: Call): boolean {
  if (plan.kind === 'answer' || plan.kind === 'watch') return true;
  return plan.kind === 'list' && plan.revision !== 'latest';
}

/**
 * Walks a request through its stages from the state it is in, by the chart, until it is refused, waits for a seat, or the registry has made a
 * plan. The whole walk is computed at once; the marks say at which virtual time each stage began. `work` scales costs.
 */
export function walk(from: Call, world: StageWorld, work: (inUs: number) => number): Walked {
  // A working copy that nobody else sees before the walk is over; the stages only say what to add to it.
  const call: { -readonly [K in keyof Call]: Call[K] } = { ...from };
  let state = from.state;
  let spentInUs = 0;
  const stages: StageMark[] = [...from.stages];
  const spread = 0.85 + world.next() * 0.4;
  const facts = (name: string) => guard(name, call);
  const left = (end: Walked['end'], refusal?: Status): Walked => {
    call.state = state;
    call.stages = stages;
    return { call, spentInUs, end, refusal };
  };
  for (;;) {
    const stage = STAGES[state as Exclude<StageName, 'etcd'>];
    if (stage === undefined) {
      if (state === 'etcd') stages.push({ stage: 'etcd', atUs: world.nowUs + spentInUs });
      return left('planned');
    }
    stages.push({ stage: state, atUs: world.nowUs + spentInUs });
    spentInUs += work(Math.round(costOf(state as StageName, call) * spread));
    if (state === 'decode-and-default') call.current ??= cachedCurrent(call, world);
    const result = stage(call, world);
    if (isRefusal(result)) {
      state = requestChart.step(state, 'refuse').to;
      return left('refused', result);
    }
    if (result !== NOTHING_ADDED) Object.assign(call, result);
    if (state === 'priority-and-fairness' && !world.hasSeat(call.level)) {
      state = requestChart.step(state, 'wait').to;
      return left('queued');
    }
    state = requestChart.step(state, 'pass', facts).to;
  }
}
