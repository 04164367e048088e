import { type SessionStep, stepsOf } from '../protocol/action.ts';
import type { Command } from '../protocol/command.ts';
import type { TraceUpdate, Update } from '../protocol/update.ts';
import { describeEvent } from '../engine/world/event-detail.ts';
import { blastOf } from '../engine/world/blast.ts';
import { createWorld, type World } from '../engine/world/world.ts';
import { type Branch, Branches, Refusal } from './branches.ts';

/** Queue entries between two looks at the inbox while the engine runs ahead. */
const EVENTS_PER_RUN = 20_000;

/** The engine's side of one session: takes Commands, gives Updates. Knows neither a worker nor Node. */
export class SessionHost {
  private readonly post: (update: Update) => void;
  private branches: Branches | undefined;
  /** Branch that is shown beside the current one; empty if none. */
  private beside = '';

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
      case 'compare':
        return this.compare(command.branch, command.untilUs);
      case 'act':
      case 'undo':
      case 'redo':
      case 'switch-branch':
      case 'rename-branch':
      case 'delete-branch':
        return this.take(command);
      default:
        return this.answer(command);
    }
  }

  private answer(
    command: Exclude<Command, { kind: 'start' | 'run' | 'compare' | SessionStep['kind'] }>,
  ): void {
    const branches = this.running();
    const { timeline, recorder } = branches.current;
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
          object: recorder.objectAt(command.key, command.atUs),
        });
      case 'blast': {
        const asked = command.branch === undefined ? timeline : branches.named(command.branch).timeline;
        return this.post({ kind: 'blast', id, rows: asked.at(command.atUs, (kernel) => blastOf(kernel)) });
      }
      case 'misbehave':
        if (command.how === 'throw') throw new Error('the page asked the engine to fail');
        for (;;);
    }
  }

  private start(command: Extract<Command, { kind: 'start' }>): void {
    const { record } = command;
    const world = worldOf(record.preset, record.seed);
    const branches = new Branches(world);
    this.branches = branches;
    this.beside = '';
    const { roster, links, charts, epochSeconds } = world;
    this.post({ kind: 'started', id: command.id, roster, links, charts, epochSeconds, branch: 'main' });
    for (const step of stepsOf(record)) branches.takeAgain(step);
    branches.advance(branches.current, command.untilUs);
    this.postBranches(command.id);
    this.postTrace(branches.current, -1);
  }

  private take(step: SessionStep & { readonly id: number }): void {
    const branches = this.running();
    const before = branches.current;
    const rewindToUs = branches.take(step);
    this.postBranches(step.id);
    if (branches.current !== before) this.postWhole(branches.current);
    else if (rewindToUs >= 0) this.postTrace(before, rewindToUs);
  }

  private run(untilUs: number, eventsMax: number, id: number): void {
    const branches = this.running();
    const { current } = branches;
    branches.advance(current, untilUs, eventsMax);
    this.tellBeside();
    this.postTrace(current, -1);
    this.post({ kind: 'frontier', id, branch: current.id, frontierUs: current.timeline.frontierUs });
  }

  private compare(id: string, untilUs: number): void {
    const branches = this.running();
    this.beside = '';
    if (id === '' || id === branches.current.id) return;
    const branch = branches.named(id);
    this.beside = id;
    branch.recorder.again();
    branches.advance(branch, untilUs);
    this.tellBeside(0);
  }

  /** The branch beside the current one keeps up with it, so that both can be drawn at one instant. */
  private tellBeside(rewindToUs = -1): void {
    const branches = this.running();
    const beside = branches.list.find((b) => b.id === this.beside);
    if (beside === undefined || beside === branches.current) return;
    branches.advance(beside, branches.current.timeline.frontierUs);
    this.post({ kind: 'compared', trace: batchOf(beside, rewindToUs) });
  }

  private running(): Branches {
    if (this.branches === undefined) throw new Refusal('no world is running; send "start" first');
    return this.branches;
  }

  private postBranches(id: number): void {
    const branches = this.running();
    this.post({ kind: 'branches', id, current: branches.current.id, branches: branches.infos() });
  }

  private postTrace(branch: Branch, rewindToUs: number): void {
    this.post(batchOf(branch, rewindToUs));
  }

  private postWhole(branch: Branch): void {
    branch.recorder.again();
    this.postTrace(branch, 0);
  }
}

function batchOf(branch: Branch, rewindToUs: number): TraceUpdate {
  const { frontierUs, kernel } = branch.timeline;
  const told = branch.recorder.take(kernel);
  const hash = kernel.trace.hashText();
  return { kind: 'trace', branch: branch.id, rewindToUs, ...told, frontierUs, hash };
}

function worldOf(preset: string, seed: number): World {
  try {
    return createWorld(preset, seed);
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}
