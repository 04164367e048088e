import type { TraceEvent } from '../../protocol/trace.ts';
import { countUpTo } from './sorted-index.ts';

/**
 * Human pace: how long each span of virtual time lasts on the screen. The line is made of segments, each linear: `hop` (a message is on the
 * way: the hurried of those in flight wait for the slowest), `work` (parts compute, nothing is on the way: short, by the logarithm of its
 * length), `skip` (nothing that a person waits for: a wink, and marked).
 */
export interface PaceSegment {
  readonly kind: 'hop' | 'work' | 'skip';
  readonly fromUs: number;
  readonly toUs: number;
  /** Place on the human line, in hop lengths resp. seconds already laid out: human seconds since the start. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface PaceOptions {
  readonly hopInSeconds: number;
  /** Which events stretch time; human pace takes those in the foreground. */
  readonly counts: (event: TraceEvent) => boolean;
  /** Says which share of a full hop each message gets; without it all are told in full. */
  readonly shareOf?: (event: TraceEvent) => number;
}

const SKIP_IN_SECONDS = 0.3;
const WORK_MAX_IN_SECONDS = 0.6;
const STEP_OF_WORK_IN_SECONDS = 0.05;
/** A quiet span longer than this is skipped, unless some work is known to last so long. */
const QUIET_MAX_IN_US = 150_000;

/** A message on its way, and how long it lasts on the screen. */
interface Span {
  readonly fromUs: number;
  readonly toUs: number;
  readonly seconds: number;
}

/** The map between virtual and human time; grows with the trace and never forgets, until `cut`. */
export class PaceMap {
  private readonly options: PaceOptions;
  private readonly segments: PaceSegment[] = [];
  /** Hops that reach over the end of what is laid out. */
  private open: Span[] = [];
  /** All hops that were laid out, for `cut`. */
  private readonly spans: Span[] = [];
  private workUntilUs = 0;
  private endUs: number;
  private endSeconds = 0;

  constructor(options: PaceOptions, startUs = 0) {
    this.options = options;
    this.endUs = startUs;
  }

  /** Virtual time up to which the map is laid out; behind it the pace is not known yet. */
  get knownUs(): number {
    return this.endUs;
  }

  get knownSeconds(): number {
    return this.endSeconds;
  }

  /**
   * Lays out what happened up to `untilUs`. `events` are all new events in order of time. The part behind the last of them stays open
   * until more is known, unless `untilUs` shows that it is quiet.
   */
  extend(events: readonly TraceEvent[], untilUs: number): void {
    let workEvents = 0;
    for (const event of events) {
      if (!this.options.counts(event) || event.atUs < this.endUs) {
        if (this.options.counts(event)) this.note(event);
        continue;
      }
      const moves = event.kind === 'hop' && event.dueAtUs > event.atUs;
      if (!moves) workEvents += 1;
      if (moves || this.open.length > 0) {
        this.layUntil(event.atUs, workEvents);
        workEvents = 0;
      } else if (event.atUs - this.endUs > QUIET_MAX_IN_US) {
        this.layUntil(event.atUs, workEvents);
        workEvents = 0;
      }
      this.note(event);
    }
    if (untilUs > this.endUs) this.layUntil(untilUs, workEvents);
  }

  private note(event: TraceEvent): void {
    const share = this.options.shareOf?.(event) ?? 1;
    if (event.kind === 'hop' && event.dueAtUs > event.atUs) {
      const span = { fromUs: event.atUs, toUs: event.dueAtUs, seconds: share * this.options.hopInSeconds };
      this.open.push(span);
      this.spans.push(span);
    }
    if (event.kind === 'phase' && event.untilUs !== undefined)
      this.workUntilUs = Math.max(this.workUntilUs, event.untilUs);
  }

  /** Lays segments from the end of the map to `us`. */
  private layUntil(us: number, workEvents: number): void {
    while (this.endUs < us) {
      this.open = this.open.filter((span) => span.toUs > this.endUs);
      if (this.open.length === 0) {
        this.layQuiet(us, workEvents);
        return;
      }
      let toUs = us;
      let secondsPerUs = 0;
      for (const span of this.open) {
        toUs = Math.min(toUs, span.toUs);
        secondsPerUs = Math.max(secondsPerUs, span.seconds / (span.toUs - span.fromUs));
      }
      this.push('hop', toUs, (toUs - this.endUs) * secondsPerUs);
    }
  }

