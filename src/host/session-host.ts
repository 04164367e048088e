import type { Action, JournalEntry } from '../protocol/action.ts';
import type { Command } from '../protocol/command.ts';
import type { BranchInfo, Update } from '../protocol/update.ts';
import { describeEvent } from '../engine/world/event-detail.ts';
import { blastOf } from '../engine/world/blast.ts';
import { createTimeline, createWorld, type Timeline, type World } from '../engine/world/world.ts';
import { Recorder } from './recorder.ts';

interface Branch {
  readonly id: string;
  name: string;
  readonly parent: string;
  readonly forkAtUs: number;
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  /** Journal entries taken over from the parent; they cannot be undone here. */
  readonly inherited: number;
  redo: readonly JournalEntry[];
}

/** A command that asks for what cannot be; its message is a sentence for people. */
class Refusal extends Error {}

/** Queue entries between two looks at the inbox while the engine runs ahead. */
const EVENTS_PER_RUN = 20_000;

/** The engine's side of one session: takes Commands, gives Updates. Knows neither a worker nor Node. */
export class SessionHost {
  private readonly post: (update: Update) => void;
  private world: World | undefined;
  private branches: Branch[] = [];
  private current = '';
  private branchCount = 0;

  constructor(post: (update: Update) => void) {
    this.post = post;
  }

  /**
   * Carries out a command. One that cannot be carried out is answered `refused`, with a sentence; anything else that is thrown means that the engine
   * itself broke, perhaps in the middle of a step, and goes up to the shell.
   */
  handle(command: Command): void {
    try {
      this.carryOut(command);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.post({ kind: 'refused', id: command.id, message: error.message });
    }
  }

  private carryOut(command: Command): void {
    switch (command.kind) {
      case 'start':
        return this.start(command);
      case 'run':
        return this.run(command.untilUs, Math.min(command.eventsMax, EVENTS_PER_RUN), command.id);
      case 'act':
        return this.act(command.atUs, command.playedToUs, command.action, command.id);
      case 'undo':
        return this.undo(command.id);
      case 'redo':
        return this.redo(command.id);
      case 'switch-branch':
      case 'rename-branch':
      case 'delete-branch':
        return this.changeBranches(command);
      default:
        return this.answer(command);
    }
  }

  private answer(
    command: Exclude<
      Command,
      {
        kind: 'start' | 'run' | 'act' | 'undo' | 'redo' | 'switch-branch' | 'rename-branch' | 'delete-branch';
      }
    >,
  ): void {
    const { timeline } = this.branch();
    const { id } = command;
    switch (command.kind) {
      case 'inspect':
        return this.post({ kind: 'detail', id, detail: describeEvent(timeline.kernel, command.event) });
      case 'state-hash': {
        const hashes = timeline.at(command.atUs, (kernel) => ({
          stateHash: kernel.stateHash(),
          traceHash: kernel.trace.hashText(),
        }));
        return this.post({ kind: 'state-hash', id, atUs: command.atUs, ...hashes });
      }
      case 'get-object':
        return this.post({
          kind: 'object',
          id,
          key: command.key,
          object: this.branch().recorder.objectAt(command.key, command.atUs),
        });
      case 'blast':
        return this.post({ kind: 'blast', id, rows: timeline.at(command.atUs, (kernel) => blastOf(kernel)) });
      case 'misbehave':
        if (command.how === 'throw') throw new Error('the page asked the engine to fail');
        for (;;);
    }
  }

  private start(command: Extract<Command, { kind: 'start' }>): void {
    const { record } = command;
    const world = worldOf(record.preset, record.seed);
    this.world = world;
    const timeline = createTimeline(world);
    this.branchCount = 1;
    const recorder = new Recorder(world.bootstrap);
    const branch: Branch = {
      id: 'main',
      name: 'main',
      parent: '',
      forkAtUs: 0,
      timeline,
      recorder,
      inherited: 0,
      redo: [],
    };
    this.branches = [branch];
    this.current = 'main';
    const { roster, links, charts, epochSeconds } = world;
    this.post({ kind: 'started', id: command.id, roster, links, charts, epochSeconds, branch: 'main' });
    for (const entry of record.journal) {
      this.advance(branch, entry.atUs);
      timeline.act(entry.atUs, entry.action);
    }
    this.advance(branch, command.untilUs);
    this.postBranches(command.id);
    this.postTrace(branch, -1);
  }

  private run(untilUs: number, eventsMax: number, id: number): void {
    const branch = this.branch();
    this.advance(branch, untilUs, eventsMax);
    this.postTrace(branch, -1);
    this.post({ kind: 'frontier', id, branch: branch.id, frontierUs: branch.timeline.frontierUs });
  }

