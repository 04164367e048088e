import { createTimeline, createWorld, type Timeline } from '../src/engine/world/world.ts';

/** What one run of a Deployment came to. */
export interface PodsRun {
  readonly timeline: Timeline;
  readonly wallMs: number;
  readonly events: number;
  /** Virtual seconds from `kubectl create deployment` until the last Pod is Running. */
  readonly virtualSeconds: number;
}

const START_US = 5_000_000;
const LIMIT_US = 600_000_000;

/** One Deployment of `pods` Pods on `nodes` nodes, whole control plane, until every Pod is Running. */
export function runPods(nodes: number, pods: number): PodsRun {
  const began = performance.now();
  const timeline = createTimeline(createWorld(nodes === 3 ? 'standard' : `nodes-${nodes}`, 42));
  timeline.run(START_US);
  timeline.act(START_US, {
    kind: 'kubectl',
    session: 't1',
    line: `kubectl create deployment web --image=registry.k8s.io/pause:3.10 --replicas=${pods}`,
  });
  const running = new Set<string>();
  let seen = timeline.kernel.trace.size;
  let lastUs = START_US;
  let steps = 0;
  for (let untilUs = START_US; running.size < pods && untilUs < LIMIT_US; untilUs += 100_000) {
    steps += timeline.run(untilUs);
    const { trace } = timeline.kernel;
    for (; seen < trace.size; seen += 1) {
      const event = trace.otherAt(seen);
      if (event?.kind !== 'object' || event.verb !== 'MODIFIED' || !event.key.startsWith('pods/')) continue;
      const pod = trace.payloadOf(event.id) as { readonly status?: { readonly phase?: string } };
      if (pod.status?.phase !== 'Running' || running.has(event.key)) continue;
      running.add(event.key);
      lastUs = event.atUs;
    }
  }
  if (running.size < pods)
    throw new Error(
      `only ${running.size} of ${pods} Pods were Running after ${LIMIT_US / 1e6} virtual seconds`,
    );
  return {
    timeline,
    wallMs: performance.now() - began,
    events: steps,
    virtualSeconds: (lastUs - START_US) / 1e6,
  };
}
