/** For tests: just enough of an API server for one kubelet, over the http wire. */
import { strategicMergePatch } from '../../../../kube/patch/strategic-merge-patch.ts';
import { schemaOfKind } from '../../../../kube/kinds/schema.ts';
import type { Pod } from '../../../../kube/types/pod.ts';
import type { JsonObject, KubeObject } from '../../../../kube/value.ts';
import type { Context, Delivery, Part } from '../../../kernel/part.ts';
import { type HttpMessage, type HttpRequest, queryValue, uriOf } from '../../../wires/http.ts';

export interface FakeApiserver {
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

/** Pods put with `put` arrive on the watch; `at` says when. */
export function fakeApiserver(script: readonly { readonly atUs: number; readonly object?: KubeObject; readonly delete?: string; readonly grace?: number; readonly get?: string }[]): FakeApiserver & { readonly answers: unknown[] } {
  const objects = new Map<string, KubeObject>();
  const log: string[] = [];
  const podHistory: Pod[] = [];
  const answers: unknown[] = [];
  const watches: Watch[] = [];
  let version = 100;

  const send = (context: Context, to: string, exchange: number, role: 'answer' | 'event', body: HttpMessage) => context.send({ to, wire: 'http', verb: '', label: '', body, role, exchange });
  const tell = (context: Context, type: 'ADDED' | 'MODIFIED' | 'DELETED', key: string, object: KubeObject) => {
    if (key.includes('/pods/')) podHistory.push(object as unknown as Pod);
    for (const w of watches) if (key.startsWith(w.path) || key.replace(/namespaces\/[^/]+\//, '').startsWith(w.path)) send(context, w.to, w.exchange, 'event', { kind: 'stream', id: w.id, type, object });
  };
  const put = (context: Context, key: string, object: KubeObject): KubeObject => {
    version += 1;
    const type = objects.has(key) ? 'MODIFIED' : 'ADDED';
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version), uid: object.metadata.uid ?? `uid-${version}` } };
    objects.set(key, stored);
    tell(context, type, key, stored);
    return stored;
  };
  const drop = (context: Context, key: string) => {
    const gone = objects.get(key) as KubeObject;
    objects.delete(key);
    tell(context, 'DELETED', key, gone);
    return gone;
  };
  const change = (context: Context, request: HttpRequest): { readonly code: number; readonly body: unknown } => {
    const key = request.path.replace(/\/status$/, '');
    const body = request.body as KubeObject;
    if (request.path.endsWith('/token')) return { code: 201, body: {} };
    if (request.method === 'POST') return { code: 201, body: put(context, `${key}/${body.metadata.name}`, body) };
    const old = objects.get(key);
    if (!old) return { code: 404, body: { kind: 'Status', code: 404 } };
    if (request.method === 'GET') return { code: 200, body: old };
    if (request.method === 'PUT') return { code: 200, body: put(context, key, body) };
    if (request.method === 'DELETE') return { code: 200, body: drop(context, key) };
    return { code: 200, body: put(context, key, strategicMergePatch(old, body as unknown as JsonObject, schemaOfKind('v1', old.kind))) };
  };
  const onRequest = (delivery: Extract<Delivery, { kind: 'message' }>, context: Context) => {
    const request = delivery.body as HttpMessage;
    if (request.kind === 'response' || request.kind === 'stream' || request.kind === 'end') answers.push(request);
    if (request.kind !== 'request') return;
    if (!request.path.includes('leases')) log.push(`${request.method} ${uriOf(request).replace(/timeout(Seconds)?=[^&]*&/g, '')}`);
    if (queryValue(request, 'watch') === 'true') {
      watches.push({ to: delivery.from, exchange: delivery.exchange, id: request.id, path: request.path });
      send(context, delivery.from, delivery.exchange, 'event', { kind: 'response', id: request.id, code: 200, contentType: '', warnings: [], body: null });
      const object = { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: String(version), annotations: { 'k8s.io/initial-events-end': 'true' } } };
      send(context, delivery.from, delivery.exchange, 'event', { kind: 'stream', id: request.id, type: 'BOOKMARK', object });
      return;
    }
    const { code, body } = change(context, request);
    send(context, delivery.from, delivery.exchange, 'answer', { kind: 'response', id: request.id, code, contentType: '', warnings: [], body });
  };
  const onScript = (n: number, context: Context) => {
    const entry = script[n];
    if (entry?.object) put(context, `/api/v1/namespaces/default/pods/${entry.object.metadata.name}`, entry.object);
    if (entry?.delete) {
      const key = `/api/v1/namespaces/default/pods/${entry.delete}`;
      const pod = objects.get(key) as KubeObject;
      put(context, key, { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2027-01-15T08:00:00Z', deletionGracePeriodSeconds: entry.grace ?? 30, generation: 2 } });
    }
    if (entry?.get) {
      const [path = '', query = ''] = entry.get.split('?');
      const body: HttpRequest = { kind: 'request', id: 9, method: 'GET', path, query: query === '' ? [] : query.split('&').map((p) => p.split('=') as [string, string]), contentType: '', accept: '', userAgent: '', credential: '', kubectlCommand: '', body: null };
      context.send({ to: 'kubelet', wire: 'http', verb: 'GET', label: '', body, role: 'request' });
    }
  };
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
      if (delivery.kind === 'message') onRequest(delivery, context);
      if (delivery.kind === 'timer') onScript(delivery.data as number, context);
      return state;
    },
    survive: () => undefined,
    face: () => {
      throw new Error('no face');
    },
  };
  return { part, objects, log, podHistory, answers };
}
