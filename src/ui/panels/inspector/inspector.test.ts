import { describe, expect, it } from 'vitest';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { TraceEvent } from '../../../protocol/trace.ts';
import type { TraceUpdate } from '../../../protocol/update.ts';
import { readCatalog } from '../../kit/catalog.ts';
import { type Locale, TextProvider, translatorFor } from '../../kit/i18n.ts';
import { TooltipLayer } from '../../kit/tooltip.tsx';
import { SessionProvider } from '../../session/hooks.ts';
import { memoryJournal } from '../../session/journal.ts';
import { sampleRoster } from '../../session/sample-faces.ts';
import { samplePort } from '../../session/sample-port.ts';
import { sampleUpdates } from '../../session/sample-trace.ts';
import { Session } from '../../session/session.ts';
import type { Selection } from '../../session/state.ts';
import { TraceWindow } from '../../session/trace-window.ts';
import { effectLines, whyChain } from './chain.ts';
import { eventWords } from './event-words.ts';
import { hopStatusAt } from './hop-status.ts';
import { Inspector } from './inspector.tsx';
import { objectStanding } from './object-history.ts';
import { partNames } from './part-names.ts';

await readCatalog('zh-CN');

const [started, story] = sampleUpdates();

function windowOf(update: TraceUpdate = story): TraceWindow {
  const trace = new TraceWindow();
  trace.apply(update);
  return trace;
}

const trace = windowOf();
const post = trace.hops.find((hop) => hop.verb === 'POST')!;

const base = { id: 900, atUs: 13_000_000, cause: 1, background: false } as const;
const hop = {
  ...base,
  kind: 'hop',
  from: 'etcd-1',
  to: 'etcd-2',
  label: 'entry 3',
  dueAtUs: 13_000_400,
  exchange: 0,
  subject: '',
  sizeInBytes: 1,
} as const;

/** One of each kind, wire and role. */
const samples: readonly TraceEvent[] = [
  ...(['http', 'etcd', 'raft', 'cri'] as const).flatMap((wire) =>
    (['request', 'answer', 'event'] as const).map(
      (role) => ({ ...hop, wire, role, verb: 'Anything' }) as const,
    ),
  ),
  ...['MsgApp', 'MsgAppResp', 'MsgVote', 'MsgPreVote', 'MsgHeartbeat', 'MsgSnap'].map(
    (verb) => ({ ...hop, wire: 'raft', role: 'event', verb }) as const,
  ),
  { ...hop, wire: 'http', role: 'answer', verb: 'RST' },
  ...['request-pipeline', 'raft-role', 'wal', 'pod-worker', 'container', 'something-new'].map(
    (chart) => ({ ...base, kind: 'phase', part: 'etcd-1', chart, subject: 'x', from: 'a', to: 'b' }) as const,
  ),
  ...(['ADDED', 'MODIFIED', 'DELETED'] as const).map(
    (verb) =>
      ({
        ...base,
        kind: 'object',
        part: 'etcd-1',
        verb,
        key: 'pods/default/web',
        resourceVersion: 7,
        manager: 'kubectl-run',
      }) as const,
  ),
  ...(['stdout', 'stderr', 'prompt', 'exit'] as const).map(
    (stream) =>
      ({ ...base, kind: 'log', part: 'kubectl', source: 't1', stream, text: '<b>hello</b>' }) as const,
  ),
  ...[
    ['root.boot', {}],
    ['root.action', { line: 'kubectl get pods' }],
    ['root.timer', { timer: 'heartbeat' }],
    ...['stop', 'crash', 'pause', 'slow', 'isolate'].map((fault) => [
      'root.fault',
      { fault, part: 'etcd-1' },
    ]),
    ...['cut', 'delay', 'loss'].map((fault) => [
      'root.fault',
      { fault, a: 'etcd-1', b: 'etcd-2', healed: 1 },
    ]),
    ['root.fault', { fault: 'drop-message', hop: 3 }],
    ...['lost', 'held', 'retransmitted', 'delayed', 'duplicated'].map((code) => [
      `fault.${code}`,
      { from: 'etcd-1', to: 'etcd-2', verb: 'MsgApp' },
    ]),
    ['fault.gave-up', { a: 'etcd-1', b: 'etcd-2' }],
    ['nobody.knows.it', {}],
  ].map(([code, params]) => ({ ...base, kind: 'note', part: 'etcd-1', code, params, of: 0 }) as TraceEvent),
];

describe('a sentence about an event', () => {
  const names = partNames(sampleRoster);

  it.each(['en', 'zh-CN'] as const)(
    'is there for every kind of event in %s, with nothing left open',
    (locale) => {
      const t = translatorFor(locale);
      for (const event of samples) {
        const words = eventWords(event, { ...names, has: t.has });
        expect(t.has(words.code), words.code).toBe(true);
        expect(t.say(words)).not.toMatch(/\{\w+\}/);
      }
    },
  );

  it('names parts as people do', () => {
    expect(names.nameOf('kubelet/node-1')).toBe('kubelet node-1');
    expect(names.nameOf('etcd-2')).toBe('etcd-2');
    expect(names.nameOf('never-heard-of')).toBe('never-heard-of');
  });
});

