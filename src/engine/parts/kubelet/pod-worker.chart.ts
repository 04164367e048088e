import { setup } from 'xstate';
import { chartOf } from '../../kernel/chart.ts';
import { draftOfWorker } from './draft.ts';
import type { Env, PodWorker } from './types.ts';

/**
 * A Pod worker: SyncPod, TerminatingPod, TerminatedPod as in pod_workers.go, with what a sync waits for as states inside. A worker that is
 * told to terminate never syncs again.
 */
export const podWorkerChart = chartOf(
  setup({}).createMachine({
    id: 'pod-worker',
    initial: 'Admitting',
    states: {
      Admitting: { on: { admit: 'SyncPod', reject: 'TerminatedPod', terminate: 'TerminatingPod' } },
      SyncPod: {
        initial: 'MountingVolumes',
        on: { terminate: 'TerminatingPod' },
        states: {
          MountingVolumes: { on: { sandbox: 'CreatingSandbox', containers: 'StartingContainers' } },
          CreatingSandbox: { on: { containers: 'StartingContainers', done: 'Idle' } },
          StartingContainers: { on: { pull: 'PullingImage', done: 'Idle' } },
          PullingImage: { on: { containers: 'StartingContainers', done: 'Idle' } },
          Idle: {
            on: { volumes: 'MountingVolumes', sandbox: 'CreatingSandbox', containers: 'StartingContainers' },
          },
        },
      },
      TerminatingPod: {
        initial: 'StoppingContainers',
        on: { terminated: 'TerminatedPod' },
        states: { StoppingContainers: { on: { sandbox: 'StoppingSandbox' } }, StoppingSandbox: {} },
      },
      TerminatedPod: { on: { finished: 'Finished' } },
      Finished: { type: 'final' },
    },
  }),
);

/** The worker after `event`, with the change traced as a phase. */
export function moveWorker(worker: PodWorker, event: string, { context }: Env): PodWorker {
  const { to, changed } = podWorkerChart.step(worker.value, event);
  if (!changed) return worker;
  context.phase({ chart: podWorkerChart.id, subject: worker.key, from: worker.value, to });
  const next = draftOfWorker(worker);
  next.value = to;
  return next;
}
