const saidAtMs = new WeakMap<Element, number>();

/** Puts `text` into a live region, but not sooner than `gapInMs` after the last one; returns the way to take a planned one back. */
export function sayPolitely(
  region: Element | null,
  text: string,
  gapInMs: number,
  silent: boolean,
): () => void {
  if (region === null || silent) return () => undefined;
  const wait = Math.max(0, (saidAtMs.get(region) ?? Number.NEGATIVE_INFINITY) + gapInMs - performance.now());
  const timer = setTimeout(() => {
    saidAtMs.set(region, performance.now());
    region.textContent = text;
  }, wait);
  return () => clearTimeout(timer);
}
