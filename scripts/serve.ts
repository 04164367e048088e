/**
 * Serves the built product on a local port, with the headers a host should set, and prints its address. Builds first when `dist` is
 * missing or older than the sources. Run: `npm start`, or `npm start -- --port 8080` (`--port 0` takes any free one).
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { contentPolicy } from './content-policy.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const DEFAULT_PORT = 4173;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Builds `dist` when it is missing or older than what it is made from. */
export function buildIfStale(): void {
  const builtAtMs = existsSync(join(DIST, 'index.html')) ? statSync(join(DIST, 'index.html')).mtimeMs : 0;
  const sources = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
  if (builtAtMs > Math.max(...sources.map((name) => newestMs(join(ROOT, name))))) return;
  execFileSync(
    process.execPath,
    [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: ROOT,
      stdio: 'inherit',
    },
  );
}

function newestMs(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

/** Serves `dist`; a taken port moves on to the next one, up to ten times. Resolves with the address. */
export async function serve(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => answer(request.url ?? '/', response));
  for (let tries = 0; ; tries += 1) {
    const taken = await listen(server, port === 0 ? 0 : port + tries);
    if (taken === undefined) break;
    if (taken.code !== 'EADDRINUSE' || tries === 10) throw taken;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, url: `http://localhost:${address.port}/` };
}

function listen(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error);
    server.once('error', failed);
    server.listen(port, 'localhost', () => {
      server.off('error', failed);
      resolve(undefined);
    });
  });
}

function answer(url: string, response: ServerResponse): void {
  const file = fileOf(url);
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': `${contentPolicy}; frame-ancestors 'none'`,
    'cache-control': file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  createReadStream(file).pipe(response);
}

function fileOf(url: string): string | undefined {
  const path = pathOf(url);
  if (path === undefined) return undefined;
  const file = normalize(join(DIST, path.endsWith('/') ? `${path}index.html` : path));
  return file.startsWith(DIST + sep) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const flag = process.argv.indexOf('--port');
  const port = Number(flag === -1 ? (process.env['PORT'] ?? DEFAULT_PORT) : process.argv[flag + 1]);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--port takes a number from 0 to 65535.');
  buildIfStale();
  const { url } = await serve(port);
  console.log(`Kube Orrery is at ${url}   (Ctrl+C stops it)`);
}

if (process.argv[1] === import.meta.filename) await main();
