import { beforeEach, describe, expect, test } from 'vitest';
import type { HopEvent } from '../../protocol/trace.ts';
import { sampleUpdates } from './sample-trace.ts';
import { TraceWindow } from './trace-window.ts';

const AT = 12_000_000;
let trace: TraceWindow;

beforeEach(() => {
  trace = new TraceWindow();
  trace.apply(sampleUpdates()[1]);
});

describe('the trace window', () => {
  test('knows what is on its way at an instant', () => {
    expect(trace.hopsInFlight(AT + 600).map((hop) => hop.verb)).toEqual(['POST']);
    expect(trace.hopsInFlight(AT + 2_000).map((hop) => hop.verb)).toEqual(['MsgApp', 'MsgApp']);
    expect(trace.hopsInFlight(AT + 800)).toEqual([]);
  });

  test('finds a long hop behind many short ones', () => {
    const base = trace.hops[0] as HopEvent;
    const events = [0, 1, 2, 3].map((i) => ({
      ...base,
      id: 900 + i,
      atUs: 20_000_000 + i * 10,
      dueAtUs: 20_000_000 + i * 10 + (i === 0 ? 5_000 : 2),
    }));
    trace.apply({ ...sampleUpdates()[1], rewindToUs: -1, events, faces: [], objects: [] });
    expect(trace.hopsInFlight(20_000_100).map((hop) => hop.id)).toEqual([900]);
  });

  test('says which requests wait for their answer', () => {
    expect(trace.openRequests(AT + 3_000).map((hop) => `${hop.from} ${hop.verb}`)).toEqual([
      'kubectl POST',
      'kube-apiserver/cp-1 Txn',
    ]);
  });

  test('leads every event back to the human action', () => {
    for (const event of trace.events)
      expect(trace.causesOf(event.id).at(-1)).toMatchObject({ kind: 'note', code: 'root.action' });
  });

  test('holds each version of an object', () => {
    expect(trace.objectAt('pods/default/web', AT)).toBeUndefined();
    expect(trace.objectAt('pods/default/web', AT + 7_000)?.object).toMatchObject({
      status: { phase: 'Pending' },
    });
    expect(trace.objectsAt(40_000_000, 'pods/')).toHaveLength(1);
  });

  test('shows the face of the instant', () => {
    expect(trace.faceAt('etcd-1', AT)?.detail).toMatchObject({ lastIndex: 1186 });
    expect(trace.faceAt('etcd-1', AT + 3_000)?.detail).toMatchObject({ lastIndex: 1187, onDiskIndex: 1186 });
  });

  test('forgets a future that was dropped, and keeps what was told before it', () => {
    const before = trace.eventsBetween(0, AT + 1_999).length;
    trace.apply({
      ...sampleUpdates()[1],
      rewindToUs: AT + 2_000,
      keptEvents: before,
      events: [],
      faces: [],
      objects: [],
      frontierUs: AT + 2_000,
    });
    expect(trace.events).toHaveLength(before);
    expect(trace.hops.every((hop) => hop.atUs < AT + 2_000)).toBe(true);
    expect(trace.effectsOf(trace.events.at(-1)?.id ?? 0)).toEqual([]);
    expect(trace.objectAt('pods/default/web', 40_000_000)).toBeUndefined();
    expect(trace.cutAtUs).toBe(0);
  });

  test('keeps events of the very instant that the engine kept and does not tell again', () => {
    const at = (trace.events[5] as HopEvent).atUs;
    const told = { ...(trace.events[8] as HopEvent), id: 7, atUs: at };
    trace.apply({
      ...sampleUpdates()[1],
      rewindToUs: at,
      keptEvents: 6,
      events: [told],
      faces: [],
      objects: [],
      frontierUs: at,
    });
    expect(trace.events.map((event) => event.id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('starts anew with another branch', () => {
    trace.apply({ ...sampleUpdates()[1], branch: 'b2', events: [], faces: [], objects: [] });
    expect(trace.events).toHaveLength(0);
    expect(trace.faceAt('etcd-1', AT)).toBeUndefined();
  });
});
