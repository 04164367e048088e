import type { Action } from '../../protocol/action.ts';
import type { Fault } from '../../protocol/fault.ts';
import type { EventId, PartId, Wire } from '../../protocol/ids.ts';
import { linksOf, troublesOf } from './fault-state.ts';
import type { Kernel } from './kernel.ts';
import { sendReset } from './network.ts';
import type { GiveUpItem } from './queue-item.ts';

/** client-go's HTTP/2 health check gives a silent connection up after 30 s without a frame and 15 s without an answer to its ping. */
export const GIVE_UP_IN_US = 45_000_000;

/** Carries out what a person did. Faults are the kernel's own business; all else goes to the part it is for. */
export function carryOut(kernel: Kernel, action: Action): void {
  switch (action.kind) {
    case 'kubectl': {
      const cause = kernel.note('kubectl', 'root.action', { line: action.line }, 0);
      return kernel.dispatch(kernel.indexOf('kubectl'), { kind: 'action', action }, cause, false);
    }
    case 'interrupt': {
      const cause = kernel.note('kubectl', 'root.action', { line: '^C' }, 0);
      return kernel.dispatch(kernel.indexOf('kubectl'), { kind: 'action', action }, cause, false);
    }
    case 'fault':
      return begin(kernel, action.fault);
    case 'heal':
      return heal(kernel, action.fault);
    case 'heal-all':
      for (const { id } of kernel.faults.active) heal(kernel, id);
      return;
  }
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
  const id = kernel.faults.nextId;
  const active = [...kernel.faults.active, { id, fault, sinceUs: kernel.nowUs, lost: 0 }];
  kernel.faults = { ...kernel.faults, nextId: id + 1, active, links: troublesOf(active, kernel.peersOf) };
  if (fault.kind === 'stop' || fault.kind === 'crash') end(kernel, fault.part, cause);
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
      });
    }
  }
}

function pairsOf(kernel: Kernel, fault: Fault): readonly (readonly [PartId, PartId])[] {
  return linksOf(fault, kernel.peersOf).map((key) => {
    const bar = key.indexOf('|');
    return [key.slice(0, bar), key.slice(bar + 1)] as const;
  });
}

/** A process ends: whoever is connected to it gets a reset. */
function end(kernel: Kernel, id: PartId, cause: EventId): void {
  const part = kernel.indexOf(id);
  kernel.stopPart(part);
  for (const link of kernel.config.links) {
    const peer = link.a === id ? link.b : link.b === id ? link.a : undefined;
    if (peer !== undefined) sendReset(kernel, part, kernel.indexOf(peer), link.wire as Wire, cause);
  }
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
  if (fault.kind === 'stop' || fault.kind === 'crash') {
    const stillStopped = active.some(
      (a) => (a.fault.kind === 'stop' || a.fault.kind === 'crash') && a.fault.part === fault.part,
    );
    if (!stillStopped) kernel.startPart(kernel.indexOf(fault.part), cause);
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
  const cause = kernel.note('', 'fault.gave-up', { a, b }, 0);
  for (const link of kernel.config.links) {
    if ((link.a !== a || link.b !== b) && (link.a !== b || link.b !== a)) continue;
    for (const [near, far] of [
      [item.a, item.b],
      [item.b, item.a],
    ] as const) {
      if (kernel.runningOf(near).status !== 'stopped') {
        kernel.dispatch(
          near,
          { kind: 'reset', peer: kernel.partAt(far).id, wire: link.wire as Wire },
          cause,
          false,
        );
      }
    }
  }
}
