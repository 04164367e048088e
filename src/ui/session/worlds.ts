import type { SavedSession } from './journal.ts';
import type { Keeper } from './keeper.ts';

/** Sessions in other worlds, as they were left: changing the world is no loss while the page is open. */
export class Worlds {
  private readonly left = new Map<string, SavedSession>();

  /** Puts away the session in one world and takes out the one in another; null if none was left there. */
  async swap(keeper: Keeper, from: string, to: string): Promise<SavedSession | null> {
    this.left.set(from, keeper.asItStands());
    const known = this.left.get(to) ?? null;
    await keeper.replace(known);
    return known;
  }
}

/** A kept session of a world that this page offers. */
export const isWorld = (preset: string, own: string): boolean =>
  preset === own || /^nodes-\d{1,3}$/.test(preset);