  private act(atUs: number, playedToUs: number, action: Action, id: number): void {
    let branch = this.branch();
    const past = atUs < playedToUs;
    if (past) branch = this.fork(branch, atUs);
    else this.cutBack(branch, atUs);
    branch.redo = [];
    branch.timeline.act(atUs, action);
    this.advance(branch, atUs);
    this.postBranches(id);
    if (past) this.postWhole(branch);
    else this.postTrace(branch, atUs);
  }

  private fork(from: Branch, atUs: number): Branch {
    this.branchCount += 1;
    const id = `branch-${this.branchCount}`;
    const timeline = from.timeline.fork(atUs);
    const branch: Branch = {
      id,
      name: id,
      parent: from.id,
      forkAtUs: atUs,
      timeline,
      recorder: from.recorder.fork(atUs, timeline.kernel.trace.events.length),
      inherited: timeline.journal.length,
      redo: [],
    };
    this.branches.push(branch);
    this.current = id;
    return branch;
  }

  private undo(id: number): void {
    const branch = this.branch();
    const undone = branch.timeline.journal.length > branch.inherited ? branch.timeline.undo() : undefined;
    if (!undone) return this.postBranches(id);
    branch.redo = [undone, ...branch.redo];
    branch.recorder.rewind(undone.atUs, branch.timeline.kernel.trace.events.length);
    // The undone action had changed faces at that very instant: draw them as they are without it.
    branch.recorder.settle(branch.timeline.kernel);
    this.postBranches(id);
    this.postTrace(branch, undone.atUs);
  }

  private redo(id: number): void {
    const branch = this.branch();
    const [entry, ...rest] = branch.redo;
    if (!entry) return this.postBranches(id);
    this.cutBack(branch, entry.atUs);
    branch.timeline.act(entry.atUs, entry.action);
    branch.redo = rest;
    this.advance(branch, entry.atUs);
    this.postBranches(id);
    this.postTrace(branch, entry.atUs);
  }

  private changeBranches(
    command: Extract<Command, { kind: 'switch-branch' | 'rename-branch' | 'delete-branch' }>,
  ): void {
    const branch = this.branches.find((b) => b.id === command.branch);
    if (!branch) throw new Refusal(`there is no branch "${command.branch}"; it may have been deleted`);
    if (command.kind === 'rename-branch') branch.name = command.name;
    else if (command.kind === 'delete-branch') {
      if (this.branches.length === 1)
        throw new Refusal('this is the only branch; start another one before you delete it');
      this.branches = this.branches.filter((b) => b !== branch);
    }
    const next =
      command.kind === 'switch-branch'
        ? branch
        : (this.branches.find((b) => b.id === this.current) ?? (this.branches[0] as Branch));
    const moved = next.id !== this.current;
    this.current = next.id;
    this.postBranches(command.id);
    if (moved) this.postWhole(next);
  }

  /** Goes back on this branch: the unseen future is dropped. */
  private cutBack(branch: Branch, atUs: number): void {
    this.advance(branch, atUs);
    branch.timeline.rewind(atUs);
    branch.recorder.rewind(atUs, branch.timeline.kernel.trace.events.length);
  }

  private advance(branch: Branch, untilUs: number, eventsMax = Number.POSITIVE_INFINITY): void {
    const { timeline, recorder } = branch;
    timeline.run(untilUs, eventsMax, () => recorder.look(timeline.kernel));
    recorder.settle(timeline.kernel);
  }

  private branch(): Branch {
    const found = this.branches.find((b) => b.id === this.current);
    if (!this.world || !found) throw new Refusal('no world is running; send "start" first');
    return found;
  }

  private postBranches(id: number): void {
    const branches: BranchInfo[] = this.branches.map((b) => ({
      id: b.id,
      name: b.name,
      parent: b.parent,
      forkAtUs: b.forkAtUs,
      frontierUs: b.timeline.frontierUs,
      journal: b.timeline.journal,
      canUndo: b.timeline.journal.length > b.inherited,
      canRedo: b.redo.length > 0,
    }));
    this.post({ kind: 'branches', id, current: this.current, branches });
  }

  private postTrace(branch: Branch, rewindToUs: number): void {
    const { frontierUs, kernel } = branch.timeline;
    const batch = branch.recorder.take(kernel);
    this.post({
      kind: 'trace',
      branch: branch.id,
      rewindToUs,
      ...batch,
      frontierUs,
      hash: kernel.trace.hashText(),
    });
  }

  private postWhole(branch: Branch): void {
    branch.recorder.again();
    this.postTrace(branch, 0);
  }
}

function worldOf(preset: string, seed: number): World {
  try {
    return createWorld(preset, seed);
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}
