import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'node_modules/.cache/bench');

/**
 * Builds a benchmark of the engine as the product is built, and runs it in a Node of its own. Run from the sources through tsx it would be half as fast: the
 * loader keeps the names of functions by a call for each closure, which no built product does.
 */
export async function runBundled(name: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(ROOT, 'bench', `${name}.ts`),
      outDir: OUT,
      emptyOutDir: false,
      target: 'node20',
      minify: true,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
    ssr: { noExternal: true },
  });
  const call = `import(${JSON.stringify(join(OUT, `${name}.mjs`))}).then((bench) => bench.run())`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', call], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`the benchmark ${name} ended with status ${status}`);
}
