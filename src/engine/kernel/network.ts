import type { EventId, Wire } from '../../protocol/ids.ts';
import { countLost, linkKey, type LinkTrouble } from './fault-state.ts';
import type { Kernel } from './kernel.ts';
import type { Outgoing } from './part.ts';
import type { DeliverItem, QueueItem } from './queue-item.ts';
import { WIRE_NUMBER, WIRES_MAX } from './wire-number.ts';

/** Linux' smallest retransmission time-out: a segment lost on a TCP connection is sent again after this long. */
export const RETRANSMIT_IN_US = 200_000;

/** Puts a message on its wire: draws its latency, keeps the order of its connection, traces the hop. */
export function depart(
  kernel: Kernel,
  from: number,
  message: Outgoing,
  cause: EventId,
  background: boolean,
): EventId {
  const to = kernel.indexOf(message.to);
  const sender = kernel.partAt(from);
  const id = kernel.trace.nextId();
  const dueUs = arrivesAtUs(kernel, from, to, message.wire);
  const { wire, verb, label, role } = message;
  const exchange = role === 'request' ? id : (message.exchange ?? 0);
  const subject = message.subject ?? '';
  kernel.trace.add(
    {
      kind: 'hop',
      id,
      atUs: kernel.nowUs,
      cause,
      background,
      from: sender.id,
      to: message.to,
      wire,
      verb,
      label,
      dueAtUs: dueUs,
      role,
      exchange,
      subject,
      sizeInBytes: 0,
    },
    message.body,
  );
  kernel.push({
    kind: 'deliver',
    dueUs,
    sequence: kernel.nextSequence(),
    from,
    to,
    wire,
    verb,
    body: message.body,
    role,
    exchange,
    hop: id,
    background,
    what: 'message',
  });
  return id;
}

/** When something sent now comes in: after its latency and what the link's faults add, and never before what is ahead of it on its connection. */
function arrivesAtUs(kernel: Kernel, from: number, to: number, wire: Wire): number {
  const trouble = troubleBetween(kernel, from, to);
  let latency =
    kernel.config.latency(kernel.partAt(from), kernel.partAt(to), wire, kernel.networkChance(from)) +
    (trouble?.delayInUs ?? 0);
  if (trouble && trouble.lossShare > 0 && wire !== 'raft' && kernel.networkChance(from) < trouble.lossShare)
    latency += RETRANSMIT_IN_US;
  const lane = (from * 65536 + to) * WIRES_MAX + WIRE_NUMBER[wire];
  return kernel.inOrder(lane, kernel.nowUs + Math.max(1, Math.round(latency)));
}

/** A process ends: what is on its way to it will find nobody who knows the connection, even if it is started again at once. */
export function strand(kernel: Kernel, part: number): void {
  const stray = <T extends QueueItem>(item: T): T =>
    item.kind === 'deliver' && item.to === part ? { ...item, what: 'stray' } : item;
  kernel.changeQueue(stray);
  const held = new Map([...kernel.faults.held].map(([key, items]) => [key, items.map(stray)] as const));
  kernel.faults = { ...kernel.faults, held };
}

/** What waits at a cut, or before a process that is paused, was never taken by anyone: its sender may think better of it. */
export function withdraw(kernel: Kernel, from: number, to: number, mine: (body: unknown) => boolean): void {
  const meant = (item: QueueItem): item is DeliverItem =>
    item.kind === 'deliver' && item.from === from && item.to === to && mine(item.body);
  const [a, b] = [kernel.partAt(from).id, kernel.partAt(to).id];
  const key = linkKey(a, b);
  const atCut = kernel.faults.held.get(key) ?? [];
  const running = kernel.runningOf(to);
  const gone = [...atCut, ...running.held].filter(meant);
  if (gone.length === 0) return;
  for (const { hop, verb } of gone) kernel.note(a, 'fault.withdrawn', { from: a, to: b, verb }, hop, hop);
  const held = new Map(kernel.faults.held).set(
    key,
    atCut.filter((item) => !meant(item)),
  );
  kernel.faults = { ...kernel.faults, held };
  kernel.running[to] = { ...running, held: running.held.filter((item) => !meant(item)) };
}

function troubleBetween(kernel: Kernel, from: number, to: number): LinkTrouble | undefined {
  if (kernel.faults.links.size === 0) return undefined;
  return kernel.faults.links.get(linkKey(kernel.partAt(from).id, kernel.partAt(to).id));
}

/** A message arrives: at its part, at a cut, at a part that is paused, or where nobody listens any more. */
export function deliver(kernel: Kernel, item: DeliverItem): void {
  if (item.what === 'stray') return;
  if (kernel.faults.messages.size > 0 && meetMessageFault(kernel, item)) return;
  const trouble = troubleBetween(kernel, item.from, item.to);
  if (trouble?.cut) return holdOrLose(kernel, item);
  if (
    trouble &&
    trouble.lossShare > 0 &&
    item.wire === 'raft' &&
    kernel.networkChance(item.from) < trouble.lossShare
  ) {
    return lose(kernel, item);
  }
  if (kernel.holdIfPaused(item.to, item)) return;
  if (kernel.runningOf(item.to).status === 'stopped') return refuse(kernel, item);
  kernel.handToPart(item);
}

