import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../kernel/kernel.ts';
import { runUntil, scriptedPart, testKernel } from '../../kernel/harness.ts';
import type { Context, Delivery } from '../../kernel/part.ts';
import type { CriContainerSpec, CriRequest, CriResponse } from '../../wires/cri.ts';
import { parseImageReference } from '../../../kube/image-reference.ts';
import { resolveImage } from './images.ts';
import { programOf } from './programs.ts';
import { createRuntime } from './runtime.ts';
import { readScript } from './shell.ts';
import { containerChart, imageChart, sandboxChart } from './runtime.chart.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Sends CRI calls one after the other; a function may use what came before. */
function caller(script: readonly ((answers: readonly CriResponse[]) => WithoutId<CriRequest>)[]) {
  const answers: CriResponse[] = [];
  const at: number[] = [];
  const next = (context: Context) => {
    const make = script[answers.length];
    if (!make) return;
    const body = { ...make(answers), id: answers.length + 1 } as CriRequest;
    context.send({ to: 'rt', wire: 'cri', verb: body.method, label: '', body, role: 'request' });
  };
  const part = scriptedPart('kubelet', (delivery: Delivery, context: Context) => {
    if (delivery.kind !== 'message') return;
    answers.push(delivery.body as CriResponse);
    at.push(context.nowUs);
    next(context);
  });
  return { answers, at, part: { ...part, start: (_: unknown, context: Context) => (next(context), []) } };
}

const spec = (
  image: string,
  command: readonly string[] = [],
  more: Partial<CriContainerSpec> = {},
): CriContainerSpec => ({ name: 'c', image, command, args: [], env: [], attempt: 0, ...more });

const sandboxCall = {
  method: 'RunPodSandbox',
  namespace: 'default',
  name: 'web',
  uid: 'u1',
  attempt: 0,
  hostNetwork: false,
} as const;
const sandboxId = (answers: readonly CriResponse[]) =>
  (answers[1] as Extract<CriResponse, { method: 'RunPodSandbox' }>).sandbox.id;
const containerId = (answers: readonly CriResponse[]) =>
  (answers.find((a) => a.method === 'CreateContainer') as { container: string }).container;

function story(
  image: string,
  command: readonly string[],
  last: readonly ((a: readonly CriResponse[]) => WithoutId<CriRequest>)[],
  more: Partial<CriContainerSpec> = {},
) {
  const kubelet = caller([
    () => ({ method: 'UpdateRuntimeConfig', podCidr: '10.244.1.0/24' }),
    () => sandboxCall,
    () => ({ method: 'PullImage', image }),
    (a) => ({ method: 'CreateContainer', sandbox: sandboxId(a), spec: spec(image, command, more) }),
    (a) => ({ method: 'StartContainer', container: containerId(a) }),
    ...last,
  ]);
  const kernel: Kernel = testKernel([
    createRuntime({ id: 'rt', machine: 'node-1', name: 'containerd' }),
    kubelet.part,
  ]);
  return { ...kubelet, kernel };
}

