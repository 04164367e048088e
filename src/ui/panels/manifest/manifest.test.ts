import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { translatorFor } from '../../kit/i18n.ts';
import { applyCalls } from './api-calls.ts';
import { checkManifest, issuesInRefusal } from './check-manifest.ts';
import { manifestExamples } from './examples.ts';
import { kindAround, pathAt } from './schema-completion.ts';
import { nearestField, schemaAt } from './schema-path.ts';
import { coloured, partsOfLine } from './yaml-colours.ts';

const t = translatorFor('en');
const problems = (text: string) =>
  checkManifest(text).issues.map(
    (issue) => `${issue.position.line}:${issue.position.column} ${t.say(issue.text)}`,
  );

describe('the manifest editor', () => {
  it.each(
    manifestExamples
      .filter((example) => example.id !== 'broken')
      .map((example) => [example.id, example.text]),
  )('finds nothing wrong with the example %s', (_, text) => {
    expect(problems(text)).toEqual([]);
  });

  it('finds a misspelt field and a value that is not supported, each at its line', () => {
    const found = problems(manifestExamples.find((example) => example.id === 'broken')?.text ?? '');
    expect(found).toContain('8:5 Unknown field spec.containers[0].imagee. Did you mean image?');
    expect(
      found.some((text) =>
        text.startsWith('9:5 spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes"'),
      ),
    ).toBe(true);
    expect(found.some((text) => text.includes('spec.containers[0].image: Required value'))).toBe(true);
  });

  it('says what is missing before there is an object', () => {
    expect(problems('')).toEqual(['1:1 There is no object in this manifest.']);
    expect(problems('kind: Pod\n')).toEqual(['1:1 apiVersion is missing.']);
    expect(problems('apiVersion: v1\nkind: Pudding\n')).toEqual([
      '2:1 The API server does not serve Pudding of v1.',
    ]);
    expect(problems('a: [1\n')[0]).toContain('error converting YAML to JSON');
  });

  it('stops at a value of another type, as the decoder does', () => {
    expect(problems('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: nginx\n')).toEqual(
      [expect.stringMatching(/^6:3 json: cannot unmarshal string/)],
    );
  });

  it('shows a refusal of the server where the field stands', () => {
    const check = checkManifest(manifestExamples[0]?.text ?? '');
    const [issue] = issuesInRefusal(
      ['The Pod "web" is invalid: spec.containers[0].image: Invalid value: "x"'],
      check,
    );
    expect(issue?.position.line).toBe(8);
  });

  it('knows which requests apply will make', () => {
    const objects = checkManifest(manifestExamples[0]?.text ?? '').objects.map((entry) => entry.object);
    expect(applyCalls(objects, () => false).map((call) => `${call.verb} ${call.path}`)).toEqual([
      'GET /api/v1/namespaces/default/pods/web',
      'POST /api/v1/namespaces/default/pods?fieldManager=kubectl-client-side-apply',
    ]);
    expect(applyCalls(objects, (key) => key === 'pods/default/web')[1]?.verb).toBe('PATCH');
  });
});

describe('completion of fields', () => {
  it('knows the path of a line', () => {
    expect(pathAt(['spec:', '  '])).toEqual(['spec']);
    expect(pathAt(['spec:', '  containers:', '  - name: web', '    im'])).toEqual(['spec', 'containers', 0]);
    expect(pathAt(['spec:', '  containers:', '    - na'])).toEqual(['spec', 'containers', 0]);
    expect(pathAt(['spec:', '  containers:', '  - name: web', '    ports:', '    - co'])).toEqual([
      'spec',
      'containers',
      0,
      'ports',
      0,
    ]);
    expect(pathAt(['metadata:', '  name: a', 'sp'])).toEqual([]);
  });

  it('finds kind and schema around it', () => {
    expect(
      kindAround(
        ['apiVersion: v1', 'kind: Pod', '---', 'apiVersion: apps/v1', 'kind: Deployment', 'spec:'],
        5,
      ),
    ).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment' });
    expect(schemaAt('v1', 'Pod', ['spec', 'containers', 0])?.fields.has('imagePullPolicy')).toBe(true);
    expect(nearestField(schemaAt('v1', 'Pod', ['spec']), 'containerz')).toBe('containers');
  });

  it('tells keys from values and remarks', () => {
    expect(partsOfLine('  - name: "a: # b" # c')).toEqual({ keyFrom: 4, keyTo: 8, remark: 19 });
    expect(partsOfLine('# all')).toEqual({ keyFrom: 0, keyTo: 0, remark: 0 });
  });

  it('colours a line once of which two pieces are in sight', () => {
    const doc = Text.of([`a: ${'x'.repeat(9_000)}`, 'b: c']);
    const ranges: [number, number][] = [];
    coloured(doc, [
      { from: 0, to: 100 },
      { from: 5_000, to: doc.length },
    ]).between(0, doc.length, (from, to) => {
      ranges.push([from, to]);
    });
    expect(ranges).toEqual([
      [0, 1],
      [1, 9_003],
      [9_004, 9_005],
      [9_005, 9_008],
    ]);
  });
});
