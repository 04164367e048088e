import { runPods } from './pods-run.ts';

const SIZES = [
  [3, 9],
  [10, 100],
  [50, 500],
  [100, 1000],
] as const;
const RUNS = 3;

/** Median of several runs for each size, whole control plane, no page. */
export function run(): void {
  for (const [nodes, pods] of SIZES) {
    // Only the figures are kept: a run that is over must not cost the next one memory.
    const runs = Array.from({ length: RUNS }, () => {
      const { wallMs, events, virtualSeconds } = runPods(nodes, pods);
      return { wallMs, events, virtualSeconds };
    }).sort((a, b) => a.wallMs - b.wallMs);
    const median = runs[Math.floor(RUNS / 2)];
    if (!median) return;
    const line = {
      bench: 'pods',
      nodes,
      pods,
      wall_ms: Math.round(median.wallMs),
      rss_mb: Math.round(process.memoryUsage().rss / 1024 ** 2),
      events: median.events,
      virtual_s: Number(median.virtualSeconds.toFixed(2)),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
