import type { Action, SessionRecord } from './action.ts';
import type { EventId, PartId } from './ids.ts';

/** Everything that goes down from the page to the engine. An answer is an Update with the Command's id. */
export type Command =
  /** Makes the world of the record and replays its journal; answers `started`. */
  | { readonly kind: 'start'; readonly id: number; readonly record: SessionRecord; readonly untilUs: number }
  /** Lets virtual time run until `untilUs` (the engine may stop earlier, it says how far it came in `frontier`). */
  | { readonly kind: 'run'; readonly id: number; readonly untilUs: number; readonly eventsMax: number }
  /**
   * A person acts at `atUs` on the current branch. `playedToUs` is the latest instant that was ever shown: acting before it opens a new
   * branch, acting at or behind it only drops the unseen future.
   */
  | {
      readonly kind: 'act';
      readonly id: number;
      readonly atUs: number;
      readonly playedToUs: number;
      readonly action: Action;
    }
  /** Takes the last action of the branch back, or does it again; answers `branch`. */
  | { readonly kind: 'undo' | 'redo'; readonly id: number }
  | { readonly kind: 'switch-branch' | 'delete-branch'; readonly id: number; readonly branch: string }
  | { readonly kind: 'rename-branch'; readonly id: number; readonly branch: string; readonly name: string }
  /** Body, headers and diff of one event; answers `detail`. */
  | { readonly kind: 'inspect'; readonly id: number; readonly event: EventId }
  /** Hash of the whole state at an instant; answers `state-hash`. */
  | { readonly kind: 'state-hash'; readonly id: number; readonly atUs: number }
  /** An object as the store holds it at an instant; answers `object`. */
  | { readonly kind: 'get-object'; readonly id: number; readonly atUs: number; readonly key: string }
  /** What the faults that are on at `atUs` do; answers `blast`. */
  | { readonly kind: 'blast'; readonly id: number; readonly atUs: number }
  /** Only in test builds: makes the worker spin or throw, to show that the page notices. */
  | {
      readonly kind: 'misbehave';
      readonly id: number;
      readonly how: 'spin' | 'throw';
      readonly part?: PartId;
    };
