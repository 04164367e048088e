import { describe, expect, it } from 'vitest';
import { runUntil, testKernel } from '../../kernel/harness.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { Event } from '../../../kube/types/event.ts';
import { createRuntime } from '../runtime/runtime.ts';
import { fakeApiserver } from './testing/fake-apiserver.ts';
import { createKubelet } from './kubelet.ts';
import { podWorkerChart } from './pod-worker.chart.ts';
import type { KubeletConfig } from './types.ts';

const S = 1_000_000;
const config: KubeletConfig = {
  id: 'kubelet',
  node: 'node-1',
  machine: 'node-1',
  runtime: 'rt',
  apiserver: 'api',
  podCidr: '10.244.1.0/24',
  allocatable: { milliCpu: 2000, memoryInBytes: 4 * 1024 ** 3, pods: 110 },
};

function pod(name: string, container: Record<string, unknown>, spec: Record<string, unknown> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `u-${name}`,
      generation: 1,
      creationTimestamp: '2027-01-15T08:00:00Z',
    },
    spec: {
      nodeName: 'node-1',
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      serviceAccountName: 'default',
      containers: [{ name: 'c', imagePullPolicy: 'IfNotPresent', ...container } as never],
      volumes: [
        {
          name: 'kube-api-access-abcde',
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt' } },
            ],
          },
        },
      ],
      ...spec,
    },
    status: {
      phase: 'Pending',
      qosClass: 'BestEffort',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'True',
          lastProbeTime: null,
          lastTransitionTime: '2027-01-15T08:00:00Z',
        },
      ],
    },
  };
}

const busybox = (command: readonly string[]) => ({ image: 'local/busybox:1', command });

function world(script: Parameters<typeof fakeApiserver>[0], preloadedImages = ['local/busybox:1']) {
  const api = fakeApiserver(script);
  const kubelet = createKubelet(config);
  const kernel = testKernel([
    api.part,
    createRuntime({ id: 'rt', machine: 'node-1', name: 'containerd', preloadedImages }),
    kubelet,
  ]);
  const events = () =>
    [...api.objects.values()].filter((o) => o.kind === 'Event').map((o) => o as unknown as Event);
  const cri = () =>
    kernel.trace
      .events()
      .flatMap((e) => (e.kind === 'hop' && e.wire === 'cri' && e.role === 'request' ? [e.verb] : []));
  const phases = () => api.podHistory.map((p) => p.status?.phase);
  const last = () => api.podHistory.at(-1) as Pod;
  return {
    ...api,
    kernel,
    kubelet,
    events,
    cri,
    phases,
    last,
    run: (untilUs: number) => runUntil(kernel, untilUs),
  };
}

