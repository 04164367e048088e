import type { Action, JournalEntry, SessionStep } from '../protocol/action.ts';
import type { BranchInfo } from '../protocol/update.ts';
import { createTimeline, type Timeline, type World } from '../engine/world/world.ts';
import { Recorder } from './recorder.ts';

export interface Branch {
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
export class Refusal extends Error {}

/** The futures of one session: which there are, which is current, and what each step makes of them. */
export class Branches {
  list: readonly Branch[];
  current: Branch;
  private count = 1;

  constructor(world: World) {
    this.current = {
      id: 'main',
      name: 'main',
      parent: '',
      forkAtUs: 0,
      timeline: createTimeline(world),
      recorder: new Recorder(world.bootstrap),
      inherited: 0,
      redo: [],
    };
    this.list = [this.current];
  }

  /** Carries out a step. Answers from which instant the current branch is another one, or -1. */
  take(step: SessionStep): number {
    switch (step.kind) {
      case 'act':
        return this.act(step.atUs, step.playedToUs, step.action);
      case 'undo':
        return this.undo();
      case 'redo':
        return this.redo();
      default:
        this.changeBranches(step);
        return -1;
    }
  }

  /** What was refused when it was done is refused again, and does not stand in the way of the rest. */
  takeAgain(step: SessionStep): void {
    try {
      this.take(step);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  private act(atUs: number, playedToUs: number, action: Action): number {
    let branch = this.current;
    if (atUs < playedToUs) branch = this.fork(branch, atUs);
    else this.cutBack(branch, atUs);
    branch.redo = [];
    branch.timeline.act(atUs, action);
    this.advance(branch, atUs);
    return atUs;
  }

  private fork(from: Branch, atUs: number): Branch {
    this.advance(from, atUs);
    this.count += 1;
    const id = `branch-${this.count}`;
    const timeline = from.timeline.fork(atUs);
    const branch: Branch = {
      id,
      name: id,
      parent: from.id,
      forkAtUs: atUs,
      timeline,
      recorder: from.recorder.fork(atUs, timeline.kernel.trace.size),
      inherited: timeline.journal.length,
      redo: [],
    };
    this.list = [...this.list, branch];
    this.current = branch;
    return branch;
  }

  private undo(): number {
    const branch = this.current;
    const undone = branch.timeline.journal.length > branch.inherited ? branch.timeline.undo() : undefined;
    if (!undone) return -1;
    branch.redo = [undone, ...branch.redo];
    branch.recorder.rewind(undone.atUs, branch.timeline.kernel.trace.size);
    // The undone action had changed faces at that very instant: draw them as they are without it.
    branch.recorder.settle(branch.timeline.kernel);
    return undone.atUs;
  }

  private redo(): number {
    const branch = this.current;
    const [entry, ...rest] = branch.redo;
    if (!entry) return -1;
    this.cutBack(branch, entry.atUs);
    branch.timeline.act(entry.atUs, entry.action);
    branch.redo = rest;
    this.advance(branch, entry.atUs);
    return entry.atUs;
  }

  private changeBranches(
    step: Extract<SessionStep, { kind: 'switch-branch' | 'rename-branch' | 'delete-branch' }>,
  ): void {
    const branch = this.named(step.branch);
    if (step.kind === 'rename-branch') branch.name = step.name;
    else if (step.kind === 'delete-branch') this.deleteBranch(branch);
    else {
      this.current = branch;
      this.advance(branch, step.untilUs);
    }
  }

  private deleteBranch(branch: Branch): void {
    if (this.list.length === 1)
      throw new Refusal('this is the only branch; start another one before you delete it');
    this.list = this.list.filter((b) => b !== branch);
    if (this.current === branch) this.current = this.list[0] as Branch;
  }

  /** Goes back on this branch: the unseen future is dropped. */
  private cutBack(branch: Branch, atUs: number): void {
    this.advance(branch, atUs);
    branch.timeline.rewind(atUs);
    branch.recorder.rewind(atUs, branch.timeline.kernel.trace.size);
  }

  advance(branch: Branch, untilUs: number, eventsMax = Number.POSITIVE_INFINITY): void {
    const { timeline, recorder } = branch;
    timeline.run(untilUs, eventsMax, () => recorder.look(timeline.kernel));
    recorder.settle(timeline.kernel);
  }

  named(id: string): Branch {
    const found = this.list.find((b) => b.id === id);
    if (!found) throw new Refusal(`there is no branch "${id}"; it may have been deleted`);
    return found;
  }

  infos(): readonly BranchInfo[] {
    return this.list.map((b) => ({
      id: b.id,
      name: b.name,
      parent: b.parent,
      forkAtUs: b.forkAtUs,
      frontierUs: b.timeline.frontierUs,
      journal: b.timeline.journal,
      canUndo: b.timeline.journal.length > b.inherited,
      canRedo: b.redo.length > 0,
    }));
  }
}
