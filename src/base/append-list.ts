/**
 * A persistent list that mostly grows at its end: appending costs O(1) and shares everything with the version before. Versions share one
 * array, each knows how much of it is its own; a version that is no longer the longest copies before it appends, so none ever sees another's tail.
 * `first` is the position of the oldest element that is kept, so that positions stay the same after the front was dropped.
 */
export class AppendList<T> implements Iterable<T> {
  private readonly items: T[];
  private readonly count: number;
  readonly first: number;

  private constructor(items: T[], count: number, first: number) {
    this.items = items;
    this.count = count;
    this.first = first;
  }

  /** An empty list whose next element will stand at `first`. */
  static empty<T>(first = 0): AppendList<T> {
    return new AppendList<T>([], 0, first);
  }

  /** Position behind the last element. */
  get end(): number {
    return this.first + this.count;
  }

  get size(): number {
    return this.count;
  }

  at(position: number): T | undefined {
    const i = position - this.first;
    return i >= 0 && i < this.count ? this.items[i] : undefined;
  }

  last(): T | undefined {
    return this.at(this.end - 1);
  }

  append(item: T): AppendList<T> {
    const items = this.items.length === this.count ? this.items : this.items.slice(0, this.count);
    items.push(item);
    return new AppendList(items, this.count + 1, this.first);
  }

  /** Elements from `from` up to, not including, `end`. */
  slice(from: number, end: number = this.end): readonly T[] {
    return this.items.slice(Math.max(0, from - this.first), Math.min(this.count, end - this.first));
  }

  /** This list without what stands at `end` or behind. */
  cutFrom(end: number): AppendList<T> {
    return end >= this.end ? this : new AppendList(this.items, Math.max(0, end - this.first), this.first);
  }

  /** This list without what stands before `from`. */
  dropBefore(from: number): AppendList<T> {
    if (from <= this.first) return this;
    const kept = this.items.slice(Math.min(this.count, from - this.first), this.count);
    return new AppendList(kept, kept.length, from);
  }

  /** Position of the first element for which `reached` holds; `end` if none. The list must be sorted by it. */
  search(reached: (item: T) => boolean): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reached(this.items[middle] as T)) high = middle;
      else low = middle + 1;
    }
    return this.first + low;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.count; i += 1) yield this.items[i] as T;
  }
}
