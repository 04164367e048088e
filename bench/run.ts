/** `npm run bench [-- --only pods]`: every benchmark prints JSON lines; figures are wall-clock and belong to the machine they ran on. */
import { parseArgs } from 'node:util';
import { runBundled } from './bundled.ts';

type Bench = () => Promise<void> | void;

const BENCHES: readonly (readonly [name: string, run: Bench])[] = [
  ['pods', () => runBundled('pods')],
  ['seek', () => runBundled('seek')],
  ['bundle', async () => (await import('./bundle.ts')).run()],
  ['frames', async () => (await import('./frames.ts')).run()],
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen =
  values.only === undefined ? BENCHES : BENCHES.filter(([name]) => values.only?.split(',').includes(name));
if (chosen.length === 0) {
  process.stderr.write(
    `there is no benchmark "${values.only}"; choose from ${BENCHES.map(([name]) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
for (const [, run] of chosen) await run();
