/**
 * For tests only: the least of an API server that informers and controllers can work against. One map of objects by collection path,
 * streaming lists, live watches, conflicts by resourceVersion. No admission, no authentication, no etcd.
 */
import type { Context, Delivery, Part } from '../kernel/part.ts';
import type { HttpMessage, HttpRequest } from '../wires/http.ts';
import { queryValue } from '../wires/http.ts';

type Body = Record<string, unknown> & { metadata: Record<string, unknown> };

interface Watch {
  readonly id: number;
  readonly to: string;
  readonly exchange: number;
  readonly path: string;
}

export interface ToyState {
  objects: Map<string, Body>;
  watches: Watch[];
  revision: number;
  names: number;
  /** Every write, as `METHOD path`, with its time. */
  log: { readonly atUs: number; readonly line: string; readonly body: unknown; readonly code: number }[];
}

export interface ToyOptions {
  readonly serveInUs?: number;
  /** What is there from the start: collection path and object. */
  readonly initial?: readonly (readonly [string, object])[];
  /** Answers a request instead of the store: a code and a body. */
  readonly intercept?: (request: HttpRequest, state: ToyState) => { readonly code: number; readonly body: unknown } | null;
  /** Looks at every object that was written; what it returns is written too, after the delay. */
  readonly react?: (object: Body, path: string) => { readonly object: Body; readonly afterInUs: number } | null;
}

const NAMESPACED = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/namespaces\/([^/]+)(\/.*)$/;

/** `/api/v1/namespaces/default/pods/a/status` → collection of all namespaces, key, subresource. */
function place(path: string): { readonly collection: string; readonly namespace: string; readonly name: string; readonly sub: string } {
  const match = NAMESPACED.exec(path);
  const [root, namespace, rest] = match ? [match[1] as string, match[2] as string, match[3] as string] : ['', '', path];
  const parts = rest.split('/').filter((part) => part !== '');
  if (match) return { collection: `${root}/${parts[0]}`, namespace, name: parts[1] ?? '', sub: parts[2] ?? '' };
  const at = parts[0] === 'api' ? 2 : 3;
  return { collection: `/${parts.slice(0, at + 1).join('/')}`, namespace: '', name: parts[at + 1] ?? '', sub: parts[at + 2] ?? '' };
}

function status(code: number, reason: string, message: string): { readonly code: number; readonly body: unknown } {
  return { code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code } };
}

function mergeStatus(object: Body, patch: Body): Body {
  const old = (object['status'] ?? {}) as Record<string, unknown>;
  const fresh = (patch['status'] ?? {}) as { conditions?: { type: string }[] };
  const kept = ((old['conditions'] ?? []) as { type: string }[]).filter(({ type }) => !fresh.conditions?.some((c) => c.type === type));
  return { ...object, metadata: { ...object.metadata, ...patch.metadata }, status: { ...old, ...fresh, conditions: [...kept, ...(fresh.conditions ?? [])] } };
}

