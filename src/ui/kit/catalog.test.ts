import { describe, expect, test } from 'vitest';
import { readCatalog } from './catalog.ts';
import { areas } from './testing/areas.ts';
import { translatorFor } from './i18n.ts';
import { placesOf } from './template.ts';

await readCatalog('zh-CN');

describe.each(Object.entries(areas))('the area %s', (_name, area) => {
  test('has the same codes in both languages', () => {
    expect(Object.keys(area['zh-CN']).sort()).toEqual(Object.keys(area.en).sort());
  });

  test('has the same places in both languages', () => {
    const different = Object.entries(area.en).filter(([code, template]) => {
      const other = area['zh-CN'][code] ?? '';
      return placesOf(template).join() !== placesOf(other).join();
    });
    expect(different).toEqual([]);
  });
});

test('no code lives in two areas', () => {
  const all = Object.values(areas).flatMap((area) => Object.keys(area.en));
  expect(new Set(all).size).toBe(all.length);
});

test('what and why of a caption have at most 40 words together', () => {
  const captions = areas['captions']?.en ?? {};
  const long = Object.keys(captions).filter((code) => {
    if (!code.endsWith('.what')) return false;
    return `${captions[code]} ${captions[code.replace('.what', '.why')]}`.split(/\s+/).length > 40;
  });
  expect(long).toEqual([]);
});

test('a code without a template is shown as it is', () => {
  expect(translatorFor('en').say({ code: 'no.such.code' })).toBe('no.such.code');
  expect(translatorFor('zh-CN').has('no.such.code')).toBe(false);
});
