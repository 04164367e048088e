import type { EventId, PartId, Wire } from './ids.ts';

/** What every event of the trace carries. `cause` is an earlier event's id, or 0 for a root (see NoteEvent). Times are virtual microseconds. */
interface TraceBase {
  readonly id: EventId;
  readonly atUs: number;
  readonly cause: EventId;
  /** True for what goes on all the time (heartbeats, lease renewals and all they cause); human pace does not stop for it. */
  readonly background: boolean;
}

/** A message that left `from` at `atUs` and arrives at `to` at `dueAtUs`. Its place on the wire is a pure function of the playhead. */
export interface HopEvent extends TraceBase {
  readonly kind: 'hop';
  readonly from: PartId;
  readonly to: PartId;
  readonly wire: Wire;
  /** One word: POST, 201, Txn, MsgApp, ADDED, RunPodSandbox … */
  readonly verb: string;
  /** What it is about: a URI, a key, an entry, a Pod. */
  readonly label: string;
  readonly dueAtUs: number;
  /** request = opens an exchange, answer = ends it, event = one message of an open stream or a one-way message. */
  readonly role: 'request' | 'answer' | 'event';
  /** Id of the hop that opened the exchange (its own id for a request); 0 for one-way messages such as Raft's. */
  readonly exchange: EventId;
  /** Key of the object it is about (`pods/default/web`), for cross-highlighting; empty if none. */
  readonly subject: string;
  /** Bytes on the wire, estimated from the JSON text. */
  readonly sizeInBytes: number;
}

/** A part, or one thing inside a part (`subject`), went from one named state into another, or a stage of work began. */
export interface PhaseEvent extends TraceBase {
  readonly kind: 'phase';
  readonly part: PartId;
  /** Which chart it belongs to: request-pipeline, raft-role, pod-worker, container, scheduling-cycle, binding-cycle, reconcile, wal … */
  readonly chart: string;
  /** What went through it: a Pod key, `req 118`, `entry 1187`; empty for the part itself. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** Set when the length of this state is known on entry (an fsync, an image pull): virtual time of its end. */
  readonly untilUs?: number;
  /** Facts for the inspector, plain JSON. */
  readonly data?: unknown;
}

/** An API object was written; what the store holds from now on. */
export interface ObjectEvent extends TraceBase {
  readonly kind: 'object';
  readonly part: PartId;
  readonly verb: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `pods/default/web`, `nodes/node-1`, `deployments.apps/default/shop`. */
  readonly key: string;
  readonly resourceVersion: number;
  readonly manager: string;
}

/** A line printed by a part: kubectl in a terminal session, or a container. */
export interface LogEvent extends TraceBase {
  readonly kind: 'log';
  readonly part: PartId;
  /** Terminal session (`t1`) for kubectl, `pods/default/web/nginx` for a container. */
  readonly source: string;
  readonly stream: 'stdout' | 'stderr' | 'prompt' | 'exit';
  readonly text: string;
}

/**
 * A remark. Roots are notes with cause 0 and one of the codes root.boot, root.action, root.timer, root.fault. Others tell of a
 * decision, a lost message, a refusal. `code` names a template of the translation files.
 */
export interface NoteEvent extends TraceBase {
  readonly kind: 'note';
  readonly part: PartId;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** The hop it speaks of (a lost, delayed or duplicated message), or 0. */
  readonly of: EventId;
  readonly data?: unknown;
}

export type TraceEvent = HopEvent | PhaseEvent | ObjectEvent | LogEvent | NoteEvent;
