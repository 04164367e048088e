// Test support only, and plain JavaScript because this room's TypeScript project knows no Node. Reads recorded cases from ORACLE_DIR.
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const directory = process.env.ORACLE_DIR ?? '../shared/oracle';

/** The text of a file of the oracle, or undefined when it is not there. */
export function oracleFile(path) {
  const full = `${directory}/${path}`;
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
}

/** Plays recorded cases; `check` returns what is wrong, or undefined. At least `atLeast` must pass; ORACLE_SHOW=n prints n misses. */
export function judge(file, atLeast, check, wanted = () => true, title = file) {
  it(`agrees with at least ${atLeast} cases of ${title}`, () => {
    const text = oracleFile(`vectors/${file}`);
    if (text === undefined) {
      console.warn(`!! no ${directory}/vectors/${file}: the recorded cases were NOT played`);
      return;
    }
    const cases = text.trim().split('\n').map((line) => JSON.parse(line)).filter((c) => wanted(c.in, c.id));
    let passed = 0;
    let shown = Number(process.env.ORACLE_SHOW ?? 0);
    for (const c of cases) {
      let wrong;
      try {
        wrong = check(c.in, c.out, c.id);
      } catch (error) {
        wrong = { thrown: String(error.stack).slice(0, 400) };
      }
      if (wrong === undefined) passed += 1;
      else if (shown-- > 0) console.log(c.id, JSON.stringify(c.in).slice(0, 1500), '\n  want', JSON.stringify(c.out).slice(0, 1500), '\n  mine', JSON.stringify(wrong).slice(0, 1500));
    }
    console.log(`${title}: ${passed}/${cases.length}`);
    expect(passed).toBeGreaterThanOrEqual(atLeast);
  });
}