describe('a Pod that runs', () => {
  const w = world([
    { atUs: 2 * S, object: pod('a', busybox(['sleep', '3600']), { terminationGracePeriodSeconds: 2 }) },
    { atUs: 10 * S, delete: 'a', grace: 2 },
  ]);
  w.run(9 * S);
  const log = [...w.log];
  const history = [...w.podHistory];

  it('is asked and told of in the order of a real kubelet', () => {
    const own = log.filter((line) => line.includes('/default/')).slice(1);
    expect(own).toEqual([
      'GET /api/v1/namespaces/default/pods/a',
      'GET /api/v1/namespaces/default/configmaps?allowWatchBookmarks=true&fieldSelector=metadata.name%3Dkube-root-ca.crt&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true',
      'PATCH /api/v1/namespaces/default/pods/a/status',
      'POST /api/v1/namespaces/default/serviceaccounts/default/token',
      'GET /api/v1/namespaces/default/pods/a',
      'PATCH /api/v1/namespaces/default/pods/a/status',
      'POST /api/v1/namespaces/default/events',
      'POST /api/v1/namespaces/default/events',
      'POST /api/v1/namespaces/default/events',
      'GET /api/v1/namespaces/default/pods/a',
      'PATCH /api/v1/namespaces/default/pods/a/status',
    ]);
    expect(w.log.slice(0, 2)[0]).toBe('POST /api/v1/nodes');
  });

  it('goes from waiting over a ready sandbox without an address to Running with one', () => {
    const seen = history.map((p) => [
      p.status?.phase,
      p.status?.conditions?.find((c) => c.type === 'PodReadyToStartContainers')?.status,
      p.status?.podIP,
    ]);
    expect(seen).toEqual([
      ['Pending', undefined, undefined],
      ['Pending', 'False', undefined],
      ['Pending', 'True', undefined],
      ['Running', 'True', '10.244.1.2'],
    ]);
    expect(history[1]?.status?.conditions).toMatchObject([
      { type: 'PodReadyToStartContainers', status: 'False', observedGeneration: 1 },
      { type: 'Initialized', status: 'True' },
      {
        type: 'Ready',
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [c]',
      },
      {
        type: 'ContainersReady',
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [c]',
      },
      { type: 'PodScheduled', status: 'True' },
    ]);
    expect(history[1]?.status?.containerStatuses).toMatchObject([
      {
        name: 'c',
        state: { waiting: { reason: 'ContainerCreating' } },
        ready: false,
        restartCount: 0,
        image: 'local/busybox:1',
        imageID: '',
        started: false,
      },
    ]);
    expect(history[3]?.status?.containerStatuses).toMatchObject([
      { state: { running: {} }, ready: true, image: 'docker.io/local/busybox:1', started: true },
    ]);
    expect(history[3]?.status?.conditions?.[2]).toEqual({
      type: 'Ready',
      observedGeneration: 1,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: expect.any(String),
    });
  });

  it('calls the runtime in the real order and lists nothing while nothing can change', () => {
    expect(
      w
        .cri()
        .filter((v) => !v.startsWith('List') && !v.startsWith('Get') && v !== 'UpdateRuntimeConfig')
        .slice(0, 6),
    ).toEqual([
      'RunPodSandbox',
      'PodSandboxStatus',
      'ImageStatus',
      'CreateContainer',
      'StartContainer',
      'ContainerStatus',
    ]);
    expect(w.cri().filter((v) => v === 'ListContainers')).toHaveLength(1);
  });

  it('makes the Events that kubectl shows', () => {
    expect(
      w
        .events()
        .filter((e) => e.involvedObject.kind === 'Pod')
        .map((e) => [e.reason, e.message]),
    ).toEqual([
      [
        'Pulled',
        'Container image "local/busybox:1" already present on machine and can be accessed by the pod',
      ],
      ['Created', 'Container created'],
      ['Started', 'Container started'],
    ]);
  });

  it('is killed after its grace period when deleted, told Failed with 137, and taken out of the API', () => {
    w.run(30 * S);
    expect(w.events().at(-1)).toMatchObject({ reason: 'Killing', message: 'Stopping container c' });
    const before = w.podHistory.filter((p) => p.status?.phase === 'Failed').at(0) as Pod;
    expect(before.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'Error',
    });
    expect(before.status?.conditions?.find((c) => c.type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'PodFailed',
    });
    expect(before.status?.conditions?.find((c) => c.type === 'PodReadyToStartContainers')?.status).toBe(
      'False',
    );
    expect(w.log.filter((l) => l.startsWith('DELETE'))).toEqual(['DELETE /api/v1/namespaces/default/pods/a']);
    expect(w.objects.has('/api/v1/namespaces/default/pods/a')).toBe(false);
    expect(w.kubelet.face(w.kernel.states[2] as never, w.kernel.nowUs).detail).toMatchObject({
      pods: [],
      requested: { milliCpu: 0 },
    });
  });
});

