import type { PartId } from '../../protocol/ids.ts';
import type { LinkEntry } from '../../protocol/update.ts';
import { Kernel } from './kernel.ts';
import type { Context, Delivery, Part } from './part.ts';

/** A part made of one function, for tests: it keeps every delivery it got and lets the function answer. */
export function scriptedPart(
  id: PartId,
  answer: (delivery: Delivery, context: Context) => void = () => {},
): Part<readonly Delivery[]> {
  return {
    id,
    kind: 'kubectl',
    title: id,
    machine: '',
    start: () => [],
    handle: (seen, delivery, context) => {
      answer(delivery, context);
      return [...seen, delivery];
    },
    survive: () => undefined,
    face: () => {
      throw new Error('a scripted part has no face');
    },
  };
}

/** A booted kernel around parts under test: every pair is linked on every wire, each hop takes 100 µs. */
export function testKernel(parts: readonly Part[], seed = 42): Kernel {
  const links: LinkEntry[] = [];
  parts.forEach((a, i) => parts.slice(i + 1).forEach((b) => links.push({ a: a.id, b: b.id, wire: 'http' })));
  const kernel = new Kernel({
    seed,
    parts: parts as readonly Part[],
    links,
    latency: () => 100,
    epochSeconds: 1_800_000_000,
  });
  kernel.boot();
  return kernel;
}

/** Runs everything due up to and including `untilUs`. */
export function runUntil(kernel: Kernel, untilUs: number): void {
  while (kernel.nextDueUs() <= untilUs) kernel.step();
  kernel.nowUs = untilUs;
}
