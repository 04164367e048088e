import type { RandomStream } from '../../base/random-stream.ts';
import type { EventId, PartId } from '../../protocol/ids.ts';
import { linkKey, linksOf } from './fault-state.ts';
import type { Kernel } from './kernel.ts';
import { depart, withdraw } from './network.ts';
import type { Context, Outgoing, PhaseRequest, Silence, TimerRequest } from './part.ts';
import type { TimerItem } from './queue-item.ts';

/** The one Context object, re-aimed at each dispatch so that a hop costs no allocation for it. */
export class PartContext implements Context {
  private readonly kernel: Kernel;
  private readonly streams: readonly RandomStream[];
  private part = 0;
  private causeId: EventId = 0;
  private timerName = '';
  background = false;

  constructor(kernel: Kernel, streams: readonly RandomStream[]) {
    this.kernel = kernel;
    this.streams = streams;
  }

  enter(part: number, cause: EventId, background: boolean): void {
    this.part = part;
    this.causeId = cause;
    this.background = background;
    this.timerName = '';
  }

  /** A periodic timer is a root of causes; its note is made only when something comes of it. */
  enterTimer(item: TimerItem): void {
    this.enter(item.part, item.periodic ? 0 : item.cause, item.background);
    if (item.periodic) this.timerName = item.name;
  }

  get nowUs(): number {
    return this.kernel.nowUs;
  }

  get self(): PartId {
    return this.kernel.partAt(this.part).id;
  }

  get random(): RandomStream {
    return this.streams[this.part] as RandomStream;
  }

  get epochSeconds(): number {
    return this.kernel.config.epochSeconds;
  }

  get cause(): EventId {
    if (this.timerName !== '') {
      const id = this.kernel.trace.nextId();
      const params = { timer: this.timerName };
      this.causeId = this.kernel.trace.add(
        {
          kind: 'note',
          id,
          atUs: this.nowUs,
          cause: 0,
          background: this.background,
          part: this.self,
          code: 'root.timer',
          params,
          of: 0,
        },
        undefined,
      );
      this.timerName = '';
    }
    return this.causeId;
  }

  silenceOf(peer: PartId): Silence | null {
    const { faults, peersOf } = this.kernel;
    const key = linkKey(this.self, peer);
    const trouble = faults.active.find(
      ({ fault }) =>
        (fault.kind === 'pause' && fault.part === peer) ||
        ((fault.kind === 'cut' || fault.kind === 'isolate') && linksOf(fault, peersOf).includes(key)),
    );
    if (trouble === undefined) return null;
    return { kind: trouble.fault.kind === 'pause' ? 'paused' : 'cut', sinceUs: trouble.sinceUs };
  }

  work(baseInUs: number): number {
    return Math.round(baseInUs * this.kernel.runningOf(this.part).slow);
  }

  comeForward(): void {
    this.background = false;
  }

  send(message: Outgoing): EventId {
    const cause = message.cause ?? this.cause;
    const background = message.background ?? this.background;
    if (message.afterInUs === undefined || message.afterInUs <= 0)
      return depart(this.kernel, this.part, message, cause, background);
    const { incarnation } = this.kernel.runningOf(this.part);
    this.kernel.push({
      kind: 'depart',
      dueUs: this.nowUs + Math.round(message.afterInUs),
      sequence: this.kernel.nextSequence(),
      from: this.part,
      incarnation,
      message,
      cause,
      background,
    });
    return 0;
  }

  withdraw(peer: PartId, mine: (body: unknown) => boolean): void {
    withdraw(this.kernel, this.part, this.kernel.indexOf(peer), mine);
  }

  timer(request: TimerRequest): void {
    this.kernel.setTimer({
      kind: 'timer',
      dueUs: this.nowUs + Math.max(0, Math.round(request.afterInUs)),
      sequence: this.kernel.nextSequence(),
      part: this.part,
      name: request.name,
      data: request.data,
      cause: request.periodic ? 0 : this.cause,
      background: request.background ?? this.background,
      periodic: request.periodic ?? false,
    });
  }

  cancel(name: string): void {
    this.kernel.clearTimer(this.part, name);
  }

  phase(request: PhaseRequest): EventId {
    const { trace } = this.kernel;
    const { chart, subject, from, to, untilUs, data } = request;
    const cause = request.cause ?? this.cause;
    return trace.add(
      {
        kind: 'phase',
        id: trace.nextId(),
        atUs: this.nowUs,
        cause,
        background: this.background,
        part: this.self,
        chart,
        subject,
        from,
        to,
        untilUs,
        data,
      },
      data,
    );
  }

  object(
    verb: 'ADDED' | 'MODIFIED' | 'DELETED',
    key: string,
    resourceVersion: number,
    manager: string,
    object: unknown,
  ): EventId {
    const { trace } = this.kernel;
    const { cause } = this;
    return trace.add(
      {
        kind: 'object',
        id: trace.nextId(),
        atUs: this.nowUs,
        cause,
        background: this.background,
        part: this.self,
        verb,
        key,
        resourceVersion,
        manager,
      },
      object,
    );
  }

  log(source: string, stream: 'stdout' | 'stderr' | 'prompt' | 'exit', text: string): EventId {
    const { trace } = this.kernel;
    const { cause } = this;
    return trace.add(
      {
        kind: 'log',
        id: trace.nextId(),
        atUs: this.nowUs,
        cause,
        background: this.background,
        part: this.self,
        source,
        stream,
        text,
      },
      undefined,
    );
  }

  note(code: string, params: Readonly<Record<string, string | number>>, data?: unknown): EventId {
    const { trace } = this.kernel;
    const { cause } = this;
    const event = {
      kind: 'note' as const,
      id: trace.nextId(),
      atUs: this.nowUs,
      cause,
      background: this.background,
      part: this.self,
      code,
      params,
      of: 0,
    };
    return trace.add(data === undefined ? event : { ...event, data }, data);
  }
}
