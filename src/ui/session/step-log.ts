import { Hasher, hashToHex } from '../../base/hash.ts';
import type { SessionStep } from '../../protocol/action.ts';

/** A step as the journal keeps it; `check` covers it and all before it. */
export interface LogEntry {
  readonly step: SessionStep;
  readonly check: string;
}

/** The step as the entry behind `before`. */
export function sealed(step: SessionStep, before: LogEntry | null): LogEntry {
  const hasher = new Hasher();
  hasher.text(before?.check ?? '');
  hasher.text(JSON.stringify(step));
  return { step, check: hashToHex(hasher.value()) };
}

/** As many entries from the first on as are whole and in their place: what was torn or changed is lost, and what came after it. */
export function wholeSteps(entries: readonly unknown[]): readonly LogEntry[] {
  const whole: LogEntry[] = [];
  for (const entry of entries) {
    if (!isEntry(entry) || sealed(entry.step, whole.at(-1) ?? null).check !== entry.check) break;
    whole.push(entry);
  }
  return whole;
}

function isEntry(value: unknown): value is LogEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'check' in value &&
    'step' in value &&
    typeof value.step === 'object' &&
    value.step !== null
  );
}
