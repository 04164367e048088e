/**
 * The chart driver. An XState machine is the one definition of a behaviour; this file runs it without XState's actor runtime (whose clock,
 * ids and session counter are not deterministic). What XState's pure `transition` answers for a (state, event) is learned once and kept in a
 * table; guards are facts the caller answers by name, and a cell remembers one result for each combination of answers it has met.
 * `after` becomes a timer the caller arms on the kernel's queue, so a timer is part of every checkpoint.
 */
import { type AnyStateMachine, type EventObject, initialTransition, transition } from 'xstate';
import type { ChartPicture } from '../../protocol/face.ts';

/** A timer to arm: `delay` is the name used in `after`, `event` what to feed back when it fires, `id` what a cancel will name. */
export interface ChartTimer {
  readonly id: string;
  readonly delay: string;
  readonly event: string;
}

export interface ChartStep {
  /** Next state, nested states joined by dots; parallel regions as JSON. */
  readonly to: string;
  readonly changed: boolean;
  /** Names of the actions to carry out, in order. */
  readonly actions: readonly string[];
  readonly timers: readonly ChartTimer[];
  /** Ids of timers to cancel. */
  readonly cancels: readonly string[];
}

/** Answers a guard by its name. */
export type Facts = (guard: string) => boolean;

/** A guard of a chart: `guards: { quorum: asks('quorum') }` in XState's `setup`. */
export function asks(name: string): (args: { event: EventObject }) => boolean {
  return ({ event }) => (event as unknown as { ask: Facts }).ask(name);
}

interface Learned {
  readonly asked: readonly (readonly [string, boolean])[];
  readonly step: ChartStep;
}

export interface Chart {
  readonly id: string;
  readonly initial: ChartStep;
  readonly picture: ChartPicture;
  /** The definition itself, for tests that walk it with XState's own actor. */
  readonly machine: AnyStateMachine;
  /** The answer to `event` in state `value`; an event the state does not know leaves it as it is. */
  step(value: string, event: string, facts?: Facts): ChartStep;
}

const noFacts: Facts = (guard) => {
  throw new Error(`the chart asks "${guard}", but the caller gave no facts`);
};

function valueToText(value: unknown): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value as Record<string, unknown>);
  const only = entries.length === 1 ? entries[0] : undefined;
  return only ? `${only[0]}.${valueToText(only[1])}` : JSON.stringify(value);
}

function textToValue(text: string): unknown {
  if (text.startsWith('{')) return JSON.parse(text);
  const dot = text.indexOf('.');
  return dot < 0 ? text : { [text.slice(0, dot)]: textToValue(text.slice(dot + 1)) };
}

interface RawAction {
  readonly type: string;
  readonly params?: {
    readonly event?: { readonly type: string };
    readonly id?: string;
    readonly sendId?: string;
  };
}

function readStep(from: string, to: string, raw: readonly RawAction[]): ChartStep {
  const actions: string[] = [];
  const timers: ChartTimer[] = [];
  const cancels: string[] = [];
  for (const action of raw) {
    if (action.type === 'xstate.raise') {
      const event = action.params?.event?.type ?? '';
      timers.push({ id: action.params?.id ?? event, delay: event.split('.')[2] ?? '', event });
    } else if (action.type === 'xstate.cancel') cancels.push(action.params?.sendId ?? '');
    else actions.push(action.type);
  }
  return { to, changed: from !== to, actions, timers, cancels };
}

/** Makes a chart that learns from `machine`. The machine must use named actions, guards (`asks`) and delays only, and no context. */
export function chartOf(machine: AnyStateMachine): Chart {
  const table = new Map<string, Map<string, Learned[]>>();
  const [first, firstActions] = initialTransition(machine);
  const initial = readStep('', valueToText(first.value), firstActions as unknown as RawAction[]);
  const learn = (value: string, event: string, facts: Facts): Learned => {
    const asked: [string, boolean][] = [];
    const ask: Facts = (guard) => {
      const answer = facts(guard);
      asked.push([guard, answer]);
      return answer;
    };
    const snapshot = machine.resolveState({ value: textToValue(value) as never, context: {} });
    const [next, actions] = transition(machine, snapshot, { type: event, ask } as never);
    return { asked, step: readStep(value, valueToText(next.value), actions as unknown as RawAction[]) };
  };
  const step = (value: string, event: string, facts: Facts = noFacts): ChartStep => {
    let row = table.get(value);
    if (!row) table.set(value, (row = new Map()));
    let cell = row.get(event);
    if (!cell) row.set(event, (cell = []));
    const known = cell.find((learned) => learned.asked.every(([guard, answer]) => facts(guard) === answer));
    if (known) return known.step;
    const learned = learn(value, event, facts);
    cell.push(learned);
    return learned.step;
  };
  return { id: machine.id, initial, picture: pictureOf(machine), machine, step };
}

interface NodeLike {
  readonly key: string;
  readonly id: string;
  readonly path: readonly string[];
  readonly type: string;
  readonly states: Record<string, NodeLike>;
  readonly transitions: ReadonlyMap<string, readonly { target?: readonly NodeLike[]; guard?: unknown }[]>;
}

/** Draws the picture of a chart from the machine's own definition. */
export function pictureOf(machine: AnyStateMachine): ChartPicture {
  const states: { name: string; parent: string; final: boolean }[] = [];
  const transitions: { from: string; to: string; event: string; guard: string; delay: string }[] = [];
  const walk = (node: NodeLike) => {
    const from = node.path.join('.');
    if (from !== '')
      states.push({ name: from, parent: node.path.slice(0, -1).join('.'), final: node.type === 'final' });
    for (const [event, list] of node.transitions) {
      for (const { target, guard } of list) {
        const timed = event.startsWith('xstate.after.');
        transitions.push({
          from,
          to: target?.[0]?.path.join('.') ?? from,
          event: timed ? '' : event,
          guard: typeof guard === 'string' ? guard : ((guard as { type?: string } | undefined)?.type ?? ''),
          delay: timed ? (event.split('.')[2] ?? '') : '',
        });
      }
    }
    for (const child of Object.values(node.states)) walk(child);
  };
  walk(machine.root as unknown as NodeLike);
  return { id: machine.id, initial: valueToText(initialTransition(machine)[0].value), states, transitions };
}
