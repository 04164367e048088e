import type { RandomStream } from '../../base/random-stream.ts';
import type { Action } from '../../protocol/action.ts';
import type { ChartPicture, Face } from '../../protocol/face.ts';
import type { EventId, PartId, PartKind, Wire } from '../../protocol/ids.ts';

/** What reaches a part. Bodies are immutable plain data in the vocabulary of their wire (engine/wires). */
export type Delivery =
  | {
      readonly kind: 'message';
      readonly from: PartId;
      readonly wire: Wire;
      readonly verb: string;
      readonly body: unknown;
      /** Id of the request hop this belongs to; pass it on in an answer. 0 for one-way messages. */
      readonly exchange: EventId;
      /** Id of the hop that brought it. */
      readonly hop: EventId;
    }
  | { readonly kind: 'timer'; readonly name: string; readonly data: unknown }
  /** A request could not be handed over: nobody listens at `to`. `body` is the request as it was sent. */
  | {
      readonly kind: 'refused';
      readonly to: PartId;
      readonly wire: Wire;
      readonly body: unknown;
      readonly exchange: EventId;
    }
  /**
   * The peer's process ended or the connection broke: every open exchange and stream with it is over. `silent` when it was given up because
   * nothing came any more.
   */
  | { readonly kind: 'reset'; readonly peer: PartId; readonly wire: Wire; readonly silent: boolean }
  /** A person did something that concerns this part (only kubectl gets these). */
  | { readonly kind: 'action'; readonly action: Action };

/** A message to be sent. It leaves after `afterInUs` of the part's own work (0 = now); the wire's latency comes on top. */
export interface Outgoing {
  readonly to: PartId;
  readonly wire: Wire;
  readonly verb: string;
  readonly label: string;
  readonly body: unknown;
  readonly role: 'request' | 'answer' | 'event';
  /** For answers and stream events: the exchange of the request. */
  readonly exchange?: EventId;
  /** Key of the object it is about, `pods/default/web`. */
  readonly subject?: string;
  readonly afterInUs?: number;
  /** Overrides what the delivery at hand says (see TraceBase.background). */
  readonly background?: boolean;
  readonly cause?: EventId;
}

export interface TimerRequest {
  /** Unique within the part; setting it again replaces the old one. */
  readonly name: string;
  readonly afterInUs: number;
  readonly data?: unknown;
  /** A timer that comes again and again is a root of causes; what it leads to is not blamed on whoever armed it. */
  readonly periodic?: boolean;
  readonly background?: boolean;
}

export interface Silence {
  readonly kind: 'cut' | 'paused';
  readonly sinceUs: number;
}

export interface PhaseRequest {
  readonly chart: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly untilUs?: number;
  readonly data?: unknown;
  readonly cause?: EventId;
}

/**
 * What a part may do besides returning its next state. Each call is an effect the kernel carries out, in order, and traces with its cause.
 * Calls that return an EventId give the id of the trace event, to be used as `cause` of what follows from it.
 */
export interface Context {
  readonly nowUs: number;
  readonly self: PartId;
  readonly random: RandomStream;
  /** The event being handled: default cause of everything done now. */
  readonly cause: EventId;
  readonly background: boolean;
  /** Wall-clock second at which virtual time 0 was, for timestamps in objects. */
  readonly epochSeconds: number;
  /**
   * What a part finds out about a peer by trying: nothing gets through to it, or its machine takes a connection and its process says nothing;
   * and since when. Null when all is well, as far as the wire can tell.
   */
  silenceOf(peer: PartId): Silence | null;
  /** How long work of `baseInUs` takes here and now: longer on a part that a fault slowed. Use it for every CPU, disk and pull time. */
  work(baseInUs: number): number;
  /**
   * From here to the end of this dispatch nothing is background any more: out of routine came something worth watching, such as a lease won or a
   * leader lost.
   */
  comeForward(): void;
  /** Returns the hop's id, or 0 when it leaves later. */
  send(message: Outgoing): EventId;
  /** Takes back messages to `peer` that wait for a connection which never came about; `mine` says of a body whether it is meant. */
  withdraw(peer: PartId, mine: (body: unknown) => boolean): void;
  timer(request: TimerRequest): void;
  cancel(name: string): void;
  phase(request: PhaseRequest): EventId;
  object(
    verb: 'ADDED' | 'MODIFIED' | 'DELETED',
    key: string,
    resourceVersion: number,
    manager: string,
    object: unknown,
  ): EventId;
  log(source: string, stream: 'stdout' | 'stderr' | 'prompt' | 'exit', text: string): EventId;
  note(code: string, params: Readonly<Record<string, string | number>>, data?: unknown): EventId;
}

/**
 * A component as a state machine: `(state, delivery) → state + effects`. State is plain immutable data: a handler returns a new object
 * (or the same one when nothing changed) and never edits the old, because checkpoints hold on to it.
 */
export interface Part<S = unknown> {
  readonly id: PartId;
  readonly kind: PartKind;
  readonly title: string;
  /** Machine it runs on; empty for kubectl. */
  readonly machine: string;
  /** First start (`disk` undefined) or a restart with what `survive` left. */
  start(disk: unknown, context: Context): S;
  handle(state: S, delivery: Delivery, context: Context): S;
  /**
   * The process is asked to end (SIGTERM) and does its last acts; it goes on until `hasRetired`, at most 30 s. Left out by a part that just ends.
   */
  retire?(state: S, context: Context): S;
  hasRetired?(state: S): boolean;
  /** What outlives the process: an etcd member's disk, a runtime's containers. Undefined when it keeps nothing. */
  survive(state: S): unknown;
  face(state: S, nowUs: number): Face;
  readonly charts?: readonly ChartPicture[];
}