  private layQuiet(us: number, workEvents: number): void {
    const workTo = Math.min(us, this.workUntilUs);
    if (workTo > this.endUs) this.push('work', workTo, workSeconds(workTo - this.endUs, workEvents));
    const rest = us - this.endUs;
    if (rest <= 0) return;
    if (rest > QUIET_MAX_IN_US) this.push('skip', us, SKIP_IN_SECONDS);
    else this.push('work', us, workSeconds(rest, workEvents));
  }

  private push(kind: PaceSegment['kind'], toUs: number, seconds: number): void {
    const last = this.segments.at(-1);
    // A growing frontier must not add 0.3 s per batch to one and the same quiet span.
    if (kind === 'skip' && last?.kind === 'skip') {
      this.segments[this.segments.length - 1] = { ...last, toUs };
      this.endUs = toUs;
      return;
    }
    this.segments.push({
      kind,
      fromUs: this.endUs,
      toUs,
      fromSeconds: this.endSeconds,
      toSeconds: this.endSeconds + seconds,
    });
    this.endUs = toUs;
    this.endSeconds += seconds;
  }

  /** Forgets what lies at or behind `us`; events from there on must be given to `extend` again. */
  cut(us: number): void {
    while (this.segments.length > 0 && (this.segments.at(-1) as PaceSegment).fromUs >= us)
      this.segments.pop();
    const last = this.segments.at(-1);
    if (last !== undefined && last.toUs > us) {
      const share = (us - last.fromUs) / (last.toUs - last.fromUs);
      this.segments[this.segments.length - 1] = {
        ...last,
        toUs: us,
        toSeconds: last.fromSeconds + share * (last.toSeconds - last.fromSeconds),
      };
    }
    const end = this.segments.at(-1);
    this.endUs = end?.toUs ?? Math.min(us, this.endUs);
    this.endSeconds = end?.toSeconds ?? 0;
    while (this.spans.length > 0 && (this.spans.at(-1) as Span).fromUs >= us) this.spans.pop();
    this.open = this.spans.filter((span) => span.toUs > this.endUs);
    this.workUntilUs = Math.min(this.workUntilUs, us);
  }

  /** Human seconds at a virtual instant; instants behind the known end answer the end. */
  toSeconds(us: number): number {
    const segment = this.segmentAt(us);
    if (segment === undefined) return us <= (this.segments[0]?.fromUs ?? us) ? 0 : this.endSeconds;
    const share = (us - segment.fromUs) / (segment.toUs - segment.fromUs);
    return segment.fromSeconds + Math.min(1, share) * (segment.toSeconds - segment.fromSeconds);
  }

  /** Virtual time at a human instant. */
  toUs(seconds: number): number {
    const index = countUpTo(this.segments, seconds, (segment) => segment.fromSeconds) - 1;
    const segment = this.segments[Math.max(0, index)];
    if (segment === undefined) return this.endUs;
    const length = segment.toSeconds - segment.fromSeconds;
    const share = length === 0 ? 1 : Math.min(1, Math.max(0, (seconds - segment.fromSeconds) / length));
    return segment.fromUs + share * (segment.toUs - segment.fromUs);
  }

  segmentAt(us: number): PaceSegment | undefined {
    const index = countUpTo(this.segments, us, (segment) => segment.fromUs) - 1;
    const segment = this.segments[index];
    return segment === undefined || us > segment.toUs ? undefined : segment;
  }

  /** Quiet spans that are passed over, for the ⏩ marks. */
  skips(): readonly PaceSegment[] {
    return this.segments.filter((segment) => segment.kind === 'skip');
  }
}

/** 100 µs last 0.04 s, 1 ms 0.12 s, 100 ms 0.36 s; each named step at least 0.05 s; never more than 0.6 s. */
function workSeconds(lengthInUs: number, events: number): number {
  const byLength = 0.12 * Math.log10(1 + lengthInUs / 100);
  return Math.min(WORK_MAX_IN_SECONDS, Math.max(byLength, events * STEP_OF_WORK_IN_SECONDS));
}
