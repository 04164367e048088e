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
  readonly intercept?: (
    request: HttpRequest,
    state: ToyState,
  ) => { readonly code: number; readonly body: unknown } | null;
  /** Looks at every object that was written; what it returns is written too, after the delay. */
  readonly react?: (
    object: Body,
    path: string,
  ) => { readonly object: Body; readonly afterInUs: number } | null;
}

const NAMESPACED = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/namespaces\/([^/]+)(\/.*)$/;

/** `/api/v1/namespaces/default/pods/a/status` → collection of all namespaces, key, subresource. */
function place(path: string): {
  readonly collection: string;
  readonly namespace: string;
  readonly name: string;
  readonly sub: string;
} {
  const match = NAMESPACED.exec(path);
  const [root, namespace, rest] = match
    ? [match[1] as string, match[2] as string, match[3] as string]
    : ['', '', path];
  const parts = rest.split('/').filter((part) => part !== '');
  if (match)
    return { collection: `${root}/${parts[0]}`, namespace, name: parts[1] ?? '', sub: parts[2] ?? '' };
  const at = parts[0] === 'api' ? 2 : 3;
  return {
    collection: `/${parts.slice(0, at + 1).join('/')}`,
    namespace: '',
    name: parts[at + 1] ?? '',
    sub: parts[at + 2] ?? '',
  };
}

function status(
  code: number,
  reason: string,
  message: string,
): { readonly code: number; readonly body: unknown } {
  return {
    code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code },
  };
}

function mergeStatus(object: Body, patch: Body): Body {
  const old = (object['status'] ?? {}) as Record<string, unknown>;
  const fresh = (patch['status'] ?? {}) as { conditions?: { type: string }[] };
  const kept = ((old['conditions'] ?? []) as { type: string }[]).filter(
    ({ type }) => !fresh.conditions?.some((c) => c.type === type),
  );
  return {
    ...object,
    metadata: { ...object.metadata, ...patch.metadata },
    status: { ...old, ...fresh, conditions: [...kept, ...(fresh.conditions ?? [])] },
  };
}

/** One delivery being handled. */
interface Turn {
  readonly state: ToyState;
  readonly options: ToyOptions;
  readonly context: Context;
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

function publish({ state, context }: Turn, type: string, collection: string, object: Body): void {
  for (const { id, to, exchange, path } of state.watches) {
    if (path === collection)
      context.send({
        to,
        wire: 'http',
        verb: type,
        label: collection,
        role: 'event',
        exchange,
        body: { kind: 'stream', id, type, object },
      });
  }
}

function put(turn: Turn, type: string, collection: string, object: Body): Body {
  const { state, options, context } = turn;
  state.revision += 1;
  const written: Body = {
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(state.revision) },
  };
  const { namespace = '', name } = written.metadata;
  state.objects.set(`${collection} ${namespace}/${name}`, written);
  publish(turn, type, collection, written);
  const reaction = options.react?.(written, collection);
  if (reaction)
    context.timer({
      name: `react ${collection} ${name}`,
      afterInUs: reaction.afterInUs,
      data: { collection, object: reaction.object },
    });
  return written;
}

function create(turn: Turn, request: HttpRequest): Answer {
  const { state } = turn;
  const { collection, namespace, name, sub } = place(request.path);
  const body = request.body as Body;
  if (sub === 'binding') {
    const pod = state.objects.get(`${collection} ${namespace}/${name}`);
    if (!pod) return status(404, 'NotFound', `pods "${name}" not found`);
    const { target } = request.body as { target: { name: string } };
    put(turn, 'MODIFIED', collection, {
      ...pod,
      spec: { ...(pod['spec'] as object), nodeName: target.name },
    });
    return {
      code: 201,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
    };
  }
  state.names += 1;
  const own =
    body.metadata['name'] ?? `${body.metadata['generateName']}${String(state.names).padStart(5, 'x')}`;
  if (state.objects.has(`${collection} ${namespace}/${own}`))
    return status(409, 'AlreadyExists', `"${own}" already exists`);
  const metadata = {
    ...body.metadata,
    name: own,
    namespace,
    uid: `uid-${state.names}`,
    generation: 1,
    creationTimestamp: '2027-01-15T08:00:00Z',
  };
  const initial = collection.endsWith('/pods')
    ? { phase: 'Pending' }
    : collection.endsWith('/replicasets')
      ? { replicas: 0 }
      : {};
  return { code: 201, body: put(turn, 'ADDED', collection, { status: initial, ...body, metadata }) };
}

