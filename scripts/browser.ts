/**
 * Finds a Chromium for the page's tests and pictures, in this order: the one named by CHROMIUM_PATH, Playwright's own, one on this
 * machine's PATH, and, for root on a machine with apt, one freshly installed. A browser counts only if it answers `--version`.
 * There is no quiet way out: without a browser this throws and says what to do. Run: `npm run browser` (prints the path).
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const HELP = `No browser for the page's tests. One of these helps:
  npx playwright install chromium          (Playwright's own)
  apt-get install chromium                 (Debian, Ubuntu)
  CHROMIUM_PATH=/path/to/chromium npm test (one you have)`;

/** Flags for a headless browser in a container: no sandbox for root, no GPU, no calls home. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** The path of a browser that starts. Remembers it in CHROMIUM_PATH, so that child processes need not look again. */
export function findBrowser(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (answers(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which does not start.`);
  }
  const found = installed() ?? installWithApt();
  if (found === undefined) throw new Error(HELP);
  process.env['CHROMIUM_PATH'] = found;
  return found;
}

function installed(): string | undefined {
  return [chromium.executablePath(), ...onPath(), ...PLACES].find((path) => isProgram(path) && answers(path));
}

function onPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function answers(path: string): boolean {
  try {
    return (
      execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe', timeout: 20_000 }).trim() !== ''
    );
  } catch {
    return false;
  }
}

function installWithApt(): string | undefined {
  if (process.getuid?.() !== 0 || !isProgram('/usr/bin/apt-get')) return undefined;
  console.error('No browser here: installing Debian’s chromium with apt-get …');
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
  } catch (cause) {
    throw new Error(`apt-get could not install chromium.\n${HELP}`, { cause });
  }
  installFonts();
  return installed();
}

/** Chinese characters in pictures need a font that has them; no test depends on it. */
function installFonts(): void {
  try {
    apt('install', '-y', '-qq', '--no-install-recommends', 'fonts-noto-cjk');
  } catch {
    console.error('fonts-noto-cjk could not be installed: pictures in zh-CN will show boxes.');
  }
}

function apt(...words: string[]): void {
  execFileSync('apt-get', words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

if (process.argv[1] === import.meta.filename) console.log(findBrowser());
