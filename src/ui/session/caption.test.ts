import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../protocol/trace.ts';
import { readCatalog } from '../kit/catalog.ts';
import { translatorFor } from '../kit/i18n.ts';
import { captionAt } from './caption.ts';
import { lineOfEvent } from './caption-events.ts';
import { sampleUpdates } from './sample-trace.ts';
import { scenesOf } from './scenes.ts';
import { TraceWindow } from './trace-window.ts';

await readCatalog('zh-CN');

function sampleWindow(): TraceWindow {
  const trace = new TraceWindow();
  trace.apply(sampleUpdates()[1]);
  return trace;
}

const AT = 12_000_000;

describe('the caption', () => {
  test.each([
    [AT + 600, 'kubectl asks kube-apiserver to create Pod web.'],
    [AT + 1_600, 'kube-apiserver sends etcd a transaction for Pod web.'],
    [AT + 2_000, 'etcd-2 sends the new log entry to etcd-3.'],
    [AT + 3_000, 'etcd-2 writes the entry to its disk.'],
    [AT + 6_950, 'kube-apiserver answers kubectl: 201.'],
    [AT + 7_250, 'The watch tells the scheduler of Pod web.'],
    [AT + 7_950, 'The scheduler asks to bind Pod web to its node.'],
    [AT + 16_200, 'The watch tells kubelet (node-2) of Pod web.'],
    [AT + 10_000_000, 'Nothing moves that you asked for.'],
  ])('at %i says: %s', (us, wanted) => {
    expect(translatorFor('en').say(captionAt(sampleWindow(), us).what)).toBe(wanted);
  });

  test('speaks both languages at every instant and leaves no place unfilled', () => {
    const trace = sampleWindow();
    for (const locale of ['en', 'zh-CN'] as const) {
      const t = translatorFor(locale);
      for (let us = AT; us < AT + 2_450_000; us += 977) {
        const caption = captionAt(trace, us);
        for (const text of [caption.what, caption.why]) {
          expect(t.has(text.code)).toBe(true);
          expect(t.say(text)).not.toMatch(/[{}]/);
        }
      }
    }
  });

  test('has a sentence for every kind of event, known or not', () => {
    const base = { id: 1, atUs: 0, cause: 0, background: false };
    const odd: TraceEvent[] = [
      { ...base, kind: 'phase', part: 'x', chart: 'odd', subject: '', from: 'a', to: 'b' },
      {
        ...base,
        kind: 'object',
        part: 'x',
        verb: 'DELETED',
        key: 'widgets.example.com/default/w',
        resourceVersion: 3,
        manager: '',
      },
      {
        ...base,
        kind: 'log',
        part: 'containerd/node-1',
        source: 'pods/default/web/nginx',
        stream: 'stdout',
        text: 'hello',
      },
      { ...base, kind: 'note', part: 'x', code: 'odd.code', params: {}, of: 0 },
      {
        ...base,
        kind: 'hop',
        from: 'a',
        to: 'b',
        wire: 'etcd',
        verb: 'Odd',
        label: '',
        dueAtUs: 5,
        role: 'request',
        exchange: 1,
        subject: '',
        sizeInBytes: 0,
      },
    ];
    const t = translatorFor('en');
    for (const event of odd) {
      const line = lineOfEvent(new TraceWindow(), event);
      expect(t.say({ code: `captions.${line.rule}.what`, params: line.params })).not.toMatch(
        /[{}]|captions\./,
      );
    }
  });
});

test('the scenes of a Pod come in their order', () => {
  expect(scenesOf(sampleWindow()).map((scene) => scene.name)).toEqual([
    'send',
    'check',
    'store',
    'schedule',
    'start',
  ]);
});
