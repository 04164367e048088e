/** Number of leading entries of `list` (sorted by `at`) whose time is ≤ `limit`; so also the index behind the last of them. */
export function countUpTo<T>(list: readonly T[], limit: number, at: (entry: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(list[middle] as T) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last entry at or before `limit`, or undefined. */
export function lastUpTo<T>(list: readonly T[], limit: number, at: (entry: T) => number): T | undefined {
  return list[countUpTo(list, limit, at) - 1];
}

/** Puts an entry in its place; nearly always that is the end. Entries of the same time stay in the order they came. */
export function insertSorted<T>(list: T[], entry: T, at: (entry: T) => number): number {
  const last = list.at(-1);
  if (last === undefined || at(last) <= at(entry)) {
    list.push(entry);
    return list.length - 1;
  }
  const place = countUpTo(list, at(entry), at);
  list.splice(place, 0, entry);
  return place;
}
