/** Something that wants a place on a line and needs `extent` px of it. */
export interface Wish {
  readonly at: number;
  readonly extent: number;
}

interface Cluster {
  first: number;
  count: number;
  extent: number;
  /** Sum of the places that its members wish the cluster to begin at. */
  wished: number;
}

/**
 * Moves wishes (sorted by `at`) apart until none overlaps, each as little as possible, between `low` and `high` (centres). Returns null
 * if they cannot fit. Pool-adjacent-violators: neighbours that collide become one block that stands at the mean of its wishes.
 */
export function spreadApart(wishes: readonly Wish[], low: number, high: number): number[] | null {
  const first = wishes[0];
  const last = wishes[wishes.length - 1];
  if (!first || !last) return [];
  const from = low - first.extent / 2;
  const to = high + last.extent / 2;
  const needed = wishes.reduce((sum, wish) => sum + wish.extent, 0);
  if (needed > to - from + 1e-6)
    return wishes.length === 1 ? [Math.min(Math.max(first.at, low), Math.max(low, high))] : null;
  const clusters: Cluster[] = [];
  wishes.forEach((wish, index) => {
    clusters.push({ first: index, count: 1, extent: wish.extent, wished: wish.at - wish.extent / 2 });
    mergeBack(clusters, from, to);
  });
  const places: number[] = [];
  for (const cluster of clusters) {
    let at = startOf(cluster, from, to);
    for (let index = cluster.first; index < cluster.first + cluster.count; index += 1) {
      const extent = wishes[index]?.extent ?? 0;
      places.push(at + extent / 2);
      at += extent;
    }
  }
  return places;
}

const startOf = (cluster: Cluster, from: number, to: number): number =>
  Math.min(Math.max(cluster.wished / cluster.count, from), Math.max(from, to - cluster.extent));

function mergeBack(clusters: Cluster[], from: number, to: number): void {
  for (;;) {
    const last = clusters[clusters.length - 1];
    const before = clusters[clusters.length - 2];
    if (!last || !before || startOf(before, from, to) + before.extent <= startOf(last, from, to)) return;
    before.wished += last.wished - last.count * before.extent;
    before.extent += last.extent;
    before.count += last.count;
    clusters.pop();
  }
}
