import type { Action } from '../../protocol/action.ts';
import type { Fault } from '../../protocol/fault.ts';
import type { EventId, PartId, Wire } from '../../protocol/ids.ts';
import { linksOf, troublesOf } from './fault-state.ts';
import type { Kernel } from './kernel.ts';
import { noticeReset, sendReset, strand } from './network.ts';
import type { GiveUpItem } from './queue-item.ts';

/** client-go's HTTP/2 health check gives a silent connection up after 30 s without a frame and 15 s without an answer to its ping. */
export const GIVE_UP_IN_US = 45_000_000;

/** The grace that Kubernetes gives a process between SIGTERM and SIGKILL. */
const GRACE_IN_US = 30_000_000;
/** What a container takes from being made to its process running. */
const START_IN_US = 500_000;

/** Carries out what a person did. Faults are the kernel's own business; all else goes to the part it is for. */
export function carryOut(kernel: Kernel, action: Action): void {
  switch (action.kind) {
    case 'kubectl':
    case 'interrupt':
      return handOver(kernel, action);
    case 'fault':
      return begin(kernel, action.fault);
    case 'heal':
      return heal(kernel, action.fault);
    case 'heal-all':
      for (const { id } of kernel.faults.active) heal(kernel, id);
      return;
  }
}

/** A line typed, or Ctrl-C: for kubectl, as soon as it takes anything. */
function handOver(kernel: Kernel, action: Extract<Action, { kind: 'kubectl' | 'interrupt' }>): void {
  const kubectl = kernel.indexOf('kubectl');
  const { nowUs } = kernel;
  if (kernel.holdIfPaused(kubectl, { kind: 'action', dueUs: nowUs, sequence: kernel.nextSequence(), action }))
    return;
  const line = action.kind === 'kubectl' ? action.line : '^C';
  const cause = kernel.note('kubectl', 'root.action', { line }, 0);
  if (kernel.runningOf(kubectl).status === 'running')
    kernel.dispatch(kubectl, { kind: 'action', action }, cause, false);
}

function namesOf(fault: Fault): Readonly<Record<string, string | number>> {
  if ('part' in fault) return { fault: fault.kind, part: fault.part };
  if ('a' in fault) return { fault: fault.kind, a: fault.a, b: fault.b };
  return { fault: fault.kind, hop: fault.hop };
}

function begin(kernel: Kernel, fault: Fault): void {
  const cause = kernel.note('part' in fault ? fault.part : '', 'root.fault', namesOf(fault), 0);
  if ('hop' in fault) {
    kernel.faults = { ...kernel.faults, messages: new Map(kernel.faults.messages).set(fault.hop, fault) };
    return;
  }
  if (fault.kind === 'restart') return restart(kernel, kernel.indexOf(fault.part), cause);
  const id = kernel.faults.nextId;
  const active = [...kernel.faults.active, { id, fault, sinceUs: kernel.nowUs, lost: 0 }].filter(
    (known) => !endsPause(fault, known.fault),
  );
  kernel.faults = { ...kernel.faults, nextId: id + 1, active, links: troublesOf(active, kernel.peersOf) };
  if (fault.kind === 'crash') end(kernel, kernel.indexOf(fault.part), cause);
  else if (fault.kind === 'stop') askToEnd(kernel, kernel.indexOf(fault.part), cause);
  else if ('part' in fault) setProcess(kernel, fault.part);
  if (fault.kind === 'cut' || fault.kind === 'isolate') {
    for (const [a, b] of pairsOf(kernel, fault)) {
      kernel.push({
        kind: 'give-up',
        dueUs: kernel.nowUs + GIVE_UP_IN_US,
        sequence: kernel.nextSequence(),
        a: kernel.indexOf(a),
        b: kernel.indexOf(b),
        fault: id,
        cause,
      });
    }
  }
}

/** What is paused is a process: when it ends, its pause is over too. */
function endsPause(fault: Fault, other: Fault): boolean {
  if (!isDown(fault)) return false;
  return other.kind === 'pause' && other.part === fault.part;
}

function pairsOf(kernel: Kernel, fault: Fault): readonly (readonly [PartId, PartId])[] {
  return linksOf(fault, kernel.peersOf).map((key) => {
    const bar = key.indexOf('|');
    return [key.slice(0, bar), key.slice(bar + 1)] as const;
  });
}

/** SIGTERM: a part that has something to put in order does so first. */
function askToEnd(kernel: Kernel, part: number, cause: EventId): void {
  const { status, incarnation } = kernel.runningOf(part);
  if (status !== 'running' || !kernel.retirePart(part, cause)) return end(kernel, part, cause);
  kernel.faults = { ...kernel.faults, retiring: new Map(kernel.faults.retiring).set(part, cause) };
  const dueUs = kernel.nowUs + GRACE_IN_US;
  kernel.push({ kind: 'kill', dueUs, sequence: kernel.nextSequence(), part, incarnation, cause });
}

/** Ends in good order and begins anew. A part that is down already stays down: only healing brings it back. */
function restart(kernel: Kernel, part: number, cause: EventId): void {
  if (kernel.runningOf(part).status === 'stopped' || kernel.faults.restarting.has(part)) return;
  const { id } = kernel.partAt(part);
  const active = kernel.faults.active.filter(({ fault }) => fault.kind !== 'pause' || fault.part !== id);
  const restarting = new Map(kernel.faults.restarting).set(part, cause);
  kernel.faults = { ...kernel.faults, active, restarting };
  if (!kernel.faults.retiring.has(part)) askToEnd(kernel, part, cause);
}

