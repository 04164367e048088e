import { expect, test } from 'vitest';
import type { Update } from '../../protocol/update.ts';
import { watchPort } from './watchdog.ts';

function watched() {
  let nowMs = 0;
  let look: () => void = () => undefined;
  let speak: (update: Update) => void = () => undefined;
  const heard: string[] = [];
  const port = watchPort(
    { post: () => undefined, respawn: () => undefined, onUpdate: (listen) => (speak = listen) },
    {
      nowInMs: () => nowMs,
      every: (fn) => {
        look = fn;
        return () => undefined;
      },
      onBusy: (busy) => heard.push(busy ? 'busy' : 'free'),
      onHang: () => heard.push('hang'),
    },
  );
  port.onUpdate(() => undefined);
  const wait = (ms: number) => {
    for (let i = 0; i < ms; i += 250) {
      nowMs += 250;
      look();
    }
  };
  const sleep = (ms: number) => {
    nowMs += ms;
    look();
  };
  return {
    port,
    heard,
    wait,
    sleep,
    say: () => speak({ kind: 'frontier', id: 1, branch: '', frontierUs: 0 }),
  };
}

test('an engine that is asked nothing may be silent', () => {
  const { heard, wait } = watched();
  wait(60_000);
  expect(heard).toEqual([]);
});

test('after two seconds without an answer it is busy, and free as soon as it speaks', () => {
  const { port, heard, wait, say } = watched();
  port.post({ kind: 'undo', id: 1 });
  wait(2_500);
  say();
  expect(heard).toEqual(['busy', 'free']);
});

test('after ten seconds it counts as hung, once', () => {
  const { port, heard, wait } = watched();
  port.post({ kind: 'undo', id: 1 });
  wait(30_000);
  expect(heard).toEqual(['busy', 'free', 'hang']);
});

test('a laptop that slept is not held against the engine', () => {
  const { port, heard, sleep } = watched();
  port.post({ kind: 'undo', id: 1 });
  sleep(3_600_000);
  expect(heard).toEqual([]);
});
