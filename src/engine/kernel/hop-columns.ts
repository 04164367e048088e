import type { Wire } from '../../protocol/ids.ts';
import type { HopEvent } from '../../protocol/trace.ts';
import { WIRE_NUMBER, WIRES } from './wire-number.ts';

const ROLES: readonly HopEvent['role'][] = ['request', 'answer', 'event'];
const FIRST_CAPACITY = 1024;

/** `from` with room for at least `length` elements. */
function widened<T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: T, length: number): T {
  if (length <= from.length) return from;
  const wider = new (from.constructor as new (size: number) => T)(Math.max(length, from.length * 2));
  wider.set(from);
  return wider;
}

/**
 * Hops in columns, each at the place of its event in the trace. Two of three events are hops, and all are kept as long as the session lasts: in columns one takes a
 * third of what it takes as an object, and the garbage collector does not carry it around.
 */
export class HopColumns {
  /** When it left and when it arrives. */
  private times = new Float64Array(2 * FIRST_CAPACITY);
  /** Cause and exchange. */
  private links = new Int32Array(2 * FIRST_CAPACITY);
  /** Sender, receiver, verb: numbers of names. */
  private words = new Uint16Array(3 * FIRST_CAPACITY);
  /** Wire in four bits, role in two, background in one. */
  private flags = new Uint8Array(FIRST_CAPACITY);
  private labels: string[] = [];
  private subjects: string[] = [];
  private names: string[] = [];
  private numbers = new Map<string, number>();

  set(at: number, hop: HopEvent): void {
    if (at >= this.flags.length) this.widen(at + 1);
    this.times[2 * at] = hop.atUs;
    this.times[2 * at + 1] = hop.dueAtUs;
    this.links[2 * at] = hop.cause;
    this.links[2 * at + 1] = hop.exchange;
    this.words[3 * at] = this.numberOf(hop.from);
    this.words[3 * at + 1] = this.numberOf(hop.to);
    this.words[3 * at + 2] = this.numberOf(hop.verb);
    this.flags[at] = WIRE_NUMBER[hop.wire] | (ROLES.indexOf(hop.role) << 4) | (hop.background ? 64 : 0);
    while (this.labels.length < at) {
      this.labels.push('');
      this.subjects.push('');
    }
    this.labels[at] = hop.label;
    this.subjects[at] = hop.subject;
  }

  get(at: number): HopEvent {
    const flags = this.flags[at] as number;
    return {
      kind: 'hop',
      id: at + 1,
      atUs: this.times[2 * at] as number,
      cause: this.links[2 * at] as number,
      background: (flags & 64) !== 0,
      from: this.nameAt(3 * at),
      to: this.nameAt(3 * at + 1),
      wire: WIRES[flags & 15] as Wire,
      verb: this.nameAt(3 * at + 2),
      label: this.labels[at] as string,
      dueAtUs: this.times[2 * at + 1] as number,
      role: ROLES[(flags >> 4) & 3] as HopEvent['role'],
      exchange: this.links[2 * at + 1] as number,
      subject: this.subjects[at] as string,
      sizeInBytes: 0,
    };
  }

  /** Columns of their own with the first `length` places. */
  fork(length: number): HopColumns {
    const copy = new HopColumns();
    copy.widen(length);
    copy.times.set(this.times.subarray(0, 2 * length));
    copy.links.set(this.links.subarray(0, 2 * length));
    copy.words.set(this.words.subarray(0, 3 * length));
    copy.flags.set(this.flags.subarray(0, length));
    copy.labels = this.labels.slice(0, length);
    copy.subjects = this.subjects.slice(0, length);
    copy.names = this.names.slice();
    copy.numbers = new Map(this.numbers);
    return copy;
  }

  private nameAt(word: number): string {
    return this.names[this.words[word] as number] as string;
  }

  /** Names of parts and verbs come again and again. */
  private numberOf(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.numbers.set(name, number);
    }
    return number;
  }

  private widen(size: number): void {
    this.times = widened(this.times, 2 * size);
    this.links = widened(this.links, 2 * size);
    this.words = widened(this.words, 3 * size);
    this.flags = widened(this.flags, size);
  }
}
