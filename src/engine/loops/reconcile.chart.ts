import { setup } from 'xstate';
import { asks, chartOf } from '../kernel/chart.ts';

/** The way of one key through a controller. A reconcile that finds nothing to do goes back to idle without a request. */
export const reconcileChart = chartOf(
  setup({
    guards: {
      'work to do': asks('work to do'),
      'more batches': asks('more batches'),
      failed: asks('failed'),
    },
  }).createMachine({
    id: 'reconcile',
    initial: 'idle',
    states: {
      idle: { on: { TAKE: 'reconciling' } },
      reconciling: { on: { PLANNED: [{ guard: 'work to do', target: 'requesting' }, { target: 'idle' }] } },
      requesting: {
        on: {
          ANSWERED: [
            { guard: 'more batches', target: 'requesting' },
            { guard: 'failed', target: 'backing off' },
            { target: 'idle' },
          ],
        },
      },
      'backing off': { on: { TAKE: 'reconciling' } },
    },
  }),
);
