import type { FrameSource } from './frames.ts';
import type { PaceMap } from './pace.ts';
import { bookmarksOf } from './scenes.ts';
import { countUpTo } from './sorted-index.ts';
import { ShownTraces } from './shown-traces.ts';
import { type StepSize, stepFrom } from './steps.ts';
import type { TraceWindow } from './trace-window.ts';

// The playhead is the page's own place in virtual time. The engine computes ahead of it; everything on the screen is drawn for the
// playhead's instant. It has two paces: by `PaceMap` (a hop lasts as long as a person needs), or virtual seconds × speed. When nothing is
// left to tell, it becomes ambient: it drifts through the heartbeats that go on all the time, so that the picture is alive, until there is news.

export type PaceMode = 'human' | 'ratio';

export interface PlayheadOptions {
  readonly trace: TraceWindow;
  /** The branch that is shown beside it, if any. */
  readonly beside?: TraceWindow;
  readonly frames: FrameSource;
  /** Asks the engine to compute up to an instant; called again only after `ran()`. */
  readonly run: (untilUs: number, eventsMax: number) => void;
  /** Instants that the reader has marked on the current branch. */
  readonly ownMarks?: () => readonly number[];
  /** Where playing from one instant to another has to stand still, if anywhere. */
  readonly stopBetween?: (fromUs: number, toUs: number) => number | null;
  /** A search went through all the time it may and found nothing to show. */
  readonly nothingFound?: (searchedInUs: number) => void;
}

const HOPS_AHEAD = 60;
const CHUNK_MIN_IN_US = 250_000;
const CHUNK_MAX_IN_US = 20_000_000;
const EVENTS_MAX = 4_000;
/** So much quiet ahead means that nothing is left to tell; with a fault on, its consequences may take minutes. */
const IDLE_AFTER_IN_US = 15_000_000;
const IDLE_AFTER_FAULT_IN_US = 120_000_000;
const SEARCH_MAX_IN_US = 400_000_000;
const STEP_SEARCH_MAX_IN_US = 60_000_000;

export class Playhead {
  us = 0;
  playing = false;
  /** Plays the background because nothing else is left. */
  ambient = false;
  /** Latest instant that was ever shown on this branch. */
  playedToUs = 0;
  mode: PaceMode = 'human';
  hopInSeconds = 1;
  /** Human pace: how many times faster; true ratio: virtual seconds per second. */
  speed = 1;
  /** Human seconds that were played, for "your clock". */
  playedSeconds = 0;

  private readonly options: PlayheadOptions;
  private readonly shown: ShownTraces;
  private running = false;
  /** Between an action and its answer the known future is void: nothing may be played from it. */
  private frozen = false;
  private askedAtUs = 0;
  private chunkInUs = CHUNK_MIN_IN_US;
  private searching = false;
  private searchSize: StepSize | null = null;
  private stopFrame: (() => void) | null = null;
  private lastMs = 0;
  private lastStep: { readonly fromUs: number; readonly toUs: number; readonly key: string } | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(options: PlayheadOptions) {
    this.options = options;
    this.shown = new ShownTraces(options.trace, options.beside);
    options.trace.subscribe(() => this.traceChanged());
    options.beside?.subscribe(() => this.traceChanged());
  }

  /** Called after every move of the playhead and every change of its state. */
  subscribe(listen: () => void): () => void {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  }

  play(): void {
    if (this.playing) return;
    this.playing = true;
    this.lastMs = this.options.frames.nowInMs();
    this.schedule();
    this.changed();
  }

