/** House rules that neither compiler nor linter can hold: names, sizes, READMEs, translations, the arrows between rooms. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placesOf } from '../src/ui/kit/template.ts';

const ROOT = join(import.meta.dirname, '..');
const LINES_MAX = 500;

/** Room → the rooms it may know. The compiler holds these through `references`; this table says which references are right. */
const ENGINE_BASE = ['base', 'kube', 'protocol'];
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  kube: ['base'],
  protocol: ['base', 'kube'],
  'engine/kernel': ENGINE_BASE,
  'engine/wires': [...ENGINE_BASE, 'engine/kernel'],
  'engine/loops': [...ENGINE_BASE, 'engine/kernel', 'engine/wires'],
  'engine/parts': [...ENGINE_BASE, 'engine/kernel', 'engine/wires', 'engine/loops'],
  'engine/world': [...ENGINE_BASE, 'engine/kernel', 'engine/wires', 'engine/loops', 'engine/parts'],
  host: [...ENGINE_BASE, 'engine/kernel', 'engine/world'],
  'ui/kit': ['base'],
  'ui/session': ['base', 'kube', 'protocol', 'ui/kit'],
  'ui/canvas': ['base', 'kube', 'protocol', 'ui/kit', 'ui/session'],
  'ui/parts': ['base', 'kube', 'protocol', 'ui/kit', 'ui/session'],
  'ui/panels': ['base', 'kube', 'protocol', 'ui/kit', 'ui/session', 'ui/canvas', 'ui/parts'],
  app: ['base', 'kube', 'protocol', 'ui/kit', 'ui/session', 'ui/canvas', 'ui/parts', 'ui/panels'],
};
const ROOMS = Object.keys(ARROWS);

function filesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (path === 'scripts/fixtures') return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const files = ['src', 'scripts', 'bench', 'e2e', 'public'].flatMap(filesBelow);
const sources = files.filter(
  (path) => ['.ts', '.tsx'].includes(extname(path)) && path !== 'scripts/tidy.test.ts',
);

/** What of `list` breaks a rule; the rule is kept when this is empty. */
const breaking = (list: readonly string[], broken: (path: string) => boolean): string[] =>
  list.filter(broken);

describe('names', () => {
  test('files and folders are kebab-case', () => {
    const word = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
    const exempt = new Set(['README.md', 'zh-CN', 'zh-CN.md']);
    expect(
      breaking(files, (path) => path.split('/').some((part) => !exempt.has(part) && !word.test(part))),
    ).toEqual([]);
  });

  test('no file is a drawer for odds and ends', () => {
    expect(
      breaking(files, (path) => /^(utils?|helpers?|common|misc|shared|stuff)\./.test(basename(path))),
    ).toEqual([]);
  });
});

describe('sizes', () => {
  test(`no source or style sheet is longer than ${LINES_MAX} lines`, () => {
    const sized = [...sources, ...files.filter((path) => extname(path) === '.css')];
    expect(breaking(sized, (path) => read(path).split('\n').length > LINES_MAX + 1)).toEqual([]);
  });

  test('a room README has at most 40 lines, a part README at most 80', () => {
    const readmes = files.filter((path) => path.startsWith('src/') && basename(path) === 'README.md');
    const lineMax = (path: string): number => (path.startsWith('src/engine/parts/') ? 80 : 40);
    expect(breaking(readmes, (path) => read(path).split('\n').length > lineMax(path) + 1)).toEqual([]);
  });
});