describe('containerd over CRI', () => {
  it('runs a sandbox with an address, pulls, creates and starts a container, each in its time', () => {
    const { kernel, answers, at } = story(
      'nginx:1.27',
      [],
      [(a) => ({ method: 'ContainerStatus', container: containerId(a) })],
    );
    runUntil(kernel, 20_000_000);
    expect(answers.map((a) => a.method)).toEqual([
      'done',
      'RunPodSandbox',
      'PullImage',
      'CreateContainer',
      'done',
      'ContainerStatus',
    ]);
    expect((answers[1] as { sandbox: { ip: string } }).sandbox.ip).toBe('10.244.1.2');
    expect((at[1] as number) - (at[0] as number)).toBeGreaterThan(130_000);
    expect((at[1] as number) - (at[0] as number)).toBeLessThan(260_000);
    expect((at[2] as number) - (at[1] as number)).toBeGreaterThan(2_500_000);
    expect((answers[5] as { container: { state: string } }).container.state).toBe('RUNNING');
    const lines = kernel.trace.events().filter((e) => e.kind === 'log');
    expect(lines.map((e) => [e.kind === 'log' && e.source, e.kind === 'log' && e.stream])).toEqual([
      ['pods/default/web/c', 'stdout'],
      ['pods/default/web/c', 'stderr'],
    ]);
  });

  it('answers StopContainer when nginx has quit by itself, exit 0, within its grace period', () => {
    const { kernel, answers, at } = story(
      'nginx',
      [],
      [
        (a) => ({ method: 'StopContainer', container: containerId(a), timeoutInSeconds: 30 }),
        (a) => ({ method: 'ContainerStatus', container: containerId(a) }),
      ],
    );
    runUntil(kernel, 60_000_000);
    expect((answers[6] as { container: unknown }).container).toMatchObject({
      state: 'EXITED',
      exitCode: 0,
      reason: 'Completed',
    });
    expect((at[5] as number) - (at[4] as number)).toBeLessThan(500_000);
  });

  it('kills a process that ignores SIGTERM when the grace period is over: 137', () => {
    const { kernel, answers, at } = story(
      'busybox',
      ['sleep', '3600'],
      [
        (a) => ({ method: 'StopContainer', container: containerId(a), timeoutInSeconds: 2 }),
        (a) => ({ method: 'ContainerStatus', container: containerId(a) }),
      ],
    );
    runUntil(kernel, 60_000_000);
    expect((answers[6] as { container: unknown }).container).toMatchObject({
      state: 'EXITED',
      exitCode: 137,
      reason: 'Error',
    });
    expect((at[5] as number) - (at[4] as number)).toBeGreaterThanOrEqual(2_000_000);
  });

  it('says when a container ends by itself, and keeps its log', () => {
    const { kernel, answers } = story(
      'busybox',
      ['sh', '-c', 'echo dying; exit 3'],
      [
        () => ({ method: 'GetContainerEvents' }),
        (a) => ({ method: 'ReadLog', container: containerId(a), follow: false }),
      ],
    );
    runUntil(kernel, 60_000_000);
    expect(answers.find((a) => a.method === 'GetContainerEvents')).toMatchObject({
      event: 'CONTAINER_STOPPED_EVENT',
      podUid: 'u1',
    });
    expect(
      (answers.find((a) => a.method === 'ReadLog') as unknown as { lines: unknown[] }).lines,
    ).toMatchObject([{ text: 'dying', stream: 'stdout' }]);
  });

  it('refuses a program that is not in the image, in the words of runc', () => {
    const { kernel, answers } = story('busybox', ['nosuch'], []);
    runUntil(kernel, 60_000_000);
    expect(answers[4]).toMatchObject({
      method: 'error',
      message: expect.stringContaining('exec: "nosuch": executable file not found in $PATH'),
    });
  });

  it('kills what takes more memory than its limit: 137, OOMKilled', () => {
    const status = (a: readonly CriResponse[]) =>
      ({ method: 'ContainerStatus', container: containerId(a) }) as const;
    const { kernel, answers } = story(
      'busybox',
      ['sh', '-c', 'tail /dev/zero'],
      [() => ({ method: 'GetContainerEvents' }), status],
      { memoryLimitInBytes: 32 << 20 },
    );
    runUntil(kernel, 60_000_000);
    expect(answers.at(-1)).toMatchObject({ container: { exitCode: 137, reason: 'OOMKilled' } });
  });

  it('keeps containers running while its own process is down', () => {
    const { kernel } = story('busybox', ['sleep', '5'], []);
    runUntil(kernel, 3_000_000);
    kernel.inject({ kind: 'fault', fault: { kind: 'crash', part: 'rt' } });
    runUntil(kernel, 30_000_000);
    kernel.inject({ kind: 'heal-all' });
    runUntil(kernel, 31_000_000);
    const face = createRuntime({ id: 'rt', machine: '', name: 'containerd' }).face(
      kernel.states[0] as never,
      kernel.nowUs,
    );
    expect(face.detail).toMatchObject({
      containers: [{ state: 'Exited', pod: 'default/web' }],
      sandboxes: [{ state: 'Ready' }],
    });
  });
});

