import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { RosterEntry } from '../../../protocol/update.ts';
import type { HopEvent, PhaseEvent, TraceEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** A stretch of time on a part's track. `work` is solid, `wait` hatched. */
export interface Span {
  readonly key: string;
  readonly event: EventId;
  readonly fromUs: number;
  readonly toUs: number;
  readonly label: string;
  readonly wire: string;
  readonly kind: 'work' | 'wait';
  readonly lane: number;
}

export interface Track {
  readonly part: PartId;
  readonly kind: string;
  readonly machine: string;
  readonly lanes: number;
  readonly spans: readonly Span[];
}

/** A message between two tracks. */
export interface Flow {
  readonly event: EventId;
  readonly from: PartId;
  readonly to: PartId;
  readonly fromUs: number;
  readonly toUs: number;
  readonly wire: string;
}

export interface TrackModel {
  readonly tracks: readonly Track[];
  readonly flows: readonly Flow[];
}

/** From the person outwards, as the map reads from left to right. */
const ORDER = [
  'kubectl',
  'kube-apiserver',
  'etcd',
  'kube-scheduler',
  'kube-controller-manager',
  'kubelet',
  'runtime',
];
const LANES_MAX = 3;
const SPANS_MAX = 400;

/** Everything between two instants as tracks: one a part that has something to show, in the order of the roster. */
export function trackModel(
  trace: TraceWindow,
  roster: readonly RosterEntry[],
  fromUs: number,
  toUs: number,
  all: boolean,
): TrackModel {
  const drafts = new Map<PartId, Omit<Span, 'lane'>[]>();
  const add = (part: PartId, span: Omit<Span, 'lane'>) => {
    if (span.toUs < fromUs || span.fromUs > toUs) return;
    const list = drafts.get(part) ?? [];
    if (list.length < SPANS_MAX) drafts.set(part, [...list, span]);
  };
  // Exchanges may have begun before the window: look back a little, a request rarely lasts longer.
  const events = trace
    .eventsBetween(fromUs - Math.max(20_000, toUs - fromUs), toUs)
    .filter((event) => all || !event.background);
  const flows: Flow[] = [];
  const whole = lastOfRequests(events);
  for (const event of events) {
    if (event.kind === 'hop') {
      if (event.dueAtUs >= fromUs)
        flows.push({
          event: event.id,
          from: event.from,
          to: event.to,
          fromUs: event.atUs,
          toUs: event.dueAtUs,
          wire: event.wire,
        });
      if (event.role === 'request') addExchange(trace, event, add);
    } else if (event.kind === 'phase' && (whole.get(event.subject) ?? event) === event) addPhase(event, add);
  }
  const tracks: Track[] = [];
  for (const { id, kind, machine } of [...roster].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  )) {
    const spans = drafts.get(id);
    if (!spans) continue;
    const placed = packLanes(spans);
    tracks.push({
      part: id,
      kind,
      machine,
      spans: placed,
      lanes: 1 + Math.max(...placed.map((s) => s.lane)),
    });
  }
  const shown = new Set(tracks.map((t) => t.part));
  return { tracks, flows: flows.filter((f) => shown.has(f.from) && shown.has(f.to)).slice(0, SPANS_MAX) };
}

/** A request tells its stages each time it comes to rest; the last time it tells them all. */
function lastOfRequests(events: readonly TraceEvent[]): ReadonlyMap<string, PhaseEvent> {
  const last = new Map<string, PhaseEvent>();
  for (const event of events)
    if (event.kind === 'phase' && event.chart === 'request-pipeline') last.set(event.subject, event);
  return last;
}

type Add = (part: PartId, span: Omit<Span, 'lane'>) => void;

/** A request makes its sender wait and its receiver work. Watches stay open for ever and are no work. */
function addExchange(trace: TraceWindow, request: HopEvent, add: Add): void {
  if (request.label.includes('watch=true') || request.verb.toLowerCase() === 'watch') return;
  const answer = trace.answerOf(request.exchange);
  const code = answer ? `, ${answer.verb}` : '';
  const about = request.label.split('?')[0]?.split('/').slice(-2).join('/') ?? '';
  const label = request.wire === 'http' ? `${request.verb} ${about}` : request.verb;
  const end = answer?.atUs ?? trace.frontierUs;
  add(request.to, {
    key: `x${request.id}`,
    event: request.id,
    fromUs: request.dueAtUs,
    toUs: end,
    label: `${label}${request.wire === 'http' ? code : ''}`,
    wire: request.wire,
    kind: request.wire === 'etcd' ? 'wait' : 'work',
  });
  if (request.from === 'kubectl') {
    add(request.from, {
      key: `w${request.id}`,
      event: request.id,
      fromUs: request.atUs,
      toUs: answer?.dueAtUs ?? trace.frontierUs,
      label,
      wire: request.wire,
      kind: 'wait',
    });
  }
}

const WIRE_OF_CHART: Readonly<Record<string, string>> = {
  wal: 'etcd',
  'raft-role': 'raft',
  'scheduling-cycle': 'now',
  'binding-cycle': 'now',
};

/** A state whose end was known on entry (an fsync, a pull), and the stages of a request. */
function addPhase(phase: PhaseEvent, add: Add): void {
  const data = phase.data as
    | { readonly stages?: readonly { readonly stage: string; readonly atUs: number }[] }
    | undefined;
  if (data?.stages) {
    data.stages.forEach((stage, i) => {
      const next = data.stages?.[i + 1]?.atUs ?? phase.untilUs ?? stage.atUs;
      add(phase.part, {
        key: `s${phase.id}.${i}`,
        event: phase.id,
        fromUs: stage.atUs,
        toUs: next,
        label: stage.stage,
        wire: 'http',
        kind: stage.stage === 'etcd' ? 'wait' : 'work',
      });
    });
    return;
  }
  if (phase.untilUs === undefined || phase.untilUs <= phase.atUs) return;
  add(phase.part, {
    key: `p${phase.id}`,
    event: phase.id,
    fromUs: phase.atUs,
    toUs: phase.untilUs,
    label: phase.subject ? `${phase.to} ${phase.subject}` : phase.to,
    wire: WIRE_OF_CHART[phase.chart] ?? 'cri',
    kind: 'work',
  });
}

/** Puts each span into the first lane that is free at its start; what finds none shares the last. */
export function packLanes(spans: readonly Omit<Span, 'lane'>[]): readonly Span[] {
  const ends: number[] = [];
  return [...spans]
    .sort((a, b) => a.fromUs - b.fromUs || b.toUs - a.toUs)
    .map((span) => {
      let lane = ends.findIndex((end) => end <= span.fromUs);
      if (lane < 0) lane = Math.min(ends.length, LANES_MAX - 1);
      ends[lane] = Math.max(ends[lane] ?? 0, span.toUs);
      return { ...span, lane };
    });
}
