import { describe, expect, test } from 'vitest';
import type { HopEvent } from '../../../protocol/trace.ts';
import { sampleRoster } from '../../session/sample-faces.ts';
import {
  faultOn,
  litWires,
  type Place,
  type StripScene,
  stopsOf,
  stripTokens,
  wiresOf,
} from './strip-model.ts';

const API = 'kube-apiserver/cp-1';
const stops = stopsOf(sampleRoster);
const wires = wiresOf(stops);
const places = new Map(stops.map((stop, i): [string, Place] => [stop.key, { left: i * 200, width: 100 }]));

const hop = (from: string, to: string, verb: string, wire: HopEvent['wire'] = 'http'): HopEvent => ({
  kind: 'hop',
  id: 1,
  atUs: 0,
  dueAtUs: 100,
  cause: 0,
  background: false,
  from,
  to,
  wire,
  verb,
  label: '',
  role: 'request',
  exchange: 1,
  subject: '',
  sizeInBytes: 0,
});
const scene = (flying: readonly HopEvent[], us = 50): StripScene => ({
  stops,
  wires,
  places,
  flying,
  us,
  paused: true,
  still: false,
});

describe('the strip', () => {
  test('has the map order, one box for all of a kind and one a node', () => {
    expect(stops.map((stop) => stop.title)).toEqual([
      'kubectl',
      'kube-apiserver',
      'etcd ×3',
      'scheduler',
      'controller-manager',
      'node-1',
      'node-2',
      'node-3',
    ]);
    expect(stops.at(-1)?.parts).toEqual(['kubelet/node-3', 'runtime/node-3']);
  });

  test('lets a message travel between the boxes of its two ends, both ways', () => {
    const xOf = (one: HopEvent, us: number) => stripTokens(scene([one], us))[0]?.tokens[0]?.x ?? -1;
    const out = hop('kubectl', API, 'GET');
    expect(xOf(out, 0)).toBeGreaterThan(100);
    expect(xOf(out, 100)).toBeLessThan(200);
    const back = { ...hop(API, 'kubelet/node-3', 'ADDED'), role: 'event' as const };
    const [lane] = stripTokens(scene([back]));
    expect(lane?.way).toBe('above');
    expect(lane?.tokens[0]?.arrow).toBe('→');
    expect(xOf(back, 75)).toBeGreaterThan(xOf(back, 25));
  });

  test('keeps what the parts of one box say to each other under that box', () => {
    const [lane] = stripTokens(scene([hop('etcd-1', 'etcd-2', 'MsgApp', 'raft')]));
    expect(lane).toMatchObject({ key: 'etcd~etcd', way: 'inside' });
    expect(lane?.tokens[0]?.word).toBe('Append');
  });

  test('lights a wire while something is under way or open, but not for a stream', () => {
    const open = hop('kubectl', API, 'POST');
    const watch = { ...hop('kube-scheduler/cp-1', API, 'GET'), label: '/api/v1/pods?watch=true' };
    expect([...litWires(scene([]), [open, watch])]).toEqual(['kubectl~kube-apiserver']);
  });

  test('shows a cut on the wire between the two, and nowhere else', () => {
    const broken = wires
      .filter((wire) => faultOn({ kind: 'cut', a: 'kubelet/node-2', b: API }, wire, stops))
      .map((wire) => wire.key);
    expect(broken).toEqual(['kube-apiserver~node-2']);
  });
});
