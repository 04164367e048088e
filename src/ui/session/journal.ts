import { type IDBPDatabase, openDB } from 'idb';
import { type SessionRecord, type SessionStep, stepsOf } from '../../protocol/action.ts';
import { type LogEntry, sealed, wholeSteps } from './step-log.ts';

/** A place on the timeline that the reader has named. */
export interface OwnBookmark {
  readonly branch: string;
  readonly atUs: number;
  readonly name: string;
}

/** Where a session stands: what a reload needs beside the steps. */
export interface Place {
  readonly seed: number;
  readonly preset: string;
  readonly playheadUs: number;
  /** Latest instant that was shown, by branch. */
  readonly playedTo: Readonly<Record<string, number>>;
  readonly bookmarks: readonly OwnBookmark[];
}

export interface SavedSession {
  readonly steps: readonly SessionStep[];
  readonly place: Place;
}

/** Where the session is kept. Every method may be slow, none of them throws. */
export interface Journal {
  /** False when nothing can be kept (blocked, full): the page says so. */
  readonly durable: () => boolean;
  readonly load: () => Promise<SavedSession | null>;
  /** Writes a step behind all others, and where the session stands with it: both or neither. */
  readonly append: (step: SessionStep, place: Place) => Promise<void>;
  readonly stand: (place: Place) => Promise<void>;
  readonly clear: () => Promise<void>;
}

/** What a reader should know of the storage. */
export type StorageNews =
  /** The browser threw an earlier session away. */
  | 'lost'
  /** The end of the journal could not be read; everything before it is back. */
  | 'torn'
  /** Another tab keeps the session. */
  | 'elsewhere'
  /** The storage failed on the way: full, or closed. */
  | 'closed';

/** Keeps nothing beyond the page. */
export function memoryJournal(): Journal {
  let steps: SessionStep[] = [];
  let place: Place | null = null;
  return {
    durable: () => false,
    load: () => Promise.resolve(place === null ? null : { steps, place }),
    append: (step, now) => {
      steps = [...steps, step];
      place = now;
      return Promise.resolve();
    },
    stand: (now) => {
      place = now;
      return Promise.resolve();
    },
    clear: () => {
      steps = [];
      place = null;
      return Promise.resolve();
    },
  };
}

const DATABASE = 'kube-orrery';
const STORE = 'session';
const STEPS = 'steps';
const CURRENT = 'current';
const CANARY = 'kube-orrery.canary';
const LOCK = 'kube-orrery.session';
const OPEN_MAX_IN_MS = 1_500;
const WRITE_MAX_IN_MS = 1_000;
const LOCK_MAX_IN_MS = 1_000;

/**
 * The journal in IndexedDB: one entry a step, chained by checks, and a small record of the place. A canary in localStorage tells whether an
 * earlier visit wrote something: if it did and the database comes up empty, the browser threw our data away. Any failure turns it into a
 * memory journal.
 */
export async function openJournal(tell: (news: StorageNews) => void): Promise<Journal> {
  const database = await openOrNull();
  if (database === null) return memoryJournal();
  if (!(await isOnlyTab())) {
    database.close();
    tell('elsewhere');
    return memoryJournal();
  }
  return new KeptJournal(database, tell);
}

class KeptJournal implements Journal {
  private readonly database: IDBPDatabase;
  private readonly tell: (news: StorageNews) => void;
  private broken = false;
  private last: LogEntry | null = null;
  private count = 0;

  constructor(database: IDBPDatabase, tell: (news: StorageNews) => void) {
    this.database = database;
    this.tell = tell;
  }

  readonly durable = () => !this.broken;
  readonly load = () => this.guarded(() => this.read(), null);
  readonly append = (step: SessionStep, place: Place) =>
    this.guarded(() => this.write([step], place), undefined);
  readonly stand = (place: Place) => this.guarded(() => this.write([], place), undefined);
  readonly clear = () =>
    this.guarded(async () => {
      setCanary(false);
      this.last = null;
      this.count = 0;
      await this.database.clear(STEPS);
      await this.database.delete(STORE, CURRENT);
    }, undefined);