describe('images', () => {
  const resolve = (image: string) => {
    const reference = parseImageReference(image);
    return typeof reference === 'string' ? reference : resolveImage(reference, false);
  };
  it('writes a short name out in full', () => {
    expect(parseImageReference('nginx')).toMatchObject({ full: 'docker.io/library/nginx:latest' });
    expect(parseImageReference('localhost:5000/a/b:v1')).toMatchObject({
      full: 'localhost:5000/a/b:v1',
      registry: 'localhost:5000',
    });
    expect(parseImageReference('local/UPPER:1')).toBe(
      'invalid reference format: repository name (local/UPPER) must be lowercase',
    );
  });
  it.each([
    ['nginx:1.27', true, ''],
    ['nginx:9.99', false, 'failed to resolve image: docker.io/library/nginx:9.99: not found'],
    ['ngnix', false, 'pull access denied, repository does not exist or may require authorization'],
    [
      'registry.invalid/x/nosuch:1',
      false,
      'Head "https://registry.invalid/v2/x/nosuch/manifests/1": dial tcp: lookup registry.invalid on 192.0.2.1:53: no such host',
    ],
    ['someone/thing:v2', true, ''],
  ])('resolves %s: %s', (image, ok, message) => {
    expect(resolve(image)).toMatchObject(ok ? { ok } : { ok, message: expect.stringContaining(message) });
  });
});

describe('what a container does', () => {
  it('reads a small shell script', () => {
    expect(
      readScript('for i in 1 2; do echo "n $i"; done; false || echo no; sleep 2 && exit 4', new Map()).steps,
    ).toEqual([
      { do: 'print', stream: 'stdout', text: 'n 1' },
      { do: 'print', stream: 'stdout', text: 'n 2' },
      { do: 'print', stream: 'stdout', text: 'no' },
      { do: 'sleep', inUs: 2_000_000 },
      { do: 'exit', code: 4 },
    ]);
    expect(readScript("trap '' TERM; while true; do date; sleep 1; done", new Map())).toMatchObject({
      trapsTerm: true,
      loop: [{ text: '$(date)' }, { inUs: 1_000_000 }],
    });
  });
  it('survives hostile scripts', () => {
    expect(readScript('while true; do '.repeat(50_000), new Map()).steps.length).toBeLessThan(500);
    expect(readScript('exec '.repeat(50_000), new Map()).steps.length).toBeLessThan(5);
    expect(readScript('for i in a b; do : ; done; '.repeat(10_000), new Map()).steps.length).toBeLessThan(
      500,
    );
  });
  it('asks a database for its password', () => {
    expect(
      programOf(spec('mysql'), { entrypoint: ['docker-entrypoint.sh'], cmd: ['mysqld'] } as never, 'db'),
    ).toMatchObject({ steps: expect.arrayContaining([{ do: 'exit', code: 1 }]) });
  });
});

describe('charts', () => {
  it.each([sandboxChart, containerChart, imageChart])(
    'every state can be reached and every path ends',
    ({ picture }) => {
      const reached = new Set([picture.initial]);
      for (let n = 0; n < 10; n += 1)
        for (const t of picture.transitions) if (reached.has(t.from)) reached.add(t.to);
      expect([...reached].sort()).toEqual(picture.states.map((s) => s.name).sort());
      for (const state of picture.states)
        if (!state.final)
          expect(picture.transitions.some((t) => t.from === state.name && t.to !== state.name)).toBe(true);
    },
  );
});
