import type { Face } from '../../../protocol/face.ts';
import type { Action } from '../../../protocol/action.ts';
import type { Context, Delivery, Part } from '../../kernel/part.ts';
import { type HttpMessage, type HttpResponse, type HttpStreamEvent, uriOf } from '../../wires/http.ts';
import { splitLine } from './command-line.ts';
import { followStep } from './follow.ts';
import {
  advance,
  answered,
  connectTimer,
  DIAL_TIMEOUT_IN_US,
  finish,
  withSession,
  write,
} from './session.ts';
import { understood } from './status-text.ts';
import type { KubectlConfig, KubectlState, NoAnswer, Session } from './types.ts';

/** Sessions that ended are kept for the face; so many. */
const SESSIONS_MAX = 40;

/** `-v=8`, `-v 8`, `-v8`, `--v=8`, `--v 8`. */
function verbosityOf(words: readonly string[]): number {
  const at = words.findIndex((w) => w === '-v' || w === '--v' || w.startsWith('--v=') || w.startsWith('-v'));
  const word = words[at];
  if (word === undefined) return 0;
  const value = word === '-v' || word === '--v' ? words[at + 1] : word.replace(/^--?v=?/, '');
  return Number(value) || 0;
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

/** Takes back a request that never left, because there is no connection for it. */
function withdraw(id: number, config: KubectlConfig, context: Context): void {
  context.withdraw(config.apiserver, (body) => (body as HttpMessage | null)?.id === id);
}

function cancel(session: Session, config: KubectlConfig, context: Context): void {
  const id = session.pending?.id ?? 0;
  const silence = context.silenceOf(config.apiserver);
  if (silence !== null && silence.sinceUs <= (session.pending?.sentAtUs ?? 0))
    return withdraw(id, config, context);
  context.send({
    to: config.apiserver,
    wire: 'http',
    verb: 'CANCEL',
    label: session.pending
      ? uriOf({ path: session.pending.ask.path, query: session.pending.ask.query ?? [] })
      : '',
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
  if (opened && response.body === null) {
    if (session.pending) context.cancel(connectTimer(session));
    return withSession(state, {
      ...session,
      pending: session.pending && { ...session.pending, opened: true },
    });
  }
  if (opened && follow.kind === 'log')
    write(session, 'stdout', String(response.body).replace(/\n$/, ''), context);
  const told = session.pending ? understood(response, session.pending.ask) : response;
  return answered(state, session, { kind: 'http', atUs: context.nowUs, response: told }, config, context);
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

/** The connection broke or was refused: whoever waits hears of it. A stream that had begun just ends, text in the middle of it. */
function onBroken(
  state: KubectlState,
  ids: readonly number[],
  kind: NoAnswer,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  return ids.reduce((next, id) => {
    const session = sessionOf(next, id);
    if (!session?.pending) return next;
    const { opened, follow } = session.pending;
    const known = opened ? (follow?.kind === 'log' ? 'cut-short' : 'ended') : kind;
    return answered(next, session, { kind: known, atUs: context.nowUs }, config, context);
  }, state);
}

/** Time to have a connection is over. Which time it was, the wire tells. */
function onConnectTimer(
  state: KubectlState,
  id: number,
  config: KubectlConfig,
  context: Context,
): KubectlState {
  const session = sessionOf(state, id);
  const silence = context.silenceOf(config.apiserver);
  if (!session?.pending || silence === null || silence.sinceUs > session.pending.sentAtUs) return state;
  const overUs = session.pending.sentAtUs + DIAL_TIMEOUT_IN_US;
  if (silence.kind === 'paused' || context.nowUs >= overUs) {
    withdraw(id, config, context);
    return onBroken(state, [id], silence.kind === 'paused' ? 'mute' : 'unreachable', config, context);
  }
  context.timer({ name: connectTimer(session), afterInUs: overUs - context.nowUs, data: id });
  return state;
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
      return onBroken(state, waiting, delivery.silent ? 'lost' : 'broken', config, context);
    }
    case 'timer':
      return onConnectTimer(state, delivery.data as number, config, context);
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
