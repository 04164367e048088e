import { setup } from 'xstate';
import { chartOf, type Chart } from '../../kernel/chart.ts';
import type { Context } from '../../kernel/part.ts';

/** A Pod's sandbox: the pause container and its network. Models containerd internal/cri/server sandbox_run.go. */
export const sandboxChart = chartOf(
  setup({}).createMachine({
    id: 'sandbox',
    initial: 'Creating',
    states: {
      Creating: { on: { created: 'Networking', fail: 'NotReady' } },
      Networking: { on: { attached: 'Ready', fail: 'NotReady' } },
      Ready: { on: { stop: 'NotReady' } },
      NotReady: { on: { remove: 'Removed' } },
      Removed: { type: 'final' },
    },
  }),
);

/** A container, with the shim that keeps it when containerd ends. Models container_start.go and container_stop.go. */
export const containerChart = chartOf(
  setup({}).createMachine({
    id: 'container',
    initial: 'Created',
    states: {
      Created: { on: { start: 'Starting', stop: 'Exited', remove: 'Removed' } },
      Starting: { on: { started: 'Running', fail: 'Exited' } },
      Running: { on: { exit: 'Exited', stop: 'Stopping' } },
      Stopping: { on: { exit: 'Exited' } },
      Exited: { on: { remove: 'Removed' } },
      Removed: { type: 'final' },
    },
  }),
);

/** An image on its way to the node. Models image_pull.go. */
export const imageChart = chartOf(
  setup({}).createMachine({
    id: 'image',
    initial: 'Resolving',
    states: {
      Resolving: { on: { resolved: 'Downloading', known: 'Present', refuse: 'Failed' } },
      Downloading: { on: { downloaded: 'Unpacking' } },
      Unpacking: { on: { unpacked: 'Present' } },
      Present: { type: 'final' },
      Failed: { type: 'final' },
    },
  }),
);

/** Moves a chart along `event` and traces it as a phase; the new state. */
export function move(
  context: Context,
  chart: Chart,
  subject: string,
  value: string,
  event: string,
  untilUs?: number,
): string {
  const { to } = chart.step(value, event);
  context.phase({ chart: chart.id, subject, from: value, to, untilUs });
  return to;
}

/** Traces the entry into a chart's first state. */
export function enter(context: Context, chart: Chart, subject: string, untilUs?: number): string {
  const { to } = chart.initial;
  context.phase({ chart: chart.id, subject, from: '', to, untilUs });
  return to;
}
