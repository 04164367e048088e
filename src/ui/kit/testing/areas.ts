import { english, type Locale } from '../catalog.ts';
import { chinese } from '../catalog-zh-cn.ts';

/** Every area of the catalogs in both languages. */
export const areas: Readonly<Record<string, Readonly<Record<Locale, Readonly<Record<string, string>>>>>> =
  Object.fromEntries(
    Object.entries(english).map(([area, en]) => [area, { en, 'zh-CN': chinese[area] ?? {} }]),
  );
