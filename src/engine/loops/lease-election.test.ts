import { describe, expect, it } from 'vitest';
import { carryOut } from '../kernel/fault-action.ts';
import { runUntil, scriptedPart, testKernel } from '../kernel/harness.ts';
import type { Part } from '../kernel/part.ts';
import {
  type ElectionState,
  handleElection,
  hasReleased,
  isLeading,
  leaveElection,
  releaseLease,
  startElection,
} from './lease-election.ts';
import { toyApiserver, type ToyState } from './toy-apiserver.ts';

interface Candidate {
  readonly election: ElectionState;
  readonly history: readonly string[];
}

function candidate(id: string): Part<Candidate> {
  const client = {
    name: 'election',
    channel: 1,
    apiserver: 'api',
    userAgent: 'test/v1',
    credential: 'x',
    qps: 0,
    burst: 0,
  };
  return {
    ...(scriptedPart(id) as unknown as Part<Candidate>),
    start: (_disk, context) => ({
      election: startElection(client, 'kube-scheduler', id, context),
      history: [],
    }),
    handle: (state, delivery, context) => {
      const { election, outcome } = handleElection(state.election, delivery, context);
      const history = outcome
        ? [...state.history, `${outcome} at ${Math.round(context.nowUs / 1e6)} s`]
        : state.history;
      if (outcome !== 'lost') return { election, history };
      const { client: old, lease, identity } = leaveElection(election, context);
      return { election: startElection(old.config, lease, identity, context, old.nextId), history };
    },
    retire: (state, context) => ({ ...state, election: releaseLease(state.election, context) }),
    hasRetired: ({ election }) => hasReleased(election),
  };
}

const leases = ({ log }: ToyState) => log.filter(({ line }) => line.includes('leases'));

describe('lease election', () => {
  it('gives the Lease to one replica, which renews it every 2 s with a single PUT', () => {
    const kernel = testKernel([toyApiserver('api'), candidate('a'), candidate('b')] as never);
    runUntil(kernel, 20_500_000);
    const [api, a, b] = kernel.states as unknown as [ToyState, Candidate, Candidate];
    expect([a, b].map(({ election }) => isLeading(election))).toEqual([true, false]);
    expect(leases(api).filter(({ code }) => code < 300)).toHaveLength(11);
    expect(api.objects.get('/apis/coordination.k8s.io/v1/leases kube-system/kube-scheduler')).toMatchObject({
      spec: { holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 },
    });
  });

  it('lets another replica take over when the holder is gone for 15 s', () => {
    const kernel = testKernel([toyApiserver('api'), candidate('a'), candidate('b')] as never);
    runUntil(kernel, 10_000_000);
    carryOut(kernel, { kind: 'fault', fault: { kind: 'crash', part: 'a' } } as never);
    runUntil(kernel, 40_000_000);
    const [api, , b] = kernel.states as unknown as [ToyState, Candidate, Candidate];
    expect(b.history).toHaveLength(1);
    expect(b.history[0]).toMatch(/^won at 2[3-9] s$/);
    expect(api.objects.get('/apis/coordination.k8s.io/v1/leases kube-system/kube-scheduler')).toMatchObject({
      spec: { holderIdentity: 'b', leaseTransitions: 1 },
    });
  });

  it('gives the Lease back when asked to end, and the next takes it at its next look', () => {
    const kernel = testKernel([toyApiserver('api'), candidate('a'), candidate('b')] as never);
    runUntil(kernel, 10_000_000);
    carryOut(kernel, { kind: 'fault', fault: { kind: 'stop', part: 'a' } } as never);
    runUntil(kernel, 10_100_000);
    expect(kernel.runningOf(1).status).toBe('stopped');
    const [api] = kernel.states as unknown as [ToyState];
    const lease = api.objects.get('/apis/coordination.k8s.io/v1/leases kube-system/kube-scheduler');
    expect(lease).toMatchObject({ spec: { leaseDurationSeconds: 1, leaseTransitions: 0 } });
    expect(lease).not.toHaveProperty('spec.holderIdentity');
    runUntil(kernel, 40_000_000);
    const [, , b] = kernel.states as unknown as [ToyState, Candidate, Candidate];
    expect(b.history[0]).toMatch(/^won at 1[0-4] s$/);
  });

  it('ends who cannot give its Lease back all the same', () => {
    const kernel = testKernel([toyApiserver('api'), candidate('a')] as never);
    runUntil(kernel, 10_000_000);
    carryOut(kernel, { kind: 'fault', fault: { kind: 'cut', a: 'api', b: 'a' } } as never);
    carryOut(kernel, { kind: 'fault', fault: { kind: 'stop', part: 'a' } } as never);
    runUntil(kernel, 11_000_000);
    expect(kernel.runningOf(1).status).toBe('running');
    runUntil(kernel, 40_000_000);
    expect(kernel.runningOf(1).status).toBe('stopped');
  });

  it('makes a leader that cannot renew give up after 10 s, before another may follow', () => {
    const kernel = testKernel([toyApiserver('api'), candidate('a'), candidate('b')] as never);
    runUntil(kernel, 10_000_000);
    carryOut(kernel, { kind: 'fault', fault: { kind: 'cut', a: 'api', b: 'a' } } as never);
    runUntil(kernel, 40_000_000);
    const [, a, b] = kernel.states as unknown as [ToyState, Candidate, Candidate];
    expect(a.history).toEqual(['won at 0 s', expect.stringMatching(/^lost at (19|20|21) s$/)]);
    expect(b.history[0]).toMatch(/^won at 2[3-9] s$/);
  });
});
