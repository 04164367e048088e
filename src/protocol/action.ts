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

/** A whole session: enough to run it again anywhere, to the last microsecond. */
export interface SessionRecord {
  readonly version: 1;
  readonly seed: number;
  readonly preset: string;
  readonly journal: readonly JournalEntry[];
}