export function toyApiserver(id: string, options: ToyOptions = {}): Part<ToyState> {
  const publish = (state: ToyState, type: string, collection: string, object: Body, context: Context) => {
    for (const watch of state.watches) {
      if (watch.path !== collection) continue;
      context.send({ to: watch.to, wire: 'http', verb: type, label: collection, role: 'event', exchange: watch.exchange, body: { kind: 'stream', id: watch.id, type, object } });
    }
  };
  const put = (state: ToyState, type: string, collection: string, object: Body, context: Context): Body => {
    state.revision += 1;
    const written: Body = { ...object, metadata: { ...object.metadata, resourceVersion: String(state.revision) } };
    state.objects.set(`${collection} ${written.metadata['namespace'] ?? ''}/${written.metadata['name']}`, written);
    publish(state, type, collection, written, context);
    const reaction = options.react?.(written, collection);
    if (reaction) context.timer({ name: `react ${collection} ${written.metadata['name']}`, afterInUs: reaction.afterInUs, data: { collection, object: reaction.object } });
    return written;
  };
  const create = (state: ToyState, request: HttpRequest, context: Context) => {
    const { collection, namespace, name, sub } = place(request.path);
    const body = request.body as Body;
    if (sub === 'binding') {
      const pod = state.objects.get(`${collection} ${namespace}/${name}`);
      if (!pod) return status(404, 'NotFound', `pods "${name}" not found`);
      const { target } = request.body as { target: { name: string } };
      put(state, 'MODIFIED', collection, { ...pod, spec: { ...(pod['spec'] as object), nodeName: target.name } }, context);
      return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
    }
    state.names += 1;
    const own = body.metadata['name'] ?? `${body.metadata['generateName']}${String(state.names).padStart(5, 'x')}`;
    if (state.objects.has(`${collection} ${namespace}/${own}`)) return status(409, 'AlreadyExists', `"${own}" already exists`);
    const creationTimestamp = '2027-01-15T08:00:00Z';
    const metadata = { ...body.metadata, name: own, namespace, uid: `uid-${state.names}`, generation: 1, creationTimestamp };
    const initial = collection.endsWith('/pods') ? { phase: 'Pending' } : collection.endsWith('/replicasets') ? { replicas: 0 } : {};
    return { code: 201, body: put(state, 'ADDED', collection, { status: initial, ...body, metadata }, context) };
  };
  const change = (state: ToyState, request: HttpRequest, context: Context) => {
    const { collection, namespace, name, sub } = place(request.path);
    const key = `${collection} ${namespace}/${name}`;
    const old = state.objects.get(key);
    if (!old) return status(404, 'NotFound', `"${name}" not found`);
    if (request.method === 'DELETE') {
      state.objects.delete(key);
      state.revision += 1;
      publish(state, 'DELETED', collection, { ...old, metadata: { ...old.metadata, resourceVersion: String(state.revision) } }, context);
      return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 200 } };
    }
    const body = request.body as Body;
    if (request.method === 'PATCH') return { code: 200, body: put(state, 'MODIFIED', collection, mergeStatus(old, body), context) };
    const version = body.metadata['resourceVersion'];
    if (version && version !== old.metadata['resourceVersion']) return status(409, 'Conflict', 'the object has been modified');
    const generation = (old.metadata['generation'] as number) + (sub === '' ? 1 : 0);
    const next = sub === 'status' ? { ...old, metadata: { ...body.metadata, generation: old.metadata['generation'] }, status: body['status'] } : { ...body, status: old['status'], metadata: { ...body.metadata, generation } };
    return { code: 200, body: put(state, 'MODIFIED', collection, next, context) };
  };
  const read = (state: ToyState, request: HttpRequest) => {
    const { collection, namespace, name } = place(request.path);
    const found = state.objects.get(`${collection} ${namespace}/${name}`);
    return found ? { code: 200, body: found } : status(404, 'NotFound', `"${name}" not found`);
  };
  const watch = (state: ToyState, request: HttpRequest, delivery: Extract<Delivery, { kind: 'message' }>, context: Context) => {
    state.watches.push({ id: request.id, to: delivery.from, exchange: delivery.exchange, path: request.path });
    const send = (type: string, object: unknown) =>
      context.send({ to: delivery.from, wire: 'http', verb: type, label: request.path, role: 'event', exchange: delivery.exchange, body: { kind: 'stream', id: request.id, type, object } });
    if (queryValue(request, 'sendInitialEvents') !== 'true') return;
    for (const [key, object] of state.objects) if (key.startsWith(`${request.path} `)) send('ADDED', object);
    send('BOOKMARK', { metadata: { resourceVersion: String(state.revision), annotations: { 'k8s.io/initial-events-end': 'true' } } });
  };
  return {
    id,
    kind: 'kube-apiserver',
    title: id,
    machine: '',
    start: () => {
      const objects = new Map<string, Body>();
      for (const [collection, object] of options.initial ?? []) {
        const { metadata } = object as Body;
        const resourceVersion = String(objects.size + 1);
        objects.set(`${collection} ${metadata['namespace'] ?? ''}/${metadata['name']}`, { ...(object as Body), metadata: { ...metadata, resourceVersion } });
      }
      return { objects, watches: [], revision: objects.size, names: 0, log: [] };
    },
    handle: (state, delivery, context) => {
      if (delivery.kind === 'timer') {
        const { collection, object } = delivery.data as { collection: string; object: Body };
        const now = state.objects.get(`${collection} ${object.metadata['namespace'] ?? ''}/${object.metadata['name']}`);
        if (now) put(state, 'MODIFIED', collection, { ...now, status: object['status'] }, context);
        return state;
      }
      if (delivery.kind !== 'message') return state;
      const message = delivery.body as HttpMessage;
      if (message.kind === 'cancel') state.watches = state.watches.filter((w) => w.id !== message.id || w.to !== delivery.from);
      if (message.kind !== 'request') return state;
      if (queryValue(message, 'watch') === 'true') {
        watch(state, message, delivery, context);
        return state;
      }
      const act = () =>
        message.method === 'GET' ? read(state, message) : message.method === 'POST' ? create(state, message, context) : change(state, message, context);
      const { code, body } = options.intercept?.(message, state) ?? act();
      if (message.method !== 'GET') state.log.push({ atUs: context.nowUs, line: `${message.method} ${message.path}`, body: message.body, code });
      const response = { kind: 'response', id: message.id, code, contentType: 'application/json', warnings: [], body };
      context.send({ to: delivery.from, wire: 'http', verb: String(code), label: message.path, role: 'answer', exchange: delivery.exchange, body: response, afterInUs: options.serveInUs ?? 2_000 });
      return state;
    },
    survive: (state) => state,
    face: () => {
      throw new Error('the toy has no face');
    },
  };
}
