import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { areas } from '../src/ui/kit/testing/areas.ts';
import { SIMPLIFICATIONS } from '../src/ui/panels/inspector/simplifications.ts';

const PARTS = join(import.meta.dirname, '../src/engine/parts');
const FOLDERS = {
  kubectl: 'kubectl',
  'kube-apiserver': 'apiserver',
  etcd: 'etcd',
  'kube-scheduler': 'scheduler',
  'kube-controller-manager': 'controller-manager',
  kubelet: 'kubelet',
  runtime: 'runtime',
} as const;

/** What a part's README says that it leaves out. */
function leftOut(folder: string): string {
  const readme = readFileSync(join(PARTS, folder, 'README.md'), 'utf8');
  const [, after = ''] = readme.split(/left out(?:\*\*|\n)/i);
  return after.replace(/\s+/g, ' ').toLowerCase();
}

describe.each(SIMPLIFICATIONS)('$text', ({ text, part, source, link }) => {
  test('is said in both languages', () => {
    expect(areas['simplified']?.en[text]).toMatch(/[Rr]eal/);
    expect(areas['simplified']?.['zh-CN'][text]).toMatch(/真实|真正/);
  });

  test("is left out, by the part's own README", () => {
    expect(leftOut(FOLDERS[part])).toContain(source.toLowerCase());
  });

  test('leads to the documents of the release that is modelled', () => {
    expect(link).toMatch(/^https:\/\/(v1-36\.docs\.kubernetes\.io|etcd\.io\/docs\/v3\.6)\//);
  });
});

test.each(Object.keys(FOLDERS))('%s owns up to something', (part) => {
  expect(SIMPLIFICATIONS.some((simplification) => simplification.part === part)).toBe(true);
});

test('every text belongs to an entry', () => {
  const texts = Object.keys(areas['simplified']?.en ?? {}).filter((code) => code.split('.').length > 2);
  expect(SIMPLIFICATIONS.map(({ text }) => text).sort()).toEqual(texts.sort());
});
