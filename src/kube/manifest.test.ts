import { describe, expect, it } from 'vitest';
import {
  manifestObjectError,
  objectsOf,
  parseManifest,
  positionOf,
  type ManifestDocument,
} from './manifest.ts';
import { printJson, printYaml } from './printers/yaml-json.ts';
import { oracleFile } from './testing/vectors.ts';

const documents = (text: string): readonly ManifestDocument[] => {
  const manifest = parseManifest(text, 'x.yaml');
  if ('error' in manifest) throw new Error(manifest.error.message);
  return manifest.documents;
};

const errorOf = (text: string): string => {
  const manifest = parseManifest(text, 'x.yaml');
  return 'error' in manifest
    ? `${manifest.error.position.line}:${manifest.error.position.column} ${manifest.error.message}`
    : 'no error';
};

describe('manifests', () => {
  it('are YAML 1.1, as kubectl reads them', () => {
    const [doc] = documents('a: yes\nb: 0644\nc: "0644"\nd: 2024-01-01\ne: 1:30\nf: n\ng: ~\nh: 1e3\n');
    expect(doc?.value).toEqual({
      a: true,
      b: 420,
      c: '0644',
      d: '2024-01-01',
      e: '1:30',
      f: false,
      g: null,
      h: 1000,
    });
  });

  it('may hold several documents and lists, of which empty ones are passed over', () => {
    expect(documents('---\na: 1\n---\n# nothing\n---\nb: 2\n').map((d) => d.value)).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
    expect(objectsOf({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'A' }, { kind: 'B' }] })).toHaveLength(
      2,
    );
    expect(documents('{"kind": "Pod", "spec": {"x": [1, 2]}}')[0]?.value).toEqual({
      kind: 'Pod',
      spec: { x: [1, 2] },
    });
  });

  it('know where each field stands', () => {
    const [doc] = documents(
      'kind: Pod\nspec:\n  containers:\n  - name: a\n    image: nginx\n  - name: b\n    image: redis\n',
    ) as [ManifestDocument];
    expect(positionOf(doc, 'spec.containers[1].image')).toEqual({ line: 7, column: 5 });
    expect(positionOf(doc, 'spec.containers[0].ports[0].name')).toEqual({ line: 4, column: 5 });
    expect(positionOf(doc, 'metadata.name').line).toBe(1);
  });

  it('let the last of two equal keys count, and say so', () => {
    const [doc] = documents('a: 1\nb: 2\na: 3\n') as [ManifestDocument];
    expect(doc.value).toEqual({ a: 3, b: 2 });
    expect(doc.duplicates).toEqual([
      { message: 'key "a" already set in map', position: { line: 3, column: 1 } },
    ]);
  });

  it('are refused with line and column when they are malformed', () => {
    expect(errorOf('a: [b\n')).toContain("yaml: line 1: did not find expected ',' or ']'");
    expect(errorOf('a: b: c\n')).toContain('yaml: line 1: mapping values are not allowed in this context');
    expect(errorOf('a:\n\tb: 1\n')).toContain('found character that cannot start any token');
    expect(errorOf('- a\n')).toContain('cannot unmarshal array');
  });

  it('are refused when they are hostile', () => {
    expect(errorOf('['.repeat(20_000))).toContain('max depth');
    expect(errorOf(`a: ${'- '.repeat(5000)}`)).toContain('max depth');
    const stairs = Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(errorOf(stairs)).toContain('max depth');
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]`),
    ].join('\n');
    expect(errorOf(bomb)).toContain('excessive aliasing');
    expect(documents('__proto__: {x: 1}\n')[0]?.value).toEqual(JSON.parse('{"__proto__": {"x": 1}}'));
  });

  it('need an apiVersion and a kind', () => {
    expect(manifestObjectError({ kind: 'Pod' }, 'x.yaml')).toContain(
      'error validating data: apiVersion not set;',
    );
    expect(manifestObjectError({ apiVersion: 'v1', kind: 'Pod' }, 'x.yaml')).toBeUndefined();
  });
});

describe('-o yaml and -o json', () => {
  it('sort keys and quote what would be read as something else', () => {
    expect(
      printYaml({ b: ['x', { d: 1, c: 'yes' }], a: { z: '', e: [], t: '1e3', u: 'a: b', l: 'x\ny\n' } }),
    ).toBe(
      'a:\n  e: []\n  l: |\n    x\n    y\n  t: "1e3"\n  u: \'a: b\'\n  z: ""\nb:\n- x\n- c: "yes"\n  d: 1\n',
    );
    expect(printJson({ b: 1, a: [] })).toBe('{\n    "a": [],\n    "b": 1\n}\n');
  });

  it('print what a real kubectl printed', () => {
    const text = oracleFile('recordings/kubelet-run.json');
    if (text === undefined) return console.warn('!! no recordings: -o json was NOT compared');
    const steps = (JSON.parse(text) as { raw: readonly { out: string }[] }).raw;
    const printed = steps.filter((s) => s.out.startsWith('{\n')).map((s) => s.out);
    expect(printed.length).toBeGreaterThan(0);
    for (const out of printed) expect(printJson(JSON.parse(out))).toBe(out);
  });
});
