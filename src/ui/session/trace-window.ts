import type { Face } from '../../protocol/face.ts';
import type { ActiveFault } from '../../protocol/fault.ts';
import type { EventId, PartId } from '../../protocol/ids.ts';
import type { HopEvent, LogEvent, NoteEvent, PhaseEvent, TraceEvent } from '../../protocol/trace.ts';
import type { FaceAt, FaultsAt, ObjectAt, TraceUpdate } from '../../protocol/update.ts';
import { Tempo } from './tempo.ts';
import { countUpTo, insertSorted, lastUpTo } from './sorted-index.ts';

const timeOf = (entry: { readonly atUs: number }) => entry.atUs;
const NO_EVENTS: readonly never[] = [];

/** An API object as it was at an instant. */
export interface ObjectNow {
  readonly key: string;
  /** When this version was stored. */
  readonly atUs: number;
  readonly object: unknown;
}

/**
 * Everything the page knows of the current branch, with the indexes that views need. Mutable and outside React on purpose: an update may
 * bring a thousand events; views read it at the playhead through hooks (hooks.ts) that hand out stable references.
 */
export class TraceWindow {
  /** Grows with every change; a cheap "is it still the same?". */
  version = 0;
  /** Grows when something that was known is dropped: what was derived from it is void. */
  cuts = 0;
  frontierUs = 0;
  hash = '';
  branch = '';

  /** All events by time. */
  readonly events: TraceEvent[] = [];
  readonly hops: HopEvent[] = [];
  readonly notes: NoteEvent[] = [];
  /** Events that are not background, by time. */
  readonly foreground: TraceEvent[] = [];
  /** Latest instant at which a known foreground event still lasts. */
  foregroundEndUs = 0;
  /** Requests in the foreground, for openRequests. */
  private readonly requests: HopEvent[] = [];
  /** Earliest instant from which the trace was dropped since `takeCut`, or -1. */
  cutAtUs = -1;
  private readonly byId = new Map<EventId, TraceEvent>();
  private readonly effects = new Map<EventId, EventId[]>();
  private readonly exchanges = new Map<EventId, HopEvent[]>();
  private readonly phases = new Map<PartId, PhaseEvent[]>();
  private readonly logs = new Map<string, LogEvent[]>();
  private readonly faces = new Map<PartId, FaceAt[]>();
  private readonly objects = new Map<string, ObjectAt[]>();
  private readonly objectTimes: ObjectAt[] = [];
  private keys: readonly string[] = [];
  private keysOfCut = -1;
  private readonly faults: FaultsAt[] = [];
  /** dueMaxUs[i] = latest arrival among hops[0..i]: lets hopsInFlight stop looking back early. */
  private dueMaxUs: number[] = [];
  private readonly tempo = new Tempo();
  private readonly shares = new Map<EventId, number>();
  private readonly listeners = new Set<() => void>();

  /** Calls `listen` after every change; returns the way out. */
  subscribe(listen: () => void): () => void {
    this.listeners.add(listen);
    return () => this.listeners.delete(listen);
  }

  apply(update: TraceUpdate): void {
    if (update.branch !== this.branch) this.clear();
    this.branch = update.branch;
    if (update.rewindToUs >= 0) this.dropFrom(update.rewindToUs, update.keptEvents);
    for (const event of update.events) this.add(event);
    for (const face of update.faces) insertSorted(listOf(this.faces, face.face.id), face, timeOf);
    for (const object of update.objects) {
      insertSorted(listOf(this.objects, object.key), object, timeOf);
      insertSorted(this.objectTimes, object, timeOf);
    }
    for (const faults of update.faults) insertSorted(this.faults, faults, timeOf);
    this.frontierUs = update.frontierUs;
    this.hash = update.hash;
    this.changed();
  }

  clear(): void {
    this.dropFrom(0);
    this.frontierUs = 0;
    this.branch = '';
    this.changed();
  }

  /** How new a message is: 1 for the first of its sort after an action, less for those that were just seen. 1 for all other events. */
  shareOf(id: EventId): number {
    return this.shares.get(id) ?? 1;
  }

  eventById(id: EventId): TraceEvent | undefined {
    return this.byId.get(id);
  }

  hopById(id: EventId): HopEvent | undefined {
    const event = this.byId.get(id);
    return event?.kind === 'hop' ? event : undefined;
  }

  /** Messages on the way at `t`: sent at or before, not yet arrived. Oldest first. */
  hopsInFlight(t: number): readonly HopEvent[] {
    const found: HopEvent[] = [];
    for (let i = countUpTo(this.hops, t, timeOf) - 1; i >= 0; i -= 1) {
      if ((this.dueMaxUs[i] as number) <= t) break;
      const hop = this.hops[i] as HopEvent;
      if (hop.dueAtUs > t) found.push(hop);
    }
    return found.reverse();
  }

