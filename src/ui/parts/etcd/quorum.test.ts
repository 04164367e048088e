import { describe, expect, test } from 'vitest';
import type { ActiveFault, Fault } from '../../../protocol/fault.ts';
import { faultBetween, hearingOf } from './quorum.ts';

const MEMBERS = ['etcd-1', 'etcd-2', 'etcd-3'];
const on = (...faults: readonly Fault[]): readonly ActiveFault[] =>
  faults.map((fault, i) => ({ id: i + 1, fault, sinceUs: 0, lost: 0 }));
const hearing = (...faults: readonly Fault[]) => [...hearingOf(MEMBERS, on(...faults))].sort();

describe('who hears whom', () => {
  test('all, while nothing is broken or only slow', () => {
    expect(hearing()).toEqual(MEMBERS);
    expect(hearing({ kind: 'slow', part: 'etcd-2', factor: 8 })).toEqual(MEMBERS);
    expect(hearing({ kind: 'loss', a: 'etcd-1', b: 'etcd-2', share: 0.5 })).toEqual(MEMBERS);
  });

  test('all, over the third, when one link of three is cut', () => {
    expect(hearing({ kind: 'cut', a: 'etcd-1', b: 'etcd-2' })).toEqual(MEMBERS);
  });

  test('two, when the third is cut from both, stopped, paused or isolated', () => {
    const two = ['etcd-1', 'etcd-2'];
    expect(
      hearing({ kind: 'cut', a: 'etcd-3', b: 'etcd-2' }, { kind: 'cut', a: 'etcd-1', b: 'etcd-3' }),
    ).toEqual(two);
    for (const kind of ['stop', 'crash', 'pause', 'isolate'] as const)
      expect(hearing({ kind, part: 'etcd-3' })).toEqual(two);
  });

  test('nobody but oneself, when two are gone', () => {
    expect(hearing({ kind: 'crash', part: 'etcd-1' }, { kind: 'isolate', part: 'etcd-2' })).toHaveLength(1);
  });

  test('a fault lies on a link whichever way it was named', () => {
    const faults = on({ kind: 'cut', a: 'etcd-2', b: 'etcd-1' });
    expect(faultBetween('etcd-1', 'etcd-2', faults)?.id).toBe(1);
    expect(faultBetween('etcd-1', 'etcd-3', faults)).toBeUndefined();
  });
});
