/**
 * Takes the pictures under docs/ from the real page. Run: `npm run pictures`, or `npm run pictures -- etcd light` for those whose
 * name holds one of the words.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { goTo, liveFirstPod, settle, type Moment, type Where } from './moments.ts';
import { openStage, type Stage } from './page.ts';
import type { SessionState } from '../src/ui/session/state.ts';

const DOCS = join(import.meta.dirname, '../docs');

interface Shot {
  readonly name: string;
  readonly moment: Moment;
  readonly view?: Partial<SessionState>;
  readonly size?: { readonly width: number; readonly height: number };
}

const POST: Where = { kind: 'hop', verb: 'POST', from: 'kubectl' };
const BIND: Where = { kind: 'hop', verb: 'POST', label: '/api/v1/namespaces/default/pods/web/binding' };

/** Six moments of one Pod's life. */
const LIFE: Readonly<Record<string, Moment>> = {
  '1-sent': { where: POST, at: 0.5, select: true },
  '2-replicated': { where: { kind: 'hop', wire: 'raft', verb: 'MsgApp' }, at: 0.5, select: POST },
  '3-created': { where: { kind: 'hop', verb: '201', to: 'kubectl' }, at: 0.5, select: true },
  '4-scheduled': { where: BIND, at: 0.5, select: true },
  '5-pulled': { where: { kind: 'hop', wire: 'cri', verb: 'PullImage' }, at: 0.5, select: true },
  '6-running': {
    where: { kind: 'hop', verb: 'MODIFIED', label: 'pods/default/web' },
    at: 0.5,
    last: true,
    select: 'pod',
  },
};

const STORED: Moment = LIFE['2-replicated'] ?? { where: {}, at: 0 };
const WRITING: Moment = { where: STORED.where, at: 0.5 };
const SCORED: Moment = { where: { kind: 'phase', chart: 'scheduling-cycle', to: 'Permit' }, at: 0.5 };
const REPORTED: Moment = { where: { kind: 'hop', verb: 'PATCH' }, at: 0.5, select: true };
const FOUND: Moment = { where: { kind: 'hop', verb: 'ADDED', to: 'kube-scheduler/cp-1' }, at: 0.5 };
const THEMES = ['dark', 'light'] as const;

const SHOTS: readonly Shot[] = [
  ...THEMES.flatMap((theme) =>
    Object.entries(LIFE).map(([name, moment]) => ({
      name: `first-pod-${name}-${theme}`,
      moment,
      view: { theme },
    })),
  ),
  { name: 'first-pod-dark', moment: STORED },
  { name: 'xray-scheduler', moment: SCORED, view: { xray: 'kube-scheduler' } },
  { name: 'xray-etcd', moment: WRITING, view: { xray: 'etcd-1' } },
  { name: 'wire-trace', moment: REPORTED, view: { depth: 3, bottomOpen: true, bottomTab: 'trace' } },
  { name: 'story-zh', moment: FOUND, view: { depth: 1, locale: 'zh-CN', theme: 'light' } },
  {
    name: 'small-1024',
    moment: STORED,
    view: { bottomTab: 'inspector' },
    size: { width: 1024, height: 768 },
  },
];

async function take(stage: Stage, shot: Shot): Promise<void> {
  const page = await stage.open(shot.size === undefined ? {} : { viewport: shot.size });
  await liveFirstPod(page);
  await dress(page, { theme: 'dark', locale: 'en', depth: 2, ...shot.view });
  await goTo(page, shot.moment);
  await page.screenshot({ path: join(DOCS, `${shot.name}.png`), animations: 'disabled' });
  await page.context().close();
  console.log(`docs/${shot.name}.png`);
}

async function dress(page: Page, view: Partial<SessionState>): Promise<void> {
  const asked = view.xray ?? null;
  const found = await page.evaluate(
    ([change, kind]) => {
      const session = window.__orrery;
      // A part may be named by its kind: the first of that kind is meant.
      const part = session.store
        .getState()
        .roster.find((entry) => entry.id === kind || entry.id.startsWith(`${kind}/`));
      session.set({ ...change, xray: kind === null ? null : (part?.id ?? null) });
      return kind === null || part !== undefined;
    },
    [view, asked] as const,
  );
  if (!found) throw new Error(`No part is called ${asked}.`);
  await settle(page);
}

const words = process.argv.slice(2);
const chosen = SHOTS.filter((shot) => words.length === 0 || words.some((word) => shot.name.includes(word)));
if (chosen.length === 0)
  throw new Error(`No picture is called so; there are ${SHOTS.map((shot) => shot.name).join(', ')}.`);
mkdirSync(DOCS, { recursive: true });
const stage = await openStage();
try {
  for (const shot of chosen) await take(stage, shot);
} finally {
  await stage.close();
}
