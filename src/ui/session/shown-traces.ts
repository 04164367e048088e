import type { TraceEvent } from '../../protocol/trace.ts';
import { PaceMap } from './pace.ts';
import { countUpTo } from './sorted-index.ts';
import { type StepSize, stepPoints } from './steps.ts';
import type { TraceWindow } from './trace-window.ts';

/**
 * What is on the screen: the current branch, and the one beside it while two are compared. The playhead goes through both at one pace, so
 * that neither is passed over where the other is quiet.
 */
export class ShownTraces {
  private readonly trace: TraceWindow;
  private readonly beside: TraceWindow | undefined;
  private hopInSeconds = 1;
  private paces: { readonly foreground: PaceMap; readonly ambient: PaceMap };
  private laidVersion = -1;
  private readonly laidEvents = new Map<TraceWindow, number>();

  constructor(trace: TraceWindow, beside?: TraceWindow) {
    this.trace = trace;
    this.beside = beside;
    this.paces = this.freshPaces();
  }

  /** Human pace through the foreground, with what was laid out so far. */
  get pace(): PaceMap {
    return this.paces.foreground;
  }

  /** Pace through what goes on all the time. */
  get ambientPace(): PaceMap {
    return this.paces.ambient;
  }

  setHop(seconds: number): void {
    this.hopInSeconds = seconds;
    this.paces = this.freshPaces();
    this.laidVersion = -1;
    this.laidEvents.clear();
    this.layNew();
  }

  /** Gives the pace maps what the traces have gained; what lost its future is laid anew from there. */
  layNew(): void {
    const version = this.trace.version + (this.beside?.version ?? 0);
    if (this.laidVersion === version) return;
    this.laidVersion = version;
    const cutAtUs = Math.min(
      ...this.known().map((trace) => (trace.cutAtUs < 0 ? Infinity : trace.takeCut())),
    );
    if (Number.isFinite(cutAtUs)) this.cut(cutAtUs);
    const { frontierUs } = this.trace;
    const events = this.shown().flatMap((trace) => {
      const from = this.laidEvents.get(trace) ?? 0;
      const to = Math.max(from, trace === this.trace ? trace.events.length : trace.eventCount(frontierUs));
      this.laidEvents.set(trace, to);
      return trace.events.slice(from, to);
    });
    if (this.shown().length > 1) events.sort((a, b) => a.atUs - b.atUs);
    this.paces.foreground.extend(events, frontierUs);
    this.paces.ambient.extend(events, frontierUs);
  }

  /** Time of the next foreground event behind `us`. */
  nextForeground(us: number): number | undefined {
    const found = this.shown().flatMap(({ foreground }) => {
      const next = foreground[countUpTo(foreground, us, (event) => event.atUs)];
      return next === undefined ? [] : [next.atUs];
    });
    return found.length === 0 ? undefined : Math.min(...found);
  }

  /** Latest instant at which a known foreground event still lasts. */
  get foregroundEndUs(): number {
    return Math.max(...this.shown().map((trace) => trace.foregroundEndUs));
  }

  hasFaults(us: number): boolean {
    return this.shown().some((trace) => trace.faultsAt(us).length > 0);
  }

  stepPoints(size: StepSize): readonly number[] {
    const [own = [], other] = this.shown().map((trace) => stepPoints(trace, size));
    return other === undefined ? own : [...new Set([...own, ...other])].sort((a, b) => a - b);
  }

  private cut(us: number): void {
    this.paces.foreground.cut(us);
    this.paces.ambient.cut(us);
    for (const trace of this.known())
      this.laidEvents.set(trace, Math.min(this.laidEvents.get(trace) ?? 0, trace.eventCount(us - 1)));
  }

  private known(): readonly TraceWindow[] {
    return this.beside === undefined ? [this.trace] : [this.trace, this.beside];
  }

  private shown(): readonly TraceWindow[] {
    return this.known().filter((trace) => trace === this.trace || trace.branch !== '');
  }

  private freshPaces() {
    const { hopInSeconds } = this;
    const { trace, beside } = this;
    const shareOf = (event: TraceEvent) =>
      (beside === undefined || trace.eventById(event.id) === event ? trace : beside).shareOf(event.id);
    return {
      foreground: new PaceMap({ hopInSeconds, counts: isForeground, shareOf }),
      ambient: new PaceMap({ hopInSeconds, counts: isAmbient }),
    };
  }
}

function isForeground(event: TraceEvent): boolean {
  return !event.background;
}

/** What an idle cluster shows: messages only, so that nothing is passed over. */
function isAmbient(event: TraceEvent): boolean {
  return event.kind === 'hop';
}
