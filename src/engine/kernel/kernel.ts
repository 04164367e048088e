/**
 * The kernel: one clock, one queue, and the only way anything happens. A part is `(state, delivery) → state + effects`; the kernel pops the
 * earliest entry (ties in the order they were added), hands it to its part, and carries the effects out, each traced with its cause. It knows
 * nothing of Kubernetes. Everything that decides the future is in a Checkpoint, and states are immutable, so a checkpoint is a handful of
 * references and array copies.
 */
import { fail, must } from '../../base/assert.ts';
import { Hasher, hashData, hashToHex } from '../../base/hash.ts';
import { DueHeap } from '../../base/heap.ts';
import { STREAM_WORDS, streamSeed, WordStream } from '../../base/random-stream.ts';
import type { Action } from '../../protocol/action.ts';
import type { EventId, PartId, Wire } from '../../protocol/ids.ts';
import type { LinkEntry } from '../../protocol/update.ts';
import { NO_FAULTS, type FaultState } from './fault-state.ts';
import { carryOut, end, endRetired, giveUp, startDue } from './fault-action.ts';
import { deliver, depart, SILENT } from './network.ts';
import type { Delivery, Part } from './part.ts';
import { PartContext } from './part-context.ts';
import type { DeliverItem, QueueItem, TimerItem } from './queue-item.ts';
import { TraceLog, type TraceMark } from './trace-log.ts';

/** How long a message takes from one part to another, microseconds; `chance` in [0, 1) spreads it. */
export type Latency = (from: Part, to: Part, wire: Wire, chance: number) => number;

export interface KernelConfig {
  readonly seed: number;
  readonly parts: readonly Part[];
  readonly links: readonly LinkEntry[];
  readonly latency: Latency;
  /** Wall-clock second at virtual time 0. */
  readonly epochSeconds: number;
}

/** How a part's process is. `disk` is what the last process left; `held` waits while it is paused. */
export interface Running {
  readonly status: 'running' | 'stopped' | 'paused';
  readonly incarnation: number;
  readonly slow: number;
  readonly disk: unknown;
  readonly held: readonly QueueItem[];
}

export interface Checkpoint {
  readonly nowUs: number;
  readonly sequence: number;
  readonly queue: readonly QueueItem[];
  readonly states: readonly unknown[];
  readonly running: readonly Running[];
  /** Sequence numbers of timers in the queue that were set anew or cancelled. */
  readonly dead: readonly number[];
  readonly words: Int32Array;
  readonly lastDue: Float64Array;
  readonly faults: FaultState;
  readonly trace: TraceMark;
}

const FRESH: Running = { status: 'stopped', incarnation: 0, slow: 1, disk: undefined, held: [] };

export class Kernel {
  readonly config: KernelConfig;
  readonly trace: TraceLog;
  nowUs = 0;
  faults: FaultState = NO_FAULTS;
  /** Indices of parts whose state may have changed since the host last looked. */
  readonly touched = new Set<number>();
  readonly states: unknown[];
  readonly running: Running[];
  readonly peers = new Map<PartId, readonly PartId[]>();
  /** Last due time of each directed link that was ever used, by its lane, so that one connection never reorders. */
  private lastDue = new Float64Array(64);
  /** Lanes are numbered as they come into use and never given up: the numbers are no part of the state. */
  private readonly lanes = new Map<number, number>();
  private sequence = 0;
  private readonly queue = new DueHeap<QueueItem>();
  /** For each part the sequence number of the timer that counts, by name. What is in the queue and not dead says the same. */
  private readonly timers: readonly Map<string, number>[];
  private dead = new Set<number>();
  private readonly words: Int32Array;
  private readonly network: readonly WordStream[];
  private readonly context: PartContext;
  private readonly indexOfId = new Map<PartId, number>();

  constructor(config: KernelConfig, trace: TraceLog = new TraceLog()) {
    this.config = config;
    this.trace = trace;
    const count = config.parts.length;
    this.states = new Array<unknown>(count).fill(undefined);
    this.running = new Array<Running>(count).fill(FRESH);
    this.timers = config.parts.map(() => new Map<string, number>());
    this.words = new Int32Array(2 * count * STREAM_WORDS);
    config.parts.forEach((part, i) => {
      this.indexOfId.set(part.id, i);
      this.words.set(streamSeed(config.seed, part.id), 2 * i * STREAM_WORDS);
      this.words.set(streamSeed(config.seed, `network/${part.id}`), (2 * i + 1) * STREAM_WORDS);
    });
    const streams = config.parts.map((_, i) => new WordStream(this.words, 2 * i * STREAM_WORDS));
    this.network = config.parts.map((_, i) => new WordStream(this.words, (2 * i + 1) * STREAM_WORDS));
    this.context = new PartContext(this, streams);
    for (const link of config.links) {
      this.peers.set(link.a, [...(this.peers.get(link.a) ?? []), link.b]);
      this.peers.set(link.b, [...(this.peers.get(link.b) ?? []), link.a]);
    }
  }

