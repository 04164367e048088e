import type { EventId, PartId } from './ids.ts';

/** A fault as data: goes through the kernel like any message and is part of the trace and of the hash. */
export type Fault =
  /** The part ends in good order (SIGTERM) or at once (crash); what it held in memory is gone. */
  | { readonly kind: 'stop' | 'crash'; readonly part: PartId }
  /** The part ends in good order and is started again at once. Ends by itself. */
  | { readonly kind: 'restart'; readonly part: PartId }
  /** The part takes no messages but loses nothing; they wait until it is healed. */
  | { readonly kind: 'pause'; readonly part: PartId }
  /** Everything the part does takes `factor` times as long (an etcd member: its disk too). */
  | { readonly kind: 'slow'; readonly part: PartId; readonly factor: number }
  /** Nothing passes between the two parts, in both ways. */
  | { readonly kind: 'cut'; readonly a: PartId; readonly b: PartId }
  /** Cuts a part off from every other part it talks to. */
  | { readonly kind: 'isolate'; readonly part: PartId }
  /** Each message on the link takes this much longer. */
  | { readonly kind: 'delay'; readonly a: PartId; readonly b: PartId; readonly delayInUs: number }
  /** This share of the messages on the link is lost (0.3 = three in ten). */
  | { readonly kind: 'loss'; readonly a: PartId; readonly b: PartId; readonly share: number }
  /** One message in flight: is lost, arrives later, arrives twice. Ends by itself. */
  | { readonly kind: 'drop-message' | 'duplicate-message'; readonly hop: EventId }
  | { readonly kind: 'delay-message'; readonly hop: EventId; readonly delayInUs: number };

export type FaultKind = Fault['kind'];

/** A fault that is on, as the tray shows it. */
export interface ActiveFault {
  readonly id: number;
  readonly fault: Fault;
  readonly sinceUs: number;
  /** Messages it has taken so far. */
  readonly lost: number;
}

/** What a fault does to the world, computed from the model: for the blast card. */
export interface BlastRow {
  readonly effect: 'works' | 'stopped' | 'will-happen';
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
