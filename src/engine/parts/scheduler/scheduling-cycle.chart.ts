import { setup } from 'xstate';
import { asks, chartOf } from '../../kernel/chart.ts';

/**
 * The scheduling cycle: one Pod at a time, from the queue to a node that is reserved for it. The states are the extension points of the
 * scheduling framework. Models kube-scheduler schedule_one.go schedulingCycle.
 */
export const schedulingCycleChart = chartOf(
  setup({
    guards: {
      'a node fits': asks('a node fits'),
      'several nodes fit': asks('several nodes fit'),
      gated: asks('gated'),
    },
  }).createMachine({
    id: 'scheduling-cycle',
    initial: 'PreEnqueue',
    states: {
      PreEnqueue: { on: { NEXT: [{ guard: 'gated', target: 'gated' }, { target: 'queued' }] } },
      gated: { on: { NEXT: 'PreEnqueue' } },
      queued: { on: { NEXT: 'QueueSort' } },
      QueueSort: { on: { NEXT: 'PreFilter' } },
      PreFilter: { on: { NEXT: 'Filter' } },
      Filter: {
        on: {
          NEXT: [
            { guard: 'several nodes fit', target: 'PreScore' },
            { guard: 'a node fits', target: 'Reserve' },
            { target: 'PostFilter' },
          ],
        },
      },
      PostFilter: { on: { NEXT: 'unschedulable' } },
      unschedulable: { on: { NEXT: 'queued' } },
      PreScore: { on: { NEXT: 'Score' } },
      Score: { on: { NEXT: 'NormalizeScore' } },
      NormalizeScore: { on: { NEXT: 'Reserve' } },
      Reserve: { on: { NEXT: 'Permit' } },
      Permit: { on: { NEXT: 'assumed' } },
      assumed: { type: 'final' },
    },
  }),
);
