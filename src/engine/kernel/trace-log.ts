import { fnv1a32, Hasher, type Hash64, hashToHex } from '../../base/hash.ts';
import { must } from '../../base/assert.ts';
import type { EventId } from '../../protocol/ids.ts';
import type { HopEvent, TraceEvent } from '../../protocol/trace.ts';
import { HopColumns } from './hop-columns.ts';

/** Where a trace stands: enough to cut it back to this place. */
export interface TraceMark {
  readonly length: number;
  readonly hash: Hash64;
}

const KIND_CODE = { hop: 1, phase: 2, object: 3, log: 4, note: 5 } as const;

/**
 * Everything that happened, in order, with a rolling hash over it. The event with id n stands at index n − 1; hops stand in columns and are made
 * into events when they are asked for. `payloads` holds what an event carries (a hop's body, an object) by reference; it never crosses the wall
 * unasked. What a replay makes again is numbered and hashed but not stored: it is already there.
 */
export class TraceLog {
  /** Null where a hop stands. */
  private others: (TraceEvent | null)[] = [];
  private hops = new HopColumns();
  private payloads: unknown[] = [];
  private hasher = new Hasher();
  private length = 0;
  private readonly names = new Map<string, number>();

  /** Id that the next event will get. */
  nextId(): EventId {
    return this.length + 1;
  }

  add(event: TraceEvent, payload: unknown): EventId {
    const at = this.length;
    this.length += 1;
    this.mix(event);
    if (at === this.others.length) {
      const isHop = event.kind === 'hop';
      if (isHop) this.hops.set(at, event);
      this.others.push(isHop ? null : event);
      this.payloads.push(payload);
    }
    return this.length;
  }

  /** How many events are stored. After going back there may be more of them than lie before the present instant. */
  get size(): number {
    return this.others.length;
  }

  /** The event at a place, from 0 on. */
  at(place: number): TraceEvent | undefined {
    const other = this.others[place];
    return other === null ? this.hops.get(place) : other;
  }

  /** All stored events, or those from a place on. */
  events(from = 0): readonly TraceEvent[] {
    return Array.from({ length: this.size - from }, (_, i) => this.at(from + i) as TraceEvent);
  }

  /** Like `at`, but only for what is no hop: looks for the few among the many. */
  otherAt(place: number): Exclude<TraceEvent, HopEvent> | null {
    return (this.others[place] ?? null) as Exclude<TraceEvent, HopEvent> | null;
  }

  payloadOf(id: EventId): unknown {
    return this.payloads[id - 1];
  }

  eventOf(id: EventId): TraceEvent {
    return must(this.at(id - 1), 'an event that is named is in the trace');
  }

  mark(): TraceMark {
    return { length: this.length, hash: this.hasher.value() };
  }

  /** Goes back to a mark. Stored events behind it stay until `drop` (a replay will pass over them again). */
  rewind(mark: TraceMark): void {
    this.length = mark.length;
    this.hasher = new Hasher(mark.hash);
  }

  /** Forgets stored events behind the present length: the future is open again. */
  drop(): void {
    this.others.length = this.length;
    this.payloads.length = this.length;
  }

  /** A trace of its own that shares all events up to now. */
  fork(): TraceLog {
    const copy = new TraceLog();
    copy.others = this.others.slice(0, this.length);
    copy.hops = this.hops.fork(this.length);
    copy.payloads = this.payloads.slice(0, this.length);
    copy.rewind(this.mark());
    return copy;
  }

  hashText(): string {
    return hashToHex(this.hasher.value());
  }

  /** Names of parts and verbs come again and again: each is hashed once. */
  private name(text: string): void {
    let code = this.names.get(text);
    if (code === undefined) {
      code = fnv1a32(text) | 0;
      this.names.set(text, code);
    }
    this.hasher.int(code);
  }

  private mix(event: TraceEvent): void {
    const h = this.hasher;
    h.int(KIND_CODE[event.kind]);
    h.long(event.atUs);
    h.int(event.cause);
    if (event.kind === 'hop') {
      h.long(event.dueAtUs);
      this.name(event.from);
      this.name(event.to);
      this.name(event.verb);
      h.text(event.label);
      h.int(event.exchange);
    } else if (event.kind === 'phase') {
      this.name(event.part);
      h.text(event.subject);
      this.name(event.to);
      h.long(event.untilUs ?? 0);
    } else if (event.kind === 'object') {
      this.name(event.verb);
      h.text(event.key);
      h.int(event.resourceVersion);
    } else if (event.kind === 'log') {
      h.text(event.source);
      h.text(event.text);
    } else {
      this.name(event.part);
      this.name(event.code);
      h.int(event.of);
    }
  }
}
