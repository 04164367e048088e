import type { Action, JournalEntry } from '../../protocol/action.ts';
import { type Checkpoint, Kernel, type KernelConfig } from './kernel.ts';

/** Queue entries between two checkpoints: a seek replays at most this many. */
export const CHECKPOINT_EVERY = 2000;

interface Kept {
  readonly checkpoint: Checkpoint;
  /** Journal entries that were already in when it was taken. */
  readonly acted: number;
}

/**
 * One branch of a session: a kernel at its frontier, the journal that led there, and checkpoints on the way. Any instant is reached by the
 * nearest checkpoint and a replay of the few entries up to it; the replay makes the same events again, so nothing is stored twice.
 */
export class Timeline {
  readonly kernel: Kernel;
  journal: JournalEntry[] = [];
  private kept: Kept[] = [];
  private sinceCheckpoint = 0;
  /** Virtual time is computed up to and including this instant. */
  frontierUs = 0;

  constructor(config: KernelConfig) {
    this.kernel = new Kernel(config);
    this.kernel.boot();
    this.keep();
  }

  /** Runs until `untilUs`, or until about `eventsMax` entries were carried out; returns how many were. Never goes back: that is `rewind`. */
  run(untilUs: number, eventsMax = Number.POSITIVE_INFINITY, afterStep?: () => void): number {
    if (untilUs < this.frontierUs) return 0;
    let count = 0;
    while (this.kernel.nextDueUs() <= untilUs && count < eventsMax) {
      this.kernel.step();
      afterStep?.();
      count += 1;
      this.sinceCheckpoint += 1;
      if (this.sinceCheckpoint >= CHECKPOINT_EVERY) this.keep();
    }
    this.frontierUs = this.kernel.nextDueUs() <= untilUs ? this.kernel.nowUs : untilUs;
    this.kernel.nowUs = this.frontierUs;
    return count;
  }

  /** A person acts at `atUs`: whatever this branch had computed after that instant is gone. */
  act(atUs: number, action: Action): void {
    this.rewind(atUs);
    this.journal.push({ atUs, action });
    this.kernel.inject(action);
    this.keep();
  }

  /** Goes back to `atUs` for good and forgets what came after. Runs forward when it lies ahead. */
  rewind(atUs: number): void {
    if (atUs >= this.frontierUs) {
      this.run(atUs);
      return;
    }
    this.replayTo(atUs);
    this.journal = this.journal.filter((entry) => entry.atUs <= atUs);
    this.cutHere(atUs);
  }

  private cutHere(atUs: number): void {
    const { length } = this.kernel.trace.mark();
    this.kept = this.kept.filter(
      (k) =>
        k.checkpoint.trace.length <= length && k.checkpoint.nowUs <= atUs && k.acted <= this.journal.length,
    );
    this.kernel.trace.drop();
    this.frontierUs = atUs;
    this.keep();
  }

  /** Takes the last action back: the branch stands at the instant before it, with its future open. Returns it, or undefined. */
  undo(): JournalEntry | undefined {
    const last = this.journal.pop();
    if (!last) return undefined;
    this.kept = this.kept.filter((k) => k.acted <= this.journal.length);
    this.replayTo(last.atUs);
    this.cutHere(last.atUs);
    return last;
  }

  /** Reads the world as it was at `atUs`, and leaves the branch as it is. */
  at<T>(atUs: number, read: (kernel: Kernel) => T): T {
    if (atUs >= this.frontierUs) {
      this.run(atUs);
      return read(this.kernel);
    }
    const frontier = this.kernel.checkpoint();
    this.replayTo(atUs);
    const answer = read(this.kernel);
    this.kernel.restore(frontier);
    return answer;
  }

  /** A new branch that shares everything up to `atUs`. */
  fork(atUs: number): Timeline {
    return this.at(Math.min(atUs, this.frontierUs), (kernel) => {
      const branch = Object.create(Timeline.prototype) as {
        -readonly [K in keyof Timeline]: Timeline[K];
      } & Timeline;
      const copy = kernel.fork();
      Object.assign(branch, {
        kernel: copy,
        journal: this.journal.filter((entry) => entry.atUs <= atUs),
        kept: this.kept.filter(
          (k) => k.checkpoint.nowUs <= atUs && k.checkpoint.trace.length <= copy.trace.mark().length,
        ),
        sinceCheckpoint: 0,
        frontierUs: kernel.nowUs,
      });
      branch.keep();
      return branch;
    });
  }

  private keep(): void {
    this.kept.push({ checkpoint: this.kernel.checkpoint(), acted: this.journal.length });
    this.sinceCheckpoint = 0;
  }

  private replayTo(atUs: number): void {
    let from = this.kept[0] as Kept;
    for (const k of this.kept) if (k.checkpoint.nowUs <= atUs) from = k;
    this.kernel.restore(from.checkpoint);
    for (const entry of this.journal.slice(from.acted)) {
      if (entry.atUs > atUs) break;
      this.stepTo(entry.atUs);
      this.kernel.inject(entry.action);
    }
    this.stepTo(atUs);
  }

  private stepTo(untilUs: number): void {
    while (this.kernel.nextDueUs() <= untilUs) this.kernel.step();
    this.kernel.nowUs = untilUs;
  }
}
