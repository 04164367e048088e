/** The little world of etcd-io/raft's interaction tests: nodes, messages in flight, a state machine that appends, and their commands. */
import {
  appendEntries,
  applySnapshot,
  compact,
  EMPTY_STORAGE,
  lastStored,
  storedTerm,
  withHardState,
  withSnapshot,
} from '../storage.ts';
import { applyChange, newRaft, step, tick } from '../raft.ts';
import { advance, hasReady, takeReady } from '../ready.ts';
import {
  APPEND_THREAD,
  APPLY_THREAD,
  type ConfChange,
  type Entry,
  type Env,
  type HardState,
  type Message,
  messageOf,
  NO_CONF,
  NO_SNAPSHOT,
  NOBODY,
  type RaftConfig,
  type RaftState,
  type Snapshot,
  type Storage,
} from '../types.ts';
import { indent, printEntry, printMessage, printRaftState, printReady, printStatus } from './print.ts';
import type { Directive } from './script.ts';

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'NONE'];

interface Node {
  state: RaftState;
  /** The newest snapshot of its state machine. */
  history: Snapshot;
  appendWork: Message[];
  applyWork: Message[];
}

export class Environment {
  private readonly nodes: Node[] = [];
  private messages: Message[] = [];
  private output = '';
  private level = 0;
  private readonly env: Env = {
    between: (from) => from,
    log: (level, text) => {
      if (LEVELS.indexOf(level) >= this.level) this.output += `${level} ${text}\n`;
    },
  };

  /** Carries a directive out and returns what it prints. */
  run(directive: Directive): string {
    this.output = '';
    const error = this.handle(directive);
    const quiet = this.level === LEVELS.length - 1;
    if (error !== '' && quiet) return `${error}\n`;
    if (error !== '') this.output += error;
    if (this.output === '') return 'ok\n';
    return this.output.endsWith('\n') ? this.output : `${this.output}\n`;
  }

  private handle(directive: Directive): string {
    const { command, words } = directive;
    const ids = words.map(Number).filter((id) => Number.isInteger(id));
    const first = ids[0] ?? 0;
    switch (command) {
      case 'log-level':
        this.level = LEVELS.indexOf((words[0] ?? '').toUpperCase());
        return '';
      case 'add-nodes':
        return this.addNodes(directive);
      case 'campaign':
        return this.step(first, messageOf('MsgHup', NOBODY, { from: first }));
      case 'propose':
        return this.step(
          first,
          messageOf('MsgProp', NOBODY, { from: first, entries: [entryOf('EntryNormal', words[1] ?? '')] }),
        );
      case 'propose-conf-change':
        return this.step(
          first,
          messageOf('MsgProp', NOBODY, { from: first, entries: [confEntryOf(directive)] }),
        );
      case 'process-ready':
        this.each(ids, 'handling Ready', (id) => this.processReady(id));
        return '';
      case 'process-append-thread':
        this.each(ids, 'processing append thread', (id) => this.processAppendThread(id));
        return '';
      case 'process-apply-thread':
        this.each(ids, 'processing apply thread', (id) => this.processApplyThread(id));
        return '';
      case 'stabilize':
        return this.stabilizeAt(directive, ids);
      case 'deliver-msgs':
        this.deliverMany(directive, ids);
        return '';
      default:
        return this.handleRest(directive, first, ids[1] ?? 0);
    }
  }

  private handleRest(directive: Directive, first: number, second: number): string {
    const { command, options } = directive;
    switch (command) {
      case 'tick-heartbeat':
        this.ticks(first, 1);
        return '';
      case 'tick-election':
        this.ticks(first, this.node(first).state.config.electionTick);
        return '';
      case 'set-randomized-election-timeout':
        this.node(first).state = {
          ...this.node(first).state,
          randomizedElectionTimeout: Number(options.get('timeout')?.[0]),
        };
        return '';
      case 'transfer-leadership':
        return this.step(
          Number(options.get('from')?.[0]),
          messageOf('MsgTransferLeader', NOBODY, { from: Number(options.get('to')?.[0]) }),
        );
      case 'forget-leader':
        return this.step(first, messageOf('MsgForgetLeader', NOBODY, { from: first }));
      case 'report-unreachable':
        return this.step(first, messageOf('MsgUnreachable', NOBODY, { from: second }));
      case 'send-snapshot':
        this.sendSnapshot(first, second);
        return '';
      case 'compact':
        this.persist(this.node(first), (storage) => compact(storage, second));
        this.printLog(first);
        return '';
      case 'raft-log':
        this.printLog(first);
        return '';
      case 'raft-state':
        for (const { state } of this.nodes) this.print(printRaftState(state));
        return '';
      case 'status':
        this.print(printStatus(this.node(first).state));
        return '';
      default:
        return `unknown command ${command}`;
    }
  }

