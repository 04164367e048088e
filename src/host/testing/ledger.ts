import type { ActiveFault } from '../../protocol/fault.ts';
import type { TraceEvent } from '../../protocol/trace.ts';
import type { FaceAt, FaultsAt, ObjectAt, TraceUpdate } from '../../protocol/update.ts';

const ROOTS = new Set(['root.boot', 'root.action', 'root.timer', 'root.fault']);

interface ObjectLike {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly spec?: { readonly nodeName?: string; readonly replicas?: number };
  readonly status?: { readonly phase?: string; readonly readyReplicas?: number };
}

/** What a page would know from the updates alone, and what must be true of it whatever is done. */
export class Ledger {
  events: TraceEvent[] = [];
  faces: FaceAt[] = [];
  objects: ObjectAt[] = [];
  faults: FaultsAt[] = [];

  take(update: TraceUpdate): void {
    if (update.rewindToUs >= 0) {
      const kept = <T extends { readonly atUs: number }>(list: readonly T[]): T[] =>
        update.keptEvents === 0 ? [] : list.filter((entry) => entry.atUs <= update.rewindToUs);
      this.events = this.events.slice(0, update.keptEvents);
      this.faces = kept(this.faces);
      this.objects = kept(this.objects);
      this.faults = kept(this.faults);
    }
    for (const event of update.events) this.note(event);
    for (const list of [update.faces, update.objects, update.faults]) inOrder(list, update.frontierUs);
    this.faces.push(...update.faces);
    this.objects.push(...update.objects);
    this.faults.push(...update.faults);
    if ((this.events.at(-1)?.atUs ?? 0) > update.frontierUs)
      throw new Error(`an event lies behind the frontier ${update.frontierUs}`);
  }

  /** The faults that are on at the end. */
  active(): readonly ActiveFault[] {
    return this.faults.at(-1)?.faults ?? [];
  }

  /** Objects as they are at the end, by key. */
  latest(): ReadonlyMap<string, ObjectLike> {
    const held = new Map<string, ObjectLike>();
    for (const { key, object } of this.objects) {
      if (object === null) held.delete(key);
      else held.set(key, object as ObjectLike);
    }
    return held;
  }

  private note(event: TraceEvent): void {
    if (event.id !== this.events.length + 1)
      throw new Error(`event ${event.id} follows event ${this.events.length}`);
    const before = this.events.at(-1);
    if (before && before.atUs > event.atUs) throw new Error(`event ${event.id} lies before ${before.id}`);
    if (event.cause >= event.id) throw new Error(`event ${event.id} is caused by ${event.cause}`);
    if (event.cause === 0 && !(event.kind === 'note' && ROOTS.has(event.code)))
      throw new Error(`event ${event.id} has no cause: ${JSON.stringify(event)}`);
    if (event.kind === 'hop' && event.dueAtUs < event.atUs)
      throw new Error(`hop ${event.id} arrives before it leaves`);
    this.events.push(event);
  }

  /** Everything that must hold of the branch as a whole. */
  check(): void {
    this.checkLeaders();
    this.checkObjects();
    this.checkTerminals();
  }

  private checkLeaders(): void {
    const leaders = new Map<number, string>();
    const terms = new Map<string, number>();
    for (const { face } of this.faces) {
      const { detail } = face;
      if (detail.kind !== 'etcd') continue;
      if (detail.term < (terms.get(face.id) ?? 0))
        throw new Error(`${face.id} went back to term ${detail.term}`);
      terms.set(face.id, detail.term);
      if (detail.role !== 'Leader') continue;
      const known = leaders.get(detail.term) ?? face.id;
      if (known !== face.id) throw new Error(`term ${detail.term} has two leaders, ${known} and ${face.id}`);
      leaders.set(detail.term, face.id);
    }
  }

  private checkObjects(): void {
    const held = new Map<string, ObjectLike>();
    const dead = new Set<string>();
    for (const { key, object } of this.objects) {
      const before = held.get(key);
      if (object === null) {
        dead.add(uidOf(before));
        held.delete(key);
        continue;
      }
      const after = object as ObjectLike;
      if (uidOf(after) !== '' && dead.has(uidOf(after))) throw new Error(`${key}: its uid came back`);
      if (before && uidOf(before) === uidOf(after)) checkChange(key, before, after);
      held.set(key, after);
    }
    const revisions = this.events.flatMap((e) => (e.kind === 'object' ? [e.resourceVersion] : []));
    if (new Set(revisions).size !== revisions.length) throw new Error('two writes have one revision');
  }

  /** In each terminal session a command ends before the next begins. */
  private checkTerminals(): void {
    const running = new Map<string, string>();
    for (const event of this.events) {
      // Only a monkey kills the program whose windows these are.
      if (event.kind === 'note' && event.code === 'root.fault' && event.part === 'kubectl') running.clear();
      if (event.kind !== 'log' || event.part !== 'kubectl') continue;
      if (event.stream === 'prompt') {
        if (running.has(event.source))
          throw new Error(
            `"${event.text}" began in ${event.source} while "${running.get(event.source)}" ran`,
          );
        running.set(event.source, event.text);
      } else if (event.stream === 'exit') running.delete(event.source);
      if (/undefined|NaN|\[object|Infinity/.test(event.text))
        throw new Error(`a terminal says: ${event.text}`);
    }
  }
}

const uidOf = (object: ObjectLike | undefined): string => object?.metadata?.uid ?? '';

/** One object from one version to the next: revisions rise, and a bound Pod stays where it is. */
function checkChange(key: string, before: ObjectLike, after: ObjectLike): void {
  const [from, to] = [before, after].map(({ metadata }) => Number(metadata?.resourceVersion ?? 0));
  if ((to ?? 0) <= (from ?? 0)) throw new Error(`${key} goes from resourceVersion ${from} to ${to}`);
  const node = before.spec?.nodeName ?? '';
  if (key.startsWith('pods/') && node !== '' && after.spec?.nodeName !== node)
    throw new Error(`${key} was bound to ${node}, then to ${after.spec?.nodeName}`);
}

function inOrder(list: readonly { readonly atUs: number }[], frontierUs: number): void {
  list.forEach(({ atUs }, i) => {
    if (atUs > frontierUs || atUs < (list[i - 1]?.atUs ?? 0))
      throw new Error(`entry ${i} at ${atUs} is out of order`);
  });
}
