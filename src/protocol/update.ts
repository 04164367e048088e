import type { JournalEntry } from './action.ts';
import type { ChartPicture, Face } from './face.ts';
import type { ActiveFault, BlastRow } from './fault.ts';
import type { EventId, PartId, PartKind } from './ids.ts';
import type { TraceEvent } from './trace.ts';

/** A part of the roster and where it stands. */
export interface RosterEntry {
  readonly id: PartId;
  readonly kind: PartKind;
  readonly title: string;
  /** cp-1, node-2 …; empty for kubectl. */
  readonly machine: string;
  /** Ids of the state charts it runs on, whether or not anything goes through them now. */
  readonly charts?: readonly string[];
}

/** Two parts that talk, and on which wire: the canvas draws these and no others. */
export interface LinkEntry {
  readonly a: PartId;
  readonly b: PartId;
  readonly wire: string;
}

export interface BranchInfo {
  readonly id: string;
  readonly name: string;
  /** Branch it left, and when; empty and 0 for the first. */
  readonly parent: string;
  readonly forkAtUs: number;
  readonly frontierUs: number;
  readonly journal: readonly JournalEntry[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** One line of a body that differs: `+` new, `-` gone, space = as it was; `by` names the stage that wrote it. */
export interface DiffLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
  readonly by: string;
}

/** Everything the inspector shows of one event. Bodies are YAML or JSON text, ready to read. */
export interface EventDetail {
  readonly event: EventId;
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  readonly sent: string;
  readonly stored: string;
  readonly diff: readonly DiffLine[];
}

export interface FaceAt {
  readonly atUs: number;
  readonly face: Face;
}

/** A version of an API object that the store took at `atUs`; null = deleted. */
export interface ObjectAt {
  readonly atUs: number;
  readonly key: string;
  readonly object: unknown;
}

export interface FaultsAt {
  readonly atUs: number;
  readonly faults: readonly ActiveFault[];
}

/**
 * A batch of what happened between two instants of one branch, oldest first. `rewindToUs` ≥ 0 says that everything the page holds
 * of this branch later than that instant is void (an action dropped the unseen future, or another branch is shown: then the whole branch
 * follows and rewindToUs is 0, with what happened at 0 sent again), and so is every event behind the first `keptEvents`: an action that is
 * taken back has left some at that very instant. −1 says that the batch just goes on.
 */
export interface TraceUpdate {
  readonly kind: 'trace';
  readonly branch: string;
  readonly rewindToUs: number;
  readonly keptEvents: number;
  readonly events: readonly TraceEvent[];
  readonly faces: readonly FaceAt[];
  readonly objects: readonly ObjectAt[];
  readonly faults: readonly FaultsAt[];
  /** All virtual time before this instant is computed. */
  readonly frontierUs: number;
  /** 16 hex digits: rolling hash of the trace at the frontier. */
  readonly hash: string;
}

/** Everything that goes up from the engine to the page. */
export type Update =
  | {
      readonly kind: 'started';
      readonly id: number;
      readonly roster: readonly RosterEntry[];
      readonly links: readonly LinkEntry[];
      readonly charts: readonly ChartPicture[];
      readonly epochSeconds: number;
      readonly branch: string;
    }
  | TraceUpdate
  /** What happened on the branch that is shown beside the current one. */
  | { readonly kind: 'compared'; readonly trace: TraceUpdate }
  /** The branches changed, or another one is current; a `trace` update with rewindToUs follows. */
  | {
      readonly kind: 'branches';
      readonly id: number;
      readonly current: string;
      readonly branches: readonly BranchInfo[];
    }
  | { readonly kind: 'frontier'; readonly id: number; readonly branch: string; readonly frontierUs: number }
  | { readonly kind: 'detail'; readonly id: number; readonly detail: EventDetail | null }
  | {
      readonly kind: 'state-hash';
      readonly id: number;
      readonly atUs: number;
      readonly stateHash: string;
      readonly traceHash: string;
    }
  | { readonly kind: 'object'; readonly id: number; readonly key: string; readonly object: unknown }
  | { readonly kind: 'blast'; readonly id: number; readonly rows: readonly BlastRow[] }
  /** A command could not be carried out; `message` is a sentence that says what to do. */
  | { readonly kind: 'refused'; readonly id: number; readonly message: string }
  /** The worker broke: what it said, and where. */
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string };
