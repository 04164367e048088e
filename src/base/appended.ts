/**
 * `list` with `item` at its end, in an array of just that length. A literal `[...list, item]` takes room for sixteen more, which hot lists that are copied with
 * every message pay each time.
 */
export function appended<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 0 ? [item] : list.concat([item]);
}
