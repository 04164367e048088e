import { describe, expect, test } from 'vitest';
import { BOOT_US, Monkey } from './testing/monkey.ts';

/** `MONKEY_SEEDS=500 MONKEY_ACTS=200 MONKEY_FROM=1000 npx vitest run src/host/monkey` plays for longer. */
const SEEDS = Number(process.env['MONKEY_SEEDS'] ?? 6);
const ACTS = Number(process.env['MONKEY_ACTS'] ?? 30);
const FROM = Number(process.env['MONKEY_FROM'] ?? 1);

/** What a failure needs to be told again. */
function withStory<T>(monkey: Monkey, play: () => T): T {
  try {
    return play();
  } catch (error) {
    const story = monkey.told.slice(-25).join('\n');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${story}`, { cause: error });
  }
}

describe.each(Array.from({ length: SEEDS }, (_, i) => FROM + i))('a monkey with seed %i', (seed) => {
  test('breaks no promise; its journal gives the same world; Reset gives the first one', () => {
    const monkey = new Monkey(seed);
    const first = monkey.hash();
    withStory(monkey, () => {
      for (let i = 0; i < ACTS; i += 1) monkey.step();
      monkey.ledger.check();
      const played = monkey.hash();
      const again = new Monkey(seed, monkey.current().journal, monkey.nowUs);
      expect(again.hash()).toBe(played);
      expect(again.ledger.events).toEqual(monkey.ledger.events);

      monkey.act({ kind: 'heal-all' });
      monkey.wait(90_000_000);
      expect(monkey.ledger.active()).toEqual([]);
      for (const session of ['t1', 't2', 't3']) monkey.act({ kind: 'interrupt', session });
      monkey.act({ kind: 'kubectl', session: 't9', line: 'kubectl create namespace lifeboat' });
      monkey.wait(5_000_000);
      monkey.act({ kind: 'kubectl', session: 't9', line: 'kubectl get ns lifeboat' });
      monkey.wait(5_000_000);
      expect(monkey.ledger.latest().has('namespaces/lifeboat')).toBe(true);
      monkey.ledger.check();
    });
    monkey.reset();
    expect(monkey.nowUs).toBe(BOOT_US);
    expect(monkey.hash()).toBe(first);
  }, 120_000);
});