describe('a Pod that crashes', () => {
  const w = world([{ atUs: 2 * S, object: pod('crash', busybox(['sh', '-c', 'echo dying; exit 3'])) }]);
  w.run(70 * S);

  it('restarts at once, then after 10 s, 20 s, with CrashLoopBackOff between', () => {
    const starts = w.kernel.trace
      .events()
      .filter((e) => e.kind === 'hop' && e.verb === 'StartContainer')
      .map((e) => e.atUs);
    expect(starts.length).toBe(4);
    expect((starts[1] as number) - (starts[0] as number)).toBeLessThan(2.5 * S);
    expect((starts[2] as number) - (starts[1] as number)).toBeGreaterThan(10 * S);
    expect((starts[3] as number) - (starts[2] as number)).toBeGreaterThan(20 * S);
    expect(w.last().status?.containerStatuses?.[0]).toMatchObject({ restartCount: 3 });
    const waiting = w.podHistory.flatMap(
      (p) => p.status?.containerStatuses?.[0]?.state?.waiting?.message ?? [],
    );
    expect(waiting).toContain('back-off 10s restarting failed container=c pod=crash_default(u-crash)');
    expect(waiting).toContain('back-off 20s restarting failed container=c pod=crash_default(u-crash)');
  });

  it('counts repeated Events up', () => {
    const counted = new Map(w.events().map((e) => [e.reason, e.count]));
    expect(counted.get('Started')).toBe(4);
    expect(counted.get('BackOff')).toBeGreaterThanOrEqual(3);
    expect(w.events().find((e) => e.reason === 'BackOff')?.message).toBe(
      'Back-off restarting failed container c in pod crash_default(u-crash)',
    );
  });
});