/** A process that was to be restarted has ended: the next one is made. */
function startAgain(kernel: Kernel, part: number): void {
  const cause = kernel.faults.restarting.get(part);
  if (cause === undefined) return;
  const restarting = new Map(kernel.faults.restarting);
  restarting.delete(part);
  kernel.faults = { ...kernel.faults, restarting };
  const dueUs = kernel.nowUs + START_IN_US;
  kernel.push({ kind: 'start', dueUs, sequence: kernel.nextSequence(), part, cause });
}

/** A process begins, unless one has begun already, or somebody has stopped it for good in the meantime. */
export function startDue(kernel: Kernel, part: number, cause: EventId): void {
  const { id } = kernel.partAt(part);
  if (kernel.runningOf(part).status !== 'stopped') return;
  if (kernel.faults.active.some(({ fault }) => isDown(fault) && fault.part === id)) return;
  kernel.startPart(part, cause);
  if (kernel.faults.active.length > 0) setProcess(kernel, id);
}

function isDown(fault: Fault): fault is Extract<Fault, { kind: 'stop' | 'crash' }> {
  return fault.kind === 'stop' || fault.kind === 'crash';
}

/** Ends whoever has done its last things. */
export function endRetired(kernel: Kernel): void {
  for (const [part, cause] of kernel.faults.retiring) {
    const { hasRetired } = kernel.partAt(part);
    if (hasRetired?.(kernel.states[part]) ?? true) end(kernel, part, cause);
  }
}

/** A process ends: whoever is connected to it gets a reset. */
export function end(kernel: Kernel, part: number, cause: EventId): void {
  const { id } = kernel.partAt(part);
  if (kernel.faults.retiring.has(part)) {
    const retiring = new Map(kernel.faults.retiring);
    retiring.delete(part);
    kernel.faults = { ...kernel.faults, retiring };
  }
  if (kernel.runningOf(part).status === 'stopped') return;
  kernel.stopPart(part);
  strand(kernel, part);
  for (const link of kernel.config.links) {
    const peer = link.a === id ? link.b : link.b === id ? link.a : undefined;
    if (peer !== undefined) sendReset(kernel, part, kernel.indexOf(peer), link.wire as Wire, cause);
  }
  startAgain(kernel, part);
}

/** Pause and slowness of a part follow from the faults that are on. */
function setProcess(kernel: Kernel, id: PartId): void {
  const part = kernel.indexOf(id);
  const running = kernel.runningOf(part);
  let slow = 1;
  let paused = false;
  for (const { fault } of kernel.faults.active) {
    if (!('part' in fault) || fault.part !== id) continue;
    if (fault.kind === 'slow') slow *= fault.factor;
    if (fault.kind === 'pause') paused = true;
  }
  kernel.touched.add(part);
  if (running.status === 'stopped') kernel.running[part] = { ...running, slow };
  else if (paused) kernel.running[part] = { ...running, slow, status: 'paused' };
  else {
    kernel.running[part] = { ...running, slow, status: 'running', held: [] };
    for (const item of running.held) {
      if (item.kind === 'timer')
        kernel.setTimer({ ...item, dueUs: kernel.nowUs, sequence: kernel.nextSequence() });
      else kernel.push({ ...item, dueUs: kernel.nowUs, sequence: kernel.nextSequence() });
    }
  }
}

function heal(kernel: Kernel, id: number): void {
  const healed = kernel.faults.active.find((a) => a.id === id);
  if (!healed) return;
  const { fault } = healed;
  const cause = kernel.note(
    'part' in fault ? fault.part : '',
    'root.fault',
    { ...namesOf(fault), healed: 1 },
    0,
  );
  const active = kernel.faults.active.filter((a) => a.id !== id);
  kernel.faults = { ...kernel.faults, active, links: troublesOf(active, kernel.peersOf) };
  if (isDown(fault)) {
    const part = kernel.indexOf(fault.part);
    // Healed while it was still putting things in order: the new process follows the old one all the same.
    if (!active.some((a) => isDown(a.fault) && a.fault.part === fault.part)) end(kernel, part, cause);
    startDue(kernel, part, cause);
  } else if ('part' in fault) setProcess(kernel, fault.part);
  releaseHeld(kernel);
}

/** TCP's next retransmission gets through: what waited at links that are whole again arrives, in order. */
function releaseHeld(kernel: Kernel): void {
  const held = new Map(kernel.faults.held);
  for (const [key, items] of kernel.faults.held) {
    if (kernel.faults.links.get(key)?.cut) continue;
    held.delete(key);
    for (const item of items)
      kernel.push({ ...item, dueUs: kernel.nowUs + 1, sequence: kernel.nextSequence() });
  }
  kernel.faults = { ...kernel.faults, held };
}

/** The link has been silent too long: both ends close the connection and forget what was on it. */
export function giveUp(kernel: Kernel, item: GiveUpItem): void {
  if (!kernel.faults.active.some((a) => a.id === item.fault)) return;
  const a = kernel.partAt(item.a).id;
  const b = kernel.partAt(item.b).id;
  const key = a < b ? `${a}|${b}` : `${b}|${a}`;
  const held = new Map(kernel.faults.held);
  held.delete(key);
  kernel.faults = { ...kernel.faults, held };
  const cause = kernel.note('', 'fault.gave-up', { a, b }, item.cause);
  for (const link of kernel.config.links) {
    if ((link.a !== a || link.b !== b) && (link.a !== b || link.b !== a)) continue;
    for (const [near, far] of [
      [item.a, item.b],
      [item.b, item.a],
    ] as const) {
      noticeReset(kernel, far, near, link.wire as Wire, cause);
    }
  }
}
