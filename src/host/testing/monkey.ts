import { streamSeed, WordStream, type RandomStream } from '../../base/random-stream.ts';
import type { Action, JournalEntry } from '../../protocol/action.ts';
import type { Command } from '../../protocol/command.ts';
import type { RosterEntry, LinkEntry, Update } from '../../protocol/update.ts';
import { SessionHost } from '../session-host.ts';
import { anyAction, anyPauseInUs } from './monkey-acts.ts';
import { Ledger } from './ledger.ts';

type Bare<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

export const BOOT_US = 4_000_000;

/** A session in the hands of someone who tries everything, with a ledger of what a page would have been told. */
export class Monkey {
  readonly roll: RandomStream;
  readonly seed: number;
  readonly told: string[] = [];
  ledger = new Ledger();
  nowUs = BOOT_US;
  playedToUs = BOOT_US;
  private readonly host: SessionHost;
  private posted: Update[] = [];
  private roster: readonly RosterEntry[] = [];
  private links: readonly LinkEntry[] = [];
  private branches: Extract<Update, { kind: 'branches' }> | undefined;
  private id = 0;

  constructor(seed: number, journal: readonly JournalEntry[] = [], untilUs = BOOT_US) {
    this.seed = seed;
    this.roll = new WordStream(new Int32Array(streamSeed(seed, 'monkey')), 0);
    this.host = new SessionHost((update) => this.posted.push(update));
    this.reset(journal, untilUs);
  }

  /** Begins anew, as the page's Reset does. */
  reset(journal: readonly JournalEntry[] = [], untilUs = BOOT_US): void {
    this.ledger = new Ledger();
    this.send({
      kind: 'start',
      record: { version: 1, seed: this.seed, preset: 'standard', journal },
      untilUs,
    });
    this.nowUs = untilUs;
    this.playedToUs = untilUs;
  }

  send(command: Bare<Command>): readonly Update[] {
    this.posted = [];
    this.id += 1;
    this.host.handle({ ...command, id: this.id } as Command);
    const updates = structuredClone(this.posted);
    for (const update of updates) {
      if (update.kind === 'started') {
        this.roster = update.roster;
        this.links = update.links;
      } else if (update.kind === 'branches') this.branches = update;
      else if (update.kind === 'trace') this.ledger.take(update);
    }
    return updates;
  }

  /** Lets virtual time pass, and looks at what comes of it. */
  wait(us: number): void {
    this.nowUs += us;
    for (;;) {
      const updates = this.send({ kind: 'run', untilUs: this.nowUs, eventsMax: 20_000 });
      const at = updates.find((u) => u.kind === 'frontier');
      if (!at || at.frontierUs >= this.nowUs) break;
    }
    this.playedToUs = Math.max(this.playedToUs, this.nowUs);
  }

  act(action: Action): void {
    this.told.push(`${this.nowUs} ${JSON.stringify(action)}`);
    const forks = this.nowUs < this.playedToUs;
    this.send({ kind: 'act', atUs: this.nowUs, playedToUs: this.playedToUs, action });
    if (forks) this.playedToUs = this.nowUs;
  }

  hash(atUs = this.nowUs): string {
    const answer = this.send({ kind: 'state-hash', atUs }).find((u) => u.kind === 'state-hash');
    return `${answer?.stateHash} ${answer?.traceHash}`;
  }

  current() {
    const found = this.branches?.branches.find((b) => b.id === this.branches?.current);
    if (!found) throw new Error('no branch is current');
    return found;
  }

  /** One random act: on the cluster, or on time and branches. */
  step(): void {
    const { roll } = this;
    const chance = roll.next();
    if (chance < 0.72) this.act(anyAction(roll, this.cage()));
    else if (chance < 0.78) this.travel();
    else if (chance < 0.82) this.comeBack(this.send({ kind: 'undo' }), 'undo');
    else if (chance < 0.86) this.comeBack(this.send({ kind: 'redo' }), 'redo');
    else if (chance < 0.9) this.changeBranch();
    else this.look();
    this.wait(anyPauseInUs(roll));
  }

  private cage() {
    const recent = this.ledger.events.slice(-200).filter((e) => e.kind === 'hop');
    const flying = recent.filter((e) => e.kind === 'hop' && e.dueAtUs > this.nowUs);
    return {
      roster: this.roster,
      links: this.links,
      hops: (flying.length > 0 ? flying : recent).map((e) => e.id),
      faults: this.ledger.active().map((f) => f.id),
    };
  }

  /** Goes to another instant; the next act there forks. */
  private travel(): void {
    this.nowUs = this.roll.between(0, this.playedToUs);
    this.told.push(`travel to ${this.nowUs}`);
    this.act(anyAction(this.roll, this.cage()));
  }

  private comeBack(updates: readonly Update[], what: string): void {
    const trace = updates.find((u) => u.kind === 'trace');
    if (!trace) return;
    this.told.push(`${what} to ${trace.frontierUs}`);
    this.nowUs = trace.frontierUs;
    this.playedToUs = this.nowUs;
  }

  private changeBranch(): void {
    const all = this.branches?.branches ?? [];
    const target = this.roll.pick(all);
    const kind = all.length > 4 || this.roll.next() < 0.4 ? 'delete-branch' : 'switch-branch';
    this.told.push(`${kind} ${target.id}`);
    this.send(
      kind === 'delete-branch'
        ? { kind, branch: target.id }
        : { kind: 'switch-branch', branch: target.id, untilUs: 0 },
    );
    this.nowUs = this.current().frontierUs;
    this.playedToUs = this.nowUs;
  }

  /** Whatever is asked about the past or the present leaves everything as it is. */
  private look(): void {
    const { roll } = this;
    const before = this.hash();
    const event = roll.between(1, this.ledger.events.length);
    this.send({ kind: 'inspect', event });
    const key = roll.pick(this.ledger.objects).key;
    this.send({ kind: 'get-object', atUs: roll.between(0, this.nowUs), key });
    this.hash(roll.between(0, this.nowUs));
    if (roll.next() < 0.3)
      this.send({ kind: 'blast', atUs: roll.next() < 0.5 ? this.nowUs : roll.between(0, this.nowUs) });
    if (this.hash() !== before) throw new Error('a question changed the world');
  }
}