  private node(id: number): Node {
    const node = this.nodes[id - 1];
    if (!node) throw new Error(`there is no node ${id}`);
    return node;
  }

  private print(text: string): void {
    if (this.level < LEVELS.length - 1) this.output += text;
  }

  /** Runs for each id; several get a header and an indent. */
  private each(ids: readonly number[], what: string, body: (id: number) => void): void {
    for (const id of ids) {
      if (ids.length === 1) body(id);
      else this.under(`> ${id} ${what}\n`, () => body(id));
    }
  }

  private under(header: string, body: () => void): void {
    this.print(header);
    const before = this.output;
    this.output = '';
    body();
    this.output = before + indent(this.output);
  }

  private step(id: number, message: Message): string {
    const node = this.node(id);
    const { state, error } = step(node.state, message, this.env);
    node.state = state;
    return error;
  }

  private ticks(id: number, count: number): void {
    const node = this.node(id);
    for (let i = 0; i < count; i += 1) node.state = tick(node.state, this.env);
  }

  private addNodes({ words, options }: Directive): string {
    const numbers = (name: string) => (options.get(name) ?? []).map(Number);
    const flag = (name: string) => options.get(name)?.[0] === 'true';
    const index = numbers('index')[0] ?? 0;
    const conf = { ...NO_CONF, voters: numbers('voters'), learners: numbers('learners') };
    for (let i = 0; i < Number(words[0]); i += 1) {
      const config: RaftConfig = {
        id: this.nodes.length + 1,
        electionTick: 3,
        heartbeatTick: 1,
        preVote: flag('prevote'),
        checkQuorum: flag('checkquorum'),
        asyncStorageWrites: flag('async-storage-writes'),
        maxSizePerMessageInBytes: Number.POSITIVE_INFINITY,
        maxInflightMessages: numbers('inflight')[0] ?? Number.POSITIVE_INFINITY,
        maxCommittedSizePerReadyInBytes:
          numbers('max-committed-size-per-ready')[0] ?? Number.POSITIVE_INFINITY,
        leaseBasedReads: options.get('read-only')?.[0] === 'lease-based',
        disableConfChangeValidation: flag('disable-conf-change-validation'),
        stepDownOnRemoval: flag('step-down-on-removal'),
      };
      const snapshot: Snapshot =
        index > 0 ? { index, term: 1, conf, data: options.get('content')?.[0] ?? '' } : NO_SNAPSHOT;
      const storage = index > 0 ? applySnapshot(EMPTY_STORAGE, snapshot) : EMPTY_STORAGE;
      this.nodes.push({
        state: newRaft(config, storage, snapshot.index, this.env),
        history: snapshot,
        appendWork: [],
        applyWork: [],
      });
    }
    return '';
  }

  private processReady(id: number): void {
    const node = this.node(id);
    const { state, ready } = takeReady(node.state);
    node.state = state;
    this.print(printReady(ready));
    const synchronous = !state.config.asyncStorageWrites;
    if (synchronous) {
      this.write(node, ready.hard, ready.entries, ready.snapshot);
      this.apply(node, ready.committedEntries);
    }
    for (const message of ready.messages) {
      if (message.to === APPEND_THREAD) node.appendWork.push(message);
      else if (message.to === APPLY_THREAD) node.applyWork.push(message);
      else this.messages.push(message);
    }
    if (synchronous) node.state = advance(node.state, this.env);
  }

  private persist(node: Node, change: (storage: Storage) => Storage): void {
    node.state = { ...node.state, log: { ...node.state.log, storage: change(node.state.log.storage) } };
  }

  private write(
    node: Node,
    hard: HardState | null,
    entries: readonly Entry[],
    snapshot: Snapshot | null,
  ): void {
    this.persist(node, (before) => {
      const restored = snapshot ? applySnapshot(before, snapshot) : before;
      const told = hard ? withHardState(restored, hard) : restored;
      return appendEntries(told, entries);
    });
    if (snapshot) node.history = snapshot;
  }

  private apply(node: Node, entries: readonly Entry[]): void {
    for (const entry of entries) {
      let { conf } = node.history;
      if (entry.type !== 'EntryNormal') {
        const applied = applyChange(node.state, entry.data as ConfChange, this.env);
        node.state = applied.state;
        ({ conf } = applied);
      }
      const data = `${String(node.history.data ?? '')}${entry.type === 'EntryNormal' ? String(entry.data ?? '') : ''}`;
      node.history = { index: entry.index, term: entry.term, conf, data };
      this.persist(node, (storage) => withSnapshot(storage, node.history));
    }
  }

  private processAppendThread(id: number): void {
    const node = this.node(id);
    const work = node.appendWork.shift();
    if (!work) return this.print('no append work to perform');
    const { term, vote, commit, entries, snapshot } = work;
    this.work(work);
    this.write(node, term + vote + commit > 0 ? { term, vote, commit } : null, entries, snapshot);
    this.messages.push(...work.responses);
  }

