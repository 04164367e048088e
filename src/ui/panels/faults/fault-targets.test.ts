import { describe, expect, it } from 'vitest';
import type { ActiveFault, Fault } from '../../../protocol/fault.ts';
import { readCatalog } from '../../kit/catalog.ts';
import { translatorFor } from '../../kit/i18n.ts';
import { sampleRoster } from '../../session/sample-faces.ts';
import { sampleUpdates } from '../../session/sample-trace.ts';
import type { Selection } from '../../session/state.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { blastWords } from './blast-card.tsx';
import { type FaultScene, faultGroups, faultWords } from './fault-targets.ts';

await readCatalog('zh-CN');

const [started, story] = sampleUpdates();

function scene(us: number, faults: readonly Fault[] = []): FaultScene {
  const trace = new TraceWindow();
  const active = faults.map((fault, i): ActiveFault => ({ id: i + 1, fault, sinceUs: 0, lost: 0 }));
  trace.apply({ ...story, faults: [{ atUs: 0, faults: active }] });
  return { trace, us, roster: sampleRoster, links: started.links, nameOf: (part) => part };
}

const offered = (target: Selection, where: FaultScene) =>
  faultGroups(target, where).flatMap((group) => group.options.map((option) => option.kind));
const part = (id: string): Selection => ({ kind: 'part', id });

describe('the menu of what can go wrong', () => {
  const LINKS = (id: string) => started.links.filter(({ a, b }) => a === id || b === id).map(() => 'cut');
  const PART = ['crash', 'stop', 'restart', 'pause', 'slow', 'isolate'];

  it.each(sampleRoster.map(({ id, kind }) => [id, kind] as const))(
    'offers for %s everything that applies, and its links',
    (id, kind) => {
      // kubectl is a program that a person starts: it is slow or cut off, but not stopped.
      const own = kind === 'kubectl' ? ['slow', 'isolate'] : PART;
      const all = [...own, ...LINKS(id)];
      const without = (...gone: readonly string[]) => all.filter((option) => !gone.includes(option));
      const matrix: readonly (readonly [readonly Fault[], readonly string[]])[] = [
        [[], all],
        [[{ kind: 'crash', part: id }], ['heal', 'isolate', ...LINKS(id)]],
        [[{ kind: 'stop', part: id }], ['heal', 'isolate', ...LINKS(id)]],
        [[{ kind: 'pause', part: id }], ['heal', ...without('pause')]],
        [[{ kind: 'slow', part: id, factor: 8 }], ['heal', ...without('slow')]],
        [[{ kind: 'isolate', part: id }], ['heal', ...without('isolate')]],
        [
          [
            { kind: 'slow', part: id, factor: 8 },
            { kind: 'isolate', part: id },
          ],
          ['heal', 'heal', ...without('slow', 'isolate')],
        ],
      ];
      for (const [faults, options] of matrix)
        expect(offered(part(id), scene(0, faults)), faults.map((f) => f.kind).join()).toEqual(options);
    },
  );

  it.each(started.links.map(({ a, b, wire }) => [a, b, wire] as const))(
    'offers for the link %s ↔ %s everything that applies',
    (a, b) => {
      const whole = ['cut', 'delay', 'delay', 'loss'];
      const matrix: readonly (readonly [readonly Fault[], readonly string[]])[] = [
        [[], whole],
        [[{ kind: 'cut', a: b, b: a }], ['heal']],
        [[{ kind: 'isolate', part: b }], ['heal']],
        [[{ kind: 'delay', a, b, delayInUs: 200_000 }], ['heal', 'cut', 'loss']],
        [[{ kind: 'loss', a: b, b: a, share: 0.3 }], ['heal', 'cut', 'delay', 'delay']],
        [[{ kind: 'crash', part: a }], whole],
      ];
      for (const [faults, options] of matrix)
        expect(offered({ kind: 'edge', id: `${a}~${b}` }, scene(0, faults))).toEqual(options);
    },
  );

  it('offers to heal what is broken, and not to break it again', () => {
    expect(offered(part('etcd-2'), scene(0, [{ kind: 'crash', part: 'etcd-2' }])).slice(0, 2)).toEqual([
      'heal',
      'isolate',
    ]);
    expect(
      offered({ kind: 'edge', id: 'etcd-1~etcd-2' }, scene(0, [{ kind: 'cut', a: 'etcd-2', b: 'etcd-1' }])),
    ).toEqual(['heal']);
  });

  it('breaks a message only while it is on its way, and doubles only what no connection puts in order', () => {
    const { trace } = scene(0);
    const post = trace.hops.find((hop) => hop.verb === 'POST')!;
    const append = trace.hops.find((hop) => hop.wire === 'raft')!;
    const at = (id: number, us: number) => offered({ kind: 'hop', id: String(id) }, scene(us));
    expect(at(post.id, post.atUs + 1)).toEqual([
      'drop-message',
      'delay-message',
      'cut',
      'delay',
      'delay',
      'loss',
    ]);
    expect(at(append.id, append.atUs + 1).slice(0, 3)).toEqual([
      'drop-message',
      'delay-message',
      'duplicate-message',
    ]);
    expect(at(post.id, post.dueAtUs)).toEqual(['cut', 'delay', 'delay', 'loss']);
  });

  it('offers for a Pod its deletion and what runs on its node', () => {
    const kinds = offered({ kind: 'pod', id: 'pods/default/web' }, scene(39_000_000));
    expect(kinds[0]).toBe('kubectl');
    expect(kinds).toContain('crash');
  });

  it.each(['en', 'zh-CN'] as const)('says every line in %s', (locale) => {
    const t = translatorFor(locale);
    const targets: readonly Selection[] = [
      part('etcd-1'),
      { kind: 'edge', id: 'etcd-1~etcd-2' },
      { kind: 'hop', id: '2' },
      { kind: 'object', id: 'nodes/node-1' },
      { kind: 'object', id: 'services/shop/front' },
    ];
    for (const group of targets.flatMap((target) => faultGroups(target, scene(12_000_600)))) {
      for (const text of [group.title, ...group.options.flatMap((option) => [option.label, option.hint])]) {
        expect(t.has(text.code), text.code).toBe(true);
        expect(t.say(text)).not.toMatch(/\{\w+/);
      }
    }
  });
});

describe('what faults do', () => {
  it('is said for every row that the engine finds', () => {
    const t = translatorFor('en');
    const say = (
      code: string,
      effect: 'works' | 'stopped' | 'will-happen',
      params: Record<string, string | number>,
    ) => t.say(blastWords({ code, effect, params }, (id) => id));
    expect(say('blast.write', 'works', { inMs: 46 })).toBe('New objects are stored (a Pod took 46 ms)');
    expect(say('blast.schedule', 'stopped', {})).toBe('New Pods get no node');
    expect(say('blast.leader', 'will-happen', { part: 'etcd-3', inMs: 1_500 })).toBe(
      'in 1.5 s: etcd-3 becomes leader',
    );
    expect(say('blast.running', 'works', { containers: 1 })).toBe('1 container runs on');
  });

  it('is named in the tray', () => {
    const t = translatorFor('en');
    expect(t.say(faultWords({ kind: 'delay', a: 'a', b: 'b', delayInUs: 200_000 }, (id) => id))).toBe(
      'a ↔ b delayed by 200 ms',
    );
    expect(t.say(faultWords({ kind: 'loss', a: 'a', b: 'b', share: 0.3 }, (id) => id))).toBe(
      'a ↔ b loses 30 %',
    );
  });
});
