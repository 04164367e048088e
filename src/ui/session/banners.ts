import type { Banner } from './state.ts';

/** Banners that go by themselves. */
export const PASSING = new Set(['branch', 'search', 'pause', 'world']);
export const PASSING_IN_MS = 8_000;

export const gaveUp: Banner = {
  id: 'engine',
  tone: 'problem',
  text: { code: 'shell.banner.gaveUp' },
  action: { kind: 'reset' },
};

/** A search went through so much time and found nothing. */
export const nothingAhead = (span: number): Banner => ({
  id: 'search',
  tone: 'note',
  text: { code: 'shell.banner.nothingAhead', params: { span } },
  action: { kind: 'break' },
});

/** Another branch is current; the one that was left may be gone. */
export const otherBranch = (name: string, left: string | undefined): Banner => ({
  id: 'branch',
  tone: 'note',
  text: { code: 'shell.banner.branch', params: { name } },
  ...(left === undefined ? {} : { action: { kind: 'compare', branch: left } }),
});