describe('images', () => {
  it('pulls an image that is not there, one at a time, and says how long it took', () => {
    const w = world(
      [
        { atUs: 2 * S, object: pod('a', { image: 'nginx:1.27' }) },
        { atUs: 2 * S, object: pod('b', { image: 'nginx:1.27' }) },
      ],
      [],
    );
    w.run(20 * S);
    const pulled = w
      .events()
      .filter((e) => e.reason === 'Pulled')
      .map((e) => e.message);
    expect(pulled[0]).toMatch(
      /^Successfully pulled image "nginx:1.27" in \d\.\d+s \(\d\.\d+s including waiting\)\. Image size: \d+ bytes\.$/,
    );
    expect(pulled).toHaveLength(2);
    expect(w.podHistory.filter((p) => p.status?.phase === 'Running').map((p) => p.metadata.name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('backs off from an image that does not exist: ErrImagePull, ImagePullBackOff', () => {
    const w = world([{ atUs: 2 * S, object: pod('notag', { image: 'ngnix' }) }], []);
    w.run(60 * S);
    const reasons = w.podHistory.flatMap(
      (p) => p.status?.containerStatuses?.[0]?.state?.waiting?.reason ?? [],
    );
    expect([...new Set(reasons)]).toEqual(['ContainerCreating', 'ErrImagePull', 'ImagePullBackOff']);
    expect(w.events().map((e) => [e.reason, e.type])).toEqual(
      expect.arrayContaining([
        ['Pulling', 'Normal'],
        ['Failed', 'Warning'],
        ['BackOff', 'Normal'],
      ]),
    );
    expect(w.events().map((e) => e.message)).toEqual(
      expect.arrayContaining([
        'Error: ErrImagePull',
        'Error: ImagePullBackOff',
        'Back-off pulling image "ngnix"',
      ]),
    );
    expect(w.last().status?.phase).toBe('Pending');
  });

  it('refuses a name that cannot be read', () => {
    const w = world([{ atUs: 2 * S, object: pod('bad', { image: 'local/UPPER:1' }) }]);
    w.run(8 * S);
    expect(w.events().map((e) => [e.reason, e.message])).toEqual(
      expect.arrayContaining([
        ['Failed', 'Error: InvalidImageName'],
        [
          'InspectFailed',
          'Failed to apply default image tag "local/UPPER:1": couldn\'t parse image name "local/UPPER:1": invalid reference format: repository name (local/UPPER) must be lowercase',
        ],
      ]),
    );
  });
});

describe('other ways of a Pod', () => {
  it('runs init containers one by one before the others, and completes', () => {
    const init = {
      initContainers: [
        { name: 'one', ...busybox(['sh', '-c', 'echo one']) },
        { name: 'two', ...busybox(['sh', '-c', 'sleep 2; echo two']) },
      ],
      restartPolicy: 'Never',
    };
    const w = world([
      { atUs: 2 * S, object: pod('inits', busybox(['sh', '-c', 'echo main; sleep 3']), init) },
    ]);
    w.run(30 * S);
    const messages = w.podHistory.flatMap(
      (p) => p.status?.conditions?.find((c) => c.type === 'Initialized')?.message ?? [],
    );
    expect([...new Set(messages)]).toEqual([
      'containers with incomplete status: [one two]',
      'containers with incomplete status: [two]',
    ]);
    expect(w.last().status).toMatchObject({
      phase: 'Succeeded',
      containerStatuses: [{ state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
    });
    expect(w.last().status?.conditions?.map((c) => [c.type, c.status, c.reason])).toEqual([
      ['PodReadyToStartContainers', 'False', undefined],
      ['Initialized', 'True', 'PodCompleted'],
      ['Ready', 'False', 'PodCompleted'],
      ['ContainersReady', 'False', 'PodCompleted'],
      ['PodScheduled', 'True', undefined],
    ]);
  });

  it('refuses a Pod that the node has no room for', () => {
    const w = world([
      {
        atUs: 2 * S,
        object: pod('big', { ...busybox(['sleep', '9']), resources: { requests: { cpu: '3' } } }),
      },
    ]);
    w.run(8 * S);
    expect(w.last().status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message:
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
    });
  });

  it('finds its containers again after a restart, and starts nothing twice', () => {
    const w = world([{ atUs: 2 * S, object: pod('a', busybox(['sleep', '3600'])) }]);
    w.run(10 * S);
    w.kernel.inject({ kind: 'fault', fault: { kind: 'crash', part: 'kubelet' } });
    w.run(11 * S);
    w.kernel.inject({ kind: 'heal-all' });
    w.run(12 * S);
    expect(w.cri().filter((v) => v === 'RunPodSandbox')).toHaveLength(1);
    expect(w.cri().filter((v) => v === 'UpdateRuntimeConfig')).toHaveLength(2);
  });

  it('reads and follows a log for the API server', () => {
    const loop = pod('a', busybox(['sh', '-c', 'echo begin; while true; do echo tick; sleep 1; done']));
    const w = world([
      { atUs: 2 * S, object: loop },
      { atUs: 6 * S, get: '/containerLogs/default/a/c?tailLines=1' },
      { atUs: 7 * S, get: '/containerLogs/default/a/c?follow=true' },
    ]);
    w.run(9.5 * S);
    expect(w.answers[0]).toMatchObject({ kind: 'response', code: 200, body: 'tick\n' });
    expect(w.answers.slice(1).map((a) => (a as { kind: string }).kind)).toEqual([
      'response',
      'stream',
      'stream',
      'stream',
    ]);
    expect(w.answers[2]).toMatchObject({ object: expect.stringMatching(/^begin\ntick\n/) });
  });
});

describe('the node', () => {
  it('renews its Lease every ten seconds, and does nothing else while idle', () => {
    const w = world([]);
    w.run(20 * S);
    const from = w.kernel.trace.size;
    w.run(80 * S);
    const hops = w.kernel.trace.events(from).filter((e) => e.kind === 'hop');
    expect(
      hops.every((e) => e.kind === 'hop' && (e.label.includes('/leases/node-1') || e.role === 'answer')),
    ).toBe(true);
    expect(hops.length).toBeLessThanOrEqual(14);
    expect(hops.every((e) => e.background)).toBe(true);
  });

  it('is told not ready while the runtime is down', () => {
    const w = world([]);
    w.run(5 * S);
    w.kernel.inject({ kind: 'fault', fault: { kind: 'crash', part: 'rt' } });
    w.run(30 * S);
    expect(w.log.at(-1)).toBe('PATCH /api/v1/nodes/node-1/status');
    w.kernel.inject({ kind: 'heal-all' });
    w.run(60 * S);
    expect(w.kubelet.face(w.kernel.states[2] as never, w.kernel.nowUs).status).toBe('ready');
  });
});

describe('the chart', () => {
  it('reaches every state, and every state but the last can be left', () => {
    const { picture } = podWorkerChart;
    const reached = new Set([picture.initial]);
    const entered = (name: string) =>
      picture.states
        .filter((s) => s.name === name || s.parent === name || name.startsWith(`${s.name}.`))
        .map((s) => s.name);
    for (let n = 0; n < 12; n += 1)
      for (const t of picture.transitions)
        if (reached.has(t.from)) for (const name of entered(t.to)) reached.add(name);
    expect(picture.states.filter((s) => !reached.has(s.name))).toEqual([]);
    for (const s of picture.states)
      if (!s.final)
        expect(picture.transitions.some((t) => t.from === s.name || t.from === s.parent)).toBe(true);
  });
});
