import type { SessionRecord, SessionStep } from '../../protocol/action.ts';
import type { Journal, Place, SavedSession } from './journal.ts';

const SAVE_AFTER_MS = 500;
const SAVE_PLAYING_EVERY_MS = 3_000;

interface KeeperOptions {
  readonly journal: Journal;
  readonly placeNow: () => Place;
  /** False while the session does not stand anywhere yet: then its place is not written. */
  readonly stands: () => boolean;
}

/** What of a session outlives the page: its steps, each written before it is carried out, and where it stands. */
export class Keeper {
  private readonly options: KeeperOptions;
  private steps: SessionStep[] = [];
  private queue: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: KeeperOptions) {
    this.options = options;
  }

  /** What an earlier visit left, if it was in a world that is offered. */
  async load(isOffered: (preset: string) => boolean): Promise<SavedSession | null> {
    const saved = await this.options.journal.load();
    if (saved === null || !isOffered(saved.place.preset)) return null;
    this.steps = [...saved.steps];
    return saved;
  }

  recordOf(seed: number, preset: string): SessionRecord {
    return { version: 2, seed, preset, steps: [...this.steps] };
  }

  /** Writes a step down and then carries it out; steps keep their order. */
  take(step: SessionStep, carryOut: () => void): Promise<void> {
    return this.inOrder(async () => {
      this.steps.push(step);
      await this.options.journal.append(step, this.options.placeNow());
      carryOut();
    });
  }

  saveSoon(playing: boolean): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        void this.saveNow();
      },
      playing ? SAVE_PLAYING_EVERY_MS : SAVE_AFTER_MS,
    );
  }

  saveNow(): Promise<void> {
    if (!this.options.stands()) return Promise.resolve();
    return this.options.journal.stand(this.options.placeNow());
  }

  /** The session as a later visit would find it. */
  asItStands(): SavedSession {
    return { steps: [...this.steps], place: this.options.placeNow() };
  }

  /** Another session takes this one's place; null begins afresh. */
  replace(saved: SavedSession | null): Promise<void> {
    return this.inOrder(async () => {
      this.steps = [];
      await this.options.journal.clear();
      for (const step of saved?.steps ?? []) {
        this.steps.push(step);
        if (saved) await this.options.journal.append(step, saved.place);
      }
    });
  }

  /** One thing after the other; what fails is told to whoever asked for it and does not stand in the way of the next. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }
}
