import type { Face } from '../../../protocol/face.ts';
import type { Action } from '../../../protocol/action.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import { type HttpMessage, type HttpResponse, type HttpStreamEvent, uriOf } from '../../wires/http.ts';
import { splitLine } from './command-line.ts';
import { followStep } from './follow.ts';
import { advance, answered, finish, withSession, write } from './session.ts';
import type { KubectlConfig, KubectlState, Session } from './types.ts';

/** Sessions that ended are kept for the face; so many. */
const SESSIONS_MAX = 40;

function verbosityOf(words: readonly string[]): number {
  const word = words.find((w) => w.startsWith('-v=') || w.startsWith('--v='));
  return word ? Number(word.slice(word.indexOf('=') + 1)) || 0 : 0;
}

function prune(state: KubectlState): KubectlState {
  if (state.sessions.size <= SESSIONS_MAX) return state;
  const sessions = new Map(state.sessions);
  for (const [id, session] of state.sessions) {
    if (sessions.size <= SESSIONS_MAX) break;
    if (!session.running) sessions.delete(id);
  }
  return { ...state, sessions };
}

function run(
  state: KubectlState,
  action: Extract<Action, { kind: 'kubectl' }>,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const busy = state.sessions.get(action.session);
  const stopped = busy?.running ? interrupt(state, action.session, config, context) : state;
  const line = action.line.trim();
  const split = splitLine(line);
  const words = 'words' in split ? split.words : [];
  const shell = {
    words: words[0] === 'kubectl' || words[0] === 'k' ? words.slice(1) : words,
    files: action.files ?? {},
    discovered: state.discoveryUntilUs > context.nowUs,
    epochSeconds: context.epochSeconds,
    startedAtUs: context.nowUs,
  };
  const session: Session = {
    id: action.session,
    line,
    shell,
    answers: [],
    done: 0,
    pending: null,
    running: true,
    verbosity: verbosityOf(words),
  };
  write(session, 'prompt', line, context);
  const begun = withSession(prune(stopped), session);
  if ('error' in split) {
    write(session, 'stderr', split.error, context);
    return finish(begun, session, 2, context);
  }
  if (words.length === 0) return finish(begun, session, 0, context);
  if (words[0] !== 'kubectl' && words[0] !== 'k') {
    write(session, 'stderr', `${words[0]}: command not found (only kubectl is simulated)`, context);
    return finish(begun, session, 127, context);
  }
  return advance(begun, session, config, context);
}

/** Ctrl-C: the request is given up, the command ends with 130. */
function interrupt(state: KubectlState, id: string, config: KubectlConfig, context: Context): KubectlState {
  const session = state.sessions.get(id);
  if (!session?.running) return state;
  if (session.pending) cancel(session, config, context);
  write(session, 'stdout', '^C', context);
  return finish(state, session, 130, context);
}

function cancel(session: Session, config: KubectlConfig, context: Context): void {
  const id = session.pending?.id ?? 0;
  context.send({
    to: config.apiserver,
    wire: 'http',
    verb: 'CANCEL',
    label: '',
    body: { kind: 'cancel', id },
    role: 'event',
    exchange: session.pending?.exchange ?? 0,
  });
}

function sessionOf(state: KubectlState, id: number): Session | undefined {
  for (const session of state.sessions.values()) if (session.pending?.id === id) return session;
  return undefined;
}

function onResponse(
  state: KubectlState,
  session: Session,
  response: HttpResponse,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const follow = session.pending?.follow ?? null;
  const opened = follow !== null && response.code < 300;
  // The first answer of a stream only says that it is open.
  if (opened && response.body === null) return state;
  if (opened && follow.kind === 'log')
    write(session, 'stdout', String(response.body).replace(/\n$/, ''), context);
  return answered(state, session, { kind: 'http', atUs: context.nowUs, response }, config, context);
}

function onStream(
  state: KubectlState,
  session: Session,
  event: HttpStreamEvent,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const { pending } = session;
  if (!pending?.follow) return state;
  const step = followStep(pending.follow, event, context.epochSeconds * 1_000_000 + context.nowUs);
  if (step.stdout !== '') write(session, 'stdout', step.stdout, context);
  if (step.stderr) write(session, 'stderr', step.stderr, context);
  if (!step.done) return withSession(state, { ...session, pending: { ...pending, follow: step.follow } });
  cancel(session, config, context);
  return answered(state, session, { kind: 'followed', atUs: context.nowUs }, config, context);
}

function onMessage(
  state: KubectlState,
  message: HttpMessage,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const session = sessionOf(state, message.id);
  if (!session) return state;
  if (message.kind === 'response') return onResponse(state, session, message, config, context);
  if (message.kind === 'stream') return onStream(state, session, message, config, context);
  return message.kind === 'end'
    ? answered(state, session, { kind: 'ended', atUs: context.nowUs }, config, context)
    : state;
}

/** The connection broke or was refused: whoever waits hears of it. */
function onBroken(
  state: KubectlState,
  ids: readonly number[],
  kind: 'refused' | 'broken',
  config: KubectlConfig,
  context: Context,
): KubectlState {
  return ids.reduce((next, id) => {
    const session = sessionOf(next, id);
    return session ? answered(next, session, { kind, atUs: context.nowUs }, config, context) : next;
  }, state);
}

function handle(
  state: KubectlState,
  delivery: Delivery,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  switch (delivery.kind) {
    case 'action':
      if (delivery.action.kind === 'kubectl') return run(state, delivery.action, config, context);
      return delivery.action.kind === 'interrupt'
        ? interrupt(state, delivery.action.session, config, context)
        : state;
    case 'message':
      return onMessage(state, delivery.body as HttpMessage, config, context);
    case 'refused':
      return onBroken(state, [(delivery.body as HttpMessage).id], 'refused', config, context);
    case 'reset': {
      const waiting = [...state.sessions.values()].flatMap((session) =>
        session.pending ? [session.pending.id] : [],
      );
      return onBroken(state, waiting, 'broken', config, context);
    }
    default:
      return state;
  }
}

function faceOf(config: KubectlConfig, state: KubectlState): Face {
  const sessions = [...state.sessions.values()].map((session) => ({
    id: session.id,
    line: session.line,
    waitsFor: session.pending
      ? `${session.pending.ask.method} ${uriOf({ path: session.pending.ask.path, query: session.pending.ask.query ?? [] })}`
      : '',
    running: session.running,
  }));
  const waiting = sessions.find((session) => session.running && session.waitsFor !== '');
  return {
    id: config.id,
    kind: 'kubectl',
    title: 'kubectl',
    place: '',
    status: 'ready',
    waitingFor: waiting ? { code: 'waiting.answer', params: { request: waiting.waitsFor } } : null,
    badges: [],
    gauges: [],
    rows: [],
    charts: [],
    timers: [],
    detail: { kind: 'kubectl', sessions },
  };
}

/** kubectl, a client of the world: what is typed becomes the requests that the real one sends, and its answers are printed as it prints them. */
export function createKubectl(config: KubectlConfig): Part<KubectlState> {
  return {
    id: config.id,
    kind: 'kubectl',
    title: 'kubectl',
    machine: '',
    start: () => ({ nextId: 1, discoveryUntilUs: 0, sessions: new Map() }),
    handle: (state, delivery, context) => handle(state, delivery, config, context),
    survive: () => undefined,
    face: (state) => faceOf(config, state),
  };
}
