import { describe, expect, it } from 'vitest';
import { podLimits, podRequestNumbers, podRequests, qosClassOf, resourceListOf } from './pod-requests.ts';
import { isPodActive, isPodAvailable, isPodReady } from './pod-status.ts';
import { parseTimeUs } from './time.ts';
import type { Pod } from './types/pod.ts';
import { jsonEqual } from './value.ts';
import { judge } from './testing/vectors.ts';

describe('requests of a Pod', () => {
  it('take the peak of init containers and the sum of the others', () => {
    const requests = (cpu: string) => ({ requests: { cpu } });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {},
      spec: {
        containers: [
          { name: 'a', resources: requests('100m') },
          { name: 'b', resources: requests('200m') },
        ],
        initContainers: [{ name: 'i', resources: requests('1') }],
      },
    } as Pod;
    expect(podRequestNumbers(pod).get('cpu')).toBe(1000);
    expect(qosClassOf(pod)).toBe('Burstable');
  });

  judge('qos.jsonl', 94, (input: { pod: Pod }, out: Record<string, unknown>) => {
    const { pod } = input;
    const mine: Record<string, unknown> = {
      qosClass: qosClassOf(pod),
      requests: resourceListOf(podRequests(pod)),
      limits: resourceListOf(podLimits(pod)),
      requestsWithoutOverhead: resourceListOf(podRequests(pod, { withoutOverhead: true })),
      requestsIgnoringPodLevel: resourceListOf(podRequests(pod, { withoutPodLevel: true })),
      containerRequests: resourceListOf(podRequests(pod, { containersOnly: true })),
    };
    return Object.keys(mine).every((key) => jsonEqual(mine[key], out[key] ?? {})) ? undefined : mine;
  });

  judge(
    'podstatus.jsonl',
    91,
    (
      input: { pod: Pod; now: string },
      out: { ready: boolean; active: boolean; availableByMinReadySeconds: Record<string, boolean> },
    ) => {
      const nowUs = parseTimeUs(input.now) as number;
      const available = Object.fromEntries(
        Object.keys(out.availableByMinReadySeconds).map((s) => [
          s,
          isPodAvailable(input.pod, Number(s), nowUs),
        ]),
      );
      const mine = {
        ready: isPodReady(input.pod),
        active: isPodActive(input.pod),
        availableByMinReadySeconds: available,
      };
      return mine.ready === out.ready &&
        mine.active === out.active &&
        jsonEqual(available, out.availableByMinReadySeconds)
        ? undefined
        : mine;
    },
  );
});
