import { chromium, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from '../scripts/browser.ts';
import { buildIfStale, serve } from '../scripts/serve.ts';

const PORT = 4192;
const TOKENS = 500;
const WARM_FRAMES = 120;
const FRAMES = 600;
const NODES = 50;
const PODS = 500;
/** By then all Pods are Running. */
const LIFE_IN_US = 70_000_000;
const PLAYED_FROM_US = 40_000_000;

interface Frames {
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly max_ms: number;
}

/** Times the gaps between frames, after `warm` of them, doing `each` in every one. */
type FrameTimer = (warm: number, frames: number, each: (nowInMs: number) => void) => Promise<Frames>;

/** What the page holds for benchmarks: see src/ui/canvas/overlay/bench-hook.ts and src/app/main.tsx. */
interface BenchWindow {
  __timeFrames: FrameTimer;
  __orreryBench: { canvas?: { setExtra: (hops: readonly unknown[]) => void } };
  __orrery: {
    state: { engine: string; links: readonly { a: string; b: string; wire: string }[] };
    trace: { frontierUs: number };
    playhead: {
      us: number;
      playing: boolean;
      play: () => void;
      pause: () => void;
      seek: (us: number) => void;
    };
    changeWorld: (preset: string) => Promise<void>;
    kubectl: (line: string) => Promise<void>;
    waitForFrontier: (us: number) => Promise<void>;
  };
}

/**
 * 95th percentile of the time between frames: with 500 messages on the wires of the standard world (the goal is 16.7 ms), and with 500 Pods on 50 nodes. The
 * baseline is a page with nothing on it: no page can be quicker than the screen's clock.
 */
export async function run(): Promise<void> {
  buildIfStale();
  const { server, url } = await serve(PORT);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // tsx names the functions that it compiles with a helper of its own, which the page must have, too.
    await page.addInitScript('globalThis.__name = (made) => made; globalThis.__orreryBench = {};');
    await page.addInitScript(giveTimer);
    await page.goto('about:blank');
    const blank = await blankFrames(page);
    await page.goto(url);
    await page.waitForFunction(
      () => {
        const at = globalThis as unknown as BenchWindow;
        return (
          at.__orrery?.state.engine === 'ready' &&
          at.__orrery.state.links.length > 0 &&
          at.__orreryBench.canvas !== undefined
        );
      },
      null,
      { timeout: 60_000 },
    );
    const times = await framesOf(page);
    process.stdout.write(
      `${JSON.stringify({ bench: 'frames', tokens: TOKENS, ...times, blank_p95_ms: blank.p95_ms })}\n`,
    );
    await growWorld(page);
    const many = await playedFrames(page);
    process.stdout.write(`${JSON.stringify({ bench: 'frames', nodes: NODES, pods: PODS, ...many })}\n`);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Fifty nodes, and a Deployment's whole life on them, computed before anything is timed. */
async function growWorld(page: Page): Promise<void> {
  await page.evaluate(
    async ({ nodes, pods, lifeInUs }) => {
      const session = (globalThis as unknown as BenchWindow).__orrery;
      await session.changeWorld(`nodes-${nodes}`);
      await session.waitForFrontier(12_000_000);
      await session.kubectl(`kubectl create deployment web --image=nginx:1.27 --replicas=${pods}`);
      session.playhead.pause();
      await session.waitForFrontier(session.playhead.us + lifeInUs);
    },
    { nodes: NODES, pods: PODS, lifeInUs: LIFE_IN_US },
  );
}

/** Runs in the page before anything else does. */
function giveTimer(): void {
  const timer: FrameTimer = (warm, frames, each) =>
    new Promise((done) => {
      const gaps: number[] = [];
      let last = 0;
      let seen = 0;
      const frame = (nowInMs: number): void => {
        each(nowInMs);
        if (seen > warm) gaps.push(nowInMs - last);
        last = nowInMs;
        seen += 1;
        if (gaps.length < frames) {
          requestAnimationFrame(frame);
          return;
        }
        gaps.sort((a, b) => a - b);
        const of = (share: number): number =>
          Math.round((gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))] ?? 0) * 10) / 10;
        done({ p50_ms: of(0.5), p95_ms: of(0.95), max_ms: of(1) });
      };
      requestAnimationFrame(frame);
    });
  (globalThis as unknown as { __timeFrames: FrameTimer }).__timeFrames = timer;
}

function blankFrames(page: Page): Promise<Frames> {
  return page.evaluate(
    ({ warm, frames }) => (globalThis as unknown as BenchWindow).__timeFrames(warm, frames, () => undefined),
    { warm: WARM_FRAMES, frames: FRAMES },
  );
}

/** The time between frames while the Deployment's own messages play at human pace, from the middle of its life; the goal is 33 ms. */
function playedFrames(page: Page): Promise<Frames> {
  return page.evaluate(
    async ({ warm, frames, fromUs }) => {
      const { __orrery, __timeFrames } = globalThis as unknown as BenchWindow;
      __orrery.playhead.seek(fromUs);
      __orrery.playhead.play();
      const times = await __timeFrames(warm, frames, () => undefined);
      __orrery.playhead.pause();
      return times;
    },
    { warm: WARM_FRAMES, frames: FRAMES, fromUs: PLAYED_FROM_US },
  );
}

/** Keeps so many messages on the way, spread over all wires in both directions, and times the frames. */
function framesOf(page: Page): Promise<Frames> {
  return page.evaluate(
    async ({ tokens, warm, frames }) => {
      const at = globalThis as unknown as BenchWindow;
      const { links } = at.__orrery.state;
      const verbs = ['GET', 'PUT', 'POST', 'PATCH', 'ADDED', 'Txn', '200', '201'];
      at.__orrery.playhead.play();
      const times = await at.__timeFrames(warm, frames, (nowInMs) => {
        const { us } = at.__orrery.playhead;
        const hops = Array.from({ length: tokens }, (_, index) => {
          const link = links[index % links.length] ?? { a: '', b: '', wire: '' };
          const back = Math.floor(index / links.length) % 2 === 1;
          const share = (index / tokens + nowInMs / 2_000) % 1;
          return {
            kind: 'hop',
            id: 1_000_000 + index,
            atUs: us - share * 1_000,
            dueAtUs: us + (1 - share) * 1_000,
            cause: 0,
            background: false,
            from: back ? link.b : link.a,
            to: back ? link.a : link.b,
            wire: link.wire,
            verb: verbs[index % verbs.length],
            label: '',
            role: back ? 'answer' : 'request',
            exchange: 1_000_000 + index,
            subject: '',
            sizeInBytes: 0,
          };
        });
        at.__orreryBench.canvas?.setExtra(hops);
      });
      at.__orreryBench.canvas?.setExtra([]);
      return times;
    },
    { tokens: TOKENS, warm: WARM_FRAMES, frames: FRAMES },
  );
}
