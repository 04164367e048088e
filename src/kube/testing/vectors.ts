/** Test support only: reads recorded cases from ORACLE_DIR. It may use Node, which the room itself may not. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const directory = process.env['ORACLE_DIR'] ?? '../shared/oracle';

interface RecordedCase<I, O> {
  readonly id: string;
  readonly in: I;
  readonly out: O;
}

/** The text of a file of the oracle, or undefined when it is not there. */
export function oracleFile(path: string): string | undefined {
  const full = `${directory}/${path}`;
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
}

/** Plays recorded cases; `check` returns what is wrong, or undefined. At least `atLeast` must pass; ORACLE_SHOW=n prints n misses. */
export function judge<I, O>(
  file: string,
  atLeast: number,
  check: (input: I, out: O, id: string) => unknown,
  wanted: (input: I, id: string) => boolean = () => true,
  title = file,
): void {
  it(`agrees with at least ${atLeast} cases of ${title}`, () => {
    const text = oracleFile(`vectors/${file}`);
    if (text === undefined) {
      console.warn(`!! no ${directory}/vectors/${file}: the recorded cases were NOT played`);
      return;
    }
    const cases = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedCase<I, O>)
      .filter((recorded) => wanted(recorded.in, recorded.id));
    let toShow = Number(process.env['ORACLE_SHOW'] ?? 0);
    let passed = 0;
    for (const recorded of cases) {
      const wrong = wrongWith(recorded, check);
      if (wrong === undefined) passed += 1;
      else if (toShow-- > 0) show(recorded, wrong);
    }
    console.log(`${title}: ${passed}/${cases.length}`);
    expect(passed).toBeGreaterThanOrEqual(atLeast);
  });
}

function wrongWith<I, O>(
  recorded: RecordedCase<I, O>,
  check: (input: I, out: O, id: string) => unknown,
): unknown {
  try {
    return check(recorded.in, recorded.out, recorded.id);
  } catch (error) {
    return { thrown: String(error instanceof Error ? error.stack : error).slice(0, 400) };
  }
}

function show(recorded: RecordedCase<unknown, unknown>, wrong: unknown): void {
  const text = (value: unknown) => JSON.stringify(value)?.slice(0, 1500);
  console.log(recorded.id, text(recorded.in), '\n  want', text(recorded.out), '\n  mine', text(wrong));
}
