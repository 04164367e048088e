/** Runs named commands side by side, each with its output kept back until it fails. Times and outcomes come back as data. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface Step {
  readonly name: string;
  /** A program below node_modules/.bin and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Show what it prints while it runs. */
  readonly loud?: boolean;
}

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** Runs one step; it never throws, a program that cannot start is a failed step. */
export function runStep(step: Step): Promise<Outcome> {
  const startedAtMs = Date.now();
  const [program, ...words] = step.command;
  return new Promise((resolve) => {
    let output = '';
    const done = (passed: boolean): void =>
      resolve({ name: step.name, passed, seconds: (Date.now() - startedAtMs) / 1000, output });
    const child = spawn(join(ROOT, 'node_modules/.bin', program), words, {
      cwd: ROOT,
      env: { ...process.env, ...step.env },
      stdio: step.loud === true ? 'inherit' : 'pipe',
    });
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => {
      output += String(error);
      done(false);
    });
    child.on('close', (code) => done(code === 0));
  });
}

/** Runs the steps in order, at most `width` at once, and tells of each as it ends. */
export async function runSteps(
  steps: readonly Step[],
  width: number,
  onEnd: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const outcome = await runStep(step);
      outcomes.push(outcome);
      onEnd(outcome);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}
