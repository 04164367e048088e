import { LineCounter, parseDocument } from 'yaml';
import type { Action } from '../../protocol/action.ts';
import type { Fault } from '../../protocol/fault.ts';

/** A run told as data: a preset, and what is done at which instant. Files in YAML; times are `1500ms`, `2s`, `1m30s` or plain microseconds. */
export interface Scenario {
  readonly preset: string;
  readonly untilUs: number;
  readonly steps: readonly { readonly atUs: number; readonly action: Action }[];
}

const UNITS: readonly (readonly [string, number])[] = [
  ['ms', 1000],
  ['us', 1],
  ['s', 1_000_000],
  ['m', 60_000_000],
  ['h', 3_600_000_000],
];

/** Microseconds of a duration such as `1m30s`; NaN when it is none. */
export function parseDurationInUs(text: string): number {
  if (text !== '' && Number.isFinite(Number(text))) return Math.round(Number(text));
  let rest = text.trim();
  let sumInUs = 0;
  while (rest !== '') {
    let end = 0;
    while (end < rest.length && '0123456789.'.includes(rest.charAt(end))) end += 1;
    const unit = UNITS.find(([name]) => rest.startsWith(name, end));
    if (end === 0 || !unit) return Number.NaN;
    sumInUs += Number(rest.slice(0, end)) * unit[1];
    rest = rest.slice(end + unit[0].length);
  }
  return text.trim() === '' ? Number.NaN : Math.round(sumInUs);
}

/** Reads a scenario; throws an Error whose sentence names the line and column. */
export function parseScenario(text: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const problem = document.errors[0];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new Error(
      `the scenario is not valid YAML at line ${line}, column ${col}: ${problem.message.split('\n')[0]}`,
    );
  }
  const whole = (document.toJS({ maxAliasCount: 50 }) ?? {}) as {
    preset?: string;
    until?: string | number;
    steps?: readonly RawStep[];
  };
  return {
    preset: whole.preset ?? 'standard',
    untilUs: durationOf(whole.until ?? '30s', 'until'),
    steps: (whole.steps ?? []).map((step, i) => ({
      atUs: durationOf(step.at ?? '', `steps[${i}].at`),
      action: actionOf(step, i),
    })),
  };
}

interface RawStep {
  readonly at?: string | number;
  readonly kubectl?: string;
  readonly session?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly fault?: Fault;
  readonly heal?: number | 'all';
}

function durationOf(value: string | number, place: string): number {
  const us = parseDurationInUs(String(value));
  if (!Number.isFinite(us) || us < 0)
    throw new Error(`${place} is "${value}"; write a time such as 1500ms, 2s or 1m30s`);
  return us;
}

function actionOf(step: RawStep, i: number): Action {
  if (step.kubectl !== undefined) {
    return {
      kind: 'kubectl',
      session: step.session ?? 't1',
      line: step.kubectl,
      ...(step.files ? { files: step.files } : {}),
    };
  }
  if (step.fault) return { kind: 'fault', fault: step.fault };
  if (step.heal === 'all') return { kind: 'heal-all' };
  if (typeof step.heal === 'number') return { kind: 'heal', fault: step.heal };
  throw new Error(`steps[${i}] says neither kubectl, fault nor heal; give it one of them`);
}
