import type { SessionRecord, SessionStep } from './action.ts';
import type { EventId, PartId } from './ids.ts';

/** Everything that goes down from the page to the engine. An answer is an Update with the Command's id. */
export type Command =
  /** Makes the world of the record and takes all its steps again; answers `started`. */
  | { readonly kind: 'start'; readonly id: number; readonly record: SessionRecord; readonly untilUs: number }
  /** Lets virtual time run until `untilUs` (the engine may stop earlier, it says how far it came in `frontier`). */
  | { readonly kind: 'run'; readonly id: number; readonly untilUs: number; readonly eventsMax: number }
  /** Carries out one step of the session; answers `branches`, and `trace` where the shown branch changed. */
  | (SessionStep & { readonly id: number })
  /**
   * Shows a second branch beside the current one: it is told whole in `compared`, computed up to `untilUs`, and from then on it keeps up with every
   * `run`. Empty: no longer.
   */
  | { readonly kind: 'compare'; readonly id: number; readonly branch: string; readonly untilUs: number }
  /** Body, headers and diff of one event; answers `detail`. */
  | { readonly kind: 'inspect'; readonly id: number; readonly event: EventId }
  /** Hash of the whole state at an instant; answers `state-hash`. */
  | { readonly kind: 'state-hash'; readonly id: number; readonly atUs: number }
  /** An object as the store holds it at an instant; answers `object`. */
  | { readonly kind: 'get-object'; readonly id: number; readonly atUs: number; readonly key: string }
  /** What the faults that are on at `atUs` do, on the current branch or a named one; answers `blast`. */
  | { readonly kind: 'blast'; readonly id: number; readonly atUs: number; readonly branch?: string }
  /** Only in test builds: makes the worker spin or throw, to show that the page notices. */
  | {
      readonly kind: 'misbehave';
      readonly id: number;
      readonly how: 'spin' | 'throw';
      readonly part?: PartId;
    };
