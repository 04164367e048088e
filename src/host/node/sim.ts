/** `npm run sim -- scenario.yaml --seed 42 [--until 30s] [--format text|jsonl]`: a scenario without a page, one line an event. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseDurationInUs, parseScenario } from '../../engine/world/scenario.ts';
import { eventLine } from '../../engine/world/event-line.ts';
import { createTimeline, createWorld, type Timeline } from '../../engine/world/world.ts';

const USAGE = 'usage: npm run sim -- <scenario.yaml> --seed 42 [--until 30s] [--format text|jsonl]';

function fail(message: string): never {
  process.stderr.write(`${message}\n${USAGE}\n`);
  process.exit(2);
}

function print(timeline: Timeline, format: string, shown: number): number {
  const { trace } = timeline.kernel;
  let out = '';
  for (const event of trace.events(shown))
    out += `${format === 'jsonl' ? JSON.stringify(event) : eventLine(event)}\n`;
  process.stdout.write(out);
  return trace.size;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '42' },
      until: { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
  });
  const file = positionals[0];
  if (file === undefined) fail('name a scenario file.');
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) fail(`--seed is "${values.seed}"; give a whole number.`);
  if (values.format !== 'text' && values.format !== 'jsonl')
    fail(`--format is "${values.format}"; use text or jsonl.`);
  const scenario = parseScenario(readFileSync(file, 'utf8'));
  const untilUs = values.until === undefined ? scenario.untilUs : parseDurationInUs(values.until);
  if (!Number.isFinite(untilUs)) fail(`--until is "${values.until}"; write a time such as 30s.`);
  const timeline = createTimeline(createWorld(scenario.preset, seed));
  let shown = 0;
  for (const step of [...scenario.steps].sort((a, b) => a.atUs - b.atUs)) {
    if (step.atUs > untilUs) break;
    timeline.run(step.atUs);
    timeline.act(step.atUs, step.action);
    shown = print(timeline, values.format, shown);
  }
  timeline.run(untilUs);
  print(timeline, values.format, shown);
  process.stdout.write(`hash ${timeline.kernel.trace.hashText()}\n`);
}

try {
  main();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
