import { describe, expect, test } from 'vitest';
import type { Node } from '../../../kube/types/node.ts';
import type { Pod } from '../../../kube/types/pod.ts';
import { translatorFor } from '../../kit/i18n.ts';
import { differencesOf, type NodeRow, type Sentence, whyLess, whyRefused } from './why-not-model.ts';

const GIB = 1024 ** 3;
const say = (sentences: readonly Sentence[]) =>
  sentences.map((sentence) => translatorFor('en').say(sentence));

function node(
  name: string,
  scores: Readonly<Record<string, readonly [number, number]>>,
  refused = '',
): NodeRow {
  const list = Object.entries(scores).map(([plugin, [normalized, weight]]) => ({
    plugin,
    raw: normalized,
    normalized,
    weight,
  }));
  return {
    name,
    filters: refused === '' ? [] : [{ plugin: refused, fits: false, reasons: ['no'] }],
    scores: list,
    total: list.reduce((sum, score) => sum + score.normalized * score.weight, 0),
    freeMilliCpu: 300,
    freeMemoryInBytes: 2 * GIB,
  };
}

const pod = {
  metadata: { name: 'web' },
  spec: {
    nodeSelector: { disk: 'ssd' },
    containers: [{ name: 'c', resources: { requests: { cpu: '500m', memory: '3Gi' } } }],
  },
} as unknown as Pod;
const stored = (spec: unknown, labels: Readonly<Record<string, string>> = {}) =>
  ({ metadata: { name: 'node-1', labels }, spec }) as unknown as Node;

describe('why another node was not taken', () => {
  const chosen = node('node-2', { Fit: [90, 1], Taint: [100, 3], Image: [0, 1] });

  test('the plugins in which they differ, the greatest difference first', () => {
    const other = node('node-1', { Fit: [40, 1], Taint: [90, 3], Image: [5, 1] });
    expect(differencesOf(other, chosen)).toEqual([
      { plugin: 'Fit', by: 50 },
      { plugin: 'Taint', by: 30 },
      { plugin: 'Image', by: -5 },
    ]);
  });

  test('without the plugin that decided it would tie, win or still lose', () => {
    const last = (scores: Readonly<Record<string, readonly [number, number]>>) =>
      say(whyLess(node('node-1', scores), chosen)).at(-1);
    expect(last({ Fit: [40, 1], Taint: [100, 3], Image: [0, 1] })).toBe(
      'Without Fit it would tie: 300 against 300.',
    );
    expect(last({ Fit: [40, 1], Taint: [100, 3], Image: [9, 1] })).toBe(
      'Without Fit it would win: 309 against 300.',
    );
    expect(last({ Fit: [40, 1], Taint: [99, 3], Image: [0, 1] })).toBe(
      'Without Fit it would still lose: 297 against 300.',
    );
    expect(last({ Fit: [90, 1], Taint: [100, 3], Image: [0, 1] })).toContain(
      'the scheduler drew between them',
    );
  });

  test('a refusal says what would let the Pod pass', () => {
    const otherwise = (plugin: string, object: Node) =>
      say(whyRefused(node('node-1', {}, plugin), pod, object))[1];
    expect(otherwise('NodeResourcesFit', stored({}))).toBe(
      'With 200m CPU, 1.0Gi more free it would pass; free are 300m CPU, 2.0Gi.',
    );
    const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }];
    expect(otherwise('TaintToleration', stored({ taints }))).toContain('a toleration of gpu=yes:NoSchedule');
    expect(otherwise('NodeAffinity', stored({}, { disk: 'hdd' }))).toContain('the label disk=ssd');
    expect(otherwise('NodeUnschedulable', stored({ unschedulable: true }))).toContain(
      'kubectl uncordon node-1',
    );
  });
});