  /** Requests that wait for their answer at `t` (arrived or not, answer not yet sent), oldest first. Watches are among them. */
  openRequests(t: number, foregroundOnly = true): readonly HopEvent[] {
    const open: HopEvent[] = [];
    for (const request of foregroundOnly ? this.requests : this.hops) {
      if (request.atUs > t) break;
      if (request.role !== 'request') continue;
      const answer = this.answerOf(request.exchange);
      if (answer === undefined || answer.atUs > t) open.push(request);
    }
    return open;
  }

  /** The hop that ended an exchange, if it is known. */
  answerOf(exchange: EventId): HopEvent | undefined {
    return this.exchanges.get(exchange)?.find((hop) => hop.role === 'answer');
  }

  /** All hops of an exchange, the request first. */
  byExchange(exchange: EventId): readonly HopEvent[] {
    return this.exchanges.get(exchange) ?? NO_EVENTS;
  }

  /** From the event back to its root: the event itself first, the human action, timer, fault or boot last. */
  causesOf(id: EventId): readonly TraceEvent[] {
    const chain: TraceEvent[] = [];
    for (let event = this.byId.get(id); event !== undefined; event = this.byId.get(event.cause)) {
      chain.push(event);
      if (event.cause === 0 || event.cause >= event.id) break;
    }
    return chain;
  }

  /** What an event caused directly, by time. */
  effectsOf(id: EventId): readonly TraceEvent[] {
    const found: TraceEvent[] = [];
    for (const effect of this.effects.get(id) ?? NO_EVENTS) {
      const event = this.byId.get(effect);
      if (event !== undefined) found.push(event);
    }
    return found;
  }

  phasesOf(part: PartId): readonly PhaseEvent[] {
    return this.phases.get(part) ?? NO_EVENTS;
  }

  faceAt(part: PartId, t: number): Face | undefined {
    return lastUpTo(this.faces.get(part) ?? NO_EVENTS, t, timeOf)?.face;
  }

  faceHistory(part: PartId): readonly FaceAt[] {
    return this.faces.get(part) ?? NO_EVENTS;
  }

  /** The stored object at `t`; undefined if it did not exist (never, not yet, or no longer). */
  objectAt(key: string, t: number): ObjectNow | undefined {
    const found = lastUpTo(this.objects.get(key) ?? NO_EVENTS, t, timeOf);
    return found === undefined || found.object === null ? undefined : found;
  }

  /** All versions of an object, with null for its deletion: for "deleted at …". */
  objectHistory(key: string): readonly ObjectAt[] {
    return this.objects.get(key) ?? NO_EVENTS;
  }

