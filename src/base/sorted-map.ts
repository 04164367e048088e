import BTreeModule from 'sorted-btree';

// The package is CommonJS with a default export inside; Node's ESM loader and the bundler unwrap it differently.
const BTree = ((BTreeModule as unknown as { default?: typeof BTreeModule }).default ??
  BTreeModule) as typeof BTreeModule;

function compareCodeUnits(a: string, b: string): number {
  // Equality first: two strings of different length are told apart at once, and an ordering then needs one comparison, not two.
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * A persistent map with string keys in code-unit order (for ASCII keys the byte order of etcd). A change gives a new map that shares
 * almost all nodes with the old one, so keeping old versions costs little. Backed by sorted-btree (copy on write).
 */
export class SortedMap<V> implements Iterable<readonly [string, V]> {
  private readonly tree: InstanceType<typeof BTree<string, V>>;

  private constructor(tree: InstanceType<typeof BTree<string, V>>) {
    this.tree = tree;
  }

  static empty<V>(): SortedMap<V> {
    return new SortedMap(new BTree<string, V>(undefined, compareCodeUnits));
  }

  static from<V>(entries: Iterable<readonly [string, V]>): SortedMap<V> {
    const tree = new BTree<string, V>(undefined, compareCodeUnits);
    for (const [key, value] of entries) tree.set(key, value);
    return new SortedMap(tree);
  }

  get size(): number {
    return this.tree.size;
  }

  get(key: string): V | undefined {
    return this.tree.get(key);
  }

  has(key: string): boolean {
    return this.tree.has(key);
  }

  /** This map with `key` set to `value`. */
  with(key: string, value: V): SortedMap<V> {
    const tree = this.tree.clone();
    tree.set(key, value);
    return new SortedMap(tree);
  }

  /** This map without `key`; the same map when the key is not there. */
  without(key: string): SortedMap<V> {
    if (!this.tree.has(key)) return this;
    const tree = this.tree.clone();
    tree.delete(key);
    return new SortedMap(tree);
  }

  /** Entries with from ≤ key < end, in order; `end` undefined = to the last. At most `limit` of them. */
  range(from: string, end?: string, limit = Number.POSITIVE_INFINITY): [string, V][] {
    const found: [string, V][] = [];
    for (const [key, value] of this.tree.entries(from)) {
      if ((end !== undefined && key >= end) || found.length >= limit) break;
      found.push([key, value]);
    }
    return found;
  }

  keys(): IterableIterator<string> {
    return this.tree.keys();
  }

  values(): IterableIterator<V> {
    return this.tree.values();
  }

  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.tree.entries();
  }
}

/** The first key that lies behind every key starting with `prefix`: the range end that etcd clients use for a prefix read. */
export function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}
