import { runPods } from './pods-run.ts';

const SEEKS = 50;

/** Reaches evenly spread instants of the (100 nodes, 1,000 Pods) run; the goal is 100 ms for each. */
export function run(): void {
  const { timeline } = runPods(100, 1000);
  const times: number[] = [];
  for (let i = 0; i < SEEKS; i += 1) {
    const atUs = Math.round((timeline.frontierUs * ((i * 37) % SEEKS)) / SEEKS);
    const began = performance.now();
    timeline.at(atUs, (kernel) => kernel.nowUs);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1));
  process.stdout.write(
    `${JSON.stringify({ bench: 'seek', seeks: SEEKS, p50_ms: at(0.5), p95_ms: at(0.95), max_ms: at(1) })}\n`,
  );
}
