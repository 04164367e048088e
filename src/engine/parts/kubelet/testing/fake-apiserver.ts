/** For tests: just enough of an API server for one kubelet, over the http wire. */
import { strategicMergePatch } from '../../../../kube/patch/strategic-merge-patch.ts';
import { schemaOfKind } from '../../../../kube/kinds/schema.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { JsonObject, KubeObject } from '../../../../kube/value.ts';
import type { Context, Delivery, Part } from '../../../kernel/part.ts';
import { type HttpMessage, type HttpRequest, queryValue, uriOf } from '../../../wires/http.ts';

interface FakeApiserver {
  readonly part: Part;
  readonly objects: Map<string, KubeObject>;
  /** `PATCH /api/v1/…`, in order; heartbeats left out. */
  readonly log: string[];
  readonly podHistory: Pod[];
}

interface Watch {
  readonly to: string;
  readonly exchange: number;
  readonly id: number;
  readonly path: string;
}

export interface ScriptEntry {
  readonly atUs: number;
  /** A Pod that appears. */
  readonly object?: KubeObject;
  /** Name of a Pod that is deleted, with its grace period. */
  readonly delete?: string;
  readonly grace?: number;
  /** What is asked of the kubelet itself. */
  readonly get?: string;
}

interface Fake extends Omit<FakeApiserver, 'part'> {
  readonly answers: unknown[];
  readonly watches: Watch[];
  version: number;
}

function send(
  context: Context,
  to: string,
  exchange: number,
  role: 'answer' | 'event',
  body: HttpMessage,
): void {
  context.send({ to, wire: 'http', verb: '', label: '', body, role, exchange });
}

function tell(
  fake: Fake,
  context: Context,
  type: 'ADDED' | 'MODIFIED' | 'DELETED',
  key: string,
  object: KubeObject,
): void {
  if (key.includes('/pods/')) fake.podHistory.push(object as unknown as Pod);
  for (const w of fake.watches) {
    if (key.startsWith(w.path) || key.replace(/namespaces\/[^/]+\//, '').startsWith(w.path))
      send(context, w.to, w.exchange, 'event', { kind: 'stream', id: w.id, type, object });
  }
}

function put(fake: Fake, context: Context, key: string, object: KubeObject): KubeObject {
  fake.version += 1;
  const type = fake.objects.has(key) ? 'MODIFIED' : 'ADDED';
  const stored = {
    ...object,
    metadata: {
      ...object.metadata,
      resourceVersion: String(fake.version),
      uid: object.metadata.uid ?? `uid-${fake.version}`,
    },
  };
  fake.objects.set(key, stored);
  tell(fake, context, type, key, stored);
  return stored;
}

function change(
  fake: Fake,
  context: Context,
  request: HttpRequest,
): { readonly code: number; readonly body: unknown } {
  const key = request.path.replace(/\/status$/, '');
  const body = request.body as KubeObject;
  if (request.path.endsWith('/token')) return { code: 201, body: {} };
  if (request.method === 'POST')
    return { code: 201, body: put(fake, context, `${key}/${body.metadata.name}`, body) };
  const old = fake.objects.get(key);
  if (!old) return { code: 404, body: { kind: 'Status', code: 404 } };
  if (request.method === 'GET') return { code: 200, body: old };
  if (request.method === 'PUT') return { code: 200, body: put(fake, context, key, body) };
  if (request.method === 'DELETE') {
    fake.objects.delete(key);
    tell(fake, context, 'DELETED', key, old);
    return { code: 200, body: old };
  }
  return {
    code: 200,
    body: put(
      fake,
      context,
      key,
      strategicMergePatch(old, body as unknown as JsonObject, schemaOfKind('v1', old.kind)),
    ),
  };
}

function onMessage(fake: Fake, delivery: Extract<Delivery, { kind: 'message' }>, context: Context): void {
  const request = delivery.body as HttpMessage;
  if (request.kind === 'response' || request.kind === 'stream' || request.kind === 'end')
    fake.answers.push(request);
  if (request.kind !== 'request') return;
  if (!request.path.includes('leases'))
    fake.log.push(`${request.method} ${uriOf(request).replace(/timeout(Seconds)?=[^&]*&/g, '')}`);
  if (queryValue(request, 'watch') === 'true') {
    fake.watches.push({ to: delivery.from, exchange: delivery.exchange, id: request.id, path: request.path });
    send(context, delivery.from, delivery.exchange, 'event', {
      kind: 'response',
      id: request.id,
      code: 200,
      contentType: '',
      warnings: [],
      body: null,
    });
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        resourceVersion: String(fake.version),
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    };
    send(context, delivery.from, delivery.exchange, 'event', {
      kind: 'stream',
      id: request.id,
      type: 'BOOKMARK',
      object,
    });
    return;
  }
  const { code, body } = change(fake, context, request);
  send(context, delivery.from, delivery.exchange, 'answer', {
    kind: 'response',
    id: request.id,
    code,
    contentType: '',
    warnings: [],
    body,
  });
}

function onScript(fake: Fake, entry: ScriptEntry, context: Context): void {
  if (entry.object)
    put(fake, context, `/api/v1/namespaces/default/pods/${entry.object.metadata.name}`, entry.object);
  if (entry.delete) {
    const key = `/api/v1/namespaces/default/pods/${entry.delete}`;
    const pod = fake.objects.get(key) as KubeObject;
    put(fake, context, key, {
      ...pod,
      metadata: {
        ...pod.metadata,
        deletionTimestamp: '2027-01-15T08:00:00Z',
        deletionGracePeriodSeconds: entry.grace ?? 30,
        generation: 2,
      },
    });
  }
  if (!entry.get) return;
  const [path = '', query = ''] = entry.get.split('?');
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('=') as [string, string]);
  const body: HttpRequest = {
    kind: 'request',
    id: 9,
    method: 'GET',
    path,
    query: pairs,
    contentType: '',
    accept: '',
    userAgent: '',
    credential: '',
    kubectlCommand: '',
    body: null,
  };
  context.send({ to: 'kubelet', wire: 'http', verb: 'GET', label: '', body, role: 'request' });
}

/** An API server that does what `script` says, and keeps what it was asked. */
export function fakeApiserver(
  script: readonly ScriptEntry[],
): FakeApiserver & { readonly answers: unknown[] } {
  const fake: Fake = { objects: new Map(), log: [], podHistory: [], answers: [], watches: [], version: 100 };
  const part: Part = {
    id: 'api',
    kind: 'kube-apiserver',
    title: '',
    machine: '',
    start: (_, context) => {
      script.forEach(({ atUs }, n) => context.timer({ name: `script/${n}`, afterInUs: atUs, data: n }));
      return {};
    },
    handle: (state, delivery, context) => {
      if (delivery.kind === 'message') onMessage(fake, delivery, context);
      if (delivery.kind === 'timer') onScript(fake, script[delivery.data as number] as ScriptEntry, context);
      return state;
    },
    survive: () => undefined,
    face: () => {
      throw new Error('no face');
    },
  };
  return { part, ...fake };
}
