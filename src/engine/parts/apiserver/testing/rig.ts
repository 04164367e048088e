/** An API server with a fake store and a client, for tests. */
import type { Fault } from '../../../../protocol/fault.ts';
import type { Delivery } from '../../../kernel/part.ts';
import { runUntil, scriptedPart, testKernel } from '../../../kernel/harness.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { HttpMessage, HttpRequest, HttpResponse, HttpStreamEvent } from '../../../wires/http.ts';
import { createApiserver } from '../apiserver.ts';
import { fakeEtcd } from './fake-etcd.ts';

export const BASE: readonly (readonly [string, unknown])[] = [
  [
    '/registry/namespaces/default',
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', uid: 'ns-1' },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    },
  ],
  [
    '/registry/namespaces/kube-node-lease',
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'kube-node-lease', uid: 'ns-2' },
      spec: {},
      status: { phase: 'Active' },
    },
  ],
  [
    '/registry/serviceaccounts/default/default',
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'default', uid: 'sa-1' },
    },
  ],
  [
    '/registry/minions/node-1',
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', uid: 'node-1' }, spec: {}, status: {} },
  ],
];

export interface Rig {
  readonly kernel: Kernel;
  /** Sends a request and runs until its answer came; throws when none comes in 100 s. */
  ask(method: HttpRequest['method'], uri: string, body?: unknown, more?: Partial<HttpRequest>): HttpResponse;
  /** Sends a request without waiting; its id. */
  send(method: HttpRequest['method'], uri: string, body?: unknown, more?: Partial<HttpRequest>): number;
  /** Ends or heals something, as a person does. */
  fault(fault: Fault): void;
  /** Messages that came for request `id`. */
  heard(id: number): readonly HttpMessage[];
  events(id: number): readonly HttpStreamEvent[];
  run(forUs: number): void;
}

export interface RigOptions {
  readonly etcds?: readonly { readonly id: string; readonly mute?: boolean }[];
  readonly kubelet?: (
    delivery: Delivery,
    context: Parameters<NonNullable<Parameters<typeof scriptedPart>[1]>>[1],
  ) => void;
  readonly objects?: readonly (readonly [string, unknown])[];
  /** Leaves out BASE. */
  readonly bare?: boolean;
}

function requestOf(
  id: number,
  method: HttpRequest['method'],
  uri: string,
  body: unknown,
  more: Partial<HttpRequest>,
): HttpRequest {
  const [path = '', query = ''] = uri.split('?');
  const pairs =
    query === ''
      ? []
      : query.split('&').map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]);
  const contentType = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  return {
    kind: 'request',
    id,
    method,
    path,
    query: pairs,
    contentType,
    accept: 'application/json',
    userAgent: 'test/v1',
    credential: 'kubernetes-admin',
    kubectlCommand: '',
    body: body ?? null,
    ...more,
  };
}

export function rig(options: RigOptions = {}): Rig {
  const etcds = options.etcds ?? [{ id: 'etcd-1' }];
  const server = createApiserver({
    id: 'kube-apiserver/cp-1',
    machine: 'cp-1',
    etcd: etcds.map((e) => e.id),
    kubelets: new Map([['node-1', 'kubelet/node-1']]),
  });
  const inbox: HttpMessage[] = [];
  const outbox: { request: HttpRequest }[] = [];
  const client = scriptedPart('kubectl', (delivery, context) => {
    if (delivery.kind === 'timer') {
      const request = outbox[Number(delivery.name)]?.request as HttpRequest;
      context.send({
        to: 'kube-apiserver/cp-1',
        wire: 'http',
        verb: request.method,
        label: request.path,
        body: request,
        role: 'request',
      });
    } else if (delivery.kind === 'message') inbox.push(delivery.body as HttpMessage);
  });
  const kubelet = scriptedPart('kubelet/node-1', options.kubelet);
  const stores = etcds.map((e) =>
    fakeEtcd(e.id, [...(options.bare ? [] : BASE), ...(options.objects ?? [])], e.mute),
  );
  const kernel = testKernel([client, server, ...stores, kubelet]);
  const run = (forUs: number) => runUntil(kernel, kernel.nowUs + forUs);
  run(50_000);
  const send: Rig['send'] = (method, uri, body, more = {}) => {
    const id = outbox.length + 1;
    outbox.push({ request: requestOf(id, method, uri, body, more) });
    const part = kernel.indexOf('kubectl');
    kernel.setTimer({
      sequence: 0,
      kind: 'timer',
      dueUs: kernel.nowUs,
      part,
      name: String(id - 1),
      data: null,
      cause: 1,
      background: false,
      periodic: false,
    });
    return id;
  };
  const heard: Rig['heard'] = (id) => inbox.filter((m) => m.id === id);
  const ask: Rig['ask'] = (method, uri, body, more) => {
    const id = send(method, uri, body, more);
    const untilUs = kernel.nowUs + 100_000_000;
    while (kernel.nowUs < untilUs && kernel.nextDueUs() < untilUs) {
      kernel.step();
      const answer = heard(id).find((m): m is HttpResponse => m.kind === 'response');
      if (answer !== undefined) return answer;
    }
    throw new Error(`no answer to ${method} ${uri}`);
  };
  const events: Rig['events'] = (id) => heard(id).filter((m): m is HttpStreamEvent => m.kind === 'stream');
  const fault: Rig['fault'] = (wanted) => kernel.inject({ kind: 'fault', fault: wanted });
  return { kernel, ask, send, fault, heard, events, run };
}

export function pod(name: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...more },
  };
}
