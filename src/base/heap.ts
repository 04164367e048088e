/** What a queue entry is ordered by: due time first, then the order in which it was added (ties are first in, first out). */
export interface Due {
  readonly dueUs: number;
  readonly sequence: number;
}

const FIRST_CAPACITY = 256;

/**
 * A binary heap of queue entries. What it orders by lies beside the entries in flat arrays: comparing neither follows a reference nor makes a number
 * object.
 */
export class DueHeap<T extends Due> {
  private entries: T[] = [];
  private dues = new Float64Array(FIRST_CAPACITY);
  private sequences = new Float64Array(FIRST_CAPACITY);

  get size(): number {
    return this.entries.length;
  }

  /** Due time of the earliest entry, or infinity. */
  firstDueUs(): number {
    return this.entries.length === 0 ? Number.POSITIVE_INFINITY : (this.dues[0] as number);
  }

  push(entry: T): void {
    const { dueUs, sequence } = entry;
    let i = this.entries.length;
    if (i === this.dues.length) this.widen();
    const { entries, dues, sequences } = this;
    entries.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const due = dues[parent] as number;
      if (due < dueUs || (due === dueUs && (sequences[parent] as number) < sequence)) break;
      entries[i] = entries[parent] as T;
      dues[i] = due;
      sequences[i] = sequences[parent] as number;
      i = parent;
    }
    entries[i] = entry;
    dues[i] = dueUs;
    sequences[i] = sequence;
  }

  /** Removes and returns the earliest entry, or undefined when the heap is empty. */
  pop(): T | undefined {
    const top = this.entries[0];
    const last = this.entries.pop();
    const size = this.entries.length;
    if (top === undefined || last === undefined || size === 0) return top;
    this.sink(last, this.dues[size] as number, this.sequences[size] as number, size);
    return top;
  }

  /** Lets an entry sink from the top to its place. */
  private sink(entry: T, dueUs: number, sequence: number, size: number): void {
    const { entries, dues, sequences } = this;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      let due = dues[child] as number;
      const right = child + 1;
      if (right < size) {
        const other = dues[right] as number;
        if (other < due || (other === due && (sequences[right] as number) < (sequences[child] as number))) {
          child = right;
          due = other;
        }
      }
      if (dueUs < due || (dueUs === due && sequence < (sequences[child] as number))) break;
      entries[i] = entries[child] as T;
      dues[i] = due;
      sequences[i] = sequences[child] as number;
      i = child;
    }
    entries[i] = entry;
    dues[i] = dueUs;
    sequences[i] = sequence;
  }

  /** The entries in the heap's own order: what `load` takes. */
  save(): readonly T[] {
    return this.entries.slice();
  }

  /** Becomes the heap that was saved. */
  load(saved: readonly T[]): void {
    this.entries = saved.slice();
    while (this.dues.length < saved.length) this.widen();
    saved.forEach((entry, i) => {
      this.dues[i] = entry.dueUs;
      this.sequences[i] = entry.sequence;
    });
  }

  private widen(): void {
    const dues = new Float64Array(this.dues.length * 2);
    const sequences = new Float64Array(this.dues.length * 2);
    dues.set(this.dues);
    sequences.set(this.sequences);
    this.dues = dues;
    this.sequences = sequences;
  }
}
