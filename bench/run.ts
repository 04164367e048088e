/** `npm run bench [-- --only pods]`: every benchmark prints JSON lines; figures are wall-clock and belong to the machine they ran on. */
import { parseArgs } from 'node:util';

const BENCHES: readonly (readonly [name: string, file: string])[] = [
  ['pods', './pods.ts'],
  ['seek', './seek.ts'],
  ['bundle', './bundle.ts'],
  ['frames', './frames.ts'],
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = values.only === undefined ? BENCHES : BENCHES.filter(([name]) => values.only?.split(',').includes(name));
if (chosen.length === 0) {
  process.stderr.write(`there is no benchmark "${values.only}"; choose from ${BENCHES.map(([name]) => name).join(', ')}.\n`);
  process.exit(2);
}
for (const [, file] of chosen) {
  const bench = (await import(file)) as { readonly run: () => Promise<void> | void };
  await bench.run();
}
