import { type IDBPDatabase, openDB } from 'idb';
import type { SessionRecord } from '../../protocol/action.ts';

/** What a reload needs to stand where it stood. */
export interface SavedSession {
  readonly record: SessionRecord;
  readonly playheadUs: number;
  readonly playedToUs: number;
}

/** Where the session is kept. Every method may be slow, none of them throws. */
export interface Journal {
  /** False when nothing can be kept (blocked, full): the page says so. */
  readonly durable: () => boolean;
  readonly load: () => Promise<SavedSession | null>;
  readonly save: (session: SavedSession) => Promise<void>;
  readonly clear: () => Promise<void>;
}

/** Keeps nothing beyond the page. */
export function memoryJournal(): Journal {
  let saved: SavedSession | null = null;
  return {
    durable: () => false,
    load: () => Promise.resolve(saved),
    save: (session) => {
      saved = session;
      return Promise.resolve();
    },
    clear: () => {
      saved = null;
      return Promise.resolve();
    },
  };
}

const DATABASE = 'kube-orrery';
const STORE = 'session';
const CANARY = 'kube-orrery.canary';
const OPEN_MAX_IN_MS = 1_500;
const WRITE_MAX_IN_MS = 1_000;

/**
 * The journal in IndexedDB. A canary in localStorage tells whether an earlier visit wrote something: if it did and the database comes up
 * empty, the browser threw our data away and `lost` is called. Any failure turns it into a memory journal.
 */
export async function openJournal(onLost: () => void): Promise<Journal> {
  const database = await openOrNull();
  if (database === null) return memoryJournal();
  let broken = false;
  const guarded = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (broken) return otherwise;
    try {
      return await work();
    } catch {
      broken = true;
      return otherwise;
    }
  };
  const write = (session: SavedSession) =>
    guarded(async () => {
      await Promise.race([database.put(STORE, session, 'current'), refusal(WRITE_MAX_IN_MS)]);
      setCanary(true);
    }, undefined);
  return {
    durable: () => !broken,
    load: () =>
      guarded(async () => {
        const found: unknown = await database.get(STORE, 'current');
        const saved = isSavedSession(found) ? found : null;
        if (saved === null && hasCanary()) onLost();
        return saved;
      }, null),
    save: write,
    clear: () =>
      guarded(async () => {
        setCanary(false);
        await database.delete(STORE, 'current');
      }, undefined),
  };
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
      return await openDB(DATABASE, 1, { upgrade: (database) => void database.createObjectStore(STORE) });
    } catch {
      return null;
    }
  };
  // Some private modes never answer: a page must not wait for them.
  return Promise.race([open(), timeout]);
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

export function isSavedSession(value: unknown): value is SavedSession {
  if (typeof value !== 'object' || value === null || !('record' in value)) return false;
  const record = value.record;
  return (
    typeof record === 'object' &&
    record !== null &&
    'version' in record &&
    record.version === 1 &&
    'journal' in record &&
    Array.isArray(record.journal)
  );
}
