import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { readCatalog } from './catalog.ts';
import { TextProvider } from './i18n.ts';
import { type GlyphStatus, StatusGlyph, StatusShape } from './status-glyph.tsx';

await readCatalog('zh-CN');

const STATUSES: readonly GlyphStatus[] = [
  'ready',
  'pending',
  'warning',
  'failed',
  'terminating',
  'unknown',
  'stopped',
];

const withoutColour = (status: GlyphStatus): string =>
  renderToStaticMarkup(createElement(StatusShape, { status }))
    .replaceAll(/var\(--[a-z-]+\)/g, 'x')
    .replaceAll(/(?:stroke|fill)="x"/g, '');

test('every status has an outline and an icon of its own, without any colour', () => {
  const looks = STATUSES.map(withoutColour);
  expect(new Set(looks).size).toBe(STATUSES.length);
  for (const look of looks) expect(look.match(/<(?:path|circle|rect)/g)?.length).toBeGreaterThan(1);
});

test.each(['en', 'zh-CN'] as const)('every status says its word in %s', (locale) => {
  const words = STATUSES.map((status) =>
    renderToStaticMarkup(
      // oxlint-disable-next-line react/no-children-prop -- the provider's only child
      createElement(TextProvider, { locale, children: createElement(StatusGlyph, { status }) }),
    ).replaceAll(/<[^>]+>/g, ''),
  );
  expect(new Set(words).size).toBe(STATUSES.length);
  for (const word of words) expect(word.trim().length).toBeGreaterThan(1);
});