  indexOf(id: PartId): number {
    const index = this.indexOfId.get(id);
    if (index === undefined) fail(`a part with the name ${id} is in the roster`);
    return index;
  }

  hasPart(id: PartId): boolean {
    return this.indexOfId.has(id);
  }

  peersOf = (id: PartId): readonly PartId[] => this.peers.get(id) ?? [];

  networkChance(from: number): number {
    return must(this.network[from], 'every part has a network stream').next();
  }

  /** The instant at which a message on a directed link arrives that would take until `dueUs` alone: never before the one ahead of it. */
  inOrder(link: number, dueUs: number): number {
    let lane = this.lanes.get(link);
    if (lane === undefined) {
      lane = this.lanes.size;
      this.lanes.set(link, lane);
      if (lane >= this.lastDue.length) {
        const wider = new Float64Array(this.lastDue.length * 2);
        wider.set(this.lastDue);
        this.lastDue = wider;
      }
    }
    const arrivesAtUs = Math.max(dueUs, this.lastDue[lane] as number);
    this.lastDue[lane] = arrivesAtUs;
    return arrivesAtUs;
  }

  /** Starts every part at time 0, in the order of the roster. */
  boot(): void {
    const cause = this.note('', 'root.boot', {}, 0);
    this.config.parts.forEach((_, part) =>
      this.push({ kind: 'start', dueUs: this.nowUs, sequence: this.nextSequence(), part, cause }),
    );
  }

  /** Queues what a person does, for now. */
  inject(action: Action): void {
    this.push({ kind: 'action', dueUs: this.nowUs, sequence: this.nextSequence(), action });
  }

  /** Number for the next queue entry; entries of the same instant are carried out by it. */
  nextSequence(): number {
    this.sequence += 1;
    return this.sequence;
  }

  /** Puts an entry into the queue. Callers write the whole literal: copying one per message would cost as much as the heap itself. */
  push(item: QueueItem): number {
    this.queue.push(item);
    return item.sequence;
  }

  /** Puts other entries in the place of some; their instants and order stay. */
  changeQueue(change: (item: QueueItem) => QueueItem): void {
    this.queue.load(this.queue.save().map(change));
  }

  setTimer(item: TimerItem): void {
    const own = this.timersOf(item.part);
    const before = own.get(item.name);
    if (before !== undefined) this.dead.add(before);
    own.set(item.name, this.push(item));
  }

  clearTimer(part: number, name: string): void {
    const own = this.timersOf(part);
    const sequence = own.get(name);
    if (sequence === undefined) return;
    this.dead.add(sequence);
    own.delete(name);
  }

  clearTimers(part: number): void {
    const own = this.timersOf(part);
    for (const sequence of own.values()) this.dead.add(sequence);
    own.clear();
  }

  /** Due time of the next entry, or infinity. */
  nextDueUs(): number {
    return this.queue.firstDueUs();
  }

  /** Carries out the next entry. False when the queue is empty. */
  step(): boolean {
    const item = this.queue.pop();
    if (!item) return false;
    this.nowUs = item.dueUs;
    switch (item.kind) {
      case 'deliver':
        deliver(this, item);
        break;
      case 'depart':
        if (this.runningOf(item.from).incarnation !== item.incarnation) break;
        if (!this.holdIfPaused(item.from, item))
          depart(this, item.from, item.message, item.cause, item.background);
        break;
      case 'timer':
        this.fire(item);
        break;
      case 'action':
        carryOut(this, item.action);
        break;
      case 'start':
        startDue(this, item.part, item.cause);
        break;
      case 'give-up':
        giveUp(this, item);
        break;
      case 'kill':
        if (this.runningOf(item.part).incarnation === item.incarnation) end(this, item.part, item.cause);
        break;
    }
    if (this.faults.retiring.size > 0) endRetired(this);
    return true;
  }

  runningOf(part: number): Running {
    return must(this.running[part], 'every number of a part is in the roster');
  }

  holdIfPaused(part: number, item: QueueItem): boolean {
    const running = this.runningOf(part);
    if (running.status !== 'paused') return false;
    this.running[part] = { ...running, held: [...running.held, item] };
    return true;
  }

  startPart(part: number, cause: EventId): void {
    const running = this.runningOf(part);
    this.running[part] = { ...running, status: 'running', incarnation: running.incarnation + 1 };
    this.context.enter(part, cause, false);
    this.states[part] = this.partAt(part).start(running.disk, this.context);
    this.touched.add(part);
  }

  /** Asks a part to end. False when it has nothing to do first. */
  retirePart(part: number, cause: EventId): boolean {
    const { retire, hasRetired } = this.partAt(part);
    if (retire === undefined) return false;
    this.context.enter(part, cause, false);
    const after = retire(this.states[part], this.context);
    this.states[part] = after;
    this.touched.add(part);
    return hasRetired?.(after) === false;
  }

