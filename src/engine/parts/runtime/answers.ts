import type { Context } from '../../kernel/part.ts';
import type { CriContainer, CriResponse, CriSandbox } from '../../wires/cri.ts';
import { draftOf } from './draft.ts';
import type { ContainerRecord, Reply, RuntimeState, Sandbox } from './types.ts';

/** Sends the answer to a CRI call. */
export function answer(
  context: Context,
  reply: Reply,
  body: CriResponse,
  afterInUs = 0,
  role: 'answer' | 'event' = 'answer',
): void {
  const label = body.method === 'error' ? body.message : '';
  context.send({
    to: reply.to,
    wire: 'cri',
    verb: body.method === 'error' ? 'error' : 'ok',
    label,
    body,
    role,
    exchange: reply.exchange,
    subject: reply.subject === '' ? undefined : reply.subject,
    afterInUs: context.work(afterInUs),
  });
}

export function answerDone(context: Context, reply: Reply, afterInUs = 0): void {
  answer(context, reply, { method: 'done', id: reply.id }, afterInUs);
}

export function answerError(
  context: Context,
  reply: Reply,
  code: string,
  message: string,
  afterInUs = 0,
): void {
  answer(context, reply, { method: 'error', id: reply.id, code, message }, afterInUs);
}

/** A container or sandbox that is not there (any more). */
export function answerMissing(context: Context, reply: Reply, what: string, id: string): void {
  answerError(
    context,
    reply,
    'NotFound',
    `an error occurred when try to find ${what} "${id}": not found`,
    600,
  );
}

export function sandboxInfo(sandbox: Sandbox): CriSandbox {
  const { id, namespace, name, podUid, ip, createdAtUs, value } = sandbox;
  return { id, namespace, name, podUid, ip, createdAtUs, state: value === 'Ready' ? 'READY' : 'NOTREADY' };
}

/** `default/web` of the Pod a container belongs to. */
export function podOf(state: RuntimeState, container: CriContainer): string {
  const sandbox = state.sandboxes.get(container.sandbox);
  return sandbox ? `${sandbox.namespace}/${sandbox.name}` : container.podUid;
}

/** `default/web/nginx`: the subject of a container's phases and of its log. */
export function subjectOf(state: RuntimeState, record: ContainerRecord): string {
  return `${podOf(state, record.info)}/${record.info.name}`;
}

export function withContainer(state: RuntimeState, record: ContainerRecord): RuntimeState {
  const next = draftOf(state);
  next.containers = state.containers.with(record.info.id, record);
  return next;
}

/** Every byte as two hexadecimal digits. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 64 hexadecimal digits, as containerd names what it makes. */
export function randomId(context: Context): string {
  const { random } = context;
  let id = '';
  for (let i = 0; i < 8; i += 1) {
    const word = Math.floor(random.next() * 4_294_967_296);
    id += `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
  }
  return id;
}
