import type { BlastRow } from '../../protocol/fault.ts';
import type { TraceEvent } from '../../protocol/trace.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** How far the experiment looks ahead. */
const LOOK_AHEAD_IN_US = 12_000_000;
const PROBE = 'blast-probe';

/**
 * What the faults that are on do, found by experiment and not by rule: a copy of the world gets a `kubectl run`, runs for 12 virtual
 * seconds, and its trace says how far that Pod came and what else happened on the way.
 */
export function blastOf(kernel: Kernel): readonly BlastRow[] {
  if (kernel.faults.active.length === 0) return [];
  const copy = kernel.fork();
  const before = copy.trace.size;
  copy.inject({ kind: 'kubectl', session: PROBE, line: `kubectl run ${PROBE} --image=busybox` });
  const untilUs = kernel.nowUs + LOOK_AHEAD_IN_US;
  while (copy.nextDueUs() <= untilUs) copy.step();
  const events = copy.trace.events(before);
  return [...journey(copy, events, kernel.nowUs), ...running(kernel), ...ahead(events, kernel.nowUs)];
}

interface PodLike {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** How far the probe's Pod came: stored, bound, started. */
function journey(copy: Kernel, events: readonly TraceEvent[], fromUs: number): BlastRow[] {
  const reached = { write: -1, schedule: -1, start: -1 };
  for (const event of events) {
    if (event.kind !== 'object' || event.key !== `pods/default/${PROBE}`) continue;
    const pod = copy.trace.payloadOf(event.id) as PodLike;
    if (reached.write < 0) reached.write = event.atUs;
    if (reached.schedule < 0 && pod.spec?.nodeName) reached.schedule = event.atUs;
    if (reached.start < 0 && pod.status?.phase === 'Running') reached.start = event.atUs;
  }
  return Object.entries(reached).map(([step, atUs]): BlastRow => {
    if (atUs < 0) return { effect: 'stopped', code: `blast.${step}`, params: {} };
    return { effect: 'works', code: `blast.${step}`, params: { inMs: Math.round((atUs - fromUs) / 1000) } };
  });
}

/** Containers that run now go on running whatever becomes of the control plane. */
function running(kernel: Kernel): BlastRow[] {
  let containers = 0;
  kernel.config.parts.forEach((part, i) => {
    if (part.kind !== 'runtime' || kernel.states[i] === undefined) return;
    const { detail } = part.face(kernel.states[i], kernel.nowUs);
    if (detail.kind === 'runtime')
      containers += detail.containers.filter((c) => c.state === 'RUNNING').length;
  });
  return containers > 0 ? [{ effect: 'works', code: 'blast.running', params: { containers } }] : [];
}

/** The first few things the copy's trace says will come: elections, connections given up, kubectl's error. */
function ahead(events: readonly TraceEvent[], fromUs: number): BlastRow[] {
  const rows: BlastRow[] = [];
  for (const event of events) {
    const inMs = Math.round((event.atUs - fromUs) / 1000);
    if (event.kind === 'phase' && event.chart === 'raft-role' && event.to === 'Leader') {
      rows.push({ effect: 'will-happen', code: 'blast.leader', params: { part: event.part, inMs } });
    } else if (
      event.kind === 'phase' &&
      event.chart === 'raft-role' &&
      event.to === 'PreCandidate' &&
      rows.every((r) => r.params.part !== event.part)
    ) {
      rows.push({ effect: 'will-happen', code: 'blast.election', params: { part: event.part, inMs } });
    } else if (event.kind === 'log' && event.stream === 'stderr' && event.part === 'kubectl') {
      rows.push({
        effect: 'will-happen',
        code: 'blast.kubectl',
        params: { text: event.text.slice(0, 120), inMs },
      });
    }
    if (rows.length >= 4) break;
  }
  return rows;
}