function lose(kernel: Kernel, item: DeliverItem): void {
  const from = kernel.partAt(item.from).id;
  const to = kernel.partAt(item.to).id;
  kernel.faults = countLost(kernel.faults, linkKey(from, to), kernel.peersOf);
  kernel.note(to, 'fault.lost', { from, to, verb: item.verb }, item.hop, item.hop);
}

/** Raft tolerates loss, so etcd lets such messages go; the other wires are TCP connections, which send again until the link heals. */
function holdOrLose(kernel: Kernel, item: DeliverItem): void {
  if (item.wire === 'raft') return lose(kernel, item);
  const from = kernel.partAt(item.from).id;
  const to = kernel.partAt(item.to).id;
  const key = linkKey(from, to);
  const held = new Map(kernel.faults.held);
  held.set(key, [...(held.get(key) ?? []), item]);
  kernel.faults = { ...countLost(kernel.faults, key, kernel.peersOf), held };
  kernel.note(to, 'fault.held', { from, to, verb: item.verb }, item.hop, item.hop);
}

/** A person singled this message out. Returns true when it is not delivered now. */
function meetMessageFault(kernel: Kernel, item: DeliverItem): boolean {
  const fault = kernel.faults.messages.get(item.hop);
  if (!fault) return false;
  const messages = new Map(kernel.faults.messages);
  messages.delete(item.hop);
  kernel.faults = { ...kernel.faults, messages };
  const params = { from: kernel.partAt(item.from).id, to: kernel.partAt(item.to).id, verb: item.verb };
  if (fault.kind === 'duplicate-message') {
    kernel.note(params.to, 'fault.duplicated', params, item.hop, item.hop);
    // TCP drops the second copy of a segment; only Raft's one-way messages really arrive twice.
    if (item.wire === 'raft')
      kernel.push({ ...item, dueUs: kernel.nowUs + 1, sequence: kernel.nextSequence() });
    return false;
  }
  if (fault.kind === 'delay-message' || item.wire !== 'raft') {
    const delayInUs = fault.kind === 'delay-message' ? fault.delayInUs : RETRANSMIT_IN_US;
    const code = fault.kind === 'delay-message' ? 'fault.delayed' : 'fault.retransmitted';
    kernel.note(params.to, code, { ...params, delayInUs }, item.hop, item.hop);
    kernel.push({ ...item, dueUs: kernel.nowUs + delayInUs, sequence: kernel.nextSequence() });
    return true;
  }
  kernel.note(params.to, 'fault.lost', params, item.hop, item.hop);
  return true;
}

/** Nobody listens at the address: TCP answers a request with a reset, everything else just ends. */
function refuse(kernel: Kernel, item: DeliverItem): void {
  if (item.what !== 'message' || item.role !== 'request') return;
  const from = kernel.partAt(item.to).id;
  const to = kernel.partAt(item.from).id;
  const id = kernel.trace.nextId();
  const dueUs = arrivesAtUs(kernel, item.to, item.from, item.wire);
  kernel.trace.add(
    {
      kind: 'hop',
      id,
      atUs: kernel.nowUs,
      cause: item.hop,
      background: item.background,
      from,
      to,
      wire: item.wire,
      verb: 'RST',
      label: 'connection refused',
      dueAtUs: dueUs,
      role: 'answer',
      exchange: item.exchange,
      subject: '',
      sizeInBytes: 0,
    },
    item.body,
  );
  kernel.push({
    ...item,
    dueUs,
    sequence: kernel.nextSequence(),
    from: item.to,
    to: item.from,
    verb: 'RST',
    role: 'answer',
    hop: id,
    what: 'refused',
  });
}

/** Tells `to` that its connections with `from` are gone: the last thing that comes on them. */
export function sendReset(kernel: Kernel, from: number, to: number, wire: Wire, cause: EventId): void {
  const id = kernel.trace.nextId();
  const dueUs = arrivesAtUs(kernel, from, to, wire);
  kernel.trace.add(
    {
      kind: 'hop',
      id,
      atUs: kernel.nowUs,
      cause,
      background: false,
      from: kernel.partAt(from).id,
      to: kernel.partAt(to).id,
      wire,
      verb: 'RST',
      label: 'connection closed',
      dueAtUs: dueUs,
      role: 'event',
      exchange: 0,
      subject: '',
      sizeInBytes: 0,
    },
    null,
  );
  kernel.push(resetItem(kernel, from, to, wire, id, dueUs));
}

/** Body of a reset that no process sent. */
export const SILENT = 'silent';

function resetItem(
  kernel: Kernel,
  from: number,
  to: number,
  wire: Wire,
  hop: EventId,
  dueUs: number,
): DeliverItem {
  return {
    kind: 'deliver',
    dueUs,
    sequence: kernel.nextSequence(),
    from,
    to,
    wire,
    verb: 'RST',
    body: null,
    role: 'event',
    exchange: 0,
    hop,
    background: false,
    what: 'reset',
  };
}

/** `near` gives its connections with `far` up by itself: nothing goes over the wire. */
export function noticeReset(kernel: Kernel, far: number, near: number, wire: Wire, cause: EventId): void {
  const item = { ...resetItem(kernel, far, near, wire, cause, kernel.nowUs), body: SILENT };
  if (kernel.holdIfPaused(near, item) || kernel.runningOf(near).status === 'stopped') return;
  kernel.handToPart(item);
}
