import type { HopEvent } from '../../../protocol/trace.ts';
import type { TraceWindow } from '../../session/trace-window.ts';

/** Where a message is at an instant. */
export type HopStatus =
  | { readonly kind: 'later'; readonly inUs: number }
  | { readonly kind: 'flight'; readonly doneInUs: number; readonly wholeInUs: number }
  /** Arrived, its answer is not sent yet; `stage` is empty when the receiver names no stages. */
  | {
      readonly kind: 'held';
      readonly forUs: number;
      readonly stage: string;
      readonly at: number;
      readonly of: number;
    }
  /** A watch: answered by events until one end closes it. */
  | { readonly kind: 'open'; readonly forUs: number; readonly events: number }
  | { readonly kind: 'answered'; readonly verb: string; readonly afterInUs: number; readonly agoInUs: number }
  | { readonly kind: 'arrived'; readonly agoInUs: number }
  | { readonly kind: 'lost'; readonly agoInUs: number }
  /** It met a cut link and waits for TCP to send it again. */
  | { readonly kind: 'stuck'; readonly forUs: number };

export function hopStatusAt(trace: TraceWindow, hop: HopEvent, us: number): HopStatus {
  if (us < hop.atUs) return { kind: 'later', inUs: hop.atUs - us };
  const met = faultMet(trace, hop, us);
  if (met !== null) return met;
  if (us < hop.dueAtUs) return { kind: 'flight', doneInUs: us - hop.atUs, wholeInUs: hop.dueAtUs - hop.atUs };
  if (hop.role !== 'request') return { kind: 'arrived', agoInUs: us - hop.dueAtUs };
  const answer = trace.answerOf(hop.exchange);
  if (answer !== undefined && answer.atUs <= us)
    return {
      kind: 'answered',
      verb: answer.verb,
      afterInUs: answer.dueAtUs - hop.atUs,
      agoInUs: us - answer.atUs,
    };
  const events = trace
    .byExchange(hop.exchange)
    .filter((other) => other.role === 'event' && other.atUs <= us).length;
  if (isStream(hop) || events > 0) return { kind: 'open', forUs: us - hop.dueAtUs, events };
  return { kind: 'held', forUs: us - hop.dueAtUs, ...stageAt(trace, hop, us) };
}

/** Requests that stay open on purpose. */
export function isStream(hop: HopEvent): boolean {
  return (
    hop.verb === 'Watch' ||
    hop.verb === 'WATCH' ||
    hop.label.includes('watch=1') ||
    hop.label.includes('watch=true') ||
    hop.label.includes('follow=true')
  );
}

function faultMet(trace: TraceWindow, hop: HopEvent, us: number): HopStatus | null {
  for (const effect of trace.effectsOf(hop.id)) {
    if (effect.kind !== 'note' || effect.of !== hop.id || effect.atUs > us) continue;
    if (effect.code === 'fault.lost') return { kind: 'lost', agoInUs: us - effect.atUs };
    if (effect.code === 'fault.held' && !wasHeard(trace, hop, us))
      return { kind: 'stuck', forUs: us - effect.atUs };
  }
  return null;
}

/** A held message that went on shows itself by what it caused. */
function wasHeard(trace: TraceWindow, hop: HopEvent, us: number): boolean {
  return trace
    .effectsOf(hop.id)
    .some((effect) => effect.atUs <= us && !(effect.kind === 'note' && effect.of === hop.id));
}

function stageAt(
  trace: TraceWindow,
  hop: HopEvent,
  us: number,
): { readonly stage: string; readonly at: number; readonly of: number } {
  const detail = trace.faceAt(hop.to, us)?.detail;
  const none = { stage: '', at: 0, of: 0 };
  if (detail?.kind !== 'kube-apiserver') return none;
  const row = detail.requests.find((request) => request.exchange === hop.exchange);
  const stage = row?.stages.findLast((mark) => mark.atUs <= us)?.stage;
  if (stage === undefined) return none;
  return { stage, at: detail.stageNames.indexOf(stage) + 1, of: detail.stageNames.length };
}
