import type { ChartPicture } from '../../protocol/face.ts';
import type { LinkEntry, RosterEntry } from '../../protocol/update.ts';
import type { KernelConfig } from '../kernel/kernel.ts';
import { Timeline } from '../kernel/timeline.ts';
import { type BootstrapEntry, bootstrapObjects } from './bootstrap.ts';
import { latencyOf } from './latency.ts';
import { linksOf, partsOf } from './roster.ts';
import { presetOf } from './topology.ts';

export { Timeline } from '../kernel/timeline.ts';
export type { Kernel } from '../kernel/kernel.ts';

/** A world ready to run: its parts, who talks to whom, and what etcd held at the start. */
export interface World {
  readonly config: KernelConfig;
  readonly roster: readonly RosterEntry[];
  readonly links: readonly LinkEntry[];
  readonly charts: readonly ChartPicture[];
  readonly epochSeconds: number;
  readonly bootstrap: readonly BootstrapEntry[];
}

/** Builds the world that a session names. Throws an Error with a sentence when there is no such preset. */
export function createWorld(preset: string, seed: number): World {
  const topology = presetOf(preset);
  const bootstrap = bootstrapObjects(topology, seed);
  const parts = partsOf(topology, bootstrap);
  const links = linksOf(topology);
  const charts = new Map<string, ChartPicture>();
  for (const part of parts) for (const picture of part.charts ?? []) charts.set(picture.id, picture);
  const { epochSeconds } = topology;
  return {
    config: { seed, parts, links, latency: latencyOf, epochSeconds },
    roster: parts.map(({ id, kind, title, machine, charts: own }) => ({
      id,
      kind,
      title,
      machine,
      charts: own?.map((picture) => picture.id) ?? [],
    })),
    links,
    charts: [...charts.values()],
    epochSeconds,
    bootstrap,
  };
}

/** A world's first branch, booted. */
export function createTimeline(world: World): Timeline {
  return new Timeline(world.config);
}
