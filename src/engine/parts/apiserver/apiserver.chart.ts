import { setup } from 'xstate';
import { asks, chartOf } from '../../kernel/chart.ts';

/** The stages in the order of the real handler chain (apiserver server/config.go DefaultBuildHandlerChain, then handlers/create.go). */
export const STAGE_NAMES = [
  'authentication',
  'audit',
  'priority-and-fairness',
  'authorization',
  'decode-and-default',
  'mutating-admission',
  'validation',
  'validating-admission',
  'registry',
  'etcd',
] as const;

export type StageName = (typeof STAGE_NAMES)[number];

/**
 * The life of one request. `reads` has no body to decode; `unread` needs the stored object first; `at hand` is answered without etcd. A
 * write whose revision was overtaken goes back to decoding, as GuaranteedUpdate does.
 */
const machine = setup({
  guards: {
    reads: asks('reads'),
    unread: asks('unread'),
    'at hand': asks('at hand'),
    connects: asks('connects'),
  },
}).createMachine({
  id: 'request-pipeline',
  initial: 'authentication',
  states: {
    authentication: { on: { pass: 'audit', refuse: 'refused' } },
    audit: { on: { pass: 'priority-and-fairness', refuse: 'refused' } },
    'priority-and-fairness': { on: { pass: 'authorization', wait: 'queued', refuse: 'refused' } },
    queued: { on: { seat: 'authorization', 'time out': 'refused' } },
    authorization: {
      on: {
        pass: [{ guard: 'reads', target: 'registry' }, { target: 'decode-and-default' }],
        refuse: 'refused',
      },
    },
    'decode-and-default': {
      on: {
        pass: [{ guard: 'unread', target: 'etcd' }, { target: 'mutating-admission' }],
        refuse: 'refused',
        reread: 'etcd',
      },
    },
    'mutating-admission': { on: { pass: 'validation', refuse: 'refused', reread: 'etcd' } },
    validation: { on: { pass: 'validating-admission', refuse: 'refused', reread: 'etcd' } },
    'validating-admission': { on: { pass: 'registry', refuse: 'refused', reread: 'etcd' } },
    registry: {
      on: {
        pass: [{ guard: 'at hand', target: 'answered' }, { target: 'etcd' }],
        refuse: 'refused',
        reread: 'etcd',
      },
    },
    etcd: {
      on: {
        done: 'answered',
        found: 'decode-and-default',
        overtaken: 'decode-and-default',
        connect: 'kubelet',
        refuse: 'refused',
        'time out': 'refused',
      },
    },
    kubelet: { on: { done: 'answered', refuse: 'refused', 'time out': 'refused' } },
    answered: { type: 'final' },
    refused: { type: 'final' },
  },
});

export const requestChart = chartOf(machine);
