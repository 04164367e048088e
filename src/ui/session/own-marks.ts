import type { OwnBookmark } from './journal.ts';
import type { SessionState } from './state.ts';

type Known = Pick<SessionState, 'bookmarks' | 'branches' | 'branch'>;

/** The reader's own bookmarks that lie on the current branch, by time: its own, and those of the past that it shares with others. */
export function ownMarks({ bookmarks, branches, branch }: Known): readonly OwnBookmark[] {
  const found: OwnBookmark[] = [];
  let untilUs = Number.POSITIVE_INFINITY;
  for (let at = branches.find(({ id }) => id === branch); at !== undefined; ) {
    const { id, parent, forkAtUs } = at;
    for (const mark of bookmarks) if (mark.branch === id && mark.atUs <= untilUs) found.push(mark);
    untilUs = Math.min(untilUs, forkAtUs);
    at = branches.find((known) => known.id === parent);
  }
  return found.sort((a, b) => a.atUs - b.atUs);
}

/** All bookmarks after an instant of the current branch was named; an empty name takes the one there away. */
export function marked(known: Known, atUs: number, name: string): readonly OwnBookmark[] {
  const there = markAt(known, atUs);
  const others = known.bookmarks.filter((mark) => mark !== there);
  return name === '' ? others : [...others, { branch: there?.branch ?? known.branch, atUs, name }];
}

/** The bookmark that stands at an instant, if any. */
export function markAt(known: Known, us: number): OwnBookmark | undefined {
  return ownMarks(known).find((mark) => mark.atUs === us);
}