  pause(): void {
    this.playing = false;
    this.searching = false;
    this.stopFrame?.();
    this.stopFrame = null;
    this.us = Math.floor(this.us);
    this.changed();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Goes to an instant that is computed (later ones are cut to the frontier). */
  seek(us: number): void {
    this.move(Math.max(0, Math.min(Math.floor(us), this.options.trace.frontierUs)));
    this.wantMore();
    this.changed();
  }

  /** Pauses and goes one step; at the end of what is known it asks the engine for more and goes on when that has come. */
  step(direction: 1 | -1, size: StepSize): void {
    this.pause();
    const key = `${-direction}${size}`;
    const back = this.lastStep;
    if (back !== null && back.toUs === this.us && back.key === key) {
      this.lastStep = null;
      this.seek(back.fromUs);
      return;
    }
    const next = stepFrom(this.shown.stepPoints(size), this.us, direction);
    if (next === undefined) {
      if (direction === 1) this.searchAhead(size);
      return;
    }
    this.lastStep = { fromUs: this.us, toUs: next, key: `${direction}${size}` };
    this.ambient = false;
    this.seek(next);
  }

  /** Jumps to the next thing worth seeing: a bookmark, or the next foreground event after a quiet span. */
  nextInteresting(): void {
    this.lastStep = null;
    const after = this.interestingAfter(this.us);
    if (after === undefined) this.searchAhead();
    else {
      this.ambient = false;
      this.seek(after);
    }
  }

  toBookmark(direction: 1 | -1): void {
    const found = stepFrom(this.marks(), this.us, direction);
    if (found !== undefined) this.seek(found);
    else if (direction === 1) this.searchAhead();
  }

  private marks(): readonly number[] {
    const own = this.options.ownMarks?.() ?? [];
    return [...bookmarksOf(this.options.trace).map((mark) => mark.atUs), ...own].sort((a, b) => a - b);
  }

  home(): void {
    this.seek(0);
  }

  /** To the latest instant that was shown; if it is there already, to the next thing worth seeing. */
  end(): void {
    if (Math.floor(this.us) < Math.floor(this.playedToUs)) this.seek(this.playedToUs);
    else this.nextInteresting();
  }

  setPace(change: {
    readonly mode?: PaceMode;
    readonly hopInSeconds?: number;
    readonly speed?: number;
  }): void {
    if (change.mode !== undefined) this.mode = change.mode;
    if (change.speed !== undefined) this.speed = change.speed;
    if (change.hopInSeconds !== undefined && change.hopInSeconds !== this.hopInSeconds) {
      this.hopInSeconds = change.hopInSeconds;
      this.shown.setHop(change.hopInSeconds);
    }
    this.changed();
  }

  /** The pace map of the foreground: for the timeline and its ⏩ marks. */
  get paceMap(): PaceMap {
    return this.shown.pace;
  }

  /** True while "next" looks for something to show in a future that is still computed. */
  get isSearching(): boolean {
    return this.searching;
  }

  /** The engine answered a `run`. */
  ran(): void {
    this.running = false;
    const grew = this.options.trace.frontierUs > this.askedAtUs;
    if (grew) this.wantMore();
    if (this.searching) this.goOnSearching();
  }

  /** Another branch, or a new world: stands still at `us`. */
  place(us: number, playedToUs: number): void {
    this.us = us;
    this.playedToUs = playedToUs;
    this.lastStep = null;
    this.ambient = false;
    this.running = false;
    this.frozen = false;
    this.chunkInUs = CHUNK_MIN_IN_US;
    this.changed();
  }

  /** An action at the playhead opened the future again. */
  acted(): void {
    this.running = false;
    this.ambient = false;
    this.searching = false;
    this.lastStep = null;
    this.chunkInUs = CHUNK_MIN_IN_US;
    this.playedToUs = this.us;
    this.frozen = true;
  }

  /** The engine answered the action: time may go on. */
  answered(): void {
    this.frozen = false;
    this.wantMore();
  }

  private schedule(): void {
    if (this.stopFrame !== null) return;
    this.stopFrame = this.options.frames.request((nowInMs) => {
      this.stopFrame = null;
      if (!this.playing) return;
      const seconds = Math.min(0.1, Math.max(0, (nowInMs - this.lastMs) / 1000));
      this.lastMs = nowInMs;
      this.advance(seconds);
      this.schedule();
    });
  }

  /** Plays for so many human seconds. Public for tests and films. */
  advance(seconds: number): void {
    if (this.frozen) return;
    this.shown.layNew();
    this.wantMore();
    this.chooseAmbient();
    const target = this.targetAfter(seconds);
    if (target <= this.us) return;
    this.playedSeconds += seconds;
    const stopUs = this.options.stopBetween?.(this.us, target) ?? null;
    this.move(stopUs ?? target);
    if (stopUs === null) this.changed();
    else this.pause();
  }

  private targetAfter(seconds: number): number {
    const { frontierUs } = this.options.trace;
    if (this.mode === 'ratio') return Math.min(frontierUs, this.us + seconds * this.speed * 1_000_000);
    const pace = this.ambient ? this.shown.ambientPace : this.shown.pace;
    const at = pace.toSeconds(this.us);
    // Quiet time is entered only when it is known what ends it: otherwise the playhead would run away with the frontier.
    const limitUs = this.ambient ? frontierUs : Math.min(frontierUs, this.shown.foregroundEndUs);
    return Math.min(limitUs, Math.max(this.us, pace.toUs(at + seconds * this.speed)));
  }

  private chooseAmbient(): void {
    const next = this.shown.nextForeground(this.us);
    const quietInUs = this.options.trace.frontierUs - this.us;
    const nothing = next === undefined && this.shown.foregroundEndUs <= this.us;
    const idle = nothing && quietInUs >= this.idleAfterInUs();
    if (idle !== this.ambient && (idle || next !== undefined)) {
      this.ambient = idle;
    }
  }

  private idleAfterInUs(): number {
    return this.shown.hasFaults(this.us) ? IDLE_AFTER_FAULT_IN_US : IDLE_AFTER_IN_US;
  }

  /** Keeps the engine ahead of the playhead by enough hops, or by enough quiet. */
  private wantMore(): void {
    if (this.running || this.frozen) return;
    const trace = this.options.trace;
    const aheadInUs = trace.frontierUs - this.us;
    const hops = foregroundHopsAfter(trace, this.us, HOPS_AHEAD);
    const needInUs =
      this.mode === 'ratio' ? Math.max(2_000_000, this.speed * 2_000_000) : this.idleAfterInUs();
    const searchInUs = this.searching
      ? this.searchSize === null
        ? SEARCH_MAX_IN_US
        : STEP_SEARCH_MAX_IN_US
      : 0;
    if (!this.searching && (hops >= HOPS_AHEAD || aheadInUs >= needInUs + CHUNK_MIN_IN_US)) return;
    if (this.searching && aheadInUs >= searchInUs) return;
    this.chunkInUs = hops > 0 ? CHUNK_MIN_IN_US : Math.min(CHUNK_MAX_IN_US, this.chunkInUs * 2);
    this.running = true;
    this.askedAtUs = trace.frontierUs;
    this.options.run(trace.frontierUs + this.chunkInUs, EVENTS_MAX);
  }

  /** `size` is the step that is looked for; without it, anything interesting will do. */
  private searchAhead(size: StepSize | null = null): void {
    this.searching = true;
    this.searchSize = size;
    this.wantMore();
    if (!this.running) {
      this.searching = false;
      this.options.nothingFound?.(this.options.trace.frontierUs - this.us);
    }
    this.changed();
  }

  private goOnSearching(): void {
    const size = this.searchSize;
    const after =
      size === null ? this.interestingAfter(this.us) : stepFrom(this.shown.stepPoints(size), this.us, 1);
    if (after !== undefined) {
      this.searching = false;
      this.ambient = false;
      this.seek(after);
    } else if (!this.running) {
      this.searching = false;
      this.options.nothingFound?.(this.options.trace.frontierUs - this.us);
      this.changed();
    }
  }

  private interestingAfter(us: number): number | undefined {
    const mark = bookmarksOf(this.options.trace).find((bookmark) => bookmark.atUs > us)?.atUs;
    this.shown.layNew();
    const skip = this.shown.pace
      .skips()
      .find((segment) => segment.toUs > us && this.shown.nextForeground(segment.toUs - 1) !== undefined);
    const afterSkip = skip === undefined ? undefined : this.shown.nextForeground(skip.toUs - 1);
    if (mark !== undefined && afterSkip !== undefined) return Math.min(mark, afterSkip);
    return mark ?? afterSkip;
  }

  private move(us: number): void {
    this.us = us;
    if (us > this.playedToUs) this.playedToUs = us;
  }

  private traceChanged(): void {
    this.shown.layNew();
    this.changed();
  }

  private changed(): void {
    for (const listen of this.listeners) listen();
  }
}

function foregroundHopsAfter(trace: TraceWindow, us: number, max: number): number {
  let count = 0;
  for (
    let i = countUpTo(trace.foreground, us, (event) => event.atUs);
    i < trace.foreground.length && count < max;
    i += 1
  ) {
    if (trace.foreground[i]?.kind === 'hop') count += 1;
  }
  return count;
}
