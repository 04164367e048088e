import { expect, test } from 'vitest';
import { PaceMap } from '../../session/pace.ts';
import { sampleUpdates } from '../../session/sample-trace.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { formatSpeed, speedStep } from './speed.ts';
import { labelsThatFit, sceneAt, timelineView } from './timeline-view.ts';

function sampleView(us: number) {
  const trace = new TraceWindow();
  trace.apply(sampleUpdates()[1]);
  const pace = new PaceMap({ hopInSeconds: 1, counts: (event) => !event.background });
  pace.extend(trace.events, trace.frontierUs);
  return timelineView(trace, pace, us, us);
}

test('the window begins just before the first thing a person did', () => {
  const view = sampleView(12_003_000);
  expect(view.placeOf(12_000_000)).toBeGreaterThan(0);
  expect(view.placeOf(12_000_000)).toBeLessThan(0.05);
});

test('before the first action the window begins with the boot', () => {
  expect(sampleView(5_000_000).fromUs).toBe(0);
});

test('places and instants lead to each other', () => {
  const view = sampleView(12_003_000);
  for (const us of [12_000_600, 12_002_000, 12_007_500, 13_000_000])
    expect(view.usAt(view.placeOf(us))).toBeCloseTo(us, 0);
});

test('each scene ends where the next begins, and an instant has its scene', () => {
  const { scenes } = sampleView(12_003_000);
  for (const [i, span] of scenes.entries()) if (i > 0) expect(span.from).toBe(scenes[i - 1]?.to);
  expect(sceneAt(scenes, 12_002_000)?.scene.name).toBe('store');
});

test('no two names touch, and the current scene is always named', () => {
  const { scenes } = sampleView(12_003_000);
  for (const width of [60, 150, 400, 900]) {
    for (const current of scenes) {
      const labels = labelsThatFit(scenes, current, width, () => 50);
      expect(labels.some((label) => label.span === current)).toBe(true);
      for (const [i, label] of labels.entries())
        if (i > 0) expect(label.left).toBeGreaterThanOrEqual((labels[i - 1]?.left ?? 0) + 50);
    }
  }
});

test('speed goes in even steps of a logarithmic scale and stays within its ends', () => {
  expect([1, 2, 3, 4].reduce((speed) => speedStep(speed, 1), 1)).toBe(10);
  expect(speedStep(100, 1)).toBe(100);
  expect(speedStep(0.001, -1)).toBe(0.001);
  expect(formatSpeed(0.001)).toBe('1/1000');
});