  private async guarded<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.broken) return otherwise;
    try {
      return await Promise.race([work(), refusal(WRITE_MAX_IN_MS)]);
    } catch {
      this.broken = true;
      this.tell('closed');
      return otherwise;
    }
  }

  private async write(steps: readonly SessionStep[], place: Place): Promise<void> {
    const change = this.database.transaction([STORE, STEPS], 'readwrite');
    for (const step of steps) {
      this.last = sealed(step, this.last);
      void change.objectStore(STEPS).put(this.last, this.count);
      this.count += 1;
    }
    void change.objectStore(STORE).put({ version: 2, ...place }, CURRENT);
    await change.done;
    setCanary(true);
  }

  private async read(): Promise<SavedSession | null> {
    const found: unknown = await this.database.get(STORE, CURRENT);
    const old = fromVersion1(found);
    if (old !== null) {
      await this.database.clear(STEPS);
      await this.write(old.steps, old.place);
      return old;
    }
    if (!isPlace(found)) {
      if (hasCanary()) this.tell('lost');
      await this.database.clear(STEPS);
      return null;
    }
    return { steps: await this.readSteps(), place: found };
  }

  private async readSteps(): Promise<readonly SessionStep[]> {
    const entries: unknown[] = await this.database.getAll(STEPS);
    const whole = wholeSteps(entries);
    if (whole.length < entries.length) {
      await this.database.delete(STEPS, IDBKeyRange.lowerBound(whole.length));
      this.tell('torn');
    }
    this.last = whole.at(-1) ?? null;
    this.count = whole.length;
    return whole.map((entry) => entry.step);
  }
}

/** A storage that does not answer counts as broken: the reader's action must not wait for it. */
function refusal(inMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('the storage does not answer')), inMs);
  });
}

async function openOrNull(): Promise<IDBPDatabase | null> {
  const timeout = new Promise<null>((resolve) => setTimeout(() => resolve(null), OPEN_MAX_IN_MS));
  const open = async () => {
    try {
      return await openDB(DATABASE, 2, {
        upgrade: (database, from) => {
          if (from < 1) database.createObjectStore(STORE);
          if (from < 2) database.createObjectStore(STEPS);
        },
        // A newer page wants to change the database: this one lets go of it.
        blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
      });
    } catch {
      return null;
    }
  };
  // Some private modes never answer: a page must not wait for them.
  return Promise.race([open(), timeout]);
}

/** Two tabs that write one journal would tear each other's chain: the first keeps it. A page that is just going away gets a moment to do so. */
function isOnlyTab(): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((answer) => {
    const signal = AbortSignal.timeout(LOCK_MAX_IN_MS);
    navigator.locks
      .request(LOCK, { signal }, () => {
        answer(true);
        return new Promise(() => undefined);
      })
      .catch(() => answer(false));
  });
}

function setCanary(on: boolean): void {
  try {
    if (on) localStorage.setItem(CANARY, '1');
    else localStorage.removeItem(CANARY);
  } catch {
    // Storage is blocked: the canary only helps to explain a loss.
  }
}

function hasCanary(): boolean {
  try {
    return localStorage.getItem(CANARY) !== null;
  } catch {
    return false;
  }
}

/** What version 1 wrote: the one current branch, in one piece. */
export function fromVersion1(value: unknown): SavedSession | null {
  if (typeof value !== 'object' || value === null || !('record' in value)) return null;
  const { record, playheadUs, playedToUs } = value as {
    readonly record: SessionRecord;
    readonly playheadUs?: number;
    readonly playedToUs?: number;
  };
  if (record?.version !== 1 || !Array.isArray(record.journal)) return null;
  const { seed, preset } = record;
  const us = playheadUs ?? 0;
  const place = { seed, preset, playheadUs: us, playedTo: { main: playedToUs ?? us }, bookmarks: [] };
  return { steps: stepsOf(record), place };
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 2;
}