function change(turn: Turn, request: HttpRequest): Answer {
  const { state } = turn;
  const { collection, namespace, name, sub } = place(request.path);
  const key = `${collection} ${namespace}/${name}`;
  const old = state.objects.get(key);
  if (!old) return status(404, 'NotFound', `"${name}" not found`);
  if (request.method === 'DELETE') {
    state.objects.delete(key);
    state.revision += 1;
    publish(turn, 'DELETED', collection, {
      ...old,
      metadata: { ...old.metadata, resourceVersion: String(state.revision) },
    });
    return {
      code: 200,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 200 },
    };
  }
  const body = request.body as Body;
  if (request.method === 'PATCH')
    return { code: 200, body: put(turn, 'MODIFIED', collection, mergeStatus(old, body)) };
  const version = body.metadata['resourceVersion'];
  if (version && version !== old.metadata['resourceVersion'])
    return status(409, 'Conflict', 'the object has been modified');
  const generation = (old.metadata['generation'] as number) + (sub === '' ? 1 : 0);
  const metadata = { ...body.metadata, generation };
  return {
    code: 200,
    body: put(
      turn,
      'MODIFIED',
      collection,
      sub === 'status'
        ? { ...old, metadata, status: body['status'] }
        : { ...body, status: old['status'], metadata },
    ),
  };
}

function read({ state }: Turn, request: HttpRequest): Answer {
  const { collection, namespace, name } = place(request.path);
  const found = state.objects.get(`${collection} ${namespace}/${name}`);
  return found ? { code: 200, body: found } : status(404, 'NotFound', `"${name}" not found`);
}

function watch({ state, context }: Turn, request: HttpRequest, from: string, exchange: number): void {
  state.watches.push({ id: request.id, to: from, exchange, path: request.path });
  const send = (type: string, object: unknown) =>
    context.send({
      to: from,
      wire: 'http',
      verb: type,
      label: request.path,
      role: 'event',
      exchange,
      body: { kind: 'stream', id: request.id, type, object },
    });
  if (queryValue(request, 'sendInitialEvents') !== 'true') return;
  for (const [key, object] of state.objects) if (key.startsWith(`${request.path} `)) send('ADDED', object);
  send('BOOKMARK', {
    metadata: {
      resourceVersion: String(state.revision),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  });
}

function answer(turn: Turn, request: HttpRequest): Answer {
  if (request.method === 'GET') return read(turn, request);
  return request.method === 'POST' ? create(turn, request) : change(turn, request);
}

function onMessage(turn: Turn, delivery: Extract<Delivery, { kind: 'message' }>): void {
  const { state, options, context } = turn;
  const message = delivery.body as HttpMessage;
  if (message.kind === 'cancel')
    state.watches = state.watches.filter((w) => w.id !== message.id || w.to !== delivery.from);
  if (message.kind !== 'request') return;
  // A refused watch is answered like any request.
  const intercepted = options.intercept?.(message, state);
  if (!intercepted && queryValue(message, 'watch') === 'true')
    return watch(turn, message, delivery.from, delivery.exchange);
  const { code, body } = intercepted ?? answer(turn, message);
  if (message.method !== 'GET')
    state.log.push({
      atUs: context.nowUs,
      line: `${message.method} ${message.path}`,
      body: message.body,
      code,
    });
  const response = {
    kind: 'response',
    id: message.id,
    code,
    contentType: 'application/json',
    warnings: [],
    body,
  };
  const afterInUs = options.serveInUs ?? 2_000;
  context.send({
    to: delivery.from,
    wire: 'http',
    verb: String(code),
    label: message.path,
    role: 'answer',
    exchange: delivery.exchange,
    body: response,
    afterInUs,
  });
}

function startState({ initial }: ToyOptions): ToyState {
  const objects = new Map<string, Body>();
  for (const [collection, object] of initial ?? []) {
    const { metadata } = object as Body;
    const resourceVersion = String(objects.size + 1);
    objects.set(`${collection} ${metadata['namespace'] ?? ''}/${metadata['name']}`, {
      ...(object as Body),
      metadata: { ...metadata, resourceVersion },
    });
  }
  return { objects, watches: [], revision: objects.size, names: 0, log: [] };
}

/** The toy as a part. Its state is edited in place: it is no subject of checkpoints. */
export function toyApiserver(id: string, options: ToyOptions = {}): Part<ToyState> {
  return {
    id,
    kind: 'kube-apiserver',
    title: id,
    machine: '',
    start: (disk) => (disk as ToyState | undefined) ?? startState(options),
    handle: (state, delivery, context) => {
      const turn = { state, options, context };
      if (delivery.kind === 'message') onMessage(turn, delivery);
      if (delivery.kind === 'timer') {
        const { collection, object } = delivery.data as { collection: string; object: Body };
        const now = state.objects.get(
          `${collection} ${object.metadata['namespace'] ?? ''}/${object.metadata['name']}`,
        );
        if (now) put(turn, 'MODIFIED', collection, { ...now, status: object['status'] });
      }
      return state;
    },
    survive: (state) => ({ ...state, watches: [] }),
    face: () => {
      throw new Error('the toy has no face');
    },
  };
}
