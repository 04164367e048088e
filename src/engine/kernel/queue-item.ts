import type { Due } from '../../base/heap.ts';
import type { Action } from '../../protocol/action.ts';
import type { EventId, Wire } from '../../protocol/ids.ts';
import type { Outgoing } from './part.ts';

/** A message on its way. Parts are named by their index in the roster. */
export interface DeliverItem extends Due {
  readonly kind: 'deliver';
  readonly from: number;
  readonly to: number;
  readonly wire: Wire;
  readonly verb: string;
  readonly body: unknown;
  readonly role: 'request' | 'answer' | 'event';
  readonly exchange: EventId;
  readonly hop: EventId;
  readonly background: boolean;
  /**
   * `reset` and `refused` are what TCP says when nobody is there; `stray` was on its way to a process that has ended since, on a connection
   * that ended with it; `message` is all else.
   */
  readonly what: 'message' | 'reset' | 'refused' | 'stray';
}

/** A message that its sender is still working on. */
export interface DepartItem extends Due {
  readonly kind: 'depart';
  readonly from: number;
  readonly incarnation: number;
  readonly message: Outgoing;
  readonly cause: EventId;
  readonly background: boolean;
}

export interface TimerItem extends Due {
  readonly kind: 'timer';
  readonly part: number;
  readonly name: string;
  readonly data: unknown;
  readonly cause: EventId;
  readonly background: boolean;
  readonly periodic: boolean;
}

export interface ActionItem extends Due {
  readonly kind: 'action';
  readonly action: Action;
}

export interface StartItem extends Due {
  readonly kind: 'start';
  readonly part: number;
  readonly cause: EventId;
}

/** The two ends of a cut connection notice (a health check went unanswered) and give it up. */
export interface GiveUpItem extends Due {
  readonly kind: 'give-up';
  readonly a: number;
  readonly b: number;
  readonly fault: number;
  /** The event in which the person made the fault. */
  readonly cause: EventId;
}

/** Who was asked to end and is still there is ended. */
export interface KillItem extends Due {
  readonly kind: 'kill';
  readonly part: number;
  readonly incarnation: number;
  readonly cause: EventId;
}

export type QueueItem = DeliverItem | DepartItem | TimerItem | ActionItem | StartItem | GiveUpItem | KillItem;
