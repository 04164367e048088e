import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** Codes that the engine sends as data: nobody but this test sees that one has no sentence. */
function codesSaid(): Set<string> {
  const codes = new Set<string>();
  for (const file of [
    ...filesBelow(join(ROOT, 'src/engine'), '.ts'),
    ...filesBelow(join(ROOT, 'src/host'), '.ts'),
  ]) {
    const source = readFileSync(file, 'utf8');
    for (const [, code] of source.matchAll(/(?:code: |\.note\(|note\([a-z.]+, )'([a-z]+(?:[.-][a-z-]+)+)'/g))
      if (code) codes.add(code);
  }
  return codes;
}

function templates(language: string): Set<string> {
  const folder = join(ROOT, 'src/ui/kit/i18n', language);
  return new Set(
    filesBelow(folder, '.json').flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object),
    ),
  );
}

describe('what the engine says by code', () => {
  const said = [...codesSaid()].sort();

  test('is found in its sources', () => expect(said.length).toBeGreaterThan(20));

  test.each(['en', 'zh-CN'])('has a sentence in %s', (language) => {
    const known = templates(language);
    // Roots and faults have several sentences each, told apart by what they carry.
    const missing = said.filter(
      (code) =>
        !known.has(code) && ![...known].some((key) => key.startsWith(`${code}.`) || key.endsWith(`.${code}`)),
    );
    expect(missing).toEqual([]);
  });
});
