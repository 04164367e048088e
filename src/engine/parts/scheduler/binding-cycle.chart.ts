import { setup } from 'xstate';
import { chartOf } from '../../kernel/chart.ts';

/** The binding cycle: runs beside the next scheduling cycle. Models kube-scheduler schedule_one.go bindingCycle. */
export const bindingCycleChart = chartOf(
  setup({}).createMachine({
    id: 'binding-cycle',
    initial: 'assumed',
    states: {
      assumed: { on: { NEXT: 'WaitOnPermit' } },
      WaitOnPermit: { on: { NEXT: 'PreBind' } },
      PreBind: { on: { NEXT: 'Bind' } },
      Bind: { on: { NEXT: 'PostBind', FAILED: 'Unreserve' } },
      PostBind: { on: { NEXT: 'bound' } },
      Unreserve: { on: { NEXT: 'queued' } },
      queued: { type: 'final' },
      bound: { type: 'final' },
    },
  }),
);
