import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../protocol/trace.ts';
import { eventLine } from './event-line.ts';
import { parseScenario } from './scenario.ts';
import { createTimeline, createWorld, type Timeline } from './world.ts';

const FOLDER = join(import.meta.dirname, 'scenarios');
const names = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));

function play(name: string, seed: number): Timeline {
  const scenario = parseScenario(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
  const timeline = createTimeline(createWorld(scenario.preset, seed));
  for (const { atUs, action } of scenario.steps) {
    timeline.run(atUs);
    timeline.act(atUs, action);
  }
  timeline.run(scenario.untilUs);
  return timeline;
}

/** What a person would tell of it: requests, answers, watch events, CRI calls, writes, what was printed, faults, changes of Raft roles. */
function isTold(event: TraceEvent): boolean {
  if (event.kind === 'phase') return event.chart === 'raft-role';
  if (event.background) return false;
  if (event.kind === 'hop') return event.wire === 'http' || event.wire === 'cri';
  if (event.kind === 'log') return event.part === 'kubectl';
  return event.kind === 'object' || event.code === 'root.action' || event.code === 'root.fault';
}

/** The line without the number of its cause: numbers shift with every message, and the story stays the same. */
const lineOf = (event: TraceEvent) => eventLine({ ...event, cause: 0 });

describe.each(names)('the scenario %s', (name) => {
  test('goes as its transcript says', async () => {
    const timeline = play(name, 42);
    const from = timeline.journal[0]?.atUs ?? 0;
    const told = timeline.kernel.trace.events().filter((event) => event.atUs >= from && isTold(event));
    await expect(`${told.map(lineOf).join('\n')}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'transcripts', `${name}.txt`),
    );
  });
});

test('same seed, same hash; another seed, another; straight or with looks into the past', () => {
  const one = play('first-pod', 42);
  const again = play('first-pod', 42);
  for (const atUs of [3_000_000, 4_047_000, 11_000_000, 4_100_000])
    again.at(atUs, (kernel) => kernel.stateHash());
  again.run(one.frontierUs);
  expect(again.kernel.trace.hashText()).toBe(one.kernel.trace.hashText());
  expect(again.kernel.stateHash()).toBe(one.kernel.stateHash());
  expect(play('first-pod', 43).kernel.trace.hashText()).not.toBe(one.kernel.trace.hashText());
});

test('at any instant the world replayed from a checkpoint is the world that was', () => {
  const timeline = play('scheduler-stopped', 7);
  const fresh = createTimeline(createWorld('standard', 7));
  const scenario = parseScenario(readFileSync(join(FOLDER, 'scheduler-stopped.yaml'), 'utf8'));
  let step = 0;
  for (let atUs = 500_000; atUs <= 20_000_000; atUs += 1_733_331) {
    for (let next = scenario.steps[step]; next && next.atUs <= atUs; next = scenario.steps[step]) {
      fresh.run(next.atUs);
      fresh.act(next.atUs, next.action);
      step += 1;
    }
    fresh.run(atUs);
    expect(timeline.at(atUs, (kernel) => kernel.stateHash())).toBe(fresh.kernel.stateHash());
  }
});
