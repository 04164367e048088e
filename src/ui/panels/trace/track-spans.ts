import type { PartId } from '../../../protocol/ids.ts';
import type { HopEvent, PhaseEvent, TraceEvent } from '../../../protocol/trace.ts';
import type { Sayable } from '../../kit/i18n.ts';
import { isStream } from '../../session/hop-words.ts';
import type { TraceWindow } from '../../session/trace-window.ts';
import type { Block, Slice, Span } from './track-model.ts';

const text = (words: string): Sayable => ({ code: 'panels.trace.text', params: { text: words } });
const label = (code: string, params: Readonly<Record<string, string | number>> = {}): Sayable => ({
  code: `panels.trace.${code}`,
  params,
});

/** A request makes its receiver work; kubectl waits for it. Watches stay open for ever and are no work. */
export function spansOfExchanges(
  trace: TraceWindow,
  events: readonly TraceEvent[],
  slice: Slice,
): readonly Block[] {
  const pipelines = lastOfRequests(events);
  return events.flatMap((event) => {
    if (event.kind !== 'hop' || event.role !== 'request' || isStream(event)) return [];
    const answer = trace.answerOf(event.exchange);
    const received = receiverBlock(trace, event, answer, pipelines.get(`req ${event.exchange}`), slice);
    return event.from === 'kubectl' ? [waitBlock(trace, event, answer), received] : [received];
  });
}

/** A request tells its stages each time it comes to rest; the last time it tells them all. */
function lastOfRequests(events: readonly TraceEvent[]): ReadonlyMap<string, PhaseEvent> {
  const last = new Map<string, PhaseEvent>();
  for (const event of events)
    if (event.kind === 'phase' && event.chart === 'request-pipeline') last.set(event.subject, event);
  return last;
}

/** `/api/v1/namespaces/default/pods?…` → `default/pods`. */
const aboutOf = (request: HopEvent): string =>
  request.label.split('?')[0]?.split('/').slice(-2).join('/') ?? '';

function waitBlock(trace: TraceWindow, request: HopEvent, answer: HopEvent | undefined): Block {
  const span: Span = {
    key: `w${request.id}`,
    event: request.id,
    select: 'hop',
    fromUs: request.atUs,
    toUs: answer?.dueAtUs ?? trace.frontierUs,
    labels: [
      label('waitsFor', { what: `${request.verb} ${aboutOf(request)}` }),
      label('waitsFor', { what: request.verb }),
      text(request.verb),
    ],
    wire: request.wire,
    kind: 'wait',
  };
  return { part: request.from, height: 1, spans: [{ ...span, row: 0 }] };
}

function receiverBlock(
  trace: TraceWindow,
  request: HopEvent,
  answer: HopEvent | undefined,
  pipeline: PhaseEvent | undefined,
  slice: Slice,
): Block {
  const endUs = answer?.atUs ?? trace.frontierUs;
  const span: Span = {
    key: `x${request.id}`,
    event: request.id,
    select: 'hop',
    fromUs: request.dueAtUs,
    toUs: endUs,
    labels: exchangeLabels(request, answer),
    wire: request.wire,
    kind: request.wire === 'etcd' && request.verb === 'Txn' ? 'wait' : 'work',
  };
  const stages = pipeline ? stageSpans(pipeline, endUs, slice.usPerPixel) : [];
  return {
    part: request.to,
    height: stages.length > 0 ? 2 : 1,
    spans: [{ ...span, row: 0 }, ...stages.map((stage) => ({ ...stage, row: 1 }))],
  };
}

function exchangeLabels(request: HopEvent, answer: HopEvent | undefined): readonly Sayable[] {
  if (request.wire === 'http') {
    const code = answer ? `, ${answer.verb}` : '';
    return [
      text(`${request.verb} ${aboutOf(request)}${code}`),
      text(`${request.verb}${code}`),
      text(request.verb),
    ];
  }
  const full =
    request.wire === 'etcd' && request.verb === 'Txn' ? [label('majority', { verb: request.verb })] : [];
  return [...full, text(request.verb)];
}

/** A stage narrower than this is told together with its neighbours. */
const STAGE_MIN_IN_PX = 18;

/** The stages of a request, up to its answer; runs of short ones as one span with their number. */
function stageSpans(pipeline: PhaseEvent, endUs: number, usPerPixel: number): readonly Span[] {
  const data = pipeline.data as
    | { readonly stages?: readonly { readonly stage: string; readonly atUs: number }[] }
    | undefined;
  const marks = data?.stages ?? [];
  const spans: Span[] = [];
  let run: { fromUs: number; count: number } | null = null;
  const base = { event: pipeline.id, select: 'event', wire: 'http' } as const;
  const close = (toUs: number) => {
    if (run)
      spans.push({
        ...base,
        key: `s${pipeline.id}.${spans.length}`,
        fromUs: run.fromUs,
        toUs,
        labels: [label('stages', { count: run.count }), text(String(run.count))],
        kind: 'work',
      });
    run = null;
  };
  marks.forEach(({ stage, atUs }, i) => {
    const toUs = marks[i + 1]?.atUs ?? endUs;
    if ((toUs - atUs) / usPerPixel < STAGE_MIN_IN_PX) {
      run = { fromUs: run?.fromUs ?? atUs, count: (run?.count ?? 0) + 1 };
      if (i === marks.length - 1) close(toUs);
      return;
    }
    close(atUs);
    const waits = stage === 'etcd';
    const name: Sayable = { code: `canvas.stage.${stage}` };
    spans.push({
      ...base,
      key: `s${pipeline.id}.${spans.length}`,
      fromUs: atUs,
      toUs,
      labels: waits ? [label('waitsCommit'), label('waitsEtcd'), name] : [name],
      kind: waits ? 'wait' : 'work',
    });
  });
  return spans;
}

