/** `GET /containerLogs/…`: what kube-apiserver asks for `kubectl logs`. Models pkg/kubelet/server and kuberuntime/logs. */
import { timeText } from '../../../kube/time.ts';
import type { CriLogLine, CriResponse } from '../../wires/cri.ts';
import { type HttpRequest, type HttpResponse, queryValue } from '../../wires/http.ts';
import { call } from './cri-calls.ts';
import type { ContainerView, Env, KubeletState, LogStream, PodWorker } from './types.ts';

interface Target {
  readonly id: string;
}

function respond(
  request: Pick<LogStream, 'id' | 'to' | 'exchange'>,
  code: number,
  body: string | null,
  { context }: Env,
  role: 'answer' | 'event' = 'answer',
): void {
  const response: HttpResponse = {
    kind: 'response',
    id: request.id,
    code,
    contentType: 'text/plain',
    warnings: [],
    body,
  };
  context.send({
    to: request.to,
    wire: 'http',
    verb: String(code),
    label: '',
    body: response,
    role,
    exchange: request.exchange,
    afterInUs: role === 'event' ? 0 : context.work(400),
  });
}

function workerOf(state: KubeletState, key: string): PodWorker | undefined {
  for (const worker of state.pods.values()) if (worker.key === key) return worker;
  return undefined;
}

/** The container whose log is meant, or why there is none, in the kubelet's words. */
function target(view: ContainerView, pod: string, previous: boolean): Target | string {
  if (previous) {
    const id = view.last?.containerID?.slice('containerd://'.length);
    return id ? { id } : `previous terminated container "${view.name}" in pod "${pod}" not found`;
  }
  if (view.live === null || view.live.state === 'CREATED') {
    const why = view.waiting?.reason ?? 'ContainerCreating';
    const text =
      why === 'ErrImagePull' || why === 'ImagePullBackOff' ? `trying and failing to pull image` : why;
    return `container "${view.name}" in pod "${pod}" is waiting to start: ${text}`;
  }
  return { id: view.live.id };
}

/** A request for a log: found, it is read by way of the runtime's file. */
export function serveLog(
  state: KubeletState,
  request: HttpRequest,
  from: string,
  exchange: number,
  env: Env,
): KubeletState {
  const [, root, namespace = '', pod = '', container = ''] = request.path.split('/');
  const reply = { id: request.id, to: from, exchange };
  const worker = root === 'containerLogs' ? workerOf(state, `${namespace}/${pod}`) : undefined;
  const view = worker?.containers.find((c) => c.name === container);
  if (!worker || !view) {
    respond(
      reply,
      404,
      worker ? `container ${container} not found in pod ${pod}_${namespace}` : `pod "${pod}" does not exist`,
      env,
    );
    return state;
  }
  const found = target(view, pod, queryValue(request, 'previous') === 'true');
  if (typeof found === 'string') {
    respond(reply, 400, found, env);
    return state;
  }
  const follow = queryValue(request, 'follow') === 'true';
  const since = queryValue(request, 'sinceSeconds');
  const stream: LogStream = {
    ...reply,
    follow,
    timestamps: queryValue(request, 'timestamps') === 'true',
    tailLines: queryValue(request, 'tailLines') === '' ? -1 : Number(queryValue(request, 'tailLines')),
    sinceUs: since === '' ? 0 : env.context.nowUs - Number(since) * 1_000_000,
    begun: false,
  };
  const next = { ...state, logs: state.logs.with(String(exchange), stream) };
  return call(
    next,
    { method: 'ReadLog', container: found.id, follow },
    { for: 'log', stream: exchange },
    env,
    { pod: worker.key },
  );
}

function textOf(stream: LogStream, lines: readonly CriLogLine[], { context }: Env): string {
  const shown = lines.filter((line) => line.atUs >= stream.sinceUs);
  const tail =
    stream.begun || stream.tailLines < 0 ? shown : shown.slice(Math.max(0, shown.length - stream.tailLines));
  return tail
    .map(
      (line) => `${stream.timestamps ? `${timeText(line.atUs, context.epochSeconds)} ` : ''}${line.text}\n`,
    )
    .join('');
}

function endStream(stream: LogStream, { context }: Env): void {
  context.send({
    to: stream.to,
    wire: 'http',
    verb: 'end',
    label: '',
    body: { kind: 'end', id: stream.id },
    role: 'answer',
    exchange: stream.exchange,
  });
}

function chunk(stream: LogStream, text: string, { context }: Env): void {
  if (text === '') return;
  context.send({
    to: stream.to,
    wire: 'http',
    verb: 'CHUNK',
    label: '',
    body: { kind: 'stream', id: stream.id, type: 'CHUNK', object: text },
    role: 'event',
    exchange: stream.exchange,
  });
}

/** Lines from the runtime; true = the call goes on. */
export function onLogLines(
  state: KubeletState,
  exchange: number,
  answer: CriResponse | { readonly method: 'lost' },
  env: Env,
): { readonly state: KubeletState; readonly open: boolean } {
  const stream = state.logs.get(String(exchange));
  const closed = { state: { ...state, logs: state.logs.without(String(exchange)) }, open: false };
  if (!stream) return closed;
  if (answer.method !== 'ReadLog') {
    if (stream.begun) endStream(stream, env);
    else respond(stream, 500, answer.method === 'error' ? answer.message : 'container runtime is down', env);
    return closed;
  }
  const text = textOf(stream, answer.lines, env);
  if (!stream.follow) {
    respond(stream, 200, text, env);
    return closed;
  }
  if (!stream.begun) respond(stream, 200, null, env, 'event');
  chunk(stream, text, env);
  if (answer.ended) {
    endStream(stream, env);
    return closed;
  }
  return {
    state: { ...state, logs: state.logs.with(String(exchange), { ...stream, begun: true }) },
    open: true,
  };
}

/** The API server's client went away. */
export function cancelLog(state: KubeletState, id: number): KubeletState {
  for (const [key, stream] of state.logs)
    if (stream.id === id) return { ...state, logs: state.logs.without(key) };
  return state;
}