  /** Objects that exist at `t` whose key begins with `prefix` (`pods/`, `nodes/`), by key. */
  objectsAt(t: number, prefix = ''): readonly ObjectNow[] {
    const found: ObjectNow[] = [];
    const keys = this.keysInOrder();
    for (let i = firstFrom(keys, prefix); i < keys.length; i += 1) {
      const key = keys[i] as string;
      if (!key.startsWith(prefix)) break;
      const object = this.objectAt(key, t);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  /** Names of all objects there ever were; sorted again only when one is new. */
  private keysInOrder(): readonly string[] {
    if (this.keys.length !== this.objects.size || this.keysOfCut !== this.cuts) {
      this.keys = [...this.objects.keys()].sort();
      this.keysOfCut = this.cuts;
    }
    return this.keys;
  }

  /** How many object writes happened up to `t`: equal numbers of one version mean equal objects. */
  objectEpoch(t: number): number {
    return countUpTo(this.objectTimes, t, timeOf);
  }

  /** Lines that a source (terminal session, container) has printed up to `t`. */
  logsOf(source: string, t: number): readonly LogEvent[] {
    const lines = this.logs.get(source);
    return lines === undefined ? NO_EVENTS : lines.slice(0, countUpTo(lines, t, timeOf));
  }

  logCount(source: string, t: number): number {
    return countUpTo(this.logs.get(source) ?? NO_EVENTS, t, timeOf);
  }

  logSources(): readonly string[] {
    return [...this.logs.keys()].sort();
  }

  faultsAt(t: number): readonly ActiveFault[] {
    return lastUpTo(this.faults, t, timeOf)?.faults ?? NO_EVENTS;
  }

  /** Events with from < time ≤ to. */
  eventsBetween(fromUs: number, toUs: number): readonly TraceEvent[] {
    return this.events.slice(countUpTo(this.events, fromUs, timeOf), countUpTo(this.events, toUs, timeOf));
  }

  /** How many events lie at or before `t`. */
  eventCount(t: number): number {
    return countUpTo(this.events, t, timeOf);
  }

  /** Answers `cutAtUs` and sets it back. */
  takeCut(): number {
    const cutAtUs = this.cutAtUs;
    this.cutAtUs = -1;
    return cutAtUs;
  }

  private add(event: TraceEvent): void {
    if (this.byId.has(event.id)) return;
    this.byId.set(event.id, event);
    insertSorted(this.events, event, timeOf);
    if (!event.background) {
      const share = this.tempo.shareOf(event);
      if (share < 1) this.shares.set(event.id, share);
      insertSorted(this.foreground, event, timeOf);
      this.foregroundEndUs = Math.max(this.foregroundEndUs, endOf(event));
    }
    if (event.cause > 0) listOf(this.effects, event.cause).push(event.id);
    if (event.kind === 'hop') this.addHop(event);
    else if (event.kind === 'phase') insertSorted(listOf(this.phases, event.part), event, timeOf);
    else if (event.kind === 'log') insertSorted(listOf(this.logs, event.source), event, timeOf);
    else if (event.kind === 'note') insertSorted(this.notes, event, timeOf);
  }

  private addHop(hop: HopEvent): void {
    if (!hop.background && hop.role === 'request') insertSorted(this.requests, hop, timeOf);
    const place = insertSorted(this.hops, hop, timeOf);
    this.dueMaxUs.length = Math.min(this.dueMaxUs.length, place);
    for (let i = this.dueMaxUs.length; i < this.hops.length; i += 1) {
      this.dueMaxUs.push(Math.max(this.dueMaxUs[i - 1] ?? 0, (this.hops[i] as HopEvent).dueAtUs));
    }
    if (hop.exchange > 0) insertSorted(listOf(this.exchanges, hop.exchange), hop, timeOf);
  }

  /**
   * Forgets everything at or after `us`. The engine may have kept what happened at `us` itself and not tell it again: events older than
   * the first that it tells (`firstId`) stay then, and so do faces and objects of that instant (a newer one of the same time wins).
   */
  private dropFrom(us: number, keptEvents = 0): void {
    this.cuts += 1;
    this.cutAtUs = this.cutAtUs < 0 ? us : Math.min(this.cutAtUs, us);
    const stays = this.events
      .slice(keptCount(this.events, us))
      .filter((event) => event.atUs === us && event.id <= keptEvents);
    this.dropEvents(us);
    const behind = us === 0 ? us : us + 1;
    cutLists(this.faces, behind);
    cutLists(this.objects, behind);
    this.objectTimes.length = keptCount(this.objectTimes, behind);
    this.faults.length = keptCount(this.faults, behind);
    for (const event of stays) this.add(event);
  }

  private dropEvents(us: number): void {
    for (const event of this.events.splice(keptCount(this.events, us))) {
      this.byId.delete(event.id);
      this.effects.delete(event.id);
      this.shares.delete(event.id);
    }
    this.tempo.cut(us);
    for (const list of this.effects.values()) dropUnknown(list, this.byId);
    this.hops.length = keptCount(this.hops, us);
    this.dueMaxUs.length = this.hops.length;
    this.notes.length = keptCount(this.notes, us);
    this.foreground.length = keptCount(this.foreground, us);
    this.foregroundEndUs = this.foreground.reduce((end, event) => Math.max(end, endOf(event)), 0);
    this.requests.length = keptCount(this.requests, us);
    cutLists(this.exchanges, us);
    cutLists(this.phases, us);
    cutLists(this.logs, us);
  }

  private changed(): void {
    this.version += 1;
    for (const listen of this.listeners) listen();
  }
}

/** When an event is over: a message has arrived, work of known length is done. */
function endOf(event: TraceEvent): number {
  if (event.kind === 'hop') return event.dueAtUs;
  return event.kind === 'phase' ? (event.untilUs ?? event.atUs) : event.atUs;
}

function listOf<K, T>(map: Map<K, T[]>, key: K): T[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  map.set(key, list);
  return list;
}

/** Entries strictly before `us`. */
function keptCount(list: readonly { readonly atUs: number }[], us: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { readonly atUs: number }).atUs < us) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of the first of sorted `keys` that is not before `prefix`. */
function firstFrom(keys: readonly string[], prefix: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function cutLists<K, T extends { readonly atUs: number }>(map: Map<K, T[]>, us: number): void {
  for (const [key, list] of map) {
    list.length = keptCount(list, us);
    if (list.length === 0) map.delete(key);
  }
}

function dropUnknown(list: EventId[], known: ReadonlyMap<EventId, unknown>): void {
  while (list.length > 0 && !known.has(list.at(-1) as EventId)) list.pop();
}
