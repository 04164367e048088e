import { setup } from 'xstate';
import { asks, chartOf } from '../kernel/chart.ts';

/**
 * Leader election over a Lease, as a person may watch it. A follower looks at the Lease every 2 to 4.4 seconds; who holds it writes it
 * every 2 seconds and gives up when that has not worked for 10. Who is asked to end may give it back first (ReleaseOnCancel). Models
 * client-go tools/leaderelection leaderelection.go.
 */
export const leaseElectionChart = chartOf(
  setup({ guards: { held: asks('held') } }).createMachine({
    id: 'lease-election',
    initial: 'waiting',
    states: {
      waiting: { on: { RETRY: 'reading', RELEASE: 'released' } },
      reading: {
        on: {
          FOUND: [{ guard: 'held', target: 'waiting' }, { target: 'acquiring' }],
          MISSING: 'acquiring',
          FAILED: 'waiting',
          RELEASE: 'released',
        },
      },
      acquiring: { on: { WRITTEN: 'leading', FAILED: 'waiting', RELEASE: 'releasing' } },
      leading: { on: { RENEW: 'renewing', RELEASE: 'releasing' } },
      renewing: { on: { WRITTEN: 'leading', FAILED: 'retrying', EXPIRED: 'lost', RELEASE: 'releasing' } },
      retrying: { on: { RENEW: 'renewing', EXPIRED: 'lost', RELEASE: 'releasing' } },
      releasing: { on: { WRITTEN: 'released', FAILED: 'released' } },
      lost: { type: 'final' },
      released: { type: 'final' },
    },
  }),
);
