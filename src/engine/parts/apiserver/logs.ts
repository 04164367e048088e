/** pods/NAME/log: the kubelet has the logs, the API server hands them through. Models registry/core/pod/rest/log.go and strategy.go LogLocation. */
import { badRequest, plainError, type Status } from '../../../kube/status.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import type { KubeObject } from '../../../kube/value.ts';
import { type HttpMessage, type HttpRequest, queryValue, uriOf } from '../../wires/http.ts';
import { labelOf, refuse, respond, subjectOfCall, tellPhase } from './answer.ts';
import { takeId } from './etcd-client.ts';
import { land, launch } from './flights.ts';
import type { Call, Env, Flight } from './types.ts';

function containerOf(call: Call, pod: Pod): string | Status {
  const { spec } = pod;
  const asked = queryValue(call.request, 'container');
  const names = [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].map(
    (c) => c.name,
  );
  if (asked !== '')
    return names.includes(asked)
      ? asked
      : badRequest(`container ${asked} is not valid for pod ${call.info.name}`);
  const only = spec.containers[0]?.name;
  if (names.length === 1 && only !== undefined) return only;
  const init = spec.initContainers?.length
    ? ` or one of the init containers: [${spec.initContainers.map((c) => c.name).join(' ')}]`
    : '';
  return badRequest(
    `a container name must be specified for pod ${call.info.name}, choose one of: [${spec.containers.map((c) => c.name).join(' ')}]${init}`,
  );
}

/** Goes on to the kubelet of the Pod's node. */
export function askKubelet(env: Env, call: Call, object: KubeObject): void {
  const { draft, config, context } = env;
  const pod = object as Pod;
  const container = containerOf(call, pod);
  if (typeof container !== 'string') return refuse({ ...call, state: 'refused' }, context, container, 0);
  const node = pod.spec.nodeName ?? '';
  if (node === '') return respond(call, context, 204, '', 0, '');
  const kubelet = config.kubelets.get(node);
  if (kubelet === undefined)
    return refuse(
      { ...call, state: 'refused' },
      context,
      plainError('no preferred addresses found; known addresses: []'),
      0,
    );
  const id = takeId(draft);
  const query = call.request.query.filter(([key]) => key !== 'container');
  const path = `/containerLogs/${call.info.namespace}/${call.info.name}/${container}`;
  const request: HttpRequest = {
    kind: 'request',
    id,
    method: 'GET',
    path,
    query,
    contentType: '',
    accept: '*/*',
    userAgent: 'kube-apiserver/v1.36.3',
    credential: 'kube-apiserver-kubelet-client',
    kubectlCommand: '',
    body: null,
  };
  const cause = tellPhase(call, context, 'etcd', 'kubelet');
  context.send({
    to: kubelet,
    wire: 'http',
    verb: 'GET',
    label: uriOf(request),
    body: request,
    role: 'request',
    subject: subjectOfCall(call),
    cause,
  });
  launch(env, { id, call: { ...call, seated: true, level: '', object }, waitsFor: 'kubelet', kubelet });
}

/** A message of a kubelet for a log that runs. */
export function onKubelet(env: Env, flight: Flight, message: HttpMessage): void {
  const { call } = flight;
  const { context } = env;
  const forward = (verb: string, body: HttpMessage, role: 'event' | 'answer') =>
    context.send({
      to: call.client,
      wire: 'http',
      verb,
      label: labelOf(call),
      body,
      role,
      exchange: call.exchange,
      subject: subjectOfCall(call),
    });
  if (message.kind === 'stream') forward('CHUNK', { ...message, id: call.request.id }, 'event');
  if (message.kind === 'end') {
    forward('END', { kind: 'end', id: call.request.id }, 'answer');
    land(env, flight);
  }
  if (message.kind !== 'response') return;
  if (message.code === 200 && message.body === null) {
    forward('200', { ...message, id: call.request.id }, 'event');
    land(env, flight);
    env.draft.flights = [...env.draft.flights, { ...flight, streaming: true }];
    return;
  }
  land(env, flight);
  if (message.code < 400) {
    const cause = tellPhase(call, context, 'kubelet', 'answered', message.code);
    return respond(call, context, message.code, message.body, 0, message.contentType, cause);
  }
  const text = typeof message.body === 'string' ? message.body.trim() : '';
  const status =
    text === '' ? (message.body as Status) : message.code === 400 ? badRequest(text) : plainError(text);
  refuse({ ...call, state: 'refused' }, context, status, 0);
}

/** The kubelet is not there, or went away while it answered. */
export function onKubeletGone(env: Env, flight: Flight): void {
  land(env, flight);
  const { call } = flight;
  const { context } = env;
  if (flight.streaming) {
    context.send({
      to: call.client,
      wire: 'http',
      verb: 'END',
      label: labelOf(call),
      body: { kind: 'end', id: call.request.id },
      role: 'answer',
      exchange: call.exchange,
    });
    return;
  }
  const pod = call.object as Pod | undefined;
  const address = `${pod?.status?.hostIP ?? pod?.spec.nodeName ?? ''}:10250`;
  const url = `https://${address}/containerLogs/${call.info.namespace}/${call.info.name}`;
  refuse(
    { ...call, state: 'refused' },
    context,
    plainError(`Get "${url}": dial tcp ${address}: connect: connection refused`),
    0,
  );
}
