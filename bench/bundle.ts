import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildIfStale } from '../scripts/serve.ts';

const DIST = join(import.meta.dirname, '../dist');
const kilobytes = (bytes: number): number => Math.round(bytes / 102.4) / 10;
const gzipBytes = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).byteLength;

/** What index.html asks for before anything is shown: the entry, what it imports statically (modulepreload), style sheets. */
function initialFiles(html: string): string[] {
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');
  return [...new Set(named)].filter((path) => existsSync(join(DIST, path)));
}

/** Gzipped kilobytes (1,024 bytes) of the first load, of the worker it starts, and of everything that is built. */
export function run(): void {
  buildIfStale();
  const html = join(DIST, 'index.html');
  const initial = [html, ...initialFiles(readFileSync(html, 'utf8')).map((path) => join(DIST, path))];
  const built = readdirSync(join(DIST, 'assets')).map((name) => join(DIST, 'assets', name));
  const scripts = built.filter((path) => /\.(js|css)$/.test(path));
  const sum = (paths: readonly string[]): number =>
    kilobytes(paths.reduce((bytes, path) => bytes + gzipBytes(path), 0));
  const line = {
    bench: 'bundle',
    initial_gzip_kb: sum(initial),
    worker_gzip_kb: sum(scripts.filter((path) => /worker-[^/]*\.js$/.test(path))),
    total_gzip_kb: sum(scripts),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
