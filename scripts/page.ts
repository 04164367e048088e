/** The built page in a real browser, for pictures and for benchmarks: one server, one browser, a fresh context each time. */
import type { Server } from 'node:http';
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { BROWSER_FLAGS, findBrowser } from './browser.ts';
import { buildIfStale, serve } from './serve.ts';

export interface Stage {
  /** A page in a context of its own: nothing of an earlier one is left. Errors on the page are thrown by `close`. */
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Builds when stale, serves on a free port, starts the browser. */
export async function openStage(): Promise<Stage> {
  buildIfStale();
  const { server, url } = await serve(0);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  const errors: string[] = [];
  return {
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        ...options,
        baseURL: url,
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto('/');
      return page;
    },
    close: () => strike(browser, server, errors),
  };
}

async function strike(browser: Browser, server: Server, errors: readonly string[]): Promise<void> {
  await browser.close();
  server.close();
  if (errors.length > 0) throw new Error(`The page threw:\n${errors.join('\n')}`);
}