  /** Ends a part's process: its memory and timers are gone, its disk stays. */
  stopPart(part: number): void {
    const running = this.runningOf(part);
    if (running.status === 'stopped') return;
    const disk = this.partAt(part).survive(this.states[part]);
    this.running[part] = {
      ...running,
      status: 'stopped',
      incarnation: running.incarnation + 1,
      disk,
      held: [],
    };
    this.states[part] = undefined;
    this.clearTimers(part);
    this.touched.add(part);
  }

  partAt(part: number): Part {
    return must(this.config.parts[part], 'every number of a part is in the roster');
  }

  /** Hands something to a running part; returns nothing when the part is not running. */
  dispatch(part: number, delivery: Delivery, cause: EventId, background: boolean): void {
    this.context.enter(part, cause, background);
    const before = this.states[part];
    const after = this.partAt(part).handle(before, delivery, this.context);
    if (after !== before) {
      this.states[part] = after;
      this.touched.add(part);
    }
  }

  /** Hands over what waited while the part was paused. */
  handToPart(item: DeliverItem): void {
    const { what, wire, body, exchange, hop } = item;
    const from = this.partAt(item.from).id;
    const delivery: Delivery =
      what === 'message'
        ? { kind: 'message', from, wire, verb: item.verb, body, exchange, hop }
        : what === 'refused'
          ? { kind: 'refused', to: from, wire, body, exchange }
          : { kind: 'reset', peer: from, wire, silent: body === SILENT };
    this.dispatch(item.to, delivery, hop, item.background);
  }

  note(
    part: PartId,
    code: string,
    params: Readonly<Record<string, string | number>>,
    cause: EventId,
    of: EventId = 0,
    data?: unknown,
  ): EventId {
    const id = this.trace.nextId();
    return this.trace.add(
      {
        kind: 'note',
        id,
        atUs: this.nowUs,
        cause,
        background: false,
        part,
        code,
        params,
        of,
        ...(data === undefined ? {} : { data }),
      },
      data,
    );
  }

  checkpoint(): Checkpoint {
    return {
      nowUs: this.nowUs,
      sequence: this.sequence,
      queue: this.queue.save(),
      states: this.states.slice(),
      running: this.running.slice(),
      dead: [...this.dead],
      words: this.words.slice(),
      lastDue: this.lastDue.slice(),
      faults: this.faults,
      trace: this.trace.mark(),
    };
  }

  /** A kernel of its own that stands where this one stands. Lanes keep their numbers: a checkpoint names links by them. */
  fork(): Kernel {
    const copy = new Kernel(this.config, this.trace.fork());
    for (const [link, lane] of this.lanes) copy.lanes.set(link, lane);
    copy.restore(this.checkpoint());
    return copy;
  }

  restore(from: Checkpoint): void {
    this.nowUs = from.nowUs;
    this.sequence = from.sequence;
    this.queue.load(from.queue);
    this.dead = new Set(from.dead);
    for (const own of this.timers) own.clear();
    for (const item of from.queue)
      if (item.kind === 'timer' && !this.dead.has(item.sequence))
        this.timersOf(item.part).set(item.name, item.sequence);
    from.states.forEach((state, i) => {
      this.states[i] = state;
      this.running[i] = from.running[i] as Running;
      this.touched.add(i);
    });
    this.words.set(from.words);
    this.lastDue = new Float64Array(Math.max(this.lastDue.length, from.lastDue.length));
    this.lastDue.set(from.lastDue);
    this.faults = from.faults;
    this.trace.rewind(from.trace);
  }

  /** Hash of everything that decides the future, as 16 hex digits. */
  stateHash(): string {
    const { trace: _trace, dead: _dead, lastDue, ...rest } = this.checkpoint();
    const hasher = new Hasher();
    const queue = rest.queue
      .filter((item) => !this.dead.has(item.sequence))
      .sort((a, b) => a.sequence - b.sequence);
    const due = [...this.lanes]
      .map(([link, lane]) => [link, lastDue[lane] ?? 0] as const)
      .filter(([, us]) => us > 0);
    hashData(hasher, { ...rest, queue, lastDue: due.sort((a, b) => a[0] - b[0]) });
    return hashToHex(hasher.value());
  }

  private timersOf(part: number): Map<string, number> {
    return must(this.timers[part], 'every number of a part is in the roster');
  }

  private fire(item: TimerItem): void {
    if (this.dead.delete(item.sequence)) return;
    this.timersOf(item.part).delete(item.name);
    if (this.holdIfPaused(item.part, item)) return;
    this.context.enterTimer(item);
    const before = this.states[item.part];
    const after = this.partAt(item.part).handle(
      before,
      { kind: 'timer', name: item.name, data: item.data },
      this.context,
    );
    if (after !== before) {
      this.states[item.part] = after;
      this.touched.add(item.part);
    }
  }
}
