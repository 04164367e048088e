import { appended } from './appended.ts';

/**
 * A persistent map for a handful of entries, in the order in which their keys came: two short arrays that are searched from the front. With so few it is
 * cheaper to change than a tree or a copy of a Map.
 */
export class SmallMap<K extends string | number, V> implements Iterable<readonly [K, V]> {
  private readonly names: readonly K[];
  private readonly contents: readonly V[];

  private constructor(names: readonly K[], contents: readonly V[]) {
    this.names = names;
    this.contents = contents;
  }

  static empty<K extends string | number, V>(): SmallMap<K, V> {
    return new SmallMap<K, V>([], []);
  }

  static from<K extends string | number, V>(entries: Iterable<readonly [K, V]>): SmallMap<K, V> {
    let map = SmallMap.empty<K, V>();
    for (const [key, value] of entries) map = map.with(key, value);
    return map;
  }

  get size(): number {
    return this.names.length;
  }

  get(key: K): V | undefined {
    const at = this.names.indexOf(key);
    return at < 0 ? undefined : this.contents[at];
  }

  has(key: K): boolean {
    return this.names.includes(key);
  }

  /** This map with `key` set to `value`. */
  with(key: K, value: V): SmallMap<K, V> {
    const at = this.names.indexOf(key);
    if (at < 0) return new SmallMap(appended(this.names, key), appended(this.contents, value));
    const contents = this.contents.slice();
    contents[at] = value;
    return new SmallMap(this.names, contents);
  }

  /** This map without `key`; the same map when the key is not there. */
  without(key: K): SmallMap<K, V> {
    const at = this.names.indexOf(key);
    if (at < 0) return this;
    const names = this.names.slice();
    const contents = this.contents.slice();
    names.splice(at, 1);
    contents.splice(at, 1);
    return new SmallMap(names, contents);
  }

  keys(): readonly K[] {
    return this.names;
  }

  values(): readonly V[] {
    return this.contents;
  }

  *[Symbol.iterator](): Iterator<readonly [K, V]> {
    for (let i = 0; i < this.names.length; i += 1) yield [this.names[i] as K, this.contents[i] as V];
  }
}
