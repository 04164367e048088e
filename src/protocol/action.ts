import type { Fault } from './fault.ts';

/** What a person does; the journal of a session is a list of these with their virtual times. */
export type Action =
  /** A line typed (or composed by a button) for kubectl. `files` are what `-f` may name; `stdin` answers `-f -`. */
  | {
      readonly kind: 'kubectl';
      readonly session: string;
      readonly line: string;
      readonly files?: Readonly<Record<string, string>>;
    }
  /** Ctrl-C in a terminal session. */
  | { readonly kind: 'interrupt'; readonly session: string }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Ends the fault with this id; a stopped part starts again. */
  | { readonly kind: 'heal'; readonly fault: number }
  | { readonly kind: 'heal-all' };

export interface JournalEntry {
  readonly atUs: number;
  readonly action: Action;
}

/** One thing that changes a session: what was done, and what was done with the futures that came of it. */
export type SessionStep =
  /**
   * A person acts at `atUs` on the current branch. `playedToUs` is the latest instant that was ever shown: acting before it opens a new
   * branch, acting at or behind it only drops the unseen future.
   */
  | { readonly kind: 'act'; readonly atUs: number; readonly playedToUs: number; readonly action: Action }
  /** Takes the last action of the branch back, or does it again. */
  | { readonly kind: 'undo' | 'redo' }
  /** The other branch is computed at least up to `untilUs`, so that the playhead can stay where it is. */
  | { readonly kind: 'switch-branch'; readonly branch: string; readonly untilUs: number }
  | { readonly kind: 'delete-branch'; readonly branch: string }
  | { readonly kind: 'rename-branch'; readonly branch: string; readonly name: string };

/**
 * A whole session: enough to run it again anywhere, to the last microsecond. Version 1 knew one branch, as the list of what was done on it;
 * version 2 is everything in the order in which it was done: it gives all branches back, and what can be undone on them.
 */
export type SessionRecord =
  | {
      readonly version: 1;
      readonly seed: number;
      readonly preset: string;
      readonly journal: readonly JournalEntry[];
    }
  | {
      readonly version: 2;
      readonly seed: number;
      readonly preset: string;
      readonly steps: readonly SessionStep[];
    };

/** The steps of a record of any version. */
export function stepsOf(record: SessionRecord): readonly SessionStep[] {
  if (record.version === 2) return record.steps;
  return record.journal.map(({ atUs, action }) => ({ kind: 'act', atUs, playedToUs: atUs, action }));
}
