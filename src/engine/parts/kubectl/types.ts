import type { Table } from '../../../kube/printers/table.ts';
import type { EventId, PartId } from '../../../protocol/ids.ts';
import type { HttpRequest, HttpResponse } from '../../wires/http.ts';

export interface KubectlConfig {
  readonly id: PartId;
  readonly apiserver: PartId;
  /** Who the kubeconfig says it is; default kubernetes-admin. */
  readonly user?: string;
}

/** A request as a command words it; the rest is the same for all. */
export interface Ask {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query?: HttpRequest['query'];
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly subject?: string;
}

/**
 * Why no answer came: nobody listens; the connection was closed; it was given up because nothing came any more; it never came about, because
 * nothing gets through or because nobody spoke at the other end; it was closed in the middle of a stream.
 */
export type NoAnswer = 'refused' | 'broken' | 'lost' | 'unreachable' | 'mute' | 'cut-short';

/** What came of a request. */
export type Answer =
  | { readonly kind: 'http'; readonly atUs: number; readonly response: HttpResponse }
  | { readonly kind: NoAnswer | 'ended'; readonly atUs: number }
  /** A stream that a follow brought to its end. */
  | { readonly kind: 'followed'; readonly atUs: number };

/** What is done with the messages of a stream, as plain data. */
export type Follow =
  | {
      readonly kind: 'table';
      readonly wide: boolean;
      readonly showLabels: boolean;
      readonly withNamespace: boolean;
      readonly noHeaders: boolean;
      readonly seen: Table | null;
    }
  | { readonly kind: 'log'; readonly open: string }
  | { readonly kind: 'deleted'; readonly uid: string; readonly seen: boolean }
  | { readonly kind: 'rollout'; readonly last: string };

/** What a command yields: the driver carries it out and, for requests, gives the answer back. */
export type Yield =
  | { readonly do: 'request'; readonly ask: Ask }
  | { readonly do: 'follow'; readonly ask: Ask; readonly follow: Follow }
  | { readonly do: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly do: 'discovered' };

/** A command: it asks, prints, and ends with an exit code. */
export type Script = Generator<Yield, number, Answer | undefined>;

/** What a command may know besides the answers it got. */
export interface Shell {
  readonly words: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Whether the discovery cache is fresh. */
  readonly discovered: boolean;
  readonly epochSeconds: number;
  /** Virtual time at which the command began. */
  readonly startedAtUs: number;
}

export interface Pending {
  readonly id: number;
  readonly exchange: EventId;
  readonly ask: Ask;
  readonly sentAtUs: number;
  readonly follow: Follow | null;
  /** The stream has begun. */
  readonly opened: boolean;
}

/** A terminal session. A command is replayed from its answers, so this is all there is to keep. */
export interface Session {
  readonly id: string;
  readonly line: string;
  readonly shell: Shell;
  readonly answers: readonly Answer[];
  /** Effects (prints, notes) that were carried out already. */
  readonly done: number;
  readonly pending: Pending | null;
  readonly running: boolean;
  /** `-v`: 6 and more shows each request. */
  readonly verbosity: number;
}

export interface KubectlState {
  readonly nextId: number;
  /** The discovery cache is good until then. */
  readonly discoveryUntilUs: number;
  readonly sessions: ReadonlyMap<string, Session>;
}
