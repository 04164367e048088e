import { expect, test } from 'vitest';
import { createTimeline, createWorld } from './world.ts';

const SECOND = 1_000_000;

test.each(['standard', 'nodes-40'])('a branch of %s goes on as the one it left', (preset) => {
  const main = createTimeline(createWorld(preset, 7));
  main.run(5 * SECOND);
  const branch = main.fork(4_300_000);
  branch.run(5 * SECOND);
  expect(branch.kernel.stateHash()).toBe(main.kernel.stateHash());
  expect(branch.kernel.trace.hashText()).toBe(main.kernel.trace.hashText());
  const back = branch.at(4_100_000, (kernel) => kernel.stateHash());
  expect(back).toBe(main.at(4_100_000, (kernel) => kernel.stateHash()));
});