  private processApplyThread(id: number): void {
    const node = this.node(id);
    const work = node.applyWork.shift();
    if (!work) return this.print('no apply work to perform');
    this.work(work);
    this.apply(node, work.entries);
    this.messages.push(...work.responses);
  }

  private work(work: Message): void {
    this.print(`Processing:\n${printMessage({ ...work, responses: [] })}\nResponses:\n`);
    for (const response of work.responses) this.print(`${printMessage(response)}\n`);
  }

  private waitingFor(id: number, type?: string): Message[] {
    return this.messages.filter(
      (message) => message.to === id && (type === undefined || message.type === type),
    );
  }

  private deliver(id: number, drop: boolean, type?: string): number {
    const due = this.waitingFor(id, type).filter(
      (message) => !drop || (message.from > 0 && message.from !== id),
    );
    this.messages = this.messages.filter((message) => !due.includes(message));
    for (const message of due) {
      this.print(`${drop ? 'dropped: ' : ''}${printMessage(message)}\n`);
      if (drop) continue;
      const error = this.step(id, message);
      if (error !== '') this.print(`${error}\n`);
    }
    return due.length;
  }

  private deliverMany({ options }: Directive, ids: readonly number[]): void {
    const type = options.get('type')?.[0];
    let count = 0;
    for (const id of ids) count += this.deliver(id, false, type);
    for (const id of options.get('drop') ?? []) count += this.deliver(Number(id), true, type);
    if (count === 0) this.print('no messages\n');
  }

  private stabilizeAt({ options }: Directive, ids: readonly number[]): string {
    const level = options.get('log-level')?.[0];
    const before = this.level;
    if (level) this.level = LEVELS.indexOf(level.toUpperCase());
    const all = ids.length > 0 ? ids : this.nodes.map((_, i) => i + 1);
    for (let busy = true, rounds = 0; busy && rounds < 1000; rounds += 1) busy = this.stabilizeOnce(all);
    this.level = before;
    return '';
  }

  private stabilizeOnce(ids: readonly number[]): boolean {
    let busy = false;
    const phase = (what: string, hasWork: (id: number) => boolean, body: (id: number) => void) => {
      for (const id of ids) {
        if (!hasWork(id)) continue;
        busy = true;
        this.under(`> ${id} ${what}\n`, () => body(id));
      }
    };
    const drain = (work: (id: number) => Message[], one: (id: number) => void) => (id: number) => {
      while (work(id).length > 0) one(id);
    };
    const appends = (id: number) => this.node(id).appendWork;
    const applies = (id: number) => this.node(id).applyWork;
    phase(
      'handling Ready',
      (id) => hasReady(this.node(id).state),
      (id) => this.processReady(id),
    );
    phase(
      'receiving messages',
      (id) => this.waitingFor(id).length > 0,
      (id) => this.deliver(id, false),
    );
    phase(
      'processing append thread',
      (id) => appends(id).length > 0,
      drain(appends, (id) => this.processAppendThread(id)),
    );
    phase(
      'processing apply thread',
      (id) => applies(id).length > 0,
      drain(applies, (id) => this.processApplyThread(id)),
    );
    return busy;
  }

  private sendSnapshot(from: number, to: number): void {
    const { state } = this.node(from);
    const message = messageOf('MsgSnap', to, {
      from,
      term: state.term,
      snapshot: state.log.storage.snapshot,
    });
    this.messages.push(message);
    this.print(`${printMessage(message)}\n`);
  }

  private printLog(id: number): void {
    const { storage } = this.node(id).state.log;
    const last = lastStored(storage);
    if (last <= storage.baseIndex)
      return this.print(`log is empty: first index=${storage.baseIndex + 1}, last index=${last}\n`);
    for (let index = storage.baseIndex + 1; index <= last; index += 1) {
      const entry = storage.entries.at(index);
      if (entry && storedTerm(storage, index) === entry.term) this.print(`${printEntry(entry)}\n`);
    }
  }
}

function entryOf(type: Entry['type'], data: unknown): Entry {
  return { term: 0, index: 0, type, data, size: typeof data === 'string' ? data.length : 0 };
}

const OPS = { v: 'voter', l: 'learner', r: 'remove', u: 'update' } as const;

export function parseChanges(input: readonly string[]): ConfChange['changes'] {
  return input
    .flatMap((line) => line.split(' '))
    .filter((word) => word !== '')
    .map((word) => ({ op: OPS[word[0] as keyof typeof OPS], node: Number(word.slice(1)) }));
}

function confEntryOf({ options, input }: Directive): Entry {
  const transition = (options.get('transition')?.[0] ?? 'auto') as ConfChange['transition'];
  const type = options.get('v1')?.[0] === 'true' ? 'EntryConfChange' : 'EntryConfChangeV2';
  return entryOf(type, { transition, changes: parseChanges(input) });
}
