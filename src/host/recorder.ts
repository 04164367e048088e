import type { TraceEvent } from '../protocol/trace.ts';
import type { FaceAt, FaultsAt, ObjectAt } from '../protocol/update.ts';
import type { BootstrapEntry } from '../engine/world/bootstrap.ts';
import { keyOfObject } from '../engine/world/object-key.ts';
import type { Kernel } from '../engine/world/world.ts';

/** What one branch has to tell the page, and how much of it was told. Faces and objects are kept for branches that are shown again. */
export class Recorder {
  private faces: FaceAt[] = [];
  private objects: ObjectAt[] = [];
  private faults: FaultsAt[] = [{ atUs: 0, faults: [] }];
  private told = { events: 0, faces: 0, objects: 0, faults: 0 };
  private seenEvents = 0;
  private readonly lastFace = new Map<string, string>();
  private readonly sizes = new WeakMap<object, number>();

  constructor(bootstrap: readonly BootstrapEntry[] = []) {
    this.objects = bootstrap.map(([, object]) => ({ atUs: 0, key: keyOfObject(object), object }));
  }

  /** After each step: draws the faces of the parts that changed. */
  look(kernel: Kernel): void {
    if (kernel.touched.size > 0) this.settle(kernel);
  }

  /** Draws the faces of all parts that changed. */
  settle(kernel: Kernel): void {
    for (const index of kernel.touched) this.drawFace(kernel, index);
    kernel.touched.clear();
    const { trace } = kernel;
    for (; this.seenEvents < trace.size; this.seenEvents += 1) {
      const event = trace.otherAt(this.seenEvents);
      if (event?.kind === 'object') {
        const object = event.verb === 'DELETED' ? null : kernel.trace.payloadOf(event.id);
        this.objects.push({ atUs: event.atUs, key: event.key, object });
      }
    }
    if (this.faults[this.faults.length - 1]?.faults !== kernel.faults.active) {
      this.faults.push({ atUs: kernel.nowUs, faults: kernel.faults.active });
    }
  }

  /** An object as it was at an instant, or null. */
  objectAt(key: string, atUs: number): unknown {
    let found: unknown = null;
    for (const entry of this.objects) {
      if (entry.atUs > atUs) break;
      if (entry.key === key) found = entry.object;
    }
    return found;
  }

  /** Forgets what lies behind `atUs`; the trace now has `events` events. */
  rewind(atUs: number, events: number): void {
    const keep = <T extends { readonly atUs: number }>(list: T[]) =>
      list.filter((entry) => entry.atUs <= atUs);
    this.faces = keep(this.faces);
    this.objects = keep(this.objects);
    this.faults = keep(this.faults);
    this.seenEvents = events;
    this.told = {
      events: Math.min(this.told.events, events),
      faces: Math.min(this.told.faces, this.faces.length),
      objects: Math.min(this.told.objects, this.objects.length),
      faults: Math.min(this.told.faults, this.faults.length),
    };
    this.lastFace.clear();
  }

  fork(atUs: number, events: number): Recorder {
    const copy = new Recorder();
    copy.faces = this.faces.slice();
    copy.objects = this.objects.slice();
    copy.faults = this.faults.slice();
    copy.rewind(atUs, events);
    return copy;
  }

  /** The page starts over with this branch: everything is to be told again. */
  again(): void {
    this.told = { events: 0, faces: 0, objects: 0, faults: 0 };
  }

  /** What was not told yet. */
  take(kernel: Kernel) {
    const batch = {
      keptEvents: this.told.events,
      events: kernel.trace.events(this.told.events).map((event) => this.sized(kernel, event)),
      faces: this.faces.slice(this.told.faces),
      objects: this.objects.slice(this.told.objects),
      faults: this.faults.slice(this.told.faults),
    };
    this.told = {
      events: kernel.trace.size,
      faces: this.faces.length,
      objects: this.objects.length,
      faults: this.faults.length,
    };
    return batch;
  }

  private drawFace(kernel: Kernel, index: number): void {
    const part = kernel.partAt(index);
    const running = kernel.runningOf(index);
    const state = kernel.states[index];
    const face =
      state === undefined
        ? { ...stoppedFace(part), id: part.id, kind: part.kind, title: part.title, place: part.machine }
        : part.face(state, kernel.nowUs);
    const shown =
      running.status === 'paused'
        ? { ...face, status: 'stopped' as const, badges: [...face.badges, { code: 'face.paused' }] }
        : face;
    const text = JSON.stringify(shown);
    if (this.lastFace.get(part.id) === text) return;
    this.lastFace.set(part.id, text);
    const last = this.faces[this.faces.length - 1];
    if (last && last.atUs === kernel.nowUs && last.face.id === part.id && this.told.faces < this.faces.length)
      this.faces.pop();
    this.faces.push({ atUs: kernel.nowUs, face: shown });
  }

  /** Bytes on the wire are counted here and not in the engine: only a page that shows them pays for them. */
  private sized(kernel: Kernel, event: TraceEvent): TraceEvent {
    if (event.kind === 'phase') return lightened(event);
    if (event.kind !== 'hop') return event;
    const body = kernel.trace.payloadOf(event.id);
    if (typeof body !== 'object' || body === null) return event;
    let size = this.sizes.get(body);
    if (size === undefined) {
      size = JSON.stringify(body, (_key, value: unknown) =>
        value instanceof Map ? [...value] : value,
      ).length;
      this.sizes.set(body, size);
    }
    return { ...event, sizeInBytes: size };
  }
}

/** Bodies that a phase keeps for the inspector stay here until somebody asks; numbers, words and stage marks go along. */
function lightened(event: Extract<TraceEvent, { kind: 'phase' }>): TraceEvent {
  if (typeof event.data !== 'object' || event.data === null) return event;
  const light = Object.entries(event.data).filter(
    ([name, value]) => name === 'stages' || typeof value !== 'object',
  );
  return { ...event, data: Object.fromEntries(light) };
}

function stoppedFace(part: { readonly kind: string }) {
  return {
    status: 'stopped' as const,
    waitingFor: { code: 'waiting.heal', params: { part: part.kind } },
    badges: [],
    gauges: [],
    rows: [],
    charts: [],
    timers: [],
    detail: { kind: 'none' as const },
  };
}
