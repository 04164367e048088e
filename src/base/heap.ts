/** What a queue entry is ordered by: due time first, then the order in which it was added (ties are first in, first out). */
export interface Due {
  readonly dueUs: number;
  readonly sequence: number;
}

function before(a: Due, b: Due): boolean {
  return a.dueUs < b.dueUs || (a.dueUs === b.dueUs && a.sequence < b.sequence);
}

/** Adds an entry to a binary heap kept in a plain array, so that a copy of the heap is `slice()`. */
export function heapPush<T extends Due>(heap: T[], entry: T): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent] as T;
    if (!before(entry, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = entry;
}

/** Removes and returns the earliest entry, or undefined when the heap is empty. */
export function heapPop<T extends Due>(heap: T[]): T | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  const size = heap.length;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= size) break;
    if (child + 1 < size && before(heap[child + 1] as T, heap[child] as T)) child += 1;
    const below = heap[child] as T;
    if (!before(below, last)) break;
    heap[i] = below;
    i = child;
  }
  heap[i] = last;
  return top;
}