describe('rooms', () => {
  test('each has a README, a line in src/README.md and a TypeScript project', () => {
    const map = existsSync(join(ROOT, 'src/README.md')) ? read('src/README.md') : '';
    expect(breaking(ROOMS, (room) => !existsSync(join(ROOT, 'src', room, 'README.md')))).toEqual([]);
    expect(breaking(ROOMS, (room) => !map.includes(`\`${room}\``))).toEqual([]);
    const projects = (JSON.parse(read('tsconfig.json')) as { references: { path: string }[] }).references;
    expect(projects.map((project) => project.path)).toEqual([
      ...ROOMS.map((room) => `./src/${room}`),
      './tsconfig.tests.json',
    ]);
  });

  test.each(ROOMS)('%s refers to no room beyond its arrows', (room) => {
    const project = JSON.parse(read(`src/${room}/tsconfig.json`)) as { references: { path: string }[] };
    const known = project.references.map((reference) => join(room, reference.path));
    expect(breaking(known, (other) => !(ARROWS[room] ?? []).includes(other))).toEqual([]);
  });

  test.each([
    'base',
    'kube',
    'protocol',
    'engine/kernel',
    'engine/wires',
    'engine/loops',
    'engine/parts',
    'engine/world',
  ])('%s sees neither a page nor Node', (room) => {
    const { compilerOptions } = JSON.parse(read(`src/${room}/tsconfig.json`)) as {
      compilerOptions: Record<string, unknown>;
    };
    expect([compilerOptions['lib'], compilerOptions['types']]).toEqual([undefined, undefined]);
  });

  test('every part says what it leaves out', () => {
    const parts = readdirSync(join(ROOT, 'src/engine/parts'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const silent = parts
      .map((entry) => `src/engine/parts/${entry.name}/README.md`)
      .filter((path) => !existsSync(join(ROOT, path)) || !/left? out|leave out|leaves out/i.test(read(path)));
    expect(silent).toEqual([]);
  });
});

describe('sources', () => {
  test('hold nothing unfinished and no test that is passed over', () => {
    const word = /\b(TODO|FIXME|XXX)\b|\b(test|it|describe)\.(skip|only|todo|fails|fixme)\b/;
    expect(breaking(sources, (path) => word.test(read(path)))).toEqual([]);
  });

  test('name imported files with their extension', () => {
    const bare =
      /\b(from|import)\s*\(?\s*'\.{1,2}\/(?![^']*\.(ts|tsx|mjs|json|css|yaml|md|txt|svg|png)(\?\w+)?')[^']*'/;
    expect(breaking(sources, (path) => bare.test(read(path)))).toEqual([]);
  });
});

describe('translations', () => {
  const I18N = 'src/ui/kit/i18n';
  const catalogs = (language: string): string[] =>
    filesBelow(`${I18N}/${language}`)
      .filter((path) => extname(path) === '.json')
      .map((path) => path.slice(`${I18N}/${language}/`.length));

  /** Every text of a catalog as `key → text`, nested keys joined by dots. */
  function texts(value: unknown, path = ''): [string, string][] {
    if (typeof value === 'string') return [[path, value]];
    return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
      texts(inner, path === '' ? key : `${path}.${key}`),
    );
  }

  const placeholders = placesOf;

  test('en and zh-CN have the same catalogs', () => {
    expect(catalogs('zh-CN')).toEqual(catalogs('en'));
    expect(catalogs('en').length).toBeGreaterThan(0);
  });

  test.each(catalogs('en'))('%s has equal keys and placeholders in both languages', (name) => {
    const english = texts(JSON.parse(read(`${I18N}/en/${name}`)));
    const chinese = new Map(texts(JSON.parse(read(`${I18N}/zh-CN/${name}`))));
    expect([...chinese.keys()].sort()).toEqual(english.map(([key]) => key).sort());
    const unlike = english.filter(([key, text]) => {
      const other = chinese.get(key) ?? '';
      return other === '' || String(placeholders(text)) !== String(placeholders(other));
    });
    expect(unlike).toEqual([]);
  });

  test('Chinese stands in the catalogs only', () => {
    const ours = sources.filter((path) => path.startsWith('src/') && !/\.test\.tsx?$/.test(path));
    expect(breaking(ours, (path) => /\p{Script=Han}/u.test(read(path)))).toEqual([]);
  });
});