describe('where a message is', () => {
  it('follows the playhead from later over flight and held to answered', () => {
    const status = (us: number) => hopStatusAt(trace, post, us);
    expect(status(post.atUs - 10)).toEqual({ kind: 'later', inUs: 10 });
    expect(status(post.atUs + 100)).toEqual({ kind: 'flight', doneInUs: 100, wholeInUs: 300 });
    expect(status(12_005_114)).toEqual({ kind: 'held', forUs: 4_314, stage: 'etcd', at: 10, of: 10 });
    expect(status(12_007_000)).toMatchObject({ kind: 'answered', verb: '201' });
  });

  it('is lost when a fault took it', () => {
    const lost = windowOf({
      ...story,
      events: [
        ...story.events,
        {
          ...base,
          id: 901,
          kind: 'note',
          cause: post.id,
          atUs: post.dueAtUs,
          part: post.to,
          code: 'fault.lost',
          params: {},
          of: post.id,
        },
      ],
    });
    expect(hopStatusAt(lost, post, post.dueAtUs + 5)).toEqual({ kind: 'lost', agoInUs: 5 });
  });
});

describe('why and what next', () => {
  it('lead from a root to the event, and say how many steps are left out', () => {
    const last = story.events.at(-1)!;
    const short = whyChain(trace, last.id, false);
    expect(short.events[0]).toMatchObject({ kind: 'note', code: 'root.action' });
    expect(short.events.at(-1)).toBe(last);
    expect(short.events.length).toBe(6);
    const whole = whyChain(trace, last.id, true);
    expect(whole.hidden).toBe(0);
    expect(whole.events.length).toBe(short.events.length + short.hidden);
  });

  it('tell effects in order of time, never the event itself', () => {
    const { events } = effectLines(trace, post.id, 6);
    expect(events).toHaveLength(6);
    expect(
      events.every(
        (event, i) => event.id !== post.id && (i === 0 || event.atUs >= (events[i - 1]?.atUs ?? 0)),
      ),
    ).toBe(true);
  });
});

describe('an object in time', () => {
  const history = [
    { atUs: 10, key: 'k', object: { v: 1 } },
    { atUs: 20, key: 'k', object: { v: 2 } },
    { atUs: 30, key: 'k', object: null },
  ];

  it('is shown as it was, also before it was there and after it was gone', () => {
    expect(objectStanding(history, 15)).toMatchObject({
      shown: history[0],
      at: 1,
      of: 2,
      notYet: false,
      deletedAtUs: -1,
    });
    expect(objectStanding(history, 5)).toMatchObject({ shown: history[0], notYet: true });
    expect(objectStanding(history, 40)).toMatchObject({
      shown: history[1],
      before: history[0],
      deletedAtUs: 30,
    });
  });
});

describe('the inspector', () => {
  /** A component of its own, so that children are given as elements. */
  function pageOf(session: Session, locale: Locale) {
    const layer = createElement(TooltipLayer, null as never, createElement(Inspector));
    return createElement(
      SessionProvider,
      { session } as never,
      createElement(TextProvider, { locale } as never, layer),
    );
  }

  async function draw(selection: Selection | null, locale: Locale, us: number): Promise<string> {
    const session = new Session({
      port: samplePort(),
      frames: { nowInMs: () => 0, request: () => () => undefined },
      journal: memoryJournal(),
      seed: 1,
      preset: 'sample',
      settings: { selection, playheadUs: us, roster: sampleRoster, links: started.links },
    });
    await session.start();
    await new Promise((done) => setTimeout(done, 0));
    session.playhead.pause();
    session.playhead.seek(us);
    return renderToStaticMarkup(pageOf(session, locale));
  }

  it.each(['en', 'zh-CN'] as const)('draws every event of a run, in %s', async (locale) => {
    for (const event of story.events.slice(0, 40)) {
      const html = await draw(
        { kind: event.kind === 'hop' ? 'hop' : 'event', id: String(event.id) },
        locale,
        12_006_000,
      );
      expect(html).toContain('data-t="12006000"');
      expect(html).not.toMatch(/inspector\.\w+\.|\{\w+\}/);
    }
  });

  it.each([
    ['part', 'etcd-2'],
    ['part', 'kube-apiserver/cp-1'],
    ['part', 'kubelet/node-1'],
    ['edge', 'etcd-1~etcd-2'],
    ['pod', 'pods/default/web'],
    ['object', 'nodes/node-1'],
    ['hop', '99999'],
  ] as const)('draws a %s (%s)', async (kind, id) => {
    const html = await draw({ kind, id }, 'en', 12_007_000);
    expect(html).toContain(`data-selection="${kind}:${id}"`);
    expect(html).not.toMatch(/inspector\.\w+\.|\{\w+\}/);
  });

  it('offers the next message when nothing is selected', async () => {
    expect(await draw(null, 'en', 12_000_000)).toContain('Next message');
  });

  it('shows text from the cluster literally', async () => {
    const html = await draw(
      { kind: 'pod', id: 'pods/default/<img src=x onerror=alert(1)>' },
      'en',
      12_007_000,
    );
    expect(html).not.toContain('<img');
  });
});
