/**
 * Drives a command. A command is a generator, which cannot stand in a checkpoint; its answers can. So it is run anew from its first line
 * whenever an answer arrives, is given the answers so far, and skips what it has printed already. Commands make few requests, and what
 * could be long (a watch, a followed log) is handled outside of them, message by message.
 */
import { commandOf } from '../../../kube/kubectl-grammar.ts';
import type { Context } from '../../kernel/part.ts';
import { uriOf, type HttpRequest } from '../../wires/http.ts';
import { scriptOf } from './commands/commands.ts';
import type { Answer, Ask, Follow, KubectlConfig, KubectlState, Session } from './types.ts';
import { logRequest, logResponse } from './verbose.ts';

const DISCOVERY_TTL_IN_US = 6 * 3600 * 1_000_000;
/** A process starts, reads its configuration and parses before it asks anything. */
const STARTUP_IN_US = 38_000;
const BETWEEN_IN_US = 900;
/** Go's net/http waits so long for a TLS handshake, client-go's dialer for a connection. */
const HANDSHAKE_TIMEOUT_IN_US = 10_000_000;
export const DIAL_TIMEOUT_IN_US = 30_000_000;
export const VERSION = 'v1.36.3';

export function withSession(state: KubectlState, session: Session): KubectlState {
  const sessions = new Map(state.sessions);
  sessions.set(session.id, session);
  return { ...state, sessions };
}

export function connectTimer(session: Session): string {
  return `connect ${session.id}`;
}

/** Writes to the terminal of a session. */
export function write(
  session: Session,
  stream: 'stdout' | 'stderr' | 'prompt' | 'exit',
  text: string,
  context: Context,
): void {
  context.log(session.id, stream, text);
}

function commandName(words: readonly string[]): string {
  return commandOf(words.filter((word) => !word.startsWith('-')))?.name ?? '';
}

function send(
  state: KubectlState,
  session: Session,
  ask: Ask,
  follow: Follow | null,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const id = state.nextId;
  const body: HttpRequest = {
    kind: 'request',
    id,
    method: ask.method,
    path: ask.path,
    query: ask.query ?? [],
    contentType: ask.body === undefined ? '' : (ask.contentType ?? 'application/json'),
    accept: ask.accept ?? 'application/json',
    userAgent: `kubectl/${VERSION}`,
    credential: config.user ?? 'kubernetes-admin',
    kubectlCommand: `kubectl ${commandName(session.shell.words)}`,
    body: ask.body ?? null,
  };
  const afterInUs = context.work(session.answers.length === 0 ? STARTUP_IN_US : BETWEEN_IN_US);
  const exchange = context.send({
    to: config.apiserver,
    wire: 'http',
    verb: ask.method,
    label: uriOf(body),
    body,
    role: 'request',
    afterInUs,
    ...(ask.subject ? { subject: ask.subject } : {}),
  });
  logRequest(session, body, context);
  const pending = { id, exchange, ask, sentAtUs: context.nowUs + afterInUs, follow, opened: false };
  // The first request of a command has to have a connection first.
  if (session.answers.length === 0)
    context.timer({
      name: connectTimer(session),
      afterInUs: afterInUs + HANDSHAKE_TIMEOUT_IN_US,
      data: id,
    });
  return withSession({ ...state, nextId: id + 1 }, { ...session, pending });
}

/** Runs the command as far as its answers reach. */
export function advance(
  state: KubectlState,
  from: Session,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const script = scriptOf(from.shell);
  let next = state;
  let session = from;
  let effects = 0;
  let used = 0;
  let step = script.next();
  while (!step.done) {
    const todo = step.value;
    if (todo.do === 'request' || todo.do === 'follow') {
      const answer = session.answers[used];
      if (!answer)
        return send(next, session, todo.ask, todo.do === 'follow' ? todo.follow : null, config, context);
      used += 1;
      effects += 1;
      if (effects > session.done) {
        if (answer.kind === 'http') logResponse(session, todo.ask, answer, context);
        session = { ...session, done: effects };
      }
      step = script.next(answer);
    } else {
      effects += 1;
      if (effects > session.done) {
        if (todo.do === 'print') write(session, todo.stream, todo.text, context);
        else next = { ...next, discoveryUntilUs: context.nowUs + DISCOVERY_TTL_IN_US };
        session = { ...session, done: effects };
      }
      step = script.next(undefined);
    }
  }
  return finish(next, session, step.value, context);
}

/** The command is over: its exit code is the last thing it says. */
export function finish(state: KubectlState, session: Session, code: number, context: Context): KubectlState {
  context.cancel(connectTimer(session));
  write(session, 'exit', String(code), context);
  return withSession(state, { ...session, answers: [], done: 0, pending: null, running: false });
}

/** An answer for the session's pending request. */
export function answered(
  state: KubectlState,
  session: Session,
  answer: Answer,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  if (session.answers.length === 0) context.cancel(connectTimer(session));
  const heard: Session = { ...session, answers: [...session.answers, answer] };
  return advance(withSession(state, { ...heard, pending: null }), heard, config, context);
}