/** States in which nothing is done: no span. */
const AT_REST = new Set([
  'idle',
  'Idle',
  'Finished',
  'TerminatedPod',
  'queued',
  'assumed',
  'bound',
  'gated',
  'failed',
]);
const LOOK_BACK = 300;

/** What a part does by its charts: fsyncs, cycles, reconciles, Pod workers, sandboxes, pulls. */
export function spansOfPhases(trace: TraceWindow, part: PartId, slice: Slice): readonly Block[] {
  const known = trace.phasesOf(part);
  let end = known.length;
  while (end > 0 && (known[end - 1]?.atUs ?? 0) > slice.toUs) end -= 1;
  const bySubject = new Map<string, PhaseEvent[]>();
  for (const phase of known.slice(Math.max(0, end - LOOK_BACK), Math.min(known.length, end + LOOK_BACK))) {
    if (phase.chart === 'request-pipeline' || (phase.background && !slice.all)) continue;
    const key = `${phase.chart} ${phase.subject}`;
    bySubject.set(key, [...(bySubject.get(key) ?? []), phase]);
  }
  return [...bySubject.values()].flatMap((phases) =>
    spansOfChart(phases, trace.frontierUs)
      .filter((span) => span.toUs > span.fromUs)
      .map((span) => ({ part, height: 1, spans: [{ ...span, row: 0 }] })),
  );
}

function spansOfChart(phases: readonly PhaseEvent[], frontierUs: number): readonly Span[] {
  switch (phases[0]?.chart) {
    case 'wal':
      return phases.flatMap((phase) => lasting(phase, fsyncLabels(phase), 'etcd'));
    case 'sandbox':
    case 'container':
    case 'image':
      return phases.flatMap((phase) => lasting(phase, runtimeLabels(phase), 'cri'));
    case 'scheduling-cycle':
      return wholeRuns(phases, frontierUs, 'work', (name) => [label('cycle', { name }), text(name)]);
    case 'binding-cycle':
      return wholeRuns(phases, frontierUs, 'wait', () => [label('binding'), label('bindingShort')]);
    case 'pod-worker':
    case 'reconcile':
      return eachState(phases, frontierUs);
    default:
      return [];
  }
}

/** A state whose end was known on entry. */
function lasting(phase: PhaseEvent, labels: readonly Sayable[], wire: string): readonly Span[] {
  const { id, atUs, untilUs } = phase;
  if (untilUs === undefined) return [];
  return [
    { key: `p${id}`, event: id, select: 'event', fromUs: atUs, toUs: untilUs, labels, wire, kind: 'work' },
  ];
}

function fsyncLabels({ atUs, untilUs = 0 }: PhaseEvent): readonly Sayable[] {
  const took = ((untilUs - atUs) / 1000).toFixed(1);
  return [label('fsync', { took }), text('WAL fsync'), text('fsync')];
}

const nameOf = (subject: string): string => subject.slice(subject.lastIndexOf('/') + 1);

function runtimeLabels({ to, subject }: PhaseEvent): readonly Sayable[] {
  return [text(`${to} ${nameOf(subject)}`), text(to)];
}

/** A cycle from its first point to its end, as one span. */
function wholeRuns(
  phases: readonly PhaseEvent[],
  frontierUs: number,
  kind: Span['kind'],
  labelsOf: (name: string) => readonly Sayable[],
): readonly Span[] {
  const spans: Span[] = [];
  let first: PhaseEvent | null = null;
  const add = (begun: PhaseEvent, toUs: number) =>
    spans.push({
      key: `c${begun.id}`,
      event: begun.id,
      select: 'event',
      fromUs: begun.atUs,
      toUs,
      labels: labelsOf(nameOf(begun.subject)),
      wire: 'now',
      kind,
    });
  for (const phase of phases) {
    const rests = AT_REST.has(phase.to);
    if (rests && first) {
      add(first, phase.atUs);
      first = null;
    } else if (!rests && !first && phase.to !== 'PreEnqueue') first = phase;
  }
  if (first) add(first, frontierUs);
  return spans;
}

/** Every state until the next one. Most of them wait for somebody's answer. */
function eachState(phases: readonly PhaseEvent[], frontierUs: number): readonly Span[] {
  return phases.flatMap((phase, i): readonly Span[] => {
    const state = phase.to.slice(phase.to.lastIndexOf('.') + 1);
    if (AT_REST.has(state)) return [];
    const name = nameOf(phase.subject);
    return [
      {
        key: `e${phase.id}`,
        event: phase.id,
        select: 'event',
        fromUs: phase.atUs,
        toUs: phases[i + 1]?.atUs ?? frontierUs,
        labels: [text(`${state} ${name}`), text(state)],
        wire: 'now',
        kind: state === 'reconciling' ? 'work' : 'wait',
      },
    ];
  });
}
